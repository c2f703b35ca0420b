"""The text form of a model: YAML read with the place of every value, and written again."""
