"""What the sheets say: frozen values, their rules, checks and text form. Knows no spreadsheet."""
