"""The sheet Package: its table, and the cells above it."""
