"""The "et al." that ends a list of names which was cut: EndNote writes it as an author of its own, BibTeX as `others`.

Source: EndNote manual, "Entering Author and Editor Names": a truncated list ends in `et al.,`.
"""

from __future__ import annotations

from refexport.extra import AND_OTHERS
from refexport.record import Record
from refexport.report import Report

_OTHERS = frozenset({"et al", "and others", "others"})


def drop_others(record: Record, report: Report, format: str) -> None:
    """Drop the "et al." that ends a list of authors, and report it.

    Args:
        record: whose authors end in a name without parts; is changed.
        report: gets the loss.
        format: id of the format that the loss is laid to.
    """
    last = record.author[-1].literal or ""
    if last.rstrip(".").lower() in _OTHERS and len(record.author) > 1:
        record.author = record.author[:-1]
        report.lose(record.id, "author", "dropped", "'et al.' names nobody", format=format, value=last)


def cut_lists(record: Record) -> frozenset[str]:
    """Return the attributes of a record whose lists of names ended in `and others` where they were read."""
    if not record.custom:
        return frozenset()
    texts = [record.custom.get(format, {}).get(AND_OTHERS) for format in ("bibtex", "biblatex")]
    return frozenset(word for text in texts if isinstance(text, str) for word in text.split())
