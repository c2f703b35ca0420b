"""Who somebody is, as xlwings Server asks for its own routes; the guard has asked the same before."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from fastapi import HTTPException
from xlwings_server.models import User

from steelyard.service.identity.authentication import Door
from steelyard.service.settings import read

if TYPE_CHECKING:
    from xlwings_server.models.user import User as UserModel


@cache
def _door() -> Door:
    return Door(read())


async def user(authorization: str, provider: str) -> UserModel:
    """The user of a token, never remembered from an earlier request.

    Raises:
        HTTPException: 401, there is none.
    """
    found = await _door().identity(authorization, provider)
    if found is None:
        raise HTTPException(401, "a valid token is needed")
    return User(id=found.key, name=found.user, roles=sorted(map(str, found.roles)))
