"""From a draft to a model: every cell judged, then all of them together."""
