"""Small parts of the cells of a list: a state by colour and word, a button that posts."""

from django.utils.html import format_html


def badge(kind: str, word: str) -> str:
    """kind: how organiser.css colours it: ok, warning, error, info, archived."""
    return format_html('<span class="badge badge-{}">{}</span>', kind, word)


def post_button(url: str, word: str, name: str) -> str:
    """A button for one row. It stands in the list's own form, and sends it to its own address.

    name: of the row, for whoever does not see in which row the button stands.
    """
    return format_html(
        '<button class="btn btn-small" formaction="{}" formmethod="post">{}'
        '<span class="visually-hidden"> – {}</span></button>',
        url,
        word,
        name,
    )


def link_button(url: str, word: str, name: str) -> str:
    """A link that looks like `post_button`, to a page that asks first."""
    return format_html(
        '<a class="btn btn-small" href="{}">{}<span class="visually-hidden"> – {}</span></a>',
        url,
        word,
        name,
    )
