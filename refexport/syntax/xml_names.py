"""Names in EndNote's `author` elements: text as EndNote writes it, attributes where the text does not say all.

Source: EndNote's DTD (RSXML.dtd): `author` has the attributes `corp-name`, `first-name`, `last-name`, `suffix`
and `role`; EndNote's manual: a corporate author ends in a comma.
"""

from __future__ import annotations

from functools import lru_cache

from refexport.record import Name
from refexport.syntax.xml import Element, attribute, escape, text_of
from refexport.text.names import inverted, parse_inverted, parts_alone

_LOST = ("orcid", "comma_suffix", "static_ordering")


@lru_cache(maxsize=65536)
def to_author(name: Name, role: str = "") -> tuple[str, str]:
    """Return a name as an `author` element, and the part of it that is lost there; empty if none is.

    Args:
        name: a person or an institution.
        role: for the attribute of that name.
    """
    text = f"{name.literal}," if name.literal is not None else inverted(name)
    bare = parts_alone(name)
    attributes = ""
    if parse_inverted(text) != bare:
        attributes = _attributes(name)
    if role:
        attributes += f' role="{attribute(role)}"'
    lost = next((part for part in _LOST if getattr(name, part)), "")
    if not lost and attributes and _from_attributes(_as_dict(name)) != bare and parse_inverted(text) != bare:
        lost = "dropping_particle" if name.dropping_particle else "non_dropping_particle"
    style = f'<style face="normal" font="default" size="100%">{escape(text)}</style>'
    return f"<author{attributes}>{style}</author>", lost


def _as_dict(name: Name) -> dict[str, str]:
    if name.literal is not None:
        return {"corp-name": name.literal}
    family = " ".join(part for part in (name.non_dropping_particle, name.family) if part)
    given = " ".join(part for part in (name.given, name.dropping_particle) if part)
    parts = {"last-name": family, "first-name": given, "suffix": name.suffix or ""}
    return {key: value for key, value in parts.items() if value}


def _attributes(name: Name) -> str:
    return "".join(f' {key}="{attribute(value)}"' for key, value in _as_dict(name).items())


def _from_attributes(parts: dict[str, str]) -> Name:
    if corporate := parts.get("corp-name"):
        return Name(literal=corporate)
    return Name(
        family=parts.get("last-name") or None, given=parts.get("first-name") or None, suffix=parts.get("suffix") or None
    )


def from_author(element: Element) -> tuple[Name | None, str]:
    """Return the name in an `author` element, `None` where there is none, and its role if it has one."""
    parts = element.attrib
    role = parts.get("role", "") if parts else ""
    text = text_of(element)
    given_alone = parts and parts.get("first-name") == text.lstrip(", ") != ""
    if parts and (parts.get("last-name") or parts.get("corp-name") or given_alone):
        return _from_attributes(dict(parts)), role
    return (parse_inverted(text) if text.strip(", ") else None), role
