"""Labels such as `[Lu24]` of styles that cite by label.

Source: CSL 1.0.2 specification, "citation-label" under "Standard Variables";
the test suite's `magic_CitationLabel…` fixtures for their build.
"""

from __future__ import annotations

from refexport.csl import tree
from refexport.csl.reference import Reference

_LETTERS = {1: 4, 2: 2, 3: 1}
"""Number of authors → letters taken of each; four authors or more give one each."""


def citation_label(ref: Reference) -> str:
    """Return the label of a work: letters of its first authors, and its year in two digits."""
    given = ref.text.get("citation-label")
    if given:
        return given
    people = next((ref.names[name] for name in ("author", "editor", "translator") if name in ref.names), ())
    count = _LETTERS.get(len(people), 1)
    letters = "".join(tree.plain(person.family)[:count] for person in people[:4])
    date = ref.dates.get("issued")
    year = f"{abs(date.start[0]) % 100:02d}" if date and date.start[0] else ""
    title = "" if letters else tree.plain(ref.rich["title"])[:4]
    return f"{letters or title}{year}"
