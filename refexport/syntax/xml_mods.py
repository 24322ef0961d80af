"""What the reader and the writer of MODS share: roles, kinds of dates and details, and what an extension holds.

Source: MODS 3.7 schema and user guidelines, Library of Congress; MARC code list for relators.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import msgspec

from refexport.record import Date, Name
from refexport.syntax.xml import Element, attribute, content, escape
from refexport.text.dates import edtf, parse_date
from refexport.vocabulary import DATE_VARIABLES, NAME_VARIABLES

ID = "mods"
NAMESPACE = "urn:refexport:csl"
"""Of the elements in `extension` that hold what MODS has no element for, or not all of."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How MODS says an item type."""

    zotero: str = ""
    """Zotero's name of the type, a `genre` of authority `local`."""
    marc: str = ""
    """MARC genre term."""
    host: str = ""
    """MARC genre term of the host; where there is one, editors, ISSN and ISBN are the host's."""
    resource: str = "text"
    """`typeOfResource`."""


RELATORS: dict[str, tuple[str, str]] = {
    "author": ("aut", "author"),
    "chair": ("mod", "moderator"),
    "compiler": ("com", "compiler"),
    "composer": ("cmp", "composer"),
    "contributor": ("ctb", "contributor"),
    "curator": ("cur", "curator"),
    "director": ("drt", "director"),
    "editor": ("edt", "editor"),
    "editorial-director": ("pbd", "publishing director"),
    "executive-producer": ("", "executive producer"),
    "guest": ("", "guest"),
    "host": ("hst", "host"),
    "illustrator": ("ill", "illustrator"),
    "interviewer": ("ivr", "interviewer"),
    "narrator": ("nrt", "narrator"),
    "organizer": ("orm", "organizer"),
    "performer": ("prf", "performer"),
    "producer": ("pro", "producer"),
    "recipient": ("rcp", "addressee"),
    "script-writer": ("aus", "screenwriter"),
    "series-creator": ("", "series creator"),
    "translator": ("trl", "translator"),
}
"""Roles of the work itself to MARC's relator code, where there is one, and term."""

_MORE_ROLES = {
    "art": "author",
    "artist": "author",
    "cartographer": "author",
    "creator": "author",
    "cre": "author",
    "ctg": "author",
    "dis": "author",
    "dissertant": "author",
    "fmd": "director",
    "film director": "director",
    "inv": "author",
    "inventor": "author",
    "ive": "author",
    "interviewee": "author",
    "pht": "author",
    "photographer": "author",
    "prg": "author",
    "programmer": "author",
    "recipient": "recipient",
    "actor": "performer",
    "act": "performer",
    "singer": "performer",
    "scenarist": "script-writer",
    "sce": "script-writer",
}
ROLES: dict[str, str] = {
    **_MORE_ROLES,
    **{code: role for role, (code, _) in RELATORS.items() if code},
    **{term: role for role, (_, term) in RELATORS.items()},
}
"""Codes and terms of relators, lower case, to CSL's roles."""

NO_CREATORS = frozenset(
    "pbl publisher dst distributor dgg degree grantor spn sponsor prt printer fnd funder isb ths thesis advisor own "
    "owner dgs degree supervisor".split()
) | {"degree grantor", "thesis advisor", "degree supervisor", "issuing body"}
"""Relators of those who have no part in a citation."""

DETAILS = {
    "volume": "volume",
    "issue": "issue",
    "chapter-number": "chapter",
    "section": "section",
    "supplement-number": "supplement",
}
"""CSL variables to the types of `part/detail`."""

OTHER_DATES = {"available-date": "available", "event-date": "event", "submitted": "submitted"}
"""CSL's dates to the types of `dateOther`."""

NUMBERS = {"report": "report number", "patent": "patent number", "standard": "standard number", "bill": "bill number"}
"""CSL types to the identifier that their `number` is; else it is a `number`."""


def to_variable(variable: str, value: Any) -> str:
    """Return a variable exactly, as a `variable` element of our namespace."""
    if variable in NAME_VARIABLES:
        content = "".join(f"<r:name{_attributes(name)}/>" for name in value)
    elif variable in DATE_VARIABLES:
        content = f"<r:date{_date_attributes(value)}/>"
    else:
        content = escape(value).replace("\n", "&#xD;")
    return f'<r:variable name="{variable}">{content}</r:variable>'


def _attributes(name: Name) -> str:
    parts = ((field, getattr(name, field)) for field in name.__struct_fields__)
    return "".join(
        f' {field.replace("_", "-")}="{attribute("true" if value is True else value)}"'
        for field, value in parts
        if value is not None and value is not False
    )


def _date_attributes(date: Date) -> str:
    # Each end by itself: a range that goes backwards is none of EDTF's.
    text = f' edtf="{attribute(edtf(Date(date.start)))}"' if date.start else ""
    text += f' end="{attribute(edtf(Date(date.end)))}"' if date.end else ""
    text += f' season="{date.season}"' if date.season else ""
    text += ' circa="true"' if date.circa else ""
    text += f' qualifier="{attribute(date.qualifier)}"' if date.qualifier else ""
    return text + (f' literal="{attribute(date.literal)}"' if date.literal else "")


def from_variable(element: Element) -> tuple[str, Any]:
    """Return the name and the value of a `variable` element of our namespace."""
    variable = element.get("name", "")
    if variable in NAME_VARIABLES:
        return variable, tuple(_name(child) for child in element)
    if variable in DATE_VARIABLES:
        return variable, next((_date(child) for child in element), None)
    return variable, (element.text or "").replace("\r", "\n") or None


def _name(element: Element) -> Name:
    values: dict[str, Any] = {key.replace("-", "_"): value for key, value in element.attrib.items()}
    known = {key: value == "true" if key in _FLAGS else value for key, value in values.items() if key in _FIELDS}
    return Name(**known)


_FIELDS = frozenset(Name.__struct_fields__)
_FLAGS = frozenset({"comma_suffix", "static_ordering"})


def _date(element: Element) -> Date:
    begin = parse_date(element.get("edtf", "")) or Date()
    end = parse_date(element.get("end", "")) or Date()
    season = element.get("season", "")
    return Date(
        begin.start,
        begin.end or end.start,
        season=int(season) if season in ("1", "2", "3", "4") else None,
        circa=element.get("circa") == "true",
        qualifier=element.get("qualifier") or None,
        literal=element.get("literal") or None,
    )


def qualified(date: Date, qualifier: str | None) -> Date:
    """Return a date with what MODS's attribute says of it, if the date does not say it itself."""
    if not date.start or date.circa or qualifier not in ("approximate", "inferred", "questionable"):
        return date
    return msgspec.structs.replace(date, circa=True, qualifier="?" if qualifier == "questionable" else None)


_BLANKS = re.compile(r"[ \t\n]+")


def text_of(element: Element | None) -> str:
    """Return the text in an element on one line; what is a line break in a record is a carriage return in MODS."""
    if element is None:
        return ""
    text = content(element)
    if "\n" in text or "  " in text or "\t" in text:
        text = _BLANKS.sub(" ", text)
    return text.strip(" ").replace("\r", "\n")


_SCALE = re.compile(r"Scale\W*(?:ca\.\s*)?(1:[\d,. ]*\d)\W*", re.I)


def scale_of(text: str) -> str:
    """Return the scale in a cataloguer's statement of it: `Scale [ca. 1:510,000].` → `1:510,000`."""
    match = _SCALE.fullmatch(text)
    return match[1] if match else text
