"""Lists of results for the notice board, as PDF."""
