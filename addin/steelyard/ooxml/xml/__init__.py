"""XML where it lies: tags by byte offset, and text as XML carries it."""
