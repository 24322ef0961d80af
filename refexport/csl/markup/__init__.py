"""Markups: what the tree of an output is written as, one small file each, found by entry point."""
