"""BibTeX and BibLaTeX as formats: what reads and writes them is the same, and each has a `Dialect` of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from refexport.parts import Before, framed, plain_frame
from refexport.record import Record
from refexport.registry import Format
from refexport.report import Report
from refexport.source import Source
from refexport.syntax.bib_fields import Dialect
from refexport.targets import Target


def bib_format(dialect: Dialect, name: str, suffix: str, sniff: Callable[[str], int]) -> Format:
    """Return the format of a dialect.  What does the work is loaded when it is first called, to start quickly.

    Args:
        dialect: its tables.
        name: for people.
        suffix: of its files, with the dot.
        sniff: returns how surely the head of a file is of the format, 0 to 100.
    """

    def read(source: Source, report: Report) -> Iterator[Record]:
        from refexport.syntax import bib_library

        return bib_library.read(source, report, dialect)

    def body(records: Iterable[Record], report: Report, target: Target, before: Before) -> Iterator[str]:
        from refexport.syntax.bib_writer import Writer

        return Writer(dialect, report, target, before.key, read).write(records)

    def keys() -> Callable[[str], str]:
        from refexport.syntax.bib_keys import BibKeys

        return BibKeys(biblatex=dialect.biblatex).key

    return Format(
        id=dialect.id,
        name=name,
        suffixes=(suffix,),
        sniff=sniff,
        read=read,
        parts=_parts,
        write=framed(body, plain_frame, keys),
        body=body,
        frame=plain_frame,
        keys=keys,
    )


def _parts(source: Source) -> Iterator[Source]:
    from refexport.syntax.bib_parts import parts_of

    return parts_of(source)
