"""A workbook that a spreadsheet program has open: read as a file, and what to write into it."""
