"""What a stranger writes to add a format, an engine, a markup and styles to refexport."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from refexport import Bibliography, Engine, Entry, Format, Markup, Record, Report

STYLES = Path(__file__).parent / "styles"
NOT_A_FORMAT = "a string"


def read_titles(source, report: Report) -> Iterator[Record]:
    """Yield a record for each line that begins with `title:`."""
    for number, line in enumerate(source.text.splitlines(), start=1):
        word, colon, title = line.partition(":")
        if word == "title" and colon:
            yield Record(title=title.strip())
        elif line != "%TITLES":
            report.error("no-title", "not a title; write 'title: …'", source=source.name, line=number, raw=line)


def write_titles(records: Iterable[Record], report: Report, target) -> Iterator[str]:
    """Yield the titles; everything else is lost."""
    yield "%TITLES\n"
    for record in records:
        for name, _ in record.variables():
            if name != "title":
                report.lose(record.id, name, "dropped", "this format has titles only", format="titles")
        yield f"title: {record.title}\n"


TITLES = Format(
    id="titles",
    name="Titles, one a line",
    suffixes=(".titles",),
    sniff=lambda head: 100 if head.startswith("%TITLES") else 0,
    read=read_titles,
    write=write_titles,
)


def shout(records: Sequence[Record], style, locale, markup, report: Report) -> Bibliography:
    """Return the titles in capitals, with the style's id."""
    return Bibliography([Entry(record.id, f"{record.title} ({style.id})".upper()) for record in records], markup)


SHOUTING = Engine(id="shouting", name="Shouting", bibliography=shout)

STARS = Markup(
    id="stars",
    name="Stars",
    escape=lambda text: text.replace("*", ""),
    nodes={"\ufdd0": ("*", "*")},
    document=lambda entries, layout: "".join(f"** {entry}\n" for entry in entries),
)
