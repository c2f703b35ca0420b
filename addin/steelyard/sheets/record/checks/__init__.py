"""Checks: the tests, what stands behind the judgements, problems, and the ledger of judgements."""
