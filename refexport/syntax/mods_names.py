"""Reads one `name` element of MODS.

Source: MODS 3.8 schema and user guidelines, "name"; MARC code list for relators.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from refexport.record import Name, Record
from refexport.syntax.mods_leftover import keep_about
from refexport.syntax.xml import Element
from refexport.syntax.xml_mods import NO_CREATORS, ROLES, text_of
from refexport.text import identifiers
from refexport.text.names import parse_inverted, person


@lru_cache(maxsize=1024)
def role_of(terms: tuple[str, ...]) -> tuple[str, bool]:
    """Return CSL's role for a relator's terms and codes, empty for none, and whether it says all of them."""
    terms = tuple(term.lower().rstrip(".") for term in terms)
    known = [ROLES[term] for term in terms if term in ROLES]
    if known:
        return known[0], len(set(known)) == 1
    if any(term in NO_CREATORS for term in terms):
        return "", False
    return "contributor" if terms else "author", not terms


def name_of(record: Record, element: Element) -> tuple[Name | None, list[str]]:
    """Return the name in a `name` element, and its roles' terms and codes; what else it says is kept."""
    parts: dict[str, list[str]] = {}
    terms: list[str] = []
    orcid, more = None, False
    for child in element:
        tag = child.tag
        if tag == "namePart" and (text := text_of(child)):
            parts.setdefault(child.get("type") or "", []).append(text)
        elif tag == "etal":
            parts[""] = ["et al."]
        elif tag == "role":
            terms += [text_of(term) for term in child]
        elif tag == "nameIdentifier" and child.get("type") == "orcid":
            orcid = identifiers.orcid(text_of(child))
        else:
            more = True
    name = _made_of(parts, element, orcid)
    if more:
        keep_about(record, name, element)
    return name, terms


def _made_of(parts: dict[str, list[str]], element: Element, orcid: str | None) -> Name | None:
    if family := parts.get("family"):
        given, suffix = " ".join(parts.get("given", ())), " ".join(parts.get("termsOfAddress", ()))
        return _with_orcid(person(" ".join(family), given, suffix), orcid)
    plain = parts.get("") or parts.get("given") or [*filter(None, map(text_of, element.iterfind("displayForm")))]
    return _with_orcid(_plain_name(plain, element.get("type")), orcid) if plain else None


def _plain_name(parts: list[str], kind: str | None) -> Name:
    if kind in ("corporate", "conference", "family"):
        return Name(literal=". ".join(parts))
    text = parts[0]
    words = text.split()
    if "," in text or kind != "personal" or len(words) < 2:
        return parse_inverted(text)
    return person(words[-1], " ".join(words[:-1]))


def _with_orcid(name: Name, orcid: str | None) -> Name:
    return msgspec.structs.replace(name, orcid=orcid) if orcid else name
