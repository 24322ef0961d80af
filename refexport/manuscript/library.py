"""The library that a manuscript cites from: which record a key means.

Keys are matched exactly, then as a DOI, a PMID or a PMCID that a record has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from refexport.record import Record
from refexport.report import Report
from refexport.text import identifiers

if TYPE_CHECKING:
    from refexport.manuscript.core import Manuscript

NAMED = 10
"""Entries that nothing cites which one message names."""
NEAREST = 3
"""Keys that are offered in place of an unknown one."""
NEAR = 66
"""How near an offered key must be, of 100: an author and a year differ in a few signs only."""
HINTED = 200
"""Unknown keys for which the nearest are looked up; who mistypes more has named the wrong library."""

_SCHEME = re.compile(r"(?:doi|pmid|pmcid|pmc)(?=:)|pmc(?=\d)|https?(?=://)|10(?=\.\d)", re.I)


@dataclass(slots=True)
class Resolved:
    """Which records a manuscript cites."""

    ids: dict[str, str]
    """By key as typed, the id of its record; keys that are unknown are not here."""
    order: list[str]
    """Ids of all records that are cited or listed, in the order of their first citation."""
    uncited: list[str]
    """Ids of those that are listed without being cited."""
    listed: list[str] = field(default_factory=list)
    """Ids of all that stand in the list though no citation as such names them: `uncited`, and parts of works."""
    missing: list[str] = field(default_factory=list)
    """Keys that no record has, in the order of the manuscript."""
    unused: list[str] = field(default_factory=list)
    """Ids of the records that the manuscript does not need."""


class Library:
    """Records by key and by identifier."""

    def __init__(self, records: Iterable[Record], names: Sequence[str] = ()) -> None:
        """Make a library.

        Args:
            records: each with an id of its own.
            names: of the files that they come from, for messages.
        """
        self.records = {record.id: record for record in records}
        self.names = list(names)
        self._identifiers: dict[str, str] | None = None

    def find(self, key: str) -> str | None:
        """Return the id of the record that a key means, or nothing."""
        if key in self.records:
            return key
        if not _SCHEME.match(key):
            return None
        if self._identifiers is None:
            self._identifiers = {}
            for record in self.records.values():
                for identifier in _identifiers_of(record):
                    self._identifiers.setdefault(identifier, record.id)
        return next((self._identifiers[each] for each in _typed(key) if each in self._identifiers), None)

    def nearest(self, key: str) -> list[str]:
        """Return the keys nearest to one that is unknown, the nearest first."""
        from rapidfuzz import fuzz, process, utils

        found = process.extract(
            key,
            list(self.records),
            scorer=fuzz.ratio,
            processor=utils.default_process,
            score_cutoff=NEAR,
            limit=NEAREST,
        )
        return [match[0] for match in found]

    def resolve(self, manuscript: Manuscript, report: Report, *, unused: bool = True) -> Resolved:
        """Return which records a manuscript cites.

        Args:
            manuscript: as scanned.
            report: gets an error for each place of an unknown key, a warning for a work that is cited under
                several keys, and word of the entries that nothing cites.
            unused: whether entries that nothing cites are told of.
        """
        keys = [(cite.id, citation.line) for citation in manuscript.citations for cite in citation.cites]
        listed = [(mention.key, mention.line) for mention in manuscript.nocite if mention.key != "*"]
        ids = {key: id for key in dict.fromkeys(key for key, _ in (*keys, *listed)) if (id := self.find(key))}
        order = list(dict.fromkeys(ids[key] for key, _ in keys if key in ids))
        uncited = [ids[key] for key, _ in listed if key in ids]
        if any(mention.key == "*" for mention in manuscript.nocite):
            uncited += self.records
        cited = set(order)
        uncited = [id for id in dict.fromkeys(uncited) if id not in cited]
        parts = [ids[c.id] for each in manuscript.citations if each.only for c in each.cites if c.id in ids]
        known = Resolved(ids, order + uncited, uncited, [*dict.fromkeys(parts), *uncited])
        self._report_unknown(known, [*keys, *listed], manuscript.name, report)
        self._report_doubles(known, manuscript.name, report)
        if unused:
            self._report_unused(known, report)
        return known

    def _report_unknown(
        self, known: Resolved, keys: Iterable[tuple[str, int | None]], name: str, report: Report
    ) -> None:
        nearest: dict[str, list[str]] = {}
        for key, line in dict.fromkeys(pair for pair in keys if pair[0] not in known.ids):
            if key not in nearest:
                nearest[key] = self.nearest(key) if len(nearest) < HINTED else []
            near = nearest[key]
            hint = f"; nearest: {', '.join(near)}" if near else ""
            report.error("unknown-key", f"no record has the key '{key}'{hint}", source=name, line=line or None, raw=key)
        known.missing = list(nearest)

    def _report_doubles(self, known: Resolved, name: str, report: Report) -> None:
        """Warn of two cited records that are one work by their identifiers."""
        first: dict[str, str] = {}
        for id in known.order:
            for identifier in _identifiers_of(self.records[id]):
                other = first.setdefault(identifier, id)
                if other != id:
                    message = f"'{other}' and '{id}' are both cited and are one work: {identifier}"
                    report.warn("cited-twice", message, source=name, record=id)
                    break

    def _report_unused(self, known: Resolved, report: Report) -> None:
        wanted = set(known.order)
        known.unused = [id for id in self.records if id not in wanted]
        if known.unused:
            count = len(known.unused)
            named = ", ".join(known.unused[:NAMED]) + (f" and {count - NAMED:,} more" if count > NAMED else "")
            are = "entry is" if count == 1 else "entries are"
            message = f"{count:,} {are} not cited: {named}"
            report.add("info", "unused-entries", message, source=self.names[0] if len(self.names) == 1 else None)


def _identifiers_of(record: Record) -> Iterator[str]:
    if record.DOI:
        yield f"doi:{record.DOI.lower()}"
    if record.PMID:
        yield f"pmid:{record.PMID}"
    if record.PMCID:
        yield f"pmcid:{record.PMCID.upper()}"


def _typed(key: str) -> Iterator[str]:
    """Yield the identifiers that a key may be: `pmid:33081809`, `10.1000/182`, `PMC11091469`."""
    if key[:4].lower() == "pmid":
        found = identifiers.pmid(key)
        if found:
            yield f"pmid:{found}"
    elif key[:3].lower() == "pmc":
        found = identifiers.pmcid(key)
        if found:
            yield f"pmcid:{found.upper()}"
    else:
        found = identifiers.doi(key)
        if found:
            yield f"doi:{found.lower()}"
