"""The sheets that the engine writes."""
