"""A workbook's judgement sheets, read as a model."""
