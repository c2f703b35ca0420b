"""Names meet arrays: a model is weighed, and every answer is a labelled table."""
