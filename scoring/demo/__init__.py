"""The competition that a newcomer sees first: a camp with 12 groups and 120 children."""
