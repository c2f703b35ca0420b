"""Who somebody is: tokens of steelyard's own, and those of Entra ID."""
