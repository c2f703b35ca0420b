"""What is typed into a workbook for a person: a new part, a package, an order of the plan."""
