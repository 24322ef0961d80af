"""Where in a text each record stands, for records do not say it themselves."""

from __future__ import annotations

import re
from bisect import bisect_left
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


_WORDS = 40
"""Words of a value that is looked for word by word."""


class Places:
    """The records of a text, found again in it.

    Args:
        text: the text that was read, lines ended by `\\n`.
        format: id of its format.
        records: in their order.
        first_line: line of the file at which the text begins.
    """

    def __init__(self, text: str, format: str, records: Sequence[Record], first_line: int = 1) -> None:
        self.text = text
        self._first_line = first_line
        self._ends = [match.start() for match in re.finditer("\n", text)]
        self._span: dict[str, tuple[int, int]] = {}
        found = re.finditer(BEGINNINGS[format], text, re.M | re.I) if format in BEGINNINGS else iter(())
        starts = [match.start() for match in found]
        if format == "csl-json":
            starts = [max(text.rfind("{", 0, start), 0) for start in starts]
        if len(starts) == len(records):
            self._take([record.id for record in records], starts)
        elif len(records) == 1:
            self._take([records[0].id], [len(text) - len(text.lstrip())])
        else:
            self._by_words(records)

    def _take(self, keys: Sequence[str], starts: Sequence[int]) -> None:
        stops = [*starts[1:], len(self.text)]
        self._span = {key: (start, stop) for key, start, stop in zip(keys, starts, stops, strict=False)}

    def _by_words(self, records: Sequence[Record]) -> None:
        """Find each record by its key or title, after the one before; a broken entry shifts no other."""
        keys, starts, end = [], [], 0
        for record in records:
            if found := self._find(record, end):
                keys.append(record.id)
                starts.append(found[0])
                end = found[1]
        self._take(keys, starts)

    def _find(self, record: Record, begin: int) -> tuple[int, int] | None:
        """Return where the key of a record stands as a word of its own, or else the title, which keys are made from."""
        if record.id:
            match = re.compile(rf"(?<![\w-]){re.escape(record.id)}(?![\w-])").search(self.text, begin)
            if match:
                return match.span()
        title = record.title or ""
        at = self.text.find(title, begin) if title else -1
        return (at, at + len(title)) if at >= 0 else None

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
        return self._line_of(self._place_of(value, start, stop) if value else start)

    def _place_of(self, value: str, start: int, stop: int) -> int:
        """Return where a value stands, or its words with other signs between them (`12--14`), or else the start."""
        at = self.text.find(value, start, stop)
        words = re.findall(r"\w+", value)
        if at >= 0 or not 1 < len(words) < _WORDS:
            return max(at, start)
        found = re.compile(r"\W{1,9}".join(words)).search(self.text, start, stop)
        return found.start() if found else start

    def _line_of(self, at: int) -> int:
        return bisect_left(self._ends, at) + self._first_line
