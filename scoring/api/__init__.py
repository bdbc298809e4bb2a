"""Results and boards in the API."""
