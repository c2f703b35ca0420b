"""A request that the guard refuses: the status and the reason."""

from __future__ import annotations


class Refusal(Exception):
    """The guard refuses a request."""

    def __init__(self, status: int, reason: str, message: str, **headers: str) -> None:
        self.status, self.reason, self.message = status, reason, message
        self.headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        super().__init__(reason)


def too_large(most: int, cure: str = "") -> Refusal:
    """The refusal of a body with too many bytes.

    Args:
        most: bytes that are read at most.
        cure: what the user can do, if anything.
    """
    message = f"the body is too large: at most {most:,} bytes are read{cure and '; '}{cure}"
    return Refusal(413, "size", message, connection="close")


def too_fast(wait: float) -> Refusal:
    """The refusal of a client above its rate, with the seconds after which it may try again."""
    return Refusal(429, "rate", "too many requests; wait a little", retry_after=str(max(1, round(wait))))
