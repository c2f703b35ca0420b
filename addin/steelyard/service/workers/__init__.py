"""Processes that do the work, the queues before them, and what they answer."""
