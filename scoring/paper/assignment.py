"""Assigns the rows of a whole sheet to people: one person per row, one row per person."""

import heapq
from collections.abc import Mapping, Sequence

Weights = Mapping[int, int]
"""Person -> how well the row fits them, above zero; whoever is not in it does not fit at all."""


def best_choices(rows: Sequence[Weights]) -> list[frozenset[int | None]]:
    """For each row, every person it goes to in some assignment of the largest total weight.

    None among them says that in one of those the row is nobody's. One choice is therefore certain,
    several are a tie. Persons are numbers from 0 up, weights whole numbers, so that ties are exact.

    The Hungarian algorithm, row by row along shortest augmenting paths, with a column of weight 0
    of each row's own for "nobody"; then the ties, along pairs that the potentials leave no slack.
    """
    matching = _Matching([{**dict.fromkeys([~row], 0), **fits} for row, fits in enumerate(rows)])
    return [
        frozenset(None if column < 0 else column for column in columns)
        for columns in matching.ties()
    ]


class _Matching:
    """A matching of rows to columns (people) of the largest weight. Column ~row means nobody."""

    def __init__(self, weights: Sequence[Weights]):
        self.weights = weights
        self.column_of: dict[int, int] = {}
        self.row_of: dict[int, int] = {}
        self.row_potential = [0] * len(weights)
        self.column_potential: dict[int, int] = {}  # never above 0; 0 for free columns
        for row in range(len(weights)):
            self._place(row)

    def ties(self) -> list[set[int]]:
        """For each row its columns in all best matchings.

        A row can change to a column without slack if those it displaces can do so in turn, until
        one takes the column given up first, or until one takes a free column and the column given
        up first may stay empty.
        """
        moves = [
            [column for column in fits if self._slack(row, column) == 0]
            for row, fits in enumerate(self.weights)
        ]
        reach = [self._reach(row, moves) for row in range(len(moves))]
        ends = [
            any(column not in self.row_of for other in rows for column in moves[other])
            for rows in reach
        ]
        begins = {
            row
            for start, rows in enumerate(reach)
            if self.column_potential.get(self.column_of[start], 0) == 0
            for row in rows
        }

        def is_tie(row: int, column: int) -> bool:
            if column == self.column_of[row]:
                return True
            displaced = self.row_of.get(column)
            if displaced is None:
                return row in begins
            return row in reach[displaced] or (row in begins and ends[displaced])

        return [
            {column for column in columns if is_tie(row, column)}
            for row, columns in enumerate(moves)
        ]

    def _slack(self, row: int, column: int) -> int:
        potential = self.row_potential[row] + self.column_potential.get(column, 0)
        return -self.weights[row][column] - potential

    def _reach(self, start: int, moves: Sequence[Sequence[int]]) -> set[int]:
        """The rows that are displaced if `start` moves, and those move on; itself among them."""
        found, waiting = {start}, [start]
        while waiting:
            for column in moves[waiting.pop()]:
                other = self.row_of.get(column)
                if other is not None and other not in found:
                    found.add(other)
                    waiting.append(other)
        return found

    def _place(self, row: int) -> None:
        """Match one more row along the cheapest path to a free column (Dijkstra over slacks)."""
        distance: dict[int, int] = {}
        came_from: dict[int, int] = {}
        final: dict[int, int] = {}
        waiting: list[tuple[int, int]] = []
        current, so_far = row, 0
        while True:
            for column in self.weights[current]:
                length = so_far + self._slack(current, column)
                if column not in final and length < distance.get(column, length + 1):
                    distance[column], came_from[column] = length, current
                    heapq.heappush(waiting, (length, column))
            so_far, column = heapq.heappop(waiting)
            while column in final:
                so_far, column = heapq.heappop(waiting)
            if column not in self.row_of:
                break
            final[column] = so_far
            current = self.row_of[column]
        self.row_potential[row] += so_far
        for passed, length in final.items():
            self.row_potential[self.row_of[passed]] += so_far - length
            self.column_potential[passed] = self.column_potential.get(passed, 0) - so_far + length
        while True:
            current = came_from[column]
            given_up = self.column_of.get(current)
            self.column_of[current], self.row_of[column] = column, current
            if current == row:
                return
            column = given_up
