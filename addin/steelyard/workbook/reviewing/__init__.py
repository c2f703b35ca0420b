"""Two versions of a decision for a reviewer: as a workbook, as a page, and what the reviewer wrote."""
