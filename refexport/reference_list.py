"""Formatted reference lists: `bibliography`, and the `Bibliography` it gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from refexport.record import Record
from refexport.registry import ENGINES
from refexport.report import Report

DEFAULT_ENGINE = "citeproc-py"


@dataclass(slots=True)
class Entry:
    """One entry of a reference list."""

    id: str
    """Id of the record."""
    text: str
    """The entry in the markup asked for, without its wrapping."""


@dataclass(slots=True)
class Bibliography:
    """A formatted reference list; `str()` gives it whole."""

    entries: list[Entry]
    """In the order of the style."""
    markup: str = "text"
    """`text` or `html`."""
    hanging_indent: bool = False
    """Whether all lines of an entry but the first are indented."""
    report: Report = field(default_factory=Report)
    """What went wrong on the way."""

    def __str__(self) -> str:
        """Return the whole list: lines of text, or with `html` a `div` of `div`s."""
        if self.markup == "html":
            return self._html()
        return "".join(f"{entry.text}\n" for entry in self.entries)

    def _html(self) -> str:
        style = ' style="padding-left: 2em; text-indent: -2em;"' if self.hanging_indent else ""
        rows = "".join(f'  <div class="csl-entry"{style}>{entry.text}</div>\n' for entry in self.entries)
        return f'<div class="csl-bib-body">\n{rows}</div>\n'


def bibliography(
    records: Iterable[Record],
    style: str,
    *,
    to: str = "text",
    locale: str | None = None,
    engine: str = DEFAULT_ENGINE,
    report: Report | None = None,
) -> Bibliography:
    """Return records as a formatted reference list.

    Args:
        records: in the order in which they are cited, which numbered styles keep.
        style: id or alias of a style, or the path of a `.csl` file.
        to: `text` or `html`.
        locale: such as `de-DE`; by default the style's own, then `en-US`.
        engine: id of the citation engine.
        report: collects diagnostics.

    Raises:
        UnknownStyle: no such style.
        UnknownEngine: no such engine.
    """
    from refexport.styles import find_style

    report = report if report is not None else Report()
    return ENGINES.get(engine).bibliography(list(records), find_style(style), locale, to, report)
