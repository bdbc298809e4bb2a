"""The organisers' own pages on the admin site."""
