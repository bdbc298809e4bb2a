"""Benchmarks: what the product costs next to the least any program could pay for the same rows."""
