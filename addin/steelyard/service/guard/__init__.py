"""What every request passes first: its form, the identity and role of its user, its rate, size and time."""
