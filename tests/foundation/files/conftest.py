from tests.foundation.files.storages import in_bucket, s3_server, storage

__all__ = ["in_bucket", "s3_server", "storage"]
