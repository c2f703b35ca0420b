"""Plans: the ledger of a plan, and the order of its steps with the least exposure."""
