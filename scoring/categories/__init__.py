"""Age categories that are too small to compete in, and what joining them would change."""
