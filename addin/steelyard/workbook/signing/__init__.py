"""Sign-off: a role signs the judgements of a workbook, with a key where there is one; what still holds."""
