"""The sheets that keep what was checked and what was changed."""
