"""Pairs in doubt as a table for a person, and the person's decisions read back.

One row a pair, the two records side by side, and an empty column `decision`, into which `same`, `versions` or
`different` goes (or `s`, `v`, `d`); rows that stay empty stay in doubt.  Rows for other pairs may be added, by their
keys.  Cells that a spreadsheet would run as formulas have an apostrophe before them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from refexport.errors import InputError
from refexport.library.deduplication import Answer, Pair
from refexport.record import Record
from refexport.text.cells import armed, defused, row
from refexport.text.rich import plain

_SHOWN = ("type", "title", "people", "year", "container", "volume", "issue", "page", "edition", "publisher",
          "DOI", "PMID", "ISBN", "URL")  # fmt: skip

COLUMNS = ("decision", "key 1", "key 2", "score", "reasons", *(f"{name} {side}" for name in _SHOWN for side in (1, 2)))
"""The first row."""

_COLUMN_OF = {name.lower(): name for name in COLUMNS}
_ANSWERS: dict[str, Answer] = {
    "same": "same",
    "s": "same",
    "versions": "versions",
    "v": "versions",
    "different": "different",
    "d": "different",
}


def review_rows(pairs: Iterable[Pair], decided: Iterable[Mapping[str, str]] = ()) -> Iterator[str]:
    """Yield the rows of CSV that ask a person about pairs, the row of column names first.

    Args:
        pairs: in doubt.
        decided: rows that a person has decided already, which stay at the top.
    """
    yield row(COLUMNS)
    for found in decided:
        # A program that has saved the table may have taken the apostrophes away.
        yield row(defused(found.get(name) or "") if name != "score" else found.get(name) or "" for name in COLUMNS)
    for pair in pairs:
        reasons = ", ".join(f"{what} {weight:+.1f}" for what, weight in pair.decision.reasons)
        shown = zip(_values(pair.first), _values(pair.second), strict=True)
        cells = ["", pair.first.id, pair.second.id, f"{pair.decision.score:.1f}", reasons]
        # A negative score is a number, which a spreadsheet may well take for one.
        yield row([*map(defused, cells[:3]), cells[3], cells[4], *(defused(cell) for both in shown for cell in both)])


def _values(record: Record) -> Iterator[str]:
    people = record.author or record.editor
    made = {
        "people": "; ".join(map(str, people)),
        "year": str(record.issued.year or record.issued) if record.issued else "",
        "container": record.container_title or "",
    }
    for name in _SHOWN:
        yield plain(made[name] if name in made else getattr(record, name) or "")


def read_answers(text: str, name: str) -> dict[tuple[str, str], Answer]:
    """Return what a person decided, by the keys of each pair.

    Args:
        text: of the table, as a spreadsheet saved it: with commas, semicolons or tabs.
        name: of the file, for messages.

    Raises:
        InputError: it has no columns `decision`, `key 1` and `key 2`, or a decision is none of the words.
    """
    answers: dict[tuple[str, str], Answer] = {}
    for line, found in _decided(text, name):
        said = found["decision"].strip().lower()
        if said not in _ANSWERS:
            raise InputError(f"{name}:{line}: decision '{said}' is none of same, versions, different")
        keys = armed((found["key 1"] or "").strip()), armed((found["key 2"] or "").strip())
        answers[keys] = _ANSWERS[said]
    return answers


def decided_rows(text: str, name: str) -> list[dict[str, str]]:
    """Return the rows of a table that a person has decided, as they stand.

    Args:
        text: of the table, as for `read_answers`.
        name: of the file, for messages.

    Raises:
        InputError: it has no columns `decision`, `key 1` and `key 2`.
    """
    return [found for _, found in _decided(text, name)]


def _decided(text: str, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows with a decision, each with its line."""
    lines = list(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    first = next((place for place, row in enumerate(lines) if not _is_no_head(row)), 0)
    head = lines[first] if lines else ""
    delimiter = max(",;\t", key=head.count)
    table = csv.DictReader(lines[first:], delimiter=delimiter)
    table.fieldnames = [_COLUMN_OF.get(cell.strip().lower(), cell) for cell in table.fieldnames or ()]
    if not {"decision", "key 1", "key 2"} <= set(table.fieldnames):
        advice = "; save the workbook as CSV" if text.startswith("PK\x03\x04") else ""
        raise InputError(f"{name}: the first row must name the columns 'decision', 'key 1' and 'key 2'{advice}")
    for found in table:
        if (found["decision"] or "").strip():
            yield first + table.line_num, found


def _is_no_head(row: str) -> bool:
    """Return whether a row at the top is empty, or names the separator as some spreadsheets do: `sep=;`."""
    return not row.strip(' ,;\t\r\n"') or row.lower().startswith(("sep=", '"sep='))
