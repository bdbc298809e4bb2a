"""What a template was: its versions, and what differs from one to the next."""
