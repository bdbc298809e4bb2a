"""What stands beside us, the database, the cache, a mail server, and what to do when it hangs."""
