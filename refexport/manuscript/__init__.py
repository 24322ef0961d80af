"""Manuscripts: from citation keys to citations and a reference list.

`core` renders what the modules of the kinds scan and write; `library` knows which record a key means.
"""
