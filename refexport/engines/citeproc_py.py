"""The engine `citeproc-py`: formats reference lists with the library of that name.

The library merges ids that differ in capitals, takes only some contributors
for names, mixes markup into values, and crashes on some records.  So records
go in under numbers, as the library's own objects made here; every piece of
markup is one noncharacter until the entry is complete; and an entry that
fails stands in the list in a plain form, with a diagnostic.

Source: CSL 1.0.2 specification; citeproc-py 0.11 for what it leaves to do.
"""

from __future__ import annotations

import html
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from refexport.article_numbers import with_article_number
from refexport.csl.markup.base import one_line
from refexport.errors import StyleError, UsageError
from refexport.record import Date, Name, Record
from refexport.reference_list import Bibliography, Entry, Layout, plain_form
from refexport.registry import Engine
from refexport.report import Report
from refexport.styles import Style
from refexport.text.pages import expand_last
from refexport.text.rich import NO_CASE, SMALL_CAPS, pieces
from refexport.unnamed import cut_lists
from refexport.vocabulary import VARIABLES

MARKUPS = ("text", "html")

_TAGS = {
    "italic": ("<i>", "</i>"),
    "bold": ("<b>", "</b>"),
    "light": ('<span style="font-weight:lighter;">', "</span>"),
    "underline": ('<span style="text-decoration:underline;">', "</span>"),
    "superscript": ("<sup>", "</sup>"),
    "subscript": ("<sub>", "</sub>"),
    "small-caps": (SMALL_CAPS, "</span>"),
}
_OPEN = {kind: chr(0xFDD0 + 2 * i) for i, kind in enumerate(_TAGS)}
_CLOSE = {kind: chr(0xFDD1 + 2 * i) for i, kind in enumerate(_TAGS)}
_FIELD_END = "\ufdee"
"""Stands after the first field of an entry whose style aligns the second."""
_HTML = {ord(_OPEN[kind]): opener for kind, (opener, _) in _TAGS.items()}
_HTML |= {ord(_CLOSE[kind]): closer for kind, (_, closer) in _TAGS.items()}
_NONCHARACTERS = dict.fromkeys(range(0xFDD0, 0xFDF0))
_CLOSERS = "[" + "".join(_CLOSE.values()) + "]"
_DOUBLED = re.compile(rf"([.,;:!?])({_CLOSERS}+)\1")
_AFTER_QUOTE = re.compile(rf"([.,!?]?)({_CLOSERS}*)(’?”{_CLOSERS}*)([.,])")
_FULL_STOP = re.compile(rf"([!?])({_CLOSERS}*)\.(?!\.)")
_RANGE = re.compile(r"([A-Za-z]*\d+)\s*[-–]\s*(\d+)(?![\w:])")
_KIND_OF_TAG = {"<i>": "italic", "<b>": "bold", "<sup>": "superscript", "<sub>": "subscript", "<sc>": "small-caps"}


def bibliography(
    records: Sequence[Record], style: Style, locale: str | None, markup: str, report: Report
) -> Bibliography:
    """Format records in a style; see `refexport.registry.Engine.bibliography`.

    Raises:
        UsageError: the markup is neither `text` nor `html`.
        StyleError: the style has no reference list, or citeproc-py cannot load it.
    """
    if markup not in MARKUPS:
        raise UsageError(f"unknown markup '{markup}'; this engine writes {' and '.join(MARKUPS)}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        layout, processor = _processor(style, locale, report)
        items = _register(processor, records)
        ordered = _sort(processor, items, records, report)
        rendered = [(records[number], _render(layout, item, records[number], report)) for number, item in ordered]
        inside = _quotes_take_punctuation(processor.style.root)
        entries = [Entry(record.id, _mark_up(text, markup, inside)) for record, text in rendered]
        hanging = processor.style.root.bibliography.get("hanging-indent") == "true"
    for record in records:
        _tell_of_others(record, report)
    return Bibliography(entries, markup, Layout(hanging_indent=hanging), report)


def _tell_of_others(record: Record, report: Report) -> None:
    """Report the lists of names that go on, behind which this engine prints no "et al."."""
    for attribute in sorted(cut_lists(record)):
        if getattr(record, attribute, None):
            reason = "the list of names goes on, and the engine citeproc-py cannot say so"
            report.lose(record.id, attribute, "altered", reason)


class _Formatter:
    """What citeproc-py calls to mark text up."""

    @staticmethod
    def preformat(text: object) -> str:
        return str(text)


def _marker(kind: str) -> Callable[[Any], str]:
    return lambda text: f"{_OPEN[kind]}{text}{_CLOSE[kind]}"


for _name, _kind in {
    "Italic": "italic", "Oblique": "italic", "Bold": "bold", "Light": "light", "Underline": "underline",
    "Superscript": "superscript", "Subscript": "subscript", "SmallCaps": "small-caps",
}.items():  # fmt: skip
    setattr(_Formatter, _name, staticmethod(_marker(_kind)))


def _processor(style: Style, locale: str | None, report: Report) -> tuple[Any, Any]:
    from citeproc import CitationStylesBibliography, CitationStylesStyle
    from citeproc.source import BibliographySource

    wanted = _known_locale(locale, report) or _known_locale(style.locale, Report()) or "en-US"
    try:
        parsed = CitationStylesStyle(str(style.path), locale=wanted, validate=False)
    except Exception as error:
        raise StyleError(f"{style.path}: citeproc-py cannot load this style: {_said(error)}") from error
    if not parsed.has_bibliography():
        raise StyleError(f"style '{style.id}' formats notes only, it has no reference list; choose another style")
    layout = parsed.root.bibliography.layout
    if parsed.root.bibliography.get("second-field-align") and len(layout):
        layout[0].set("suffix", layout[0].get("suffix", "") + _FIELD_END)
    return layout, CitationStylesBibliography(parsed, BibliographySource(), _Formatter)


def _known_locale(locale: str | None, report: Report) -> str | None:
    from citeproc import LANGUAGE_NAMES, PRIMARY_DIALECTS

    if locale is None:
        return None
    language, _, region = locale.replace("_", "-").partition("-")
    name = "-".join(part for part in (language.lower(), region.upper() if len(region) == 2 else region) if part)
    if name in LANGUAGE_NAMES or language.lower() in PRIMARY_DIALECTS:
        return name
    report.warn("unknown-locale", f"there is no locale '{locale}', the style's own is used; write it as in de-DE")
    return None


def _register(processor: Any, records: Sequence[Record]) -> list[Any]:
    from citeproc.source import Citation, CitationItem, Reference

    # citeproc-py shortens ranges, but leaves short ones short where a style wants them in full.
    expanded = processor.style.root.get("page-range-format") is not None
    items = []
    for number, record in enumerate(records):
        variables = dict(_reference(with_article_number(record)))
        if expanded and record.page:
            variables["page"] = _text(_RANGE.sub(_in_full, record.page))
        processor.source.add(Reference(str(number), record.type, **variables))
        # citeproc-py asks the cite, not the reference, how many pages there are.
        counts = {name: record[name] for name in ("number-of-pages", "number-of-volumes") if _is_digits(record[name])}
        items.append(CitationItem(str(number), **counts))
    processor.register(Citation(items))
    return items


def _in_full(pages: re.Match[str]) -> str:
    return f"{pages[1]}-{expand_last(pages[1], pages[2])}"


def _is_digits(value: str | None) -> bool:
    return value is not None and value.isascii() and value.isdigit()


def _reference(record: Record) -> Iterator[tuple[str, Any]]:
    """Yield a record's variables as citeproc-py's objects, under both of the spellings that it asks for."""
    for name, value in record.variables():
        kind = VARIABLES[name].kind
        if kind == "name":
            made: Any = [_name_object(person) for person in value]
        elif kind == "date":
            made = _date_object(value)
        else:
            made = str(value) if name == "language" else _text(str(value))
        if made is not None:
            yield name, made
            if "-" in name:
                yield name.replace("-", "_"), made


def _name_object(name: Name) -> Any:
    from citeproc import source

    literal = name.literal if name.literal is not None else _uncased(name)
    if literal is not None:
        return source.Name(literal=_clean(literal))
    parts = {
        "family": name.family, "given": name.given, "suffix": name.suffix,
        "dropping-particle": name.dropping_particle, "non-dropping-particle": name.non_dropping_particle,
    }  # fmt: skip
    return source.Name(**{key: _clean(part) for key, part in parts.items() if part})


def _uncased(name: Name) -> str | None:
    """Return a name whose script knows no capitals as it is written: citeproc-py makes dots of its initials."""
    family, given = name.family or "", name.given or ""
    if not family or not given or (family + given).lower() != (family + given).upper():
        return None
    # Han, kana and Hangul put the family name first, without a blank.
    return family + given if "\u1100" <= family[0] <= "\uffdc" else f"{given} {family}"


def _date_object(date: Date) -> Any:
    from citeproc import source

    if not date.start:
        return source.LiteralDate(_clean(date.literal), circa=date.circa) if date.literal else None
    begin = _parts(date.start) | ({"season": date.season} if date.season else {})
    if not date.end:
        return source.Date(circa=date.circa, **begin)
    return source.DateRange(begin=source.Date(**begin), end=source.Date(**_parts(date.end)), circa=date.circa)


def _parts(numbers: tuple[int, ...]) -> dict[str, int]:
    return dict(zip(("year", "month", "day"), numbers, strict=False))


def _clean(text: str) -> str:
    """Return a text on one line, without what stands for formatting here."""
    return one_line(text)


def _text(value: str) -> Any:
    """Return a rich text as citeproc-py's string, its tags as single characters."""
    from citeproc.string import MixedString, NoCase, String

    output = MixedString()
    kinds: list[str] = []
    for is_tag, piece in pieces(_clean(value)):
        if is_tag:
            piece = _marker_of(piece, kinds)
        if piece:
            list.append(output, NoCase(piece) if "no-case" in kinds else String(piece))
    return output


def _marker_of(tag: str, kinds: list[str]) -> str:
    """Return the noncharacter for a tag, and keep the kinds that are open."""
    if tag.startswith("</"):
        return _CLOSE.get(kinds.pop() if kinds else "", "")
    kinds.append("no-case" if tag == NO_CASE else _KIND_OF_TAG.get(tag, "small-caps" if "caps" in tag else ""))
    return _OPEN.get(kinds[-1], "")


def _sort(processor: Any, items: list[Any], records: Sequence[Record], report: Report) -> list[tuple[int, Any]]:
    """Return the items in the style's order, with the numbers of their records; what cannot be sorted comes last."""
    try:
        processor.sort()
    except Exception:
        _sort_what_sorts(processor, items, records, report)
    return [(int(item.key), item) for item in processor.items]


def _sort_what_sorts(processor: Any, items: list[Any], records: Sequence[Record], report: Report) -> None:
    sortable: list[Any] = []
    stuck: list[Any] = []
    for item in items:
        (sortable if _sorts(processor, item) else stuck).append(item)
    try:
        ordered = processor.style.sort_bibliography(sortable)
    except Exception as error:
        report.warn("unsorted", f"citeproc-py cannot sort this list, it stays in the input's order: {_said(error)}")
        ordered, stuck = items, []
    for item in stuck:
        record = records[int(item.key)]
        report.warn(
            "unsorted", f"citeproc-py cannot sort '{record.id}', it stands last: sort by hand", record=record.id
        )
    processor.items = [*ordered, *stuck]
    processor.keys = [item.key for item in processor.items]


def _sorts(processor: Any, item: Any) -> bool:
    try:
        processor.style.sort_bibliography([item])
    except Exception:
        return False
    return True


def _quotes_take_punctuation(root: Any) -> bool:
    return str(root.get_locale_option("punctuation-in-quote")).lower() == "true"


def _render(layout: Any, item: Any, record: Record, report: Report) -> str:
    try:
        rendered = "".join(str(text) for text in layout.render_bibliography([item]))
        problem = "" if rendered.strip() else "the style shows nothing of it"
    except Exception as error:
        rendered, problem = "", _said(error)
    if problem:
        report.error(
            "entry-failed",
            f"citeproc-py cannot format '{record.id}' ({problem}), it stands in a plain form: "
            "check the entry, or try another engine or style",
            record=record.id,
        )
        rendered = _clean(plain_form(record))
    return rendered


def _said(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _into_quotes(match: re.Match[str]) -> str:
    before, closers, quote, after = match.groups()
    moved = after if not before or (before == "." and after == ",") else ""
    return f"{before}{closers}{moved}{quote}"


def _mark_up(text: str, markup: str, inside: bool) -> str:
    text = _DOUBLED.sub(r"\1\2", text)
    if inside:
        text = _AFTER_QUOTE.sub(_into_quotes, text)
    text = _FULL_STOP.sub(r"\1\2", text)
    text = re.sub(rf"\s*{_FIELD_END}\s*", " ", text)
    text = re.sub(r"[ \t\r\n]+", " ", text).strip()
    if markup == "html":
        return html.escape(text, quote=False).translate(_HTML)
    return text.translate(_NONCHARACTERS)


ENGINE = Engine(id="citeproc-py", name="citeproc-py", bibliography=bibliography)
