"""The records of a whole file of BibTeX or BibLaTeX: macros first, and fields that entries inherit from others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from refexport.record import Record
from refexport.report import Report
from refexport.source import Source
from refexport.syntax import bib
from refexport.syntax.bib_crossref import inherit
from refexport.syntax.bib_fields import Dialect
from refexport.syntax.bib_lenient import is_cut, value_of
from refexport.syntax.bib_reader import EntryReader
from refexport.syntax.bib_rules import Fields

_STRING = re.compile(r"^[ \t]*(?=@string[ \t]*[{(])", re.M | re.I)
_BLOCK = re.compile(r"^[ \t]*(?=@(?:comment|preamble)[ \t]*[{(])", re.M | re.I)
_INHERITS = re.compile(r"\b(?:crossref|xdata)\s*=", re.I)
_PROSE = re.compile(r"^[ \t]*[^%\s]", re.M)
_NO_RECORDS = frozenset({"bibnote", "xdata", "set", "control", "ieeetranbstctl"})
"""Types of entries that are no works."""


def read(source: Source, report: Report, dialect: Dialect) -> Iterator[Record]:
    """Yield the records of a file.

    Args:
        source: the file.
        report: gets what is wrong with it.
        dialect: BibTeX or BibLaTeX; either is understood, this one where they differ.
    """
    text = source.text
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    reader = EntryReader(dialect, report, source.name, macros_of(text, report, source.name))
    if "@" not in text and _PROSE.search(text):
        report.error("no-entry", "no entry begins here: in BibTeX it would with @", source=source.name, line=1)
    entries = _entries(bib.Reader(text).items(), report, source.name)
    inherited = _with_inheritance(list(entries), reader) if _INHERITS.search(text) else None
    blocks = blocks_of(text)
    for entry, fields in inherited or ((entry, reader.fields(entry)) for entry in entries):
        if entry.type not in _NO_RECORDS:
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


def blocks_of(text: str) -> dict[str, str | list[str]]:
    """Return the `@preamble`s and `@comment`s of a text, as custom fields of its first record.

    LaTeX needs the one, and JabRef and BibDesk keep their groups and settings in the other.
    """
    found: dict[str, list[str]] = {}
    for match in _BLOCK.finditer(text) if "@" in text else ():
        for item in bib.slow_items(text[match.end() : bib.region_end(text, match.end())], 1):
            if isinstance(item, bib.Block) and item.text.strip():
                found.setdefault(f"@{item.kind}", []).append(item.text.strip())
    return {name: texts[0] if len(texts) == 1 else texts for name, texts in found.items()}


def macros_of(text: str, report: Report, source: str) -> dict[str, str]:
    """Return the `@string` macros of a text, wherever in it they are defined."""
    macros: dict[str, str] = {}
    if "@" in text and "string" in text.lower():
        for match in _STRING.finditer(text):
            region = text[match.end() : bib.region_end(text, match.end())]
            for item in bib.slow_items(region, 1):
                if isinstance(item, bib.Macro):
                    macros[item.name] = value_of(item.value, macros)[0]
                    if is_cut(item.value, macros[item.name]):
                        message = f"macro '{item.name}' grows too long; cut"
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


def _with_inheritance(entries: list[bib.Entry], reader: EntryReader) -> list[tuple[bib.Entry, Fields]]:
    """Return entries with their fields, those that they inherit from others too."""
    found = [(entry, reader.fields(entry)) for entry in entries]
    by_key: dict[str, tuple[bib.Entry, Fields]] = {}
    for entry, fields in found:
        by_key.setdefault(entry.key.lower(), (entry, fields))
    done: set[int] = set()
    for entry, fields in found:
        _inherit(entry, fields, by_key, reader, done)
    return found


def _inherit(
    entry: bib.Entry,
    fields: Fields,
    by_key: Mapping[str, tuple[bib.Entry, Fields]],
    reader: EntryReader,
    done: set[int],
) -> None:
    stack = [(entry, fields)]
    chain = []
    while stack:
        child, values = stack.pop()
        if id(values) in done:
            continue
        done.add(id(values))
        for name in ("xdata", "crossref"):
            for key in filter(None, map(str.strip, values.get(name, "").split(","))):
                parent = by_key.get(key.lower())
                if parent is None or parent[1] is values:
                    message = f"no entry '{key}' that '{child.key}' could take fields from"
                    reader.warn("unknown-crossref", message, child)
                    continue
                chain.append((child, values, name, parent))
                stack.append(parent)
    # The ancestors come first, so that what they inherit themselves is passed on.
    for child, values, name, (parent_entry, parent_fields) in reversed(chain):
        values.pop(name, None)
        inherit(child.type, values, parent_entry.type, parent_fields)
