"""The product as it really runs, under gunicorn, with people at it."""
