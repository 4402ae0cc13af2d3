"""Files in an S3-compatible store. The local folder is `engine.platform.files.Folder`."""

from integrations.storage.s3 import S3Storage

__all__ = ["S3Storage"]
