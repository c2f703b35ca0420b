"""Packages: all that the rules allow, those that no other beats, and the solutions of bargaining theory."""
