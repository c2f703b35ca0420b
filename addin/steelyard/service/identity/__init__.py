"""The identity of a user, by tokens of steelyard or of Entra ID."""
