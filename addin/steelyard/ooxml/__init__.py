"""The file format of spreadsheets: zip, parts, XML by offset, cells, tables, charts. It holds no model."""
