"""Objects that functions return are kept in Redis, each user's for that user alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from service.running import FUNCTION, call

if TYPE_CHECKING:
    from service.running import Served


pytestmark = pytest.mark.usefixtures("redis")


def claimed(served: Served, user: str, word: str) -> str:
    """The handle of an object that a user's function has made."""
    with served.client(user) as client:
        answer: Any = client.post(FUNCTION, json=call("claim", word)).json()["result"][0][0]
    return str(answer["properties"]["object_handle_cache_key"]["basicValue"])


def taken(served: Served, user: str, handle: str) -> Any:
    """What the user's function makes of the handle."""
    with served.client(user) as client:
        return client.post(FUNCTION, json=call("take", handle)).json()["result"][0][0]


def test_objects_reach_their_user_in_every_process(served: Served) -> None:
    handle = claimed(served, "ana", "mine")
    assert [taken(served, "ana", handle) for _ in range(6)] == ["mine"] * 6


def test_cache_cross_talk(served: Served) -> None:
    hers = claimed(served, "ana", "hers")
    for stolen in (hers, f"token:ana:{hers}", f"object:token:ana:{hers}", f"../token:ana:{hers}", "*"):
        said = taken(served, "ben", stolen)
        assert said["type"] == "Entity"  # the card that says: expired
        assert "hers" not in str(said)
    his = claimed(served, "ben", "his")
    assert taken(served, "ana", hers) == "hers"
    assert taken(served, "ben", his) == "his"
