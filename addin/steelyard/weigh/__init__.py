"""A model is weighed: its parts become arrays, and every answer is a labelled table."""
