"""Writes one record as a `mods` element.

Source: MODS 3.7 schema, for the elements; user guidelines, for what belongs to the host.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from refexport.record import Date, Name, Record
from refexport.report import Report
from refexport.source import Source
from refexport.syntax.mods_custom import element_of
from refexport.syntax.others import lose_cut
from refexport.syntax.trial import MISREAD, back_of, stand
from refexport.syntax.xml import attribute, escape
from refexport.syntax.xml_mods import (
    DETAILS,
    ID,
    NAMESPACE,
    NUMBERS,
    OTHER_DATES,
    RELATORS,
    Kind,
    scale_of,
    to_variable,
)
from refexport.text import identifiers
from refexport.text.dates import edtf, parse_date
from refexport.text.languages import CODES, is_tag, language_tag
from refexport.text.names import family_of, given_of, person
from refexport.text.pages import normalize_pages
from refexport.unnamed import AND_OTHERS, OURS, cut_lists
from refexport.vocabulary import NAME_VARIABLES, VARIABLES

_W3CDTF = re.compile(r"\d{4}(?:-\d\d){0,2}")
_HOST_ROLES = frozenset({"editor", "container-author"})
_IDENTIFIERS: dict[str, tuple[str, Callable[[str], str | None]]] = {
    "DOI": ("doi", identifiers.doi),
    "PMID": ("pmid", identifiers.pmid),
    "PMCID": ("pmc", identifiers.pmcid),
    "arxiv": ("arxiv", identifiers.arxiv),
}
_BOOKS = frozenset({"book", "conference publication", "dictionary", "encyclopedia"})
_DONE = frozenset(
    "title title-short part-number part-title container-title container-title-short collection-title "
    "collection-number issued publisher publisher-place edition abstract note annote genre medium dimensions "
    "number-of-pages number-of-volumes language license call-number scale source URL archive archive_location number "
    "ISBN ISSN page original-title original-publisher original-publisher-place original-date reviewed-title "
    "reviewed-genre event-title DOI PMID PMCID arxiv".split()
) | set(DETAILS) | set(OTHER_DATES)  # fmt: skip


def _text(tag: str, text: str | None, attributes: str = "") -> str:
    if not text:
        return ""
    content = escape(text)
    return f"<{tag}{attributes}>{content.replace(chr(10), '&#xD;') if chr(10) in content else content}</{tag}>"


def _language_attributes(language: str) -> str:
    """Return what says in which code a language is named, or that it is named in words."""
    if is_tag(language):
        return ' type="code" authority="rfc5646"'
    if language_tag(language) != language and len(language) == 3:
        library = CODES[language_tag(language)] == language
        return f' type="code" authority="{"iso639-2b" if library else "iso639-3"}"'
    return ' type="text"'


def _wrap(tag: str, content: str, attributes: str = "") -> str:
    return f"<{tag}{attributes}>{content}</{tag}>" if content else ""


class Writer:
    """One record on its way to a `mods` element."""

    def __init__(
        self,
        record: Record,
        kind: Kind,
        type_is_told: bool,
        report: Report,
        read: Callable[[Source, Report], Iterator[Record]],
    ) -> None:
        self.read = read
        self.record = record
        self.kind = kind
        self.report = report
        self.exact: list[str] = []
        self.cut: set[str] = set()
        """Attributes of the lists of names that go on, and are written so."""
        """Variables that stand in the extension, where MODS does not say them or not exactly."""
        self.type_is_told = type_is_told
        self.has_host = bool(record.container_title or record.container_title_short or record.container_author)
        self.is_in_book = self.has_host and kind.host in _BOOKS

    def xml(self) -> str:
        """Return the element."""
        record = self.record
        content = "".join(
            (
                self._titles(),
                self._names(NAME_VARIABLES.keys() - self._elsewhere(), {}),
                _text("typeOfResource", self.kind.resource),
                self._genres(),
                self._origin(),
                self._language(),
                self._physical(),
                _text("abstract", record.abstract),
                self._notes(),
                self._subjects(),
                _text("classification", record.call_number),
                self._related(),
                "" if self.has_host else self._part(),
                self._identifiers(),
                self._locations(),
                _text("accessCondition", record.license, ' type="use and reproduction"'),
                _wrap("recordInfo", _text("recordContentSource", record.source)),
            )
        )
        extension, own = self._extension(), self._custom() if record.custom or record.part else {}
        if own:
            # Alone, the element has to say itself what the prefix in its extension stands for.
            root = f'<mods xmlns:r="{NAMESPACE}">'
            own = self._standing(own, lambda some: _whole(content, some, extension).replace("<mods>", root, 1))
        return _whole(content, own, extension)

    def _standing(self, own: dict[str, str], text: Callable[[dict[str, str]], str]) -> dict[str, str]:
        """Return the custom fields that are read back as such, and report the others."""
        standing = stand(own, ID, lambda some: back_of(self.read, text(some)))
        for field in own:
            if field not in standing:
                self._lose(f"custom.{ID}.{field}", "dropped", MISREAD, own[field])
        return standing

    def _elsewhere(self) -> frozenset[str]:
        """Return the roles that are not the work's own but those of its container, series, original or subject."""
        return _ELSEWHERE if self.has_host and self.kind.host else _ELSEWHERE - {"editor"}

    def _titles(self) -> str:
        record = self.record
        parts = _text("partNumber", record.part_number) + _text("partName", record.part_title)
        if parts and not record.title:
            parts = ""
            self.exact += ["part-number", "part-title"]
        title = _wrap("titleInfo", _text("title", record.title) + parts)
        short = _wrap("titleInfo", _text("title", record.title_short), ' type="abbreviated"')
        return title + short

    def _names(self, variables: set[str] | frozenset[str], codes: dict[str, str]) -> str:
        written = []
        for variable in NAME_VARIABLES:
            if variable in variables and (names := self.record[variable]):
                role = RELATORS[codes.get(variable, variable)]
                written += [_name(name, role) for name in names]
                goes_on = VARIABLES[variable].attribute
                if self.record.custom and goes_on in cut_lists(self.record):
                    written.append(f"<name><etal/>{_role(role)}</name>")
                    self.cut.add(goes_on)
                if not all(map(_is_told, names)):
                    self.exact.append(variable)
        return "".join(written) + (self._event() if "author" in variables else "")

    def _event(self) -> str:
        return _wrap("name", _text("namePart", self.record.event_title), ' type="conference"')

    def _genres(self) -> str:
        return (
            _text("genre", self.kind.zotero, ' authority="local"')
            + _text("genre", self.kind.marc, ' authority="marcgt"')
            + _text("genre", self.record.genre)
        )

    def _origin(self) -> str:
        content = self._date("dateIssued", "issued")
        for variable, kind in OTHER_DATES.items():
            content += self._date("dateOther", variable, f' type="{kind}"')
        if self.is_in_book:
            return _wrap("originInfo", content)
        return _wrap("originInfo", self._imprint() + content + _text("edition", self.record.edition))

    def _imprint(self) -> str:
        place = _wrap("place", _text("placeTerm", self.record.publisher_place, ' type="text"'))
        return place + _text("publisher", self.record.publisher)

    def _date(self, tag: str, variable: str, attributes: str = "") -> str:
        date: Date | None = self.record[variable]
        if date is None:
            return ""
        text = edtf(date)
        if parse_date(text) != date:
            self.exact.append(variable)
        if date.start:
            attributes += f' encoding="{"w3cdtf" if _W3CDTF.fullmatch(text) else "edtf"}"'
        return _text(tag, text, attributes)

    def _physical(self) -> str:
        record = self.record
        extents = _text("extent", record.number_of_pages, ' unit="pages"')
        extents += _text("extent", record.number_of_volumes, ' unit="volumes"')
        extents += _text("extent", record.dimensions, ' unit="dimensions"')
        return _wrap("physicalDescription", _text("form", record.medium) + extents)

    def _notes(self) -> str:
        return _text("note", self.record.note) + _text("note", self.record.annote, ' type="annotation"')

    def _language(self) -> str:
        language = self.record.language
        if language and language_tag(language) != language:
            self.exact.append("language")
        return _wrap("language", _text("languageTerm", language, _language_attributes(language or "")))

    def _subjects(self) -> str:
        words = [" ".join(word.split()) for word in self.record.keyword]
        if words != list(dict.fromkeys(self.record.keyword)):
            self._lose("keyword", "altered", "MODS's subjects are on one line, each once", self.record.keyword)
        elif len(words) != len(self.record.keyword):
            self._lose("keyword", "altered", "MODS's subjects are there once", self.record.keyword)
        if self.record.scale and scale_of(self.record.scale) != self.record.scale:
            self.exact.append("scale")
        scale = _wrap("cartographics", _text("scale", self.record.scale))
        topics = "".join(_wrap("subject", _text("topic", word)) for word in words)
        return topics + _wrap("subject", scale)

    def _related(self) -> str:
        record = self.record
        host = self._host() if self.has_host else ""
        number = _text("partNumber", record.collection_number)
        series = _wrap("titleInfo", _text("title", record.collection_title) + number)
        series += self._names({"collection-editor"}, {"collection-editor": "editor"})
        place = _wrap("place", _text("placeTerm", record.original_publisher_place, ' type="text"'))
        origin = place + _text("publisher", record.original_publisher) + self._date("dateIssued", "original-date")
        original = _wrap("titleInfo", _text("title", record.original_title))
        original += self._names({"original-author"}, {"original-author": "author"}) + _wrap("originInfo", origin)
        review = _wrap("titleInfo", _text("title", record.reviewed_title))
        review += self._names({"reviewed-author"}, {"reviewed-author": "author"})
        review += _text("genre", record.reviewed_genre)
        items = (("host", host), ("series", series), ("original", original), ("reviewOf", review))
        return "".join(_wrap("relatedItem", content, f' type="{kind}"') for kind, content in items)

    def _host(self) -> str:
        record = self.record
        title = _wrap("titleInfo", _text("title", record.container_title))
        short = _wrap("titleInfo", _text("title", record.container_title_short), ' type="abbreviated"')
        editors = {"editor"} if self.kind.host else set()
        names = self._names({"container-author"} | editors, {"container-author": "author"})
        numbers = self._serial_numbers() if self.kind.host else ""
        edition = _text("edition", self.record.edition)
        origin = _wrap("originInfo", self._imprint() + edition) if self.is_in_book else ""
        genre = _text("genre", self.kind.host, ' authority="marcgt"')
        return title + short + names + origin + genre + self._part() + numbers

    def _part(self) -> str:
        details = "".join(
            _wrap("detail", _text("number", self.record[variable]), f' type="{kind}"')
            for variable, kind in DETAILS.items()
        )
        return _wrap("part", details + self._pages())

    def _pages(self) -> str:
        page = self.record.page
        if not page:
            return ""
        if normalize_pages(page) != page:
            self.exact.append("page")
        first, dash, last = page.partition("-")
        if dash and first and last and first != last and not set("-, ") & set(first + last):
            return f'<extent unit="page">{_text("start", first)}{_text("end", last)}</extent>'
        return f'<extent unit="page">{_text("list", page)}</extent>'

    def _serial_numbers(self) -> str:
        found = ""
        for variable, read in (("ISBN", identifiers.isbns), ("ISSN", identifiers.issns)):
            value = self.record[variable]
            if value and (" ".join(read(value)) or value) != value:
                self.exact.append(variable)
            numbers = identifiers.apart(value, read) if value else []
            found += "".join([_text("identifier", number, f' type="{variable.lower()}"') for number in numbers])
        return found

    def _identifiers(self) -> str:
        record = self.record
        found = _text("identifier", record.id, ' type="citekey"')
        for variable, (kind, read) in _IDENTIFIERS.items():
            value = record[variable]
            if value and (read(value) or value) != value:
                self.exact.append(variable)
            found += _text("identifier", value, f' type="{kind}"')
        found += _text("identifier", record.number, f' type="{NUMBERS.get(record.type, "number")}"')
        return found if self.has_host and self.kind.host else found + self._serial_numbers()

    def _locations(self) -> str:
        record = self.record
        accessed = ""
        if record.accessed and record.URL and parse_date(edtf(record.accessed)) == record.accessed:
            accessed = f' dateLastAccessed="{attribute(edtf(record.accessed))}"'
        elif record.accessed:
            self.exact.append("accessed")
        urls = _text("url", record.URL, f' usage="primary"{accessed}')
        for file in record.files:
            label = f' displayLabel="{attribute(file.title)}"' if file.title else ""
            label += f' note="{attribute(file.media_type)}"' if file.media_type else ""
            urls += _text("url", file.path, f'{label} access="raw object"')
        archive = _text("physicalLocation", record.archive) + _text("shelfLocator", record.archive_location)
        return _wrap("location", archive) + _wrap("location", urls)

    def _custom(self) -> dict[str, str]:
        """Return the custom fields that are written, and report the others."""
        own: dict[str, str] = {}
        for format, fields in self.record.custom.items():
            for field, value in fields.items():
                if format == OURS and field == AND_OTHERS:
                    lose_cut(self.record, self.cut, self.report, ID)
                    continue
                if format == ID and isinstance(value, str) and element_of(field, value):
                    own[field] = value
                else:
                    reason = "a field of another format" if format != ID else "no element of its own to stand in"
                    self._lose(f"custom.{format}.{field}", "dropped", reason, value)
        if self.record.part:
            self._lose("part", "dropped", "MODS has no place for it", self.record.part)
        return own

    def _lose(self, field: str, change: str, reason: str, value: object) -> None:
        self.report.lose(self.record.id, field, change, reason, format=ID, value=value)  # type: ignore[arg-type]

    def _extension(self) -> str:
        known = _DONE | NAME_VARIABLES.keys()
        names = [name for name, _ in self.record.variables() if name not in known and name != "accessed"]
        self.exact += [name for name, value in self.record.variables() if _is_spaced_out(value) and name in known]
        names += [name for name in dict.fromkeys(self.exact) if self.record[name]]
        variables = "" if self.type_is_told else to_variable("type", self.record.type)
        return _wrap("extension", variables + "".join(to_variable(name, self.record[name]) for name in names))


_ELSEWHERE = frozenset({"collection-editor", "original-author", "reviewed-author", "container-author", "editor"})


def _is_spaced_out(value: Any) -> bool:
    """Return whether a text has blanks that reading XML does not keep."""
    return isinstance(value, str) and ("  " in value or "\t" in value or value != value.strip())


def _whole(content: str, own: dict[str, str], extension: str) -> str:
    custom = "".join([element_of(field, value) for field, value in own.items()])
    return f"<mods>{content}{custom}{extension}</mods>\n"


def _role(role: tuple[str, str]) -> str:
    code, term = role
    terms = _text("roleTerm", code, ' type="code" authority="marcrelator"')
    terms += _text("roleTerm", term, ' type="text" authority="marcrelator"' if code else ' type="text"')
    return f"<role>{terms}</role>"


def _name(name: Name, role: tuple[str, str]) -> str:
    if name.literal is not None:
        parts, kind = _text("namePart", name.literal), "corporate"
    else:
        parts = _text("namePart", family_of(name), ' type="family"') + _text(
            "namePart", given_of(name), ' type="given"'
        )
        parts += _text("namePart", name.suffix, ' type="termsOfAddress"')
        kind = "personal"
    orcid = _text("nameIdentifier", name.orcid, ' type="orcid"')
    return f'<name type="{kind}">{parts}{_role(role)}{orcid}</name>'


def _is_told(name: Name) -> bool:
    """Return whether the name is read back as it is."""
    if name.comma_suffix or name.static_ordering or (name.orcid and identifiers.orcid(name.orcid) != name.orcid):
        return False
    if any(_is_spaced_out(part) for part in (name.family, name.given, name.literal, name.suffix)):
        return False
    if name.literal is not None:
        return not (name.family or name.given)
    if not name.family or (name.given is None) is not (not given_of(name)):
        return False
    read = person(family_of(name), given_of(name), name.suffix or "")
    return (read.family, read.given, read.dropping_particle, read.non_dropping_particle) == (
        name.family,
        name.given,
        name.dropping_particle,
        name.non_dropping_particle,
    )
