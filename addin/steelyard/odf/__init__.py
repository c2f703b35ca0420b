"""OpenDocument spreadsheets: read as the parts of an .xlsx, and changed by splicing; see `workbook`."""
