"""The engine `refexport`: our own processor, with what a reference list needs beside it.

Article numbers are told from pages (`refexport.article_numbers`), records with
the same id stay apart, an order can replace the style's, and what a style
prints nothing of stands in a plain form, with a diagnostic.

Source: CSL 1.0.2 specification, "Sorting", for the keys of an order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from refexport.csl.cite_affixes import NO_FORM
from refexport.csl.locale import known_locale
from refexport.csl.processor import Processor
from refexport.csl.reference import item_to_cite
from refexport.csl.style import Element, ParsedStyle, parse_style
from refexport.errors import StyleError, UsageError
from refexport.record import Record
from refexport.reference_list import Bibliography, Entry, plain_form
from refexport.registry import Engine, suggest
from refexport.report import Report
from refexport.styles import Style
from refexport.vocabulary import NAME_VARIABLES, VARIABLES

INPUT_ORDER = ("none", "input", "cited")
"""What asks for the order of the records."""
_WORDS = {
    "authors": "author", "name": "author", "names": "author", "year": "issued", "date": "issued",
    "journal": "container-title", "doi": "DOI", "url": "URL", "pmid": "PMID", "pmcid": "PMCID",
}  # fmt: skip
"""What people call variables."""
_PEOPLE = "sorted-people-"


def bibliography(
    records: Sequence[Record],
    style: Style,
    locale: str | None,
    markup: str,
    report: Report,
    sort: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> Bibliography:
    """Format records in a style; see `refexport.reference_list.bibliography`.

    Raises:
        StyleError: the style cannot be read, or has no reference list.
        UnknownMarkup: there is no such markup.
        UsageError: nothing can be sorted by `sort`.
    """
    parsed = parse_style(style.path)
    if parsed.bibliography is None:
        raise StyleError(f"style '{style.id}' formats notes only, it has no reference list; choose another style")
    if sort is not None:
        parsed = sorted_by(parsed, sort)
    # Numbers for ids: two records may have the same, or none.
    items = [item_to_cite(record) | {"id": str(at)} for at, record in enumerate(records)]
    processor = Processor(parsed, items, _known(locale, report) or style.locale, markup)
    made = processor.bibliography(progress=progress)
    entries = list(_entries(made.entries, records, processor, report))
    return Bibliography(entries, markup, made.layout, report)


def _known(locale: str | None, report: Report) -> str | None:
    if locale is None or known_locale(locale):
        return locale
    report.warn("unknown-locale", f"there is no locale '{locale}', the style's own is used; write it as in de-DE")
    return None


def _entries(made: list[Entry], records: Sequence[Record], processor: Processor, report: Report) -> Iterator[Entry]:
    """Yield the entries under the ids of their records; what has no printed form in a plain one."""
    escape, finish = processor.markup.escape, processor.markup.finish
    nothing = escape(NO_FORM)
    missing = dict(enumerate(records))
    for entry in made:
        record = missing.pop(int(entry.id))
        if nothing in entry.text:
            _tell(record, report)
            entry.text = entry.text.replace(nothing, escape(plain_form(record)))
        yield Entry(record.id, entry.text)
    for record in missing.values():
        _tell(record, report)
        text = escape(plain_form(record))
        yield Entry(record.id, finish(text) if finish else text)


def _tell(record: Record, report: Report) -> None:
    report.error(
        "entry-failed",
        f"the style shows nothing of '{record.id}', it stands in a plain form: check the entry, or try another style",
        record=record.id,
    )


def sorted_by(style: ParsedStyle, order: str) -> ParsedStyle:
    """Return a style whose reference list has another order.

    Args:
        style: a style with a reference list.
        order: variables, parted by commas, `-` before those that descend; or one of `INPUT_ORDER`.

    Raises:
        UsageError: nothing can be sorted by that.
    """
    area = style.bibliography
    assert area is not None
    names = [name.strip() for name in order.split(",")]
    keys = () if order.strip().lower() in INPUT_ORDER else tuple(map(_key, names))
    people = {f"{_PEOPLE}{name}": _people(name) for name in NAME_VARIABLES}
    return replace(style, bibliography=replace(area, sort=keys), macros=style.macros | people, programs={})


def _key(name: str) -> Element:
    wanted = name.lstrip("+-").lower()
    variable = _WORDS.get(wanted, wanted)
    if variable not in VARIABLES:
        known = sorted({*VARIABLES, *_WORDS})
        raise UsageError(f"nothing can be sorted by '{name}'; {suggest(wanted, known)}; or 'none' to keep the order")
    direction = "descending" if name.startswith("-") else "ascending"
    what = {"macro": f"{_PEOPLE}{variable}"} if variable in NAME_VARIABLES else {"variable": variable}
    return Element("key", what | {"sort": direction}, (), 0)


def _people(variable: str) -> Element:
    """Return a macro of the names of a variable, in whose absence others and the title stand, as in most styles."""
    others = [name for name in ("author", "editor", "translator") if name != variable]
    substitutes = [*(Element("names", {"variable": name}, (), 0) for name in others)]
    title = Element("text", {"variable": "title"}, (), 0)
    name = Element("name", {"form": "long", "name-as-sort-order": "all", "et-al-min": "0"}, (), 0)
    shown = (name, Element("substitute", {}, (*substitutes, title), 0))
    return Element("macro", {"name": variable}, (Element("names", {"variable": variable}, shown, 0),), 0)


ENGINE = Engine(id="refexport", name="refexport", bibliography=bibliography, sorts=True, tells=True)
