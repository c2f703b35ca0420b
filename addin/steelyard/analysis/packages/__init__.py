"""Packages: all that the rules allow, those that no other beats, and what mediators point at."""
