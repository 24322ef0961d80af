"""What a style looks like: an example record cited and listed in it."""

from __future__ import annotations

from dataclasses import dataclass

from refexport.record import Date, Name, Record

EXAMPLE = Record(
    id="example",
    type="article-journal",
    author=(
        Name(family="Hale", given="Miriam J."),
        Name(family="Berg", given="Tomas", non_dropping_particle="van den"),
        Name(family="Ōta", given="Keiko"),
    ),
    title="Counting swifts by night: A survey of <i>Apus apus</i> in three cities",
    container_title="Journal of Example Ornithology",
    container_title_short="J Ex Ornithol",
    issued=Date((2021, 6, 15)),
    volume="12",
    issue="3",
    page="345-352",
    DOI="10.5555/example.2021.345",
)
"""An article that does not exist, with three authors, a particle and italics."""
LOCATOR = "347"


@dataclass(frozen=True, slots=True)
class Preview:
    """An example in a style."""

    title: str
    """Of the style."""
    citation: str
    """The example cited, with a page."""
    entry: str | None
    """The example in the reference list; `None` where the style has none."""


def preview(style: str, locale: str | None = None, markup: str = "text") -> Preview:
    """Return the example record in a style.

    Args:
        style: id or alias of a style, or the path of a `.csl` file.
        locale: such as `de-DE`; by default the style's own, then `en-US`.
        markup: id of a markup.

    Raises:
        UnknownStyle: no such style.
        StyleError: the style cannot be read.
        UnknownMarkup: no such markup.
    """
    from refexport.csl.processor import Cite, Cluster, Processor
    from refexport.csl.style import parse_style
    from refexport.styles import find_style

    found = find_style(style)
    processor = Processor(parse_style(found.path), [EXAMPLE], locale or found.locale, markup)
    cluster = Cluster([Cite(EXAMPLE.id, locator=LOCATOR)], note=1 if processor.is_note_style else 0)
    (citation,) = processor.cite([cluster])
    entries = processor.bibliography([cluster]).entries if processor.has_bibliography else []
    return Preview(found.title, citation, entries[0].text if entries else None)
