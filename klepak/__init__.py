"""Klepak Scores: competitions with many disciplines, from the entry list to the diploma."""

__version__ = "0.1.0"
