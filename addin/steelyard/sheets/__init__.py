"""What a workbook says, one file a sheet: columns with heading, look, formula and the engine's value."""
