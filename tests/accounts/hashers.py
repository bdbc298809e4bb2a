"""A hasher that tells what it had to hash."""

from django.contrib.auth.hashers import MD5PasswordHasher


class CountingHasher(MD5PasswordHasher):
    lengths: list[int] = []

    def encode(self, password, salt):
        self.lengths.append(len(password))
        return super().encode(password, salt)
