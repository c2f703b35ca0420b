"""What is done to a workbook: read, build, score, check, edit, and work with an open one. Knows no shell."""
