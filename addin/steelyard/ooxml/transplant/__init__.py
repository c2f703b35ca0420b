"""Sheets taken out of one workbook and put into another, with the parts, looks and texts that they use.

Nothing arrives but what is listed here: which elements of a sheet, which kinds of parts, which attributes of
a name. What a formula may refer to in the other workbook, the caller says.
"""
