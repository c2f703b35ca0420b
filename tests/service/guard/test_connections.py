"""Open connections: whose they are, which are closed when there are too many."""

from __future__ import annotations

from steelyard.service.guard.connections import Connections


class Line:
    """A connection without a network."""

    closed = False

    def close_idle(self) -> None:
        self.closed = True


def held(limit: Connections, address: str, count: int) -> list[Line]:
    """So many connections, opened and then idle; those that were refused count as closed."""
    lines = [Line() for _ in range(count)]
    for line in lines:
        line.closed = not limit.opened(line, address)
    return lines


def known(limit: Connections, user: str, count: int) -> list[Line]:
    """So many connections of a user, each after its first request."""
    lines = []
    for line in held(limit, "192.0.2.2", count):
        limit.at_work(line)
        line.closed = not limit.done(line, user) or line.closed
        lines.append(line)
    return lines


def alive(lines: list[Line]) -> int:
    """How many are open."""
    return sum(not line.closed for line in lines)


def limits(most: int = 100, of_one: int = 10, proxy: str = "") -> Connections:
    """Limits with small numbers."""
    return Connections(most, of_one, lambda address: address == proxy)


def test_a_stranger_with_a_thousand_connections_keeps_ten() -> None:
    limit = limits()
    assert alive(held(limit, "192.0.2.1", 1000)) == 10
    assert alive(held(limit, "192.0.2.3", 1)) == 1


def test_a_stranger_whose_connections_all_work_gets_no_more() -> None:
    limit = limits()
    lines = held(limit, "192.0.2.1", 10)
    for line in lines:
        limit.at_work(line)
    assert not limit.opened(Line(), "192.0.2.1")
    assert alive(lines) == 10


def test_an_office_behind_one_address_is_no_stranger() -> None:
    """Its connections count for its users, once these have asked something."""
    limit = limits()
    lines = [line for user in range(8) for line in known(limit, f"token:{user}", 6)]
    assert alive(lines) == 48


def test_a_user_keeps_as_many_as_a_stranger_does() -> None:
    limit = limits()
    assert alive(known(limit, "token:ana", 50)) == 10
    assert alive(known(limit, "token:ben", 3)) == 3


def test_a_user_whose_connections_all_work_loses_the_one_that_ends_its_work() -> None:
    limit = limits()
    for line in known(limit, "token:ana", 10):
        limit.at_work(line)
    last = Line()
    assert limit.opened(last, "192.0.2.2")
    assert not limit.done(last, "token:ana")


def test_idle_strangers_make_room_for_others() -> None:
    """Strangers of many addresses have all connections; a known user gets one, and theirs stay."""
    limit = limits(most=20)
    users = known(limit, "token:ana", 5)
    strangers = [line for address in range(15) for line in held(limit, str(address), 1)]
    newer = held(limit, "192.0.2.9", 4)
    assert (alive(users), alive(newer)) == (5, 4)
    assert [line.closed for line in strangers] == [True] * 4 + [False] * 11


def test_without_strangers_the_user_with_most_connections_makes_room() -> None:
    limit = limits(most=12)
    anas, bens = known(limit, "token:ana", 8), known(limit, "token:ben", 4)
    limit.opened(Line(), "192.0.2.9")
    assert (alive(anas), alive(bens)) == (7, 4)


def test_a_proxy_has_the_connections_of_many_clients() -> None:
    limit = limits(proxy="192.0.2.1")
    assert alive(held(limit, "192.0.2.1", 90)) == 90


def test_a_closed_connection_counts_no_more() -> None:
    limit = limits()
    for line in held(limit, "192.0.2.1", 10):
        limit.closed(line)
        limit.closed(line)
    assert alive(held(limit, "192.0.2.1", 10)) == 10
    assert not limit.done(Line(), None)
