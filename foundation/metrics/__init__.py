"""What is counted, for Prometheus. Pure: what is read at a scrape only stands where it is known."""
