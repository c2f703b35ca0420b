"""The sheets of formulas."""
