"""Custom fields of MODS as the elements that they were read from.

The name of a field is the path of an element, with its type behind a colon: `originInfo/dateOther:manufacture`; that of
a genre has its authority there, and of a name the role.
"""

from __future__ import annotations

import re

from refexport.syntax.xml import attribute, escape

_PATH = re.compile(r"([A-Za-z]\w*(?:/[A-Za-z]\w*){0,3})(?::(.+))?", re.A)
_ELEMENTS = frozenset(
    "titleInfo title subTitle partNumber partName nonSort name namePart displayForm affiliation role roleTerm "
    "description nameIdentifier alternativeName typeOfResource genre originInfo place placeTerm publisher "
    "cartographics dateIssued dateCreated dateCaptured dateValid dateModified copyrightDate dateOther displayDate "
    "edition issuance frequency agent language languageTerm scriptTerm physicalDescription form "
    "reformattingQuality internetMediaType extent digitalOrigin note abstract tableOfContents targetAudience "
    "subject topic geographic temporal geographicCode hierarchicalGeographic scale projection coordinates "
    "occupation classification relatedItem identifier location physicalLocation shelfLocator url holdingSimple "
    "copyInformation holdingExternal accessCondition part detail number caption date text start end total list "
    "itemIdentifier enumerationAndChronology electronicLocator subLocation".split()
)
"""MODS's own elements, which alone are written."""
_NO_PLACE = frozenset({"host", "series", "original", "reviewOf", "extension", "recordInfo"})
"""What a path begins with that is of a related work, or of no element that is read."""
_MARKED_BY = {"form": "authority", "genre": "authority"}
_NO_TYPE = frozenset({"untyped", "further"})


def element_of(field: str, value: str) -> str:
    """Return a custom field as elements, one for each line of it; empty if its name is the path of none.

    Args:
        field: its name.
        value: its text.
    """
    match = _PATH.fullmatch(field)
    if not match or not value or not _ELEMENTS.issuperset(match[1].split("/")):
        return ""
    *above, name = match[1].split("/")
    if (above or [name])[0] in _NO_PLACE or field in ("name/role", "name/affiliation"):
        return ""
    opened, closed = "".join(f"<{tag}>" for tag in above), "".join(f"</{tag}>" for tag in reversed(above))
    whole = _element if above else _whole
    return "".join([f"{opened}{whole(name, match[2] or '', escape(line))}{closed}" for line in value.split("\n")])


def _element(name: str, kind: str, text: str) -> str:
    mark = f' {_MARKED_BY.get(name, "type")}="{attribute(kind)}"' if kind and kind not in _NO_TYPE else ""
    return f"<{name}{mark}>{text}</{name}>"


def _whole(name: str, kind: str, text: str) -> str:
    """Return an element of those that stand in `mods` itself, of which some hold a text further down."""
    if name == "name":
        role = f"<role><roleTerm>{escape(kind)}</roleTerm></role>"
        mark = ' type="conference"' if kind == "conference" else ""
        return f"<name{mark}><namePart>{text}</namePart>{role if not mark else ''}</name>"
    if name == "titleInfo":
        return _element(name, "alternative" if kind in _NO_TYPE else kind, f"<title>{text}</title>")
    if name == "relatedItem":
        return _element(name, kind, f"<titleInfo><title>{text}</title></titleInfo>")
    if name == "detail":
        return f"<part>{_element(name, kind, f'<number>{text}</number>')}</part>"
    return _element(name, kind, text)
