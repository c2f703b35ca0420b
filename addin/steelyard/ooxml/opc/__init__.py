"""The package around the parts: the zip, its checks, its relationships, and how a file is saved."""
