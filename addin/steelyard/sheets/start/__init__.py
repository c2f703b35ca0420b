"""The first sheets: what the workbook is for, and the page that officials use."""
