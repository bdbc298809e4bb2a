"""Whose files: taken in, checked, changed, given out. Their bytes: `foundation.files`."""
