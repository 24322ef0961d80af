"""Word's Sources.xml: the bibliography that Word's References tab manages; written only.

* Import it with References, Manage Sources, Browse; the tag is the citation key, with `_` for what Word's
  `CITATION` field cannot hold.
* Word knows 17 source types; what has no field in a type is a loss, as is markup, for Word's fields are plain text.
* A DOI stands in `DOI` (Word 2016 and later), other numbers in `StandardNumber`.
* The month stands as an English name, as Word's styles print what they find.
* Values are cut after 255 characters, the most that the schema allows.
* The Guid is made from the key, so that the same record stays the same source.

Source: ECMA-376, part 1, section 22.6, "Bibliography", and its schema (`CT_SourceType`, `CT_AuthorType`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from refexport.record import Date, Name, Record
from refexport.registry import Format
from refexport.report import Change, Report
from refexport.syntax.xml import allowed, escape, root_of
from refexport.syntax.xml_word_sources import (
    COMMON,
    DATES,
    FIRST_ROLES,
    MONTHS,
    NAMESPACE,
    OF_TYPE,
    ROLES,
    TOLD,
    TYPES,
)
from refexport.targets import Target
from refexport.text.calendar import SEASON_NAMES
from refexport.text.identifiers import listed_issns
from refexport.text.languages import is_tag, language_tag
from refexport.text.names import family_of, given_of
from refexport.text.rich import plain
from refexport.vocabulary import DATE_VARIABLES, NAME_VARIABLES, RAW_VARIABLES, VARIABLES

ID = "word-sources"
_DEFAULT = "en-US"


def _fields(variable: str) -> tuple[str, ...]:
    tables = [COMMON, *OF_TYPE.values()]
    found = [table[variable] for table in tables if table.get(variable)]
    found += [f"Author/{role}" for name, role in ROLES.items() if name == variable]
    return tuple(dict.fromkeys([*found, *DATES.get(variable, ())]))


FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("Tag",),
    "language": ("LCID",),
    **{name: _fields(name) for name in VARIABLES if _fields(name)},
}
"""CSL variables to Word's fields in one type or another; none where Word has no place."""

_CORPORATE = frozenset({"Author", "Performer"})
_LIMIT = 255
_NOT_IN_TAG = re.compile(r"[\s\"\\]+")


def _sniff(head: str) -> int:
    return 100 if NAMESPACE in head and root_of(head) == "Sources" else 0


def write(records: Iterable[Record], report: Report, target: Target) -> Iterator[str]:
    """Yield the text of a Sources.xml, a source at a time.

    Args:
        records: of any type.
        report: gets what Word has no field for.
        target: makes no difference to it.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<b:Sources SelectedStyle="" xmlns:b="{NAMESPACE}" xmlns="{NAMESPACE}">\n'
    for record in records:
        yield allowed(_Source(record, report).xml(), record, report, ID)
    yield "</b:Sources>\n"


class _Source:
    """One record on its way to a `Source` element."""

    def __init__(self, record: Record, report: Report) -> None:
        self.record = record
        self.report = report
        self.type = TYPES.get(record.type, "Misc")
        self.places = COMMON | OF_TYPE.get(self.type, {})
        self.fields: dict[str, str] = {}

    def xml(self) -> str:
        """Return the element."""
        record = self.record
        tag = _NOT_IN_TAG.sub("_", record.id)
        if tag != record.id:
            self._lose("id", "altered", "Word's tags have no blanks, quotes or backslashes", record.id)
        self._add("Tag", "id", tag)
        self.fields["SourceType"] = self.type
        self.fields["Guid"] = f"{{{str(uuid5(NAMESPACE_URL, f'urn:refexport:{record.id}')).upper()}}}"
        self.fields["LCID"] = escape(self._language())
        people = ""
        for variable, value in record.variables():
            if variable in NAME_VARIABLES:
                people += self._people(variable, value)
            elif variable in DATE_VARIABLES:
                self._date(variable, value)
            elif variable != "language":
                self._variable(variable, value)
        self._beyond()
        content = "".join(f"<b:{field}>{text}</b:{field}>" for field, text in self.fields.items())
        people = f"<b:Author>{people}</b:Author>" if people else ""
        return f"<b:Source>{content}{people}</b:Source>\n"

    def _language(self) -> str:
        """Return the tag of the language, that of Word's own default where there is none."""
        language = self.record.language
        if not language:
            return _DEFAULT
        tag = language_tag(language)
        if not is_tag(tag):
            self._lose("language", "dropped", "not the tag of a language", language)
            return _DEFAULT
        if tag != language:
            self._lose("language", "altered", "Word knows languages by their tags", language)
        return tag

    def _lose(self, field: str, change: Change, reason: str, value: Any) -> None:
        self.report.lose(self.record.id, field, change, reason, format=ID, value=value)

    def _variable(self, variable: str, value: str) -> None:
        field, attribute = self.places.get(variable), variable.replace("-", "_")
        if not field:
            self._lose(attribute, "dropped", f"Word's {self.type} has no field for it", value)
        elif field in self.fields:
            self._lose(attribute, "dropped", f"another value stands in Word's {field}", value)
        else:
            text = value if variable in RAW_VARIABLES else " ".join(plain(value).split())
            if text != value:
                self._lose(attribute, "altered", "Word's fields are plain text on one line", value)
            self._add(field, attribute, listed_issns(text) if variable == "ISSN" else text)

    def _add(self, field: str, attribute: str, text: str) -> None:
        if len(text) > _LIMIT:
            self._lose(attribute, "altered", f"cut after {_LIMIT} characters, the most that Word's fields hold", text)
            text = text[:_LIMIT].rstrip()
        self.fields[field] = escape(text)

    def _people(self, variable: str, names: tuple[Name, ...]) -> str:
        role = ROLES.get(variable)
        if variable == "author":
            role = FIRST_ROLES.get(self.type, role)
        if not role:
            self._lose(variable.replace("-", "_"), "dropped", "Word has no such role", "; ".join(map(str, names)))
            return ""
        if len(names) == 1 and names[0].literal and role in _CORPORATE:
            return f"<b:{role}><b:Corporate>{escape(names[0].literal)}</b:Corporate></b:{role}>"
        persons = "".join(self._person(variable, number, name) for number, name in enumerate(names))
        return f"<b:{role}><b:NameList>{persons}</b:NameList></b:{role}>"

    def _person(self, variable: str, number: int, name: Name) -> str:
        field = f"{variable.replace('-', '_')}[{number}]"
        if name.orcid or name.suffix:
            self._lose(field, "altered", "Word's names have no suffix and no ORCID", name)
        family = name.literal if name.literal is not None else family_of(name)
        if name.suffix:
            family = f"{family} {name.suffix}"
        given = given_of(name)
        first = f"<b:First>{escape(given)}</b:First>" if given else ""
        return f"<b:Person><b:Last>{escape(family)}</b:Last>{first}</b:Person>"

    def _date(self, variable: str, date: Date) -> None:
        fields = DATES.get(variable)
        if not fields:
            self._lose(variable.replace("-", "_"), "dropped", "Word has no field for it", date)
            return
        if not date.start:
            self._add(fields[0], variable, date.literal or "")
            return
        if date.end or date.circa or date.literal or date.start[0] < 0:
            self._lose(variable, "altered", "Word has a year, a month and a day only", date)
        year, *rest = date.start
        self.fields[fields[0]] = str(year) if year > 0 else f"{-year} BCE"
        if rest:
            self.fields[fields[1]] = MONTHS[rest[0] - 1]
        elif date.season:
            self.fields[fields[1]] = SEASON_NAMES[date.season - 1]
        if len(rest) > 1:
            self.fields[fields[2]] = str(rest[1])

    def _beyond(self) -> None:
        record = self.record
        for attribute in ("keyword", "files", "part"):
            if value := getattr(record, attribute):
                self._lose(attribute, "dropped", "Word has no field for it", value)
        for format, fields in record.custom.items():
            for field, value in fields.items():
                self._lose(f"custom.{format}.{field}", "dropped", "a field of another format", value)
        if record.type not in TOLD:
            self._lose("type", "altered", f"Word has it as {self.type}", record.type)


FORMAT = Format(id=ID, name="Word Sources.xml", suffixes=(".xml",), sniff=_sniff, write=write)
