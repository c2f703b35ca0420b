"""The user of a request, for xlwings Server's own routes; the guard has checked the same before."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from fastapi import HTTPException
from xlwings_server.models import User

from steelyard.service.identity.authentication import Authentication
from steelyard.service.settings import read

if TYPE_CHECKING:
    from xlwings_server.models.user import User as UserModel


@cache
def _authentication() -> Authentication:
    return Authentication(read())


async def user(authorization: str, provider: str) -> UserModel:
    """The user of a token, read anew for each request.

    Raises:
        HTTPException: 401, the token is not valid.
    """
    found = await _authentication().identity(authorization, provider)
    if found is None:
        raise HTTPException(401, "a valid token is needed")
    return User(id=found.key, name=found.user, roles=sorted(map(str, found.roles)))
