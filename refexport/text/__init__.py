"""Pure functions over the strings that records are made of."""
