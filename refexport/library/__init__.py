"""Care for a library: check it, find its duplicates, merge and compare libraries. Pure functions over records."""
