"""A new OpenDocument spreadsheet of a workbook that was just built; see `file`."""
