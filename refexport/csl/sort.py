"""Sorting works by the keys of a style.

Source: CSL 1.0.2 specification, "Sorting": empty keys come last in either
direction, keys after the first part equals, and equals keep their order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from refexport.csl import tree
from refexport.csl.citation_label import citation_label
from refexport.csl.collation import sort_key
from refexport.csl.compile import Call, Features
from refexport.csl.dates import sortable
from refexport.csl.locale import Locale
from refexport.csl.program import sort_program
from refexport.csl.reference import Reference
from refexport.csl.style import Area, Element, ParsedStyle
from refexport.vocabulary import DATE_VARIABLES, NAME_VARIABLES, NUMBER_VARIABLES

KeyOf = Callable[[Call], Any]
"""Returns the key of a work, or nothing where it is empty."""


@dataclass(slots=True, eq=False)
class SortKey:
    """A compiled `cs:key`."""

    descending: bool
    of: KeyOf
    numbers: bool
    """Whether it is the citation number, which stands still while works are numbered."""


def compile_keys(style: ParsedStyle, locale: Locale, area: Area) -> list[SortKey]:
    """Return the keys of an area."""
    return [_compile(style, locale, area, key) for key in area.sort]


def _compile(style: ParsedStyle, locale: Locale, area: Area, key: Element) -> SortKey:
    descending = key.get("sort") == "descending"
    if "macro" in key.attributes:
        return SortKey(descending, _of_macro(style, locale, area, key), False)
    name = key.get("variable")
    if name == "citation-number":
        return SortKey(descending, lambda call: call.number, True)
    if name == "citation-label":
        language = locale.language
        return SortKey(descending, lambda call: sort_key(citation_label(call.ref), language), False)
    if name in NAME_VARIABLES:
        return SortKey(descending, _of_names(style, locale, area, key), False)
    if name in DATE_VARIABLES:
        return SortKey(descending, _of_date(name), False)
    return SortKey(descending, _of_text(name, locale.language), False)


def _of_macro(style: ParsedStyle, locale: Locale, area: Area, key: Element) -> KeyOf:
    program = sort_program(style, locale, area, key)
    language = locale.language

    def of(call: Call) -> Any:
        text = tree.plain(program.render(call, Features(suffix=bool(call.suffix)))).strip()
        return sort_key(text, language) if text else None

    return of


def _of_names(style: ParsedStyle, locale: Locale, area: Area, key: Element) -> KeyOf:
    name = key.get("variable")
    names = Element("names", {"variable": name}, (Element("name", {}, (), key.line),), key.line)
    macro = Element("macro", {"name": "\0sort"}, (names,), key.line)
    bare = ParsedStyle(
        style.place, style.root, style.citation, style.bibliography, style.macros | {"\0sort": macro},
        style.locales, style.default_locale,
    )  # fmt: skip
    attributes = {"macro": "\0sort", "names-min": "0"} | {k: v for k, v in key.attributes.items() if k != "variable"}
    return _of_macro(bare, locale, area, Element("key", attributes, (), key.line))


def _of_date(name: str) -> KeyOf:
    def of(call: Call) -> Any:
        date = call.ref.dates.get(name)
        return (sortable(date) or None) if date else None

    return of


def _of_text(name: str, language: str) -> KeyOf:
    number = name in NUMBER_VARIABLES

    def of(call: Call) -> Any:
        text = tree.plain(call.ref.rich[name])
        if not text:
            return None
        return sort_key(_padded(text) if number else text, language)

    return of


def _padded(text: str) -> str:
    """Return a text whose numbers sort by their size."""
    import re

    return re.sub(r"\d+", lambda match: match[0].zfill(12), text)


def sort_calls(calls: Sequence[Call], keys: Sequence[SortKey]) -> list[Call]:
    """Return calls sorted by keys."""
    out = list(calls)
    for key in reversed(keys):
        filled = [(value, call) for call in out if (value := key.of(call)) is not None]
        if len(filled) < len(out):
            have = {id(call) for _, call in filled}
            empty = [call for call in out if id(call) not in have]
        else:
            empty = []
        filled.sort(key=lambda pair: pair[0], reverse=key.descending)
        out = [call for _, call in filled] + empty
    return out


def in_order(refs: Mapping[str, Reference], ids: Sequence[str]) -> list[Reference]:
    """Return references in the order of ids; those that are not there are left out."""
    return [refs[id] for id in ids if id in refs]
