"""Results written back into a workbook that people own, and what grows with its model."""
