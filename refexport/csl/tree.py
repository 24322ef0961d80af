"""The tree of an output, kept flat: a string in which noncharacters open and close the nodes.

A flat tree is joined by `+` and `str.join`, at the speed of the interpreter's
own strings; it becomes a tree of tokens only when it is settled and rendered.
Every node is closed by `END`, quotes by `QUOTE_END` or `SINGLE_END`.
Noncharacters are taken out of all data at the border (`rich.clean`).
"""

from __future__ import annotations

import re

ITALIC = "\ufdd0"
OBLIQUE = "\ufdd1"
UPRIGHT = "\ufdd2"
BOLD = "\ufdd3"
LIGHT = "\ufdd4"
NORMAL_WEIGHT = "\ufdd5"
UNDERLINE = "\ufdd6"
NO_UNDERLINE = "\ufdd7"
SUPERSCRIPT = "\ufdd8"
SUBSCRIPT = "\ufdd9"
BASELINE = "\ufdda"
SMALL_CAPS = "\ufddb"
NO_SMALL_CAPS = "\ufddc"
NO_CASE = "\ufddd"
BLOCK = "\ufdde"
LEFT_MARGIN = "\ufddf"
RIGHT_INLINE = "\ufde0"
INDENT = "\ufde1"
NO_DECORATION = "\ufde2"

DATA_ITALIC = "\ufde3"
DATA_BOLD = "\ufde4"
DATA_SMALL_CAPS = "\ufde5"
"""Formatting that a value itself has: inside of its like it is turned off, which that of a style is not."""
CURLY = "\ufde6"
CURLY_SINGLE = "\ufde7"
"""Quotes that a value itself has in their form: they stay as they are where no other quotes stand around."""
QUOTE = "\ufde8"
QUOTE_END = "\ufde9"
SINGLE = "\ufdea"
SINGLE_END = "\ufdeb"
GUARD = "\ufdec"
"""Stands between two marks of punctuation that belong to one value and are left alone."""
SEAM = "\ufded"
"""Ends an affix that a person gave to a cite; white space meets it as it is."""
CAPITAL = "\ufdee"
"""Stands before a term of a note: its first letter is a capital where a sentence begins."""
END = "\ufdef"

OPENERS = "\ufdd0-\ufde5"
CLOSERS = END + QUOTE_END + SINGLE_END
DISPLAY = (BLOCK, LEFT_MARGIN, RIGHT_INLINE, INDENT)
MARK_RANGE = "\ufdd0-\ufdef"
ROMANESQUE = re.compile(r"[-0-9A-Za-z\u00aa-\u024f\u0370-\u052f\u0590-\u06ff\u0e01-\u0e5b\u1e00-\u1fff]")
"""A letter of a script that sets names with a blank between and has italics, or a digit or hyphen beside others."""
MARK = re.compile("[\ufdd0-\ufdef]")
MARKS = re.compile("[\ufdd0-\ufdef]+")
TOKEN = re.compile("([\ufdd0-\ufdef])")

FORMATTING = {
    ("font-style", "italic"): ITALIC,
    ("font-style", "oblique"): OBLIQUE,
    ("font-style", "normal"): UPRIGHT,
    ("font-weight", "bold"): BOLD,
    ("font-weight", "light"): LIGHT,
    ("font-weight", "normal"): NORMAL_WEIGHT,
    ("text-decoration", "underline"): UNDERLINE,
    ("text-decoration", "none"): NO_UNDERLINE,
    ("vertical-align", "sup"): SUPERSCRIPT,
    ("vertical-align", "sub"): SUBSCRIPT,
    ("vertical-align", "baseline"): BASELINE,
    ("font-variant", "small-caps"): SMALL_CAPS,
    ("font-variant", "normal"): NO_SMALL_CAPS,
}
"""Formatting attribute and value → the node that it makes."""

FORMATTING_ORDER = ("vertical-align", "text-decoration", "font-variant", "font-weight", "font-style")
"""From the outside in."""

DISPLAYS = {"block": BLOCK, "left-margin": LEFT_MARGIN, "right-inline": RIGHT_INLINE, "indent": INDENT}


def plain(flat: str) -> str:
    """Return the text of a flat tree, without its nodes."""
    return MARKS.sub("", flat)


def wrap(flat: str, *nodes: str) -> str:
    """Return a flat tree inside nodes, the first outermost."""
    return "".join(nodes) + flat + END * len(nodes) if flat else flat
