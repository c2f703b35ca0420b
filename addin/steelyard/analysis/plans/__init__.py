"""The plan of a deal: its ledger, and the order of steps with the least exposure."""
