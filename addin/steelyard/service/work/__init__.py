"""What is computed for each kind of request, in worker processes."""
