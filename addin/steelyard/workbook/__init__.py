"""The workbook: its layout as data; build, read, write back and verify. Knows no shell."""
