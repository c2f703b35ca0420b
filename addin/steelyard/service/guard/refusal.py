"""A request that goes no further: with which status, and why."""

from __future__ import annotations


class Refusal(Exception):
    """A request that goes no further."""

    def __init__(self, status: int, reason: str, message: str, **headers: str) -> None:
        self.status, self.reason, self.message = status, reason, message
        self.headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        super().__init__(reason)


def too_large(most: int) -> Refusal:
    """The body has more bytes than are read."""
    return Refusal(413, "size", f"the body is too large: at most {most:,} bytes are read", connection="close")


def too_fast(wait: float) -> Refusal:
    """The client asks more often than it may; it may again in so many seconds."""
    return Refusal(429, "rate", "too many requests; wait a little", retry_after=str(max(1, round(wait))))
