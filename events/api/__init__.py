"""Events and their parts in the API."""
