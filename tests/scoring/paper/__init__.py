"""Photos of sheets; as in the tests of pictures they are made where they are needed."""

from tests.foundation.pictures import encoded, picture

__all__ = ["encoded", "picture"]
