"""The rows of a public board as HTML: by hand, for a board is made anew with every result of it."""

from collections.abc import Mapping
from html import escape
from typing import Any

from django.utils.formats import get_format
from django.utils.translation import gettext as _

from foundation.text.decimals import with_point
from scoring.boards.board_words import letters_meaning, place_text, total_words, unplaced_words

NEW_TAB = ' target="_blank" rel="noopener"'


def board_rows(board: Mapping[str, Any], *, is_embedded: bool, ending: str) -> str:
    """All `<tr>` of a board, which the API gives as it is: who is placed, guests, who has no place.

    ending: of links, the language that is asked for. is_embedded: links open outside of the frame.
    """
    before, after = ("../p/", NEW_TAB) if is_embedded else ("p/", "")
    ending, guest = escape(ending), escape(_("guest"))
    point = get_format("DECIMAL_SEPARATOR")
    no_place = escape(_("no place"))
    no_place = f'<span aria-hidden="true">–</span><span class="visually-hidden">{no_place}</span>'

    def row(each: Mapping[str, Any], kind: str, place: str, note: str = "") -> str:
        return (
            f'<tr{kind}><td class="place">{place}</td>'
            f'<th scope="row"><a href="{before}{each["code"]}/{ending}"{after}>'
            f"{escape(each['name'])}</a> <small>{escape(each['group_name'])}{note}</small></th>"
            f'<td class="result">{_result(each, point)}</td></tr>'
        )

    rows = [
        row(each, "", f'<span class="medal medal-{each["rank"]}">{each["rank"]}</span>')
        for each in board["rows"]
    ]
    rows += [
        row(each, ' class="guest"', place_text(each["rank"], is_guest=True), f" · {guest}")
        for each in board["guests"]
    ]
    rows += [row(each, ' class="unranked"', no_place) for each in board.get("unranked", ())]
    return "\n".join(rows)


def _result(row: Mapping[str, Any], point: str) -> str:
    """A result, a total, or why there is none. point: the decimal mark."""
    if status := row.get("status"):
        if meaning := letters_meaning(status):
            return f'<abbr title="{escape(meaning)}">{escape(status)}</abbr>'
        return escape(unplaced_words(status))
    value = row.get("display_value")
    return escape(with_point(value, point) if value else total_words(row))
