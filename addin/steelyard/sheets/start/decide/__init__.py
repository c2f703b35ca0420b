"""Decide: the options of one scenario, best first, and the weights beside them."""
