"""The copy of a workbook that may leave the house, and the search of any workbook for what is withheld."""
