"""Whose diploma a page of the editor shows."""

from diplomas.previews.subjects import example_with_longest_name

__all__ = ["example_with_longest_name"]
