"""A model as a new workbook; the only folder that knows openpyxl."""
