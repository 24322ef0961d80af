"""The records of a whole file of BibTeX or BibLaTeX: macros first, and fields that entries inherit from others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from refexport.errors import InputError
from refexport.limits import advice, limit, nesting
from refexport.record import Record
from refexport.report import Report
from refexport.source import Source
from refexport.syntax import bib
from refexport.syntax.bib_crossref import inherit
from refexport.syntax.bib_fields import Dialect
from refexport.syntax.bib_lenient import is_cut, value_of
from refexport.syntax.bib_reader import EntryReader
from refexport.syntax.bib_rules import Fields
from refexport.syntax.bib_values import FieldReader
from refexport.text.latex_macros import Definition, definitions

_STRING = re.compile(r"^[ \t]*(?=@string[ \t]*[{(])", re.M | re.I)
_BLOCK = re.compile(r"^[ \t]*(?=@(?:comment|preamble)[ \t]*[{(])", re.M | re.I)
_INHERITS = re.compile(r"\b(?:crossref|xdata)\s*=", re.I)
_PROSE = re.compile(r"^[ \t]*[^%\s]", re.M)
_FREE = 8_000_000
"""Characters that the fields of any file, or part of one, may grow to."""
_OF_A_FIELD = 8
"""Characters that a field counts for beside its value."""
NO_RECORDS = frozenset({"bibnote", "xdata", "set", "control", "ieeetranbstctl"})
"""Types of entries that are no works."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What a whole file says to the reader of one of its parts."""

    macros: dict[str, str]
    """Macros by name, lower case."""
    blocks: dict[str, str | list[str]]
    """Preambles and comments that go with the first record of this part."""
    commands: dict[str, Definition]
    """TeX's commands that preambles define, by name."""
    parents: dict[str, bib.Entry] | None
    """Entries that others inherit from, by key, lower case."""


def normalized(text: str) -> str:
    """Return a text in Unicode's form NFC."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=1)
def _lower(text: str) -> str:
    return text.lower()


def inherits(text: str) -> bool:
    """Return whether an entry in a text inherits from another."""
    # A look for the words themselves takes a hundredth of the expression's time.
    lower = _lower(text)
    return ("crossref" in lower or "xdata" in lower) and _INHERITS.search(text) is not None


def read(source: Source, report: Report, dialect: Dialect) -> Iterator[Record]:
    """Yield the records of a file.

    Args:
        source: the file.
        report: gets what is wrong with it.
        dialect: BibTeX or BibLaTeX; either is understood, this one where they differ.
    """
    text = normalized(source.text)
    shared: Shared | None = source.shared
    macros = macros_of(text, report, source.name) if shared is None else shared.macros
    blocks = blocks_of(text) if shared is None else dict(shared.blocks)
    commands = commands_of(blocks) if shared is None else shared.commands
    reader = EntryReader(dialect, report, source.name, macros, commands)
    if shared is None and "@" not in text and _PROSE.search(text):
        message = "no entry begins here: in BibTeX it would with @"
        report.error("no-entry", message, source=source.name, line=source.first_line)
    entries = _entries(bib.Reader(text, source.first_line).items(), report, source.name)
    parents = shared.parents if shared else None
    alone = parents is None if shared else not inherits(text)
    inherited = None if alone else _Family(entries, reader, parents).inherited(_Growth(text, source.name))
    growth = _Growth(text, source.name) if macros or inherited or commands else None
    for entry, fields in inherited or ((entry, reader.fields(entry)) for entry in entries):
        if growth:
            growth.add(fields, entry.line)
        if entry.type not in NO_RECORDS:
            source.line = entry.line
            record = reader.record(entry, fields)
            if blocks:
                record.custom.setdefault(dialect.id, {}).update(blocks)
                blocks = {}
            yield record
        elif entry.type == "set":
            report.lose(
                entry.key, "entryset", "dropped", "a set is no work", format=dialect.id, value=fields.get("entryset")
            )
    for name, value in blocks.items():
        report.lose(
            "", name, "dropped", "no entry is in the file that it could stay with", format=dialect.id, value=value
        )


class _Growth:
    """Watches over what macros and inherited fields make of a text."""

    def __init__(self, text: str, source: str) -> None:
        self.source = source
        self.ratio = limit("expansion-ratio")
        self.left = max(_FREE, (1 + self.ratio) * len(text))

    def add(self, fields: Fields, line: int | Callable[[], int]) -> None:
        """Count fields, also those that are the same object as others.

        Args:
            fields: names to values.
            line: at which they stand, or what finds it where that is dear.

        Raises:
            InputError: all fields together are too long.
        """
        self.left -= sum(map(len, fields.values())) + _OF_A_FIELD * len(fields)
        if self.left < 0:
            reason = f"macros and inherited fields make the file more than {self.ratio} times as long; refused"
            place = line() if callable(line) else line
            raise InputError(f"{self.source}:{place}: {reason}; {advice('expansion-ratio')}")


def blocks_of(text: str) -> dict[str, str | list[str]]:
    """Return the `@preamble`s and `@comment`s of a text, as custom fields of its first record.

    LaTeX needs the one, and JabRef and BibDesk keep their groups and settings in the other.
    """
    found: dict[str, list[str]] = {}
    lower = _lower(text)
    for match in _BLOCK.finditer(text) if "@comment" in lower or "@preamble" in lower else ():
        for item in bib.slow_items(text[match.end() : bib.region_end(text, match.end())], 1):
            if isinstance(item, bib.Block) and item.text.strip():
                found.setdefault(f"@{item.kind}", []).append(item.text.strip())
    return {name: texts[0] if len(texts) == 1 else texts for name, texts in found.items()}


def commands_of(blocks: Mapping[str, str | list[str]]) -> dict[str, Definition]:
    """Return TeX's commands that the preambles among some blocks define."""
    found = blocks.get("@preamble", "")
    return definitions(found if isinstance(found, str) else "\n".join(found))


def _line_at(text: str, place: int) -> Callable[[], int]:
    return lambda: text.count("\n", 0, place) + 1


def macros_of(text: str, report: Report, source: str, known: dict[str, str] | None = None) -> dict[str, str]:
    """Return the `@string` macros of a text, wherever in it they are defined, added to those that are known."""
    macros = {} if known is None else known
    growth = _Growth(text, source)
    if "@" in text and "string" in _lower(text):
        for match in _STRING.finditer(text):
            region = text[match.end() : bib.region_end(text, match.end())]
            for item in bib.slow_items(region, 1):
                if isinstance(item, bib.Macro):
                    macros[item.name] = value_of(item.value, macros)[0]
                    growth.add({item.name: macros[item.name]}, _line_at(text, match.start()))
                    if is_cut(item.value, macros[item.name]):
                        message = f"macro '{item.name}' grows too long; cut; {advice('expansion')}"
                        report.warn("expansion-limit", message, source=source, raw=item.value)
    return macros


def _entries(items: Iterable[bib.Item], report: Report, source: str) -> Iterator[bib.Entry]:
    for item in items:
        if isinstance(item, bib.Entry):
            if item.is_open:
                message = "the entry is not closed: its last brace is missing; what it holds was read"
                report.error("unbalanced-braces", message, source=source, line=item.line, record=item.key)
            yield item
        elif isinstance(item, bib.Failure):
            unbalanced = "reached end" in item.message or "block start" in item.message
            if unbalanced:
                message = "the entry is not closed and was left out: a brace or quote is missing or too many"
            else:
                message = f"the entry was left out: {item.message[:1].lower()}{item.message[1:]}"
            code = "unbalanced-braces" if unbalanced else "bad-syntax"
            report.error(code, message, source=source, line=item.line, raw=item.raw)


def parent_keys(fields: Fields) -> Iterator[tuple[str, str]]:
    """Yield the name of each field that names parents, and the key of each parent."""
    for name in ("xdata", "crossref"):
        for key in filter(None, map(str.strip, fields.get(name, "").split(","))):
            yield name, key


class _Family:
    """The entries of a part and those of the whole file that they inherit from."""

    def __init__(self, entries: Iterable[bib.Entry], reader: FieldReader, parents: dict[str, bib.Entry] | None) -> None:
        self.reader, self.parents = reader, parents
        self.silent = FieldReader(Report(), reader.source, reader.macros, reader.commands)
        self.own = [(entry, reader.fields(entry)) for entry in entries]
        self._known: dict[str, tuple[bib.Entry, Fields]] = {}
        for entry, fields in self.own:
            key = entry.key.lower()
            # Of entries with one key the first in the file is the parent.
            if parents is None or (key in parents and parents[key].line == entry.line):
                self._known.setdefault(key, (entry, fields))
        self._told = {id(fields) for _, fields in self.own}
        self._done: set[int] = set()
        self.deepest = nesting()

    def inherited(self, growth: _Growth) -> list[tuple[bib.Entry, Fields]]:
        """Return the entries with their fields, those that they inherit from others too.

        Args:
            growth: counts what is inherited.

        Raises:
            InputError: it is too much.
        """
        for entry, fields in self.own:
            self._inherit(entry, fields, growth)
        return self.own

    def _parent(self, key: str) -> tuple[bib.Entry, Fields] | None:
        if key not in self._known and self.parents and key in self.parents:
            self._known[key] = (self.parents[key], self.silent.fields(self.parents[key]))
        return self._known.get(key)

    def _reader_of(self, fields: Fields) -> FieldReader:
        # What is wrong with an entry of another part is said there.
        return self.reader if id(fields) in self._told else self.silent

    def _inherit(self, entry: bib.Entry, fields: Fields, growth: _Growth) -> None:
        stack = [(entry, fields, 0)]
        chain = []
        while stack:
            child, values, depth = stack.pop()
            if id(values) in self._done:
                continue
            if depth > self.deepest:
                message = f"'{entry.key}' inherits through more than {self.deepest} entries; {advice('nesting')}"
                self._reader_of(fields).warn("nested-too-deep", message, entry)
                continue
            self._done.add(id(values))
            for name, key in parent_keys(values):
                parent = self._parent(key.lower())
                if parent is None or parent[1] is values:
                    message = f"no entry '{key}' that '{child.key}' could take fields from"
                    self._reader_of(values).warn("unknown-crossref", message, child)
                    continue
                chain.append((child, values, name, parent))
                stack.append((*parent, depth + 1))
        # The ancestors come first, so that what they inherit themselves is passed on.
        for child, values, name, (parent_entry, parent_fields) in reversed(chain):
            values.pop(name, None)
            growth.add(parent_fields, child.line)
            inherit(child.type, values, parent_entry.type, parent_fields)
