"""Names as the lines of tagged formats have them, and what is lost by that.

Source: RIS format specification; EndNote's import of `%A`: `Family, Given, Suffix`, a comma behind an institution.
"""

from __future__ import annotations

from functools import lru_cache

from refexport.record import Name
from refexport.syntax.tagged import one_line
from refexport.text.names import inverted, parse_inverted, parts_alone


@lru_cache(maxsize=65536)
def name_line(name: Name, corporate_comma: bool) -> tuple[str, tuple[str, str] | None]:
    """Return a name as `Family, Given, Suffix`, and what is lost by it: the part of the name, and why."""
    text = one_line(inverted(name))
    if name.literal is not None and (corporate_comma or "," in text):
        text += ","
    back = parse_inverted(text)
    if back == name:
        return text, None
    if name.orcid and back.orcid is None and back == parts_alone(name):
        return text, (".orcid", "no tag for ORCID iDs")
    return text, ("", "not told apart from another form of the name")
