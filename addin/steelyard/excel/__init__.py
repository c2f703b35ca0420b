"""What Excel calls: worksheet functions and buttons; the only room that knows xlwings."""
