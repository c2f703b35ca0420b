"""What people judged: frozen values, what is allowed, checks and the text form. Knows no spreadsheet."""
