"""Formatted reference lists: `bibliography`, and the `Bibliography` that it and every engine gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from refexport.errors import UsageError
from refexport.given import Given
from refexport.record import Record
from refexport.registry import ENGINES, MARKUPS, Markup
from refexport.report import Report
from refexport.text.rich import plain
from refexport.vocabulary import NAME_VARIABLES

DEFAULT_ENGINE = "refexport"


@dataclass(slots=True)
class Entry:
    """One entry of a reference list."""

    id: str
    """Id of the record."""
    text: str
    """The entry in the markup asked for, without its wrapping."""


@dataclass(slots=True)
class Layout:
    """How a style sets its reference list.

    Source: CSL 1.0.2 specification, "Whitespace" of bibliography-specific options.
    """

    hanging_indent: bool = False
    """Whether all lines of an entry but the first are indented."""
    second_field_align: str = ""
    """`flush` or `margin`: labels stand in a column of their own; or nothing."""
    entry_spacing: int = 1
    """Blank lines between entries."""
    line_spacing: int = 1
    """Of the lines of an entry."""
    language: str = "en-US"


@dataclass(slots=True)
class Bibliography:
    """A formatted reference list; `str()` gives it whole."""

    entries: list[Entry]
    """In the order of the style, or the one asked for."""
    markup: str | Markup = "text"
    """What the entries are written in, or its id."""
    layout: Layout = field(default_factory=Layout)
    """How the style sets the list."""
    report: Report = field(default_factory=Report)
    """What went wrong on the way."""

    def __str__(self) -> str:
        """Return the whole list as the markup has it: lines of text, a `div` of `div`s with `html`."""
        markup = self.markup if isinstance(self.markup, Markup) else MARKUPS.get(self.markup)
        return markup.document([entry.text for entry in self.entries], self.layout)

    def _repr_html_(self) -> str | None:
        """Return the list as a notebook shows it: HTML as it is, other text with its lines, and no file."""
        markup = self.markup if isinstance(self.markup, Markup) else MARKUPS.get(self.markup)
        if markup.file:
            return None
        if markup.id == "html":
            return str(self)
        from html import escape

        return f"<pre>{escape(str(self))}</pre>"

    @property
    def markup_id(self) -> str:
        """The id of the markup."""
        return self.markup.id if isinstance(self.markup, Markup) else self.markup

    def file(self) -> bytes | None:
        """Return the whole list as a file that only a program opens, such as `.docx`; `None` where it is text."""
        markup = self.markup if isinstance(self.markup, Markup) else MARKUPS.get(self.markup)
        return markup.file([entry.text for entry in self.entries], self.layout) if markup.file else None


def bibliography(
    records: Iterable[Record],
    style: str,
    *,
    to: str = "text",
    locale: str | None = None,
    sort: str | None = None,
    engine: str = DEFAULT_ENGINE,
    progress: Callable[[int], None] | None = None,
    report: Report | None = None,
) -> Bibliography:
    """Return records as a formatted reference list.

    Args:
        records: in the order in which they are cited, which numbered styles keep.
        style: id or alias of a style, or the path of a `.csl` file.
        to: id of a markup: `text`, `html`, `markdown`, `latex`, `rtf`, `typst`, `docx`, `odt`.
        locale: such as `de-DE`; by default the style's own, then `en-US`.
        sort: an order in place of the style's: variables, `-` before those that descend, such as
            `author,-issued`; `none` for the order of the records.
        engine: id of the citation engine.
        progress: called with the number of entries so far, if the engine tells it.
        report: collects diagnostics.

    Raises:
        UnknownStyle: no such style.
        UnknownEngine: no such engine.
        UnknownMarkup: no such markup.
        UsageError: nothing can be sorted by that, or not with that engine.
    """
    from refexport.styles import find_style

    report = report if report is not None else Report()
    found = ENGINES.get(engine)
    options: dict[str, Any] = {}
    if sort is not None:
        if not found.sorts:
            raise UsageError(f"the engine '{engine}' sorts as the style does only; leave out the order, or the engine")
        options["sort"] = sort
    if progress is not None and found.tells:
        options["progress"] = progress
    return found.bibliography(list(Given(records)), find_style(style), locale, to, report, **options)


def plain_form(record: Record) -> str:
    """Return a record in a form that every record has: author, title, container, year, identifier.

    Engines set it in place of what a style or they themselves cannot format.
    """
    roles = (record[role] for role in ("author", *NAME_VARIABLES))
    people = ", ".join(str(name).replace(",", "") for name in next(filter(None, roles), ()))
    place = ", ".join(part for part in (record.volume, record.issue, record.page) if part)
    year = record.issued and (record.issued.year or record.issued.literal)
    address = f"https://doi.org/{record.DOI}" if record.DOI else record.URL
    parts = (people, record.title, record.container_title or record.publisher, place, year, address)
    texts = [plain(str(part)).rstrip(". ") for part in parts if part]
    return ". ".join(texts) + ("" if address else ".") if texts else f"[{record.id}]"
