"""What every request meets first: whose it is, whether it may, how large and how slow it is."""
