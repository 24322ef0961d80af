"""What the tests of the tagged formats share."""

from __future__ import annotations

from refexport import Record, Report, dumps, loads
from refexport.record import Custom


def back(record: Record, format: str, target: str | None = None) -> tuple[Record, Report, str]:
    """Return a record written and read again, the report of writing, and the text."""
    report = Report()
    text = dumps([record], format, target=target, report=report)
    (found,) = loads(text, format)
    return found, report, text


def codes(text: str, format: str) -> list[tuple[str, int | None]]:
    """Return code and line of each diagnostic."""
    report = Report()
    loads(text, format, report=report)
    return [(d.code, d.line) for d in report.diagnostics]


HOSTILE = "x\nER  - \nTY  - JOUR\n%0 Book\n\nPMID- 9\rTY  - A\u2028TY  - B\x0bTY  - C\x85TY  - D"
"""A value that would forge records."""


def hostile_record() -> Record:
    """Return a record that tries to forge others by every kind of value."""
    from refexport import Name

    custom: Custom = {
        format: {"TY": "BOOK", "ER": "", "%0": "Book", "PMID": "9", "C9": HOSTILE, "%1": HOSTILE, "AD": HOSTILE}
        for format in ("ris", "enw", "nbib", "bibtex")
    }
    return Record(
        id="key",
        type="book",
        title=HOSTILE,
        abstract=HOSTILE,
        note=HOSTILE,
        annote=HOSTILE,
        volume=HOSTILE,
        call_number=HOSTILE,
        status=HOSTILE,
        citation_key=HOSTILE,
        keyword=(HOSTILE,),
        author=(Name(family=HOSTILE, given=HOSTILE), Name(literal=HOSTILE)),
        custom=custom,
    )
