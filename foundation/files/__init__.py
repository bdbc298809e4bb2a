"""Bytes that are kept as files: on the disk or in a bucket, each content once."""
