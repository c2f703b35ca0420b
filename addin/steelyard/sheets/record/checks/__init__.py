"""Checks: the tests, the evidence for the judgements, problems, and the ledger of judgements."""
