"""Whether a workbook says what the engine says, and a report of it."""
