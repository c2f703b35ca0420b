"""The service: the same results over HTTP, for known users, within limits.

    request ──> guard ──> routes ──> workers/lanes ══> work, in worker processes
                  │
                  └──> identity

Every request passes the guard first: it checks the form of the request, the identity and role of the user,
the rate, and the size and time of the body. Then a route takes the request, and a lane runs its work in a
worker process, which can be ended at any moment. The service computes nothing itself: `work` calls the same
functions as the commands.
"""
