"""Measurements on demand, each against a peer in the same run."""
