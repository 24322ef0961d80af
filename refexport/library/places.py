"""Where in a text each record stands, for records do not say it themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence

from refexport.record import Record

BEGINNINGS: dict[str, str] = {
    "biblatex": r"^[ \t]*@(?!comment|string|preamble)\w+[ \t]*[{(]",
    "bibtex": r"^[ \t]*@(?!comment|string|preamble)\w+[ \t]*[{(]",
    "csl-json": r'"id"\s*:',
    "csl-yaml": r"^(?:- |  )id:",
    "endnote-xml": r"<record[\s>]",
    "enw": r"^%0 ",
    "jsonl": r"^[ \t]*\{",
    "mods": r"<mods[\s>]",
    "nbib": r"^PMID *- ",
    "pubmed-xml": r"<PubmedArticle>|<PubmedBookArticle>",
    "refworks": r"^RT ",
    "ris": r"^TY {1,2}- ",
    "wos": r"^PT ",
}
"""What each record of a format begins with, by the format's id."""


class Places:
    """The records of a text, found again in it.

    Args:
        text: the text that was read, lines ended by `\\n`.
        format: id of its format.
        records: in their order.
    """

    def __init__(self, text: str, format: str, records: Sequence[Record]) -> None:
        self.text = text
        self._span: dict[str, tuple[int, int]] = {}
        found = re.finditer(BEGINNINGS[format], text, re.M | re.I) if format in BEGINNINGS else iter(())
        starts = [match.start() for match in found]
        if format == "csl-json":
            starts = [max(text.rfind("{", 0, start), 0) for start in starts]
        if len(starts) == len(records):
            stops = [*starts[1:], len(text)]
            self._span = {
                record.id: span for record, span in zip(records, zip(starts, stops, strict=True), strict=True)
            }
        else:
            self._by_key(records)

    def _by_key(self, records: Sequence[Record]) -> None:
        """Find each key as a word of its own, after the one before; a broken entry shifts no other."""
        found, end = [], 0
        for record in records:
            match = (
                re.compile(rf"(?<![\w-]){re.escape(record.id)}(?![\w-])").search(self.text, end) if record.id else None
            )
            if match:
                found.append((record.id, match.start()))
                end = match.end()
        stops = [*(start for _, start in found[1:]), len(self.text)]
        self._span = {key: (start, stop) for (key, start), stop in zip(found, stops, strict=True)}

    def span(self, key: str) -> tuple[int, int]:
        """Return where a record begins and ends in the text; an empty span for one that was not found."""
        return self._span.get(key, (0, 0))

    def line(self, key: str | None, value: str | None = None) -> int | None:
        """Return the line of a value of a record, or else that on which the record begins, or `None`.

        Args:
            key: of the record.
            value: as the text may have it.
        """
        if key is None or key not in self._span:
            return None
        start, stop = self._span[key]
        at = self.text.find(value, start, stop) if value else -1
        return self._line_of(at if at >= 0 else start)

    def _line_of(self, at: int) -> int:
        return self.text.count("\n", 0, at) + 1
