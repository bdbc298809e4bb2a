"""How a text gets into its box: in how many lines, broken where, at which size. Pure.

The work grows as the text's letters, whatever the box: each word is measured once, at size 1, and
the lines of one more line follow from those that are known.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

LINE_HEIGHT = 1.18
"""From line to line, in ems."""


def fit(
    text: str,
    width_of: Callable[[str], float],
    box: tuple[float, float],
    sizes: tuple[float, float],
    most: int,
) -> tuple[list[str], float]:
    """(lines, size) of a text in a box of this width and height: one line, shrunk down to the
    smaller of the sizes, then more lines, at most so many, then whatever is largest.

    width_of: of a text in one line, at size 1.
    """
    width, height = box
    size, smallest = sizes
    words = text.split()
    best: tuple[list[str], float] = ([], 0)
    for slices in islice(_in_lines(words, width_of), most):
        lines = [" ".join(words[part]) for part in slices]
        widest = max(map(width_of, lines))
        tallest = height / (len(lines) * LINE_HEIGHT)
        fits = min(size, tallest, width / widest if widest else size)
        if fits > best[1]:
            best = (lines, fits)
        if fits >= smallest:
            break
    return best


def _in_lines(words: Sequence[str], width_of: Callable[[str], float]) -> Iterator[list[slice]]:
    """The words in one line, then in two, and so on; measured only once there is a second."""
    yield [slice(0, len(words))]
    widths = {word: width_of(word) for word in set(words)}
    space = width_of("n n") - width_of("nn")
    breaks = break_lines([widths[word] for word in words], space)
    yield from islice(breaks, 1, None)


def break_lines(words: Sequence[float], space: float) -> Iterator[list[slice]]:
    """The words (their widths) in one line, then in two, and so on, up to a line for each, so that
    the widest line is as narrow as can be; the last lines begin as early as that lets them.

    Yields the slices of the words. Each further line costs as many steps as there are words.
    """
    ends = [0.0]
    for word in words:
        ends.append(ends[-1] + word + space)
    same = list(range(len(ends)))  # the first end that is where this one is
    for end in range(1, len(ends)):
        if ends[end] == ends[end - 1]:
            same[end] = same[end - 1]
    widest = [end - space for end in ends]  # of the first words, in the lines so far
    starts: list[list[int]] = []  # of the last of two, three, … lines, by the words until its end
    yield [slice(0, len(words))]
    for fewest in range(1, len(words)):
        widest, start_of = _one_line_more(ends, space, widest, same, fewest)
        starts.append(start_of)
        yield _slices(starts, len(words))


def _one_line_more(ends, space, widest, same, fewest) -> tuple[list[float], list[int]]:
    """(widest line, start of the last line) of the first words, for each number of words, where
    `widest` is that of one line less, which takes `fewest` words.

    The later the last line starts, the wider are those before and the narrower it is itself; the
    best start is where the two meet, which only moves on from one word to the next.
    """
    new, start_of, start = [0.0] * len(ends), [0] * len(ends), fewest
    for end in range(fewest + 1, len(ends)):
        while start < end - 1 and widest[start] < ends[end] - ends[start] - space:
            start += 1
        best = start
        width = max(widest[start], ends[end] - ends[start] - space)
        if start > fewest and ends[end] - ends[start - 1] - space <= width:
            best, width = start - 1, ends[end] - ends[start - 1] - space
        if widest[best] < width:  # the line's own width decides: as many as have the same
            best = max(same[best], fewest)
        new[end], start_of[end] = width, best
    return new, start_of


def _slices(starts: Sequence[Sequence[int]], end: int) -> list[slice]:
    slices = []
    for start_of in reversed(starts):
        slices.append(slice(start_of[end], end))
        end = start_of[end]
    return [slice(0, end), *reversed(slices)]
