"""The file format of spreadsheets: the zip, its parts, XML by offset, cells, tables, charts. Knows nothing of steelyard."""
