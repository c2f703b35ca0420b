"""The sheet Plan ledger: its table, and the sentences above it."""
