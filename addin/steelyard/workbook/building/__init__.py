"""A model as a new workbook; the only folder that uses openpyxl."""
