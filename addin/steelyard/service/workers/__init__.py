"""Worker processes, the queues in front of them, and the form of their answers."""
