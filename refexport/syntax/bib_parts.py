"""Large files of BibTeX and BibLaTeX, cut before lines that begin an entry.

Macros may be defined, and parents of entries stand, anywhere in a file; so it is looked through first, and each part
gets all macros and those entries that others inherit from.  The first part gets the preambles and comments.

Source: BibTeX, "btxdoc", section 3; BibLaTeX manual 3.20, section 2.4.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain

from refexport import parts
from refexport.report import Report
from refexport.source import Source
from refexport.syntax import bib
from refexport.syntax.bib_library import (
    NO_RECORDS,
    Shared,
    blocks_of,
    commands_of,
    inherits,
    macros_of,
    normalized,
    parent_keys,
)
from refexport.syntax.bib_values import FieldReader
from refexport.text.latex_macros import Definition

_BEGIN = re.compile(r"@\w+[ \t]*[{(]")
_KEYS = re.compile(r"@\w+\s*[{(]([^,{}]*),")


def parts_of(source: Source) -> Iterator[Source]:
    """Yield the parts of a file, each with what its reader must know of the whole."""
    found = parts.cut(source, _border)
    first = next(found)
    second = next(found, None)
    if second is None:
        yield first
        return
    overview = _Overview(source)
    shared = overview.shared()
    for number, part in enumerate(chain([first, second], found)):
        part.shared = replace(shared, blocks=overview.blocks()) if number == overview.first else shared
        yield part


def _border(text: str) -> int:
    place = text.rfind("@")
    while place > 0:
        start = place
        while start and text[start - 1] in " \t":
            start -= 1
        if start and text[start - 1] == "\n" and _BEGIN.match(text, place):
            return start
        place = text.rfind("@", 0, place)
    return 0


@dataclass(slots=True)
class _Overview:
    """What a whole file says to each of its parts."""

    source: Source
    macros: dict[str, str] = field(default_factory=dict)
    found: dict[str, list[str]] = field(default_factory=dict)
    inheriting: bool = False
    first: int = 0
    """The first part with a record."""

    def shared(self) -> Shared:
        found = False
        for number, part in enumerate(self._parts()):
            if not found and (found := any(entry.type not in NO_RECORDS for entry in self._entries(part))):
                self.first = number
            macros_of(part.text, self.source.report, self.source.name, self.macros)
            for name, texts in blocks_of(part.text).items():
                self.found.setdefault(name, []).extend([texts] if isinstance(texts, str) else texts)
            self.inheriting = self.inheriting or inherits(part.text)
        commands = commands_of(self.blocks())
        return Shared(self.macros, {}, commands, self._parents(commands) if self.inheriting else None)

    def blocks(self) -> dict[str, str | list[str]]:
        return {name: texts[0] if len(texts) == 1 else texts for name, texts in self.found.items()}

    def _parts(self) -> Iterator[Source]:
        with self.source.silently():
            yield from parts.cut(self.source, _border)

    def _parents(self, commands: dict[str, Definition]) -> dict[str, bib.Entry]:
        """Return the entries that others inherit from, by their keys in lower case."""
        reader = FieldReader(Report(), self.source.name, self.macros, commands)
        wanted: set[str] = set()
        for part in self._parts():
            if inherits(part.text):
                for entry in self._entries(part):
                    wanted.update(key.lower() for _, key in parent_keys(reader.fields(entry)))
        parents: dict[str, bib.Entry] = {}
        for part in self._parts():
            if wanted.intersection(key.strip().lower() for key in _KEYS.findall(part.text)):
                for entry in self._entries(part):
                    if entry.key.lower() in wanted:
                        parents.setdefault(entry.key.lower(), entry)
        return parents

    def _entries(self, part: Source) -> Iterator[bib.Entry]:
        items = bib.Reader(normalized(part.text), part.first_line).items()
        return (item for item in items if isinstance(item, bib.Entry))
