"""Open connections: whose they are, which are closed when there are too many."""

from __future__ import annotations

from steelyard.service.guard.connections import GRACE, Connections


class Line:
    """A connection without a network."""

    closed = False
    refused = False

    def close_idle(self) -> None:
        self.closed = True


class Clock:
    """A clock that stands still."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def limits(most: int = 100, of_one: int = 10, proxy: str = "") -> tuple[Connections, Clock]:
    """Limits with small numbers, and their clock."""
    clock = Clock()
    return Connections(most, of_one, lambda address: address == proxy, clock), clock


def held(limit: Connections, address: str, count: int) -> list[Line]:
    """So many connections, opened and then idle."""
    lines = [Line() for _ in range(count)]
    for line in lines:
        limit.opened(line, address)
    return lines


def known(limit: Connections, user: str, count: int, address: str = "192.0.2.2") -> list[Line]:
    """So many connections of a user, each after its first request."""
    lines = held(limit, address, count)
    for line in lines:
        limit.at_work(line)
        line.refused = not limit.identified(line, user)
        limit.done(line)
    return lines


def alive(lines: list[Line]) -> int:
    """How many are open."""
    return sum(not line.closed for line in lines)


def test_a_stranger_with_many_connections_keeps_ten() -> None:
    limit, clock = limits()
    first = held(limit, "192.0.2.1", 60)
    clock.now += GRACE
    assert alive(first + held(limit, "192.0.2.1", 1)) == 10
    assert alive(held(limit, "192.0.2.3", 1)) == 1


def test_a_stranger_with_a_thousand_connections_at_once_takes_none_from_others() -> None:
    limit, _ = limits()
    users = known(limit, "token:ana", 5)
    strangers = held(limit, "192.0.2.1", 1000)
    new = known(limit, "token:ben", 5)
    assert (alive(users), alive(new), alive(strangers)) == (5, 5, 90)


def test_an_office_behind_one_address_begins_all_at_once() -> None:
    """Fifty users, each with six first requests on their way: none of the connections is closed."""
    limit, clock = limits(most=1000)
    lines = held(limit, "192.0.2.2", 300)
    for number, line in enumerate(lines):
        clock.now += 0.001
        limit.at_work(line)
        assert limit.identified(line, f"token:{number % 50}")
    clock.now += 10 * GRACE
    for line in lines:
        limit.done(line)
    assert alive(lines + held(limit, "192.0.2.2", 1)) == 301


def test_a_user_keeps_as_many_as_a_stranger_does() -> None:
    limit, clock = limits()
    first = known(limit, "token:ana", 10)
    clock.now += GRACE
    assert alive(first + known(limit, "token:ana", 3)) == 10
    assert alive(known(limit, "token:ben", 3)) == 3


def test_a_user_whose_connections_all_work_gets_no_more() -> None:
    limit, clock = limits()
    for line in known(limit, "token:ana", 10):
        limit.at_work(line)
    clock.now += GRACE
    [last] = held(limit, "192.0.2.2", 1)
    limit.at_work(last)
    assert not limit.identified(last, "token:ana")
    assert not last.closed, "it is for the guard to answer"


def test_idle_strangers_make_room_for_others() -> None:
    """Strangers of many addresses have all connections; a known user's stay, and new ones get theirs."""
    limit, _ = limits(most=20)
    users = known(limit, "token:ana", 5)
    strangers = [line for address in range(15) for line in held(limit, str(address), 1)]
    newer = held(limit, "192.0.2.9", 4)
    assert (alive(users), alive(newer)) == (5, 4)
    assert [line.closed for line in strangers] == [True] * 4 + [False] * 11


def test_without_strangers_the_user_with_most_connections_makes_room() -> None:
    limit, _ = limits(most=12)
    anas, bens = known(limit, "token:ana", 8), known(limit, "token:ben", 4)
    held(limit, "192.0.2.9", 1)
    assert (alive(anas), alive(bens)) == (7, 4)


def test_a_proxy_has_the_connections_of_many_clients() -> None:
    limit, clock = limits(proxy="192.0.2.1")
    first = known(limit, "token:ana", 50, "192.0.2.1")
    clock.now += GRACE
    more = known(limit, "token:ana", 40, "192.0.2.1")
    assert alive(first + more) == 90
    assert not any(line.refused for line in first + more)


def test_a_closed_connection_counts_no_more() -> None:
    limit, clock = limits()
    for line in held(limit, "192.0.2.1", 10):
        limit.closed(line)
        limit.closed(line)
        limit.done(line)
    clock.now += GRACE
    assert alive(held(limit, "192.0.2.1", 10)) == 10
    assert limit.identified(Line(), "token:ana")
