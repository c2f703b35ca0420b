"""The provider `token` of xlwings Server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auth import user

if TYPE_CHECKING:
    from xlwings_server.models.user import User


async def validate_token(token_string: str) -> User:
    """The user of a token; see `auth.user`."""
    return await user(token_string, "token")
