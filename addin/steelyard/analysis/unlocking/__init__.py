"""The cheapest set of further delivery steps that makes an option an offer, exactly."""
