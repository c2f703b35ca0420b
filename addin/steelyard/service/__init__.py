"""The service: the same answers over HTTP, to those whom it knows, within limits.

    guard ──> calls, verbs, page ──> lanes ══> desk, in other processes

Every request meets the guard first: whose it is, whether it may, how large and how slow it is. What costs
time goes through a queue into worker processes that can be ended. Nothing here knows how to weigh.
"""
