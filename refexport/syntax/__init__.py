"""Syntax layers that the formats of a family share: what a file looks like, not what it means."""
