"""The two-way table of a format of tagged lines: which tag holds which variable, by item type."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from refexport.vocabulary import PARAGRAPH_VARIABLES, VARIABLES

LABEL = "¶"
"""Stands in a table for "a labelled line of the tag `label_tag`"; `C7¶` is a tag and a labelled line."""

BESIDE = ("id", "keyword", "files", "note")


class Every:
    """Contains every tag."""

    def __contains__(self, tag: object) -> bool:
        return True


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TagTable:
    """The mapping of a format."""

    format: str
    """Id of the format."""
    types: Mapping[str, str]
    """CSL type to the format's type."""
    read_types: Mapping[str, str]
    """The format's types, upper case, to CSL's; those of dialects too."""
    fields: Mapping[str, str]
    """CSL variable to tag, or to `LABEL`; variables left out are labelled lines."""
    by_type: Mapping[str, Mapping[str, str]]
    """CSL type to what is different there."""
    also_read: Mapping[str, str]
    """Tags that are read, not written, to CSL variables; `""` leaves a tag to the custom fields."""
    also_read_by_type: Mapping[str, Mapping[str, str]]
    """The same for some of the format's types."""
    order: tuple[str, ...]
    """Tags in the order in which they are written; the rest follow."""
    label_tag: str
    """Tag of labelled lines."""
    type_tag: str
    """Tag of the type."""
    raw_tags: Container[str] = field(default=frozenset())
    """Tags in which entities stand for themselves."""
    paragraphs: frozenset[str] = field(default=PARAGRAPH_VARIABLES)
    """Variables in which lines may be paragraphs."""
    keywords: Literal["lone", "semicolon", "line"] = "semicolon"
    """How keywords are split: at semicolons; a lone one at commas too; or not at all."""
    tag_pattern: str = "[A-Z][A-Z0-9]"
    """What a tag looks like, as a regular expression."""
    misread: frozenset[str] = field(default=frozenset())
    """The format's types that other programs read as something else, so that a labelled line says which it is."""
    exact_types: Mapping[str, str] = field(default_factory=dict)
    """Zotero's item types that the format tells apart and CSL does not, to the format's types."""
    structural: frozenset[str] = field(default=frozenset())
    """Tags that begin or end records: no custom field may be one of them."""
    key_tags: frozenset[str] = field(default=frozenset())
    """Tags that may hold the citation key beside that of the id."""
    label_rest: str = "note"
    """Variable that lines of the label tag are which have no label."""
    telling: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Tags beside those of variables that tell the reader something; the values that do, upper case, none for all."""
    drops_doi_notes: bool = False
    """Whether a note that says no more than the DOI is not read."""
    blank_line_ends: bool = False
    """Whether a blank line ends a record, so that no value may hold one."""
    guess: Callable[[Mapping[str, list[str]]], str] = field(default=lambda entry: "document")
    """Tells the CSL type of an entry that names none."""

    def layout(self, type: str) -> dict[str, str]:
        """Return variable to tag (with `LABEL` behind it where a label is written too) for a CSL type."""
        return _layout(self, type)

    def layout_of(self, type: str, kind: str) -> dict[str, str]:
        """Return the layout of a CSL type, with what one of the `exact_types` reads otherwise."""
        layout = self.layout(type)
        if kind not in self.exact_types.values():
            return layout
        own = self.also_read_by_type.get(kind, {})
        changed = {variable: LABEL if place.rstrip(LABEL) in own else place for variable, place in layout.items()}
        return changed | {variable: tag for tag, variable in own.items()}

    def means(self, tag: str, values: list[str]) -> bool:
        """Return whether a tag with some values may mean anything to the reader, in one type or another."""
        if tag not in _meaning(self):
            return False
        told = self.telling.get(tag)
        return not told or any(value.upper() in told for value in values)

    def reading(self, type: str, kind: str) -> dict[str, str]:
        """Return tag to variable for a CSL type that the format calls `kind`."""
        # Whatever a file calls its types, only those that are in the tables are kept.
        return _reading(self, type, kind if kind in self.also_read_by_type else "")


@cache
def _layout(table: TagTable, type: str) -> dict[str, str]:
    own = dict(table.by_type.get(type, {}))
    taken = {tag.rstrip(LABEL) for tag in own.values()} - {""}
    base = {variable: tag for variable, tag in table.fields.items() if tag.rstrip(LABEL) not in taken}
    merged = dict.fromkeys(VARIABLES, LABEL) | base | own
    place = {tag: number for number, tag in enumerate(table.order)}
    return dict(sorted(merged.items(), key=lambda pair: place.get(pair[1].rstrip(LABEL), 999)))


@cache
def _meaning(table: TagTable) -> frozenset[str]:
    own = (*table.by_type.values(), table.fields)
    written = {place.rstrip(LABEL) for fields in own for place in fields.values()}
    by_type = (tag for fields in table.also_read_by_type.values() for tag in fields)
    return frozenset({*written, *table.also_read, *by_type, *table.key_tags, *table.telling, table.label_tag})


@cache
def _reading(table: TagTable, type: str, kind: str) -> dict[str, str]:
    found = dict(table.also_read)
    found |= {tag.rstrip(LABEL): variable for variable, tag in _layout(table, type).items() if tag.rstrip(LABEL)}
    found |= table.also_read_by_type.get(kind, {})
    return {tag: variable for tag, variable in found.items() if variable}
