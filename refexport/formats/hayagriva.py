"""Hayagriva YAML, the bibliography of Typst; write only.

A file is one mapping of citation keys to entries.  What a work stands in is
its `parent`, an entry of its own: the journal with volume and issue, the book
with editors and publisher, the series, the conference, the original edition.

* Strings are quoted, whatever they hold; braces, dollars and backslashes,
  which Hayagriva would read as its own markup, stand behind a backslash: what
  stands between dollars is a formula, which Typst would run.
* `nocase` becomes Hayagriva's `{…}`; other markup has no place and is lost.
* One wrong value would make Typst refuse the whole file, so what has to be an
  address, a language or a number is written only where it is one.
* Dates are ISO 8601, where 1 BCE is the year `0000`; a range keeps its
  beginning.

Source: typst/hayagriva, `docs/file-format.md`, version 0.9.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from refexport.parts import Before, Frame, framed
from refexport.record import Date, Name, Record
from refexport.registry import Format
from refexport.report import Report
from refexport.sound import printable
from refexport.syntax.yaml_block import Node, Word, mapping, named, scalar
from refexport.targets import Target
from refexport.text.identifiers import listed_issns
from refexport.text.rich import NO_CASE, pieces, plain
from refexport.vocabulary import VARIABLES

ID = "hayagriva"

TYPES: dict[str, tuple[str, str]] = {
    "article": ("article", "repository"),
    "article-journal": ("article", "periodical"),
    "article-magazine": ("article", "periodical"),
    "article-newspaper": ("article", "newspaper"),
    "bill": ("legislation", "anthology"),
    "book": ("book", ""),
    "broadcast": ("video", "video"),
    "chapter": ("chapter", "book"),
    "classic": ("book", ""),
    "collection": ("anthology", ""),
    "dataset": ("repository", ""),
    "document": ("misc", ""),
    "entry": ("entry", "reference"),
    "entry-dictionary": ("entry", "reference"),
    "entry-encyclopedia": ("entry", "reference"),
    "event": ("conference", ""),
    "figure": ("artwork", "article"),
    "graphic": ("artwork", ""),
    "hearing": ("case", ""),
    "interview": ("misc", "periodical"),
    "legal_case": ("case", "reference"),
    "legislation": ("legislation", "anthology"),
    "manuscript": ("manuscript", ""),
    "map": ("artwork", ""),
    "motion_picture": ("video", ""),
    "musical_score": ("misc", ""),
    "pamphlet": ("misc", ""),
    "paper-conference": ("article", "proceedings"),
    "patent": ("patent", ""),
    "performance": ("performance", ""),
    "periodical": ("periodical", ""),
    "personal_communication": ("misc", ""),
    "post": ("thread", "thread"),
    "post-weblog": ("article", "blog"),
    "regulation": ("legislation", "anthology"),
    "report": ("report", ""),
    "review": ("article", "periodical"),
    "review-book": ("article", "periodical"),
    "software": ("repository", ""),
    "song": ("audio", "audio"),
    "speech": ("misc", "conference"),
    "standard": ("report", ""),
    "thesis": ("thesis", ""),
    "treaty": ("legislation", "anthology"),
    "webpage": ("web", "web"),
}
"""CSL type to Hayagriva's type and that of the parent it stands in; without one a container is a `misc` parent."""

EXACT = frozenset(
    "article-journal article-newspaper book chapter entry legal_case legislation manuscript paper-conference patent "
    "performance periodical post-weblog report thesis webpage".split()
)
"""Types that Hayagriva has as well; the others become the nearest one, which is a loss."""

_AFFILIATED = {
    "compiler": "compiler", "composer": "composer", "contributor": "collaborator", "director": "director",
    "executive-producer": "executive-producer", "illustrator": "illustrator", "narrator": "narrator",
    "organizer": "organizer", "performer": "cast-member", "producer": "producer", "script-writer": "writer",
    "translator": "translator",
}  # fmt: skip
_SERIALS = {
    "DOI": "doi", "ISBN": "isbn", "ISSN": "issn", "PMID": "pmid", "PMCID": "pmcid", "arxiv": "arxiv",
    "number": "serial", "version": "version",
}  # fmt: skip

FIELDS: dict[str, str] = {
    "title": "title", "title-short": "title.short", "abstract": "abstract", "genre": "genre", "note": "note",
    "container-title": "parent.title", "container-title-short": "parent.title.short",
    "collection-title": "parent.parent.title", "collection-number": "parent.parent.volume",
    "publisher": "publisher.name", "publisher-place": "publisher.location",
    "event-title": "parent.title", "event-place": "parent.location", "event-date": "parent.date",
    "original-title": "parent.title", "original-date": "parent.date", "original-author": "parent.author",
    "original-publisher": "parent.publisher.name", "original-publisher-place": "parent.publisher.location",
    "authority": "organization", "archive": "archive", "archive-place": "archive-location",
    "call-number": "call-number", "archive_location": "call-number", "language": "language",
    "URL": "url", "accessed": "url.date", "issued": "date", "page": "page-range", "number-of-pages": "page-total",
    "volume": "volume", "issue": "issue", "edition": "edition", "chapter-number": "chapter",
    "number-of-volumes": "volume-total", "author": "author", "editor": "editor",
    "collection-editor": "parent.parent.editor", "container-author": "parent.author",
    **{variable: f"serial-number.{name}" for variable, name in _SERIALS.items()},
    **dict.fromkeys(_AFFILIATED, "affiliated"),
}  # fmt: skip
"""CSL variable to Hayagriva's field; a part's volume, issue, edition, editor and publisher stand in its parent."""

_PARTS = frozenset(type for type, (_, parent) in TYPES.items() if parent) - {"webpage", "post"}
_NUMBER = re.compile(r"0|[1-9]\d{0,8}")
_COUNT = ("page-total", "volume-total")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@?#]+\.?[^\s]*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?")
_SPECIAL = re.compile(r"[{}$\\]")
_LOWER_START = re.compile(r"[^\W\d_]")


class _Writer:
    """Makes the entry of one record, and tells what it cannot hold."""

    def __init__(self, record: Record, report: Report) -> None:
        self.record = record
        self.report = report
        self.left = dict(record.variables())

    def lose(self, field: str, change: Any, reason: str, value: object = None) -> None:
        self.report.lose(self.record.id, field, change, reason, format=ID, value=value)

    def take(self, variable: str) -> Any:
        return self.left.pop(variable, None)

    def entry(self) -> Node:
        """Return the entry, with its parents inside."""
        kind, parent_kind = TYPES.get(self.record.type, ("misc", ""))
        if self.record.type not in EXACT:
            self.lose("type", "altered", f"Hayagriva has no such type, written as {kind}", self.record.type)
        parents = self._parents(parent_kind)
        node: Node = {"type": Word(kind), **self._titles("title", "title-short"), **self._common()}
        if parents:
            node["parent"] = parents
        self._report_the_rest()
        return node

    def _parents(self, kind: str) -> list[Node]:
        found = [self._container(kind), self._conference(), self._original()]
        return [node for node in found if len(node) > 1]

    def _container(self, kind: str) -> Node:
        node: Node = {"type": Word(kind or "misc"), **self._titles("container-title", "container-title-short")}
        node |= self._people("author", "container-author")
        if self.record.type in _PARTS:
            node |= self._people("editor", "editor") | self._numbers("volume", "issue", "edition", "number-of-volumes")
            node |= self._publisher("publisher", "publisher-place") | self._serials("ISBN", "ISSN")
        series = self._series()
        if len(series) > 1 and len(node) > 1:
            node["parent"] = [series]
        return node if len(node) > 1 or len(series) == 1 else series

    def _series(self) -> Node:
        node: Node = {"type": Word("anthology"), **self._titles("collection-title", "")}
        node |= self._people("editor", "collection-editor")
        number = self.take("collection-number")
        return node | ({"volume": _number(number)} if number else {})

    def _conference(self) -> Node:
        node: Node = {"type": Word("conference"), **self._titles("event-title", "")}
        return node | self._date("date", "event-date") | self._text("location", "event-place")

    def _original(self) -> Node:
        node: Node = {
            "type": Word("original"),
            **self._titles("original-title", ""),
            **self._date("date", "original-date"),
        }
        node |= self._people("author", "original-author")
        return node | self._publisher("original-publisher", "original-publisher-place")

    def _common(self) -> Node:
        node = self._people("author", "author") | self._date("date", "issued") | self._people("editor", "editor")
        node |= self._affiliated() | self._publisher("publisher", "publisher-place")
        for name, variable in (("organization", "authority"), ("genre", "genre"), ("abstract", "abstract")):
            node |= self._text(name, variable)
        node |= self._numbers("volume", "issue", "edition", "chapter-number", "number-of-volumes", "number-of-pages")
        node |= self._pages() | self._address() | self._serials(*_SERIALS) | self._language()
        node |= self._text("archive", "archive") | self._text("archive-location", "archive-place")
        return node | self._call_number() | self._text("note", "note")

    def _titles(self, variable: str, short: str) -> Node:
        value, shorter = self.take(variable), self.take(short)
        if not value and not shorter:
            return {}
        written: Node | str = self._rich(variable, value) if value else self._rich(short, shorter)
        if value and shorter:
            written = {"value": written, "short": self._rich(short, shorter)}
        elif shorter:
            self.lose(short, "altered", "Hayagriva has a short title only beside a long one", shorter)
        return {"title": written}

    def _text(self, name: str, variable: str) -> Node:
        value = self.take(variable)
        return {name: self._rich(variable, value)} if value else {}

    def _rich(self, variable: str, value: str) -> str:
        """Return a text as Hayagriva's formattable string."""
        kept = value.count(NO_CASE)
        if sum(is_tag for is_tag, _ in pieces(value)) > 2 * kept:
            self.lose(variable, "altered", "Hayagriva has no markup within texts", value)
        return _protect(value) if "<" in value else _escaped(value)

    def _pages(self) -> Node:
        # No formattable string: a text stands as it is.
        value = self.take("page")
        return {"page-range": value} if value else {}

    def _people(self, name: str, variable: str) -> Node:
        people = [self._person(variable, i, person) for i, person in enumerate(self.take(variable) or ())]
        return {name: shown} if (shown := [person for person in people if person]) else {}

    def _person(self, variable: str, index: int, name: Name) -> Any:
        place = f"{variable}[{index}]"
        if name.orcid:
            self.lose(f"{place}.orcid", "dropped", "Hayagriva has no ORCID", name.orcid)
        if name.comma_suffix or name.static_ordering:
            self.lose(place, "altered", "Hayagriva does not keep the order of a name's parts", name)
        if name.dropping_particle:
            self.lose(f"{place}.dropping-particle", "altered", "Hayagriva has one kind of particle", name)
        parts = {
            "name": name.literal if name.literal is not None else name.family or name.given or "",
            "given-name": name.given if name.family else None,
            "prefix": " ".join(p for p in (name.dropping_particle, name.non_dropping_particle) if p),
            "suffix": name.suffix,
        }
        return _short_person(parts) or {key: part for key, part in parts.items() if part}

    def _affiliated(self) -> Node:
        found = []
        for variable, role in _AFFILIATED.items():
            people = self._people("names", variable)
            if people:
                found.append({"role": Word(role), **people})
        return {"affiliated": found} if found else {}

    def _publisher(self, name: str, place: str) -> Node:
        publisher, location = self._text("name", name), self._text("location", place)
        if location:
            return {"publisher": {**publisher, **location}}
        return {"publisher": publisher["name"]} if publisher else {}

    def _numbers(self, *variables: str) -> Node:
        node: Node = {}
        for variable in variables:
            value, name = self.take(variable), FIELDS[variable]
            if not value:
                continue
            if name in _COUNT and not _NUMBER.fullmatch(value):
                self.lose(variable, "dropped", "Hayagriva takes only a number here", value)
            else:
                node[name] = _number(plain(value))
        return node

    def _serials(self, *variables: str) -> Node:
        found = {
            _SERIALS[variable]: listed_issns(plain(str(value)))
            for variable in variables
            if (value := self.take(variable))
        }
        return {"serial-number": found} if found else {}

    def _date(self, name: str, variable: str) -> Node:
        date = self.take(variable)
        written = self._iso(variable, date) if date else None
        return {name: written} if written else {}

    def _iso(self, variable: str, date: Date) -> str | None:
        if not date.start or not -9999 < date.start[0] < 10000:
            self.lose(variable, "dropped", "Hayagriva takes only a date of year, month and day", date)
            return None
        if date.end or date.season or date.circa or date.literal:
            self.lose(variable, "altered", "Hayagriva has neither ranges, seasons nor remarks on a date", date)
        year, *rest = date.start
        astronomical = year + 1 if year < 0 else year
        sign = "-" if astronomical < 0 else ""
        return "-".join([f"{sign}{abs(astronomical):04d}", *(f"{part:02d}" for part in rest)])

    def _address(self) -> Node:
        url, accessed = self.take("URL"), self.take("accessed")
        if url and not _ADDRESS.fullmatch(url):
            self.lose("URL", "dropped", "not an absolute address, for which Typst would refuse the file", url)
            url = None
        if accessed and not url:
            self.lose("accessed", "dropped", "Hayagriva has a day of access only with an address", accessed)
            accessed = None
        date = self._iso("accessed", accessed) if accessed else None
        if not url:
            return {}
        return {"url": {"value": url, "date": date} if date else url}

    def _language(self) -> Node:
        value = self.take("language")
        if value and not _LANGUAGE.fullmatch(value):
            self.lose("language", "dropped", "not a language tag, for which Typst would refuse the file", value)
            return {}
        return {"language": value} if value else {}

    def _call_number(self) -> Node:
        location = self.take("archive_location") if "call-number" not in self.left else None
        if location:
            self.lose(
                "archive_location", "altered", "Hayagriva has one field for both, written as call-number", location
            )
            return {"call-number": self._rich("archive_location", location)}
        return self._text("call-number", "call-number")

    def _report_the_rest(self) -> None:
        for variable, value in self.left.items():
            shown = "; ".join(map(str, value)) if VARIABLES[variable].kind == "name" else value
            self.lose(variable, "dropped", "Hayagriva has no such field", shown)
        for name in ("keyword", "files", "part"):
            if value := getattr(self.record, name):
                self.lose(name, "dropped", "Hayagriva has no such field", value)
        for origin, fields in self.record.custom.items():
            for field, value in fields.items():
                self.lose(f"custom.{origin}.{field}", "dropped", f"a field of {origin} only", value)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)


def _protect(value: str) -> str:
    """Return a rich text without its markup, in braces where its capitals stay; braces that stay open are closed."""
    kinds: list[bool] = []
    made = []
    for is_tag, piece in pieces(value):
        if not is_tag:
            made.append(_escaped(piece))
        elif piece.startswith("</"):
            made.append("}" if kinds and kinds.pop() else "")
        else:
            kinds.append(piece == NO_CASE)
            made.append("{" if piece == NO_CASE else "")
    return "".join(made) + "}" * sum(kinds)


def _short_person(parts: dict[str, str | None]) -> str | None:
    """Return `Family, Given, Suffix` where Hayagriva reads that as the same parts, else `None`."""
    family, given, suffix = parts["name"] or "", parts["given-name"], parts["suffix"]
    if not given or parts["prefix"] or any("," in part for part in (family, given, suffix or "")):
        return None
    # Words that begin in lower case are read as a prefix.
    if any(word[:1].lower() == word[:1] and _LOWER_START.match(word) for word in family.split()):
        return None
    return ", ".join(part for part in (family, given, suffix) if part)


def _number(value: str) -> int | str:
    return int(value) if _NUMBER.fullmatch(value) else value


def body(records: Iterable[Record], report: Report, target: Target, before: Before) -> Iterator[str]:
    """Yield each record as an entry under its key."""
    for each in records:
        record = printable(each, report, ID)
        yield f"{named(scalar(record.id))}\n" + "".join(mapping(_Writer(record, report).entry(), "  "))


def frame(target: Target) -> Frame:
    """Return what stands where there is no entry."""
    return Frame(empty="{}\n")


FORMAT = Format(
    id=ID,
    name="Hayagriva YAML (Typst)",
    suffixes=(".hayagriva.yml", ".yml"),
    write=framed(body, frame),
    body=body,
    frame=frame,
)
