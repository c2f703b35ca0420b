"""The file format of spreadsheets: zip, parts, XML by offset, cells, tables, charts; nothing of ours."""
