"""References: CSL-JSON items and records, normalized once at the border.

Whatever an item holds, a reference comes of it: numbers are strings, names
without parts are left out, dates that do not parse are literal.

Source: CSL-JSON schema 1.0.2; CSL 1.0.2 specification, "Variables".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from refexport.article_numbers import with_article_number
from refexport.csl.dates import DateValue, read_date
from refexport.csl.particles import split_particles
from refexport.csl.punctuation import guard
from refexport.csl.rich import parse
from refexport.item import item_of
from refexport.record import Record
from refexport.text.characters import clean
from refexport.unnamed import OTHERS, cut_lists
from refexport.vocabulary import DATE_VARIABLES, ITEM_TYPES, NAME_VARIABLES, VARIABLES

_ALIASES = {
    "journalAbbreviation": "container-title-short",
    "shortTitle": "title-short",
    "event": "event-title",
}
_RAW = frozenset({"DOI", "URL", "ISBN", "ISSN", "PMID", "PMCID"})
_VARIABLE = re.compile(r"[A-Za-z]+(?:[-_][a-z]+)*")
_BLANKS = re.compile(r"\s{2,}|[^\S\xa0\u202f]")
"""Blanks that make one; a blank that keeps words together stays where it stands alone."""
_LABEL = re.compile(r"[A-Z]+|[-_a-z]+")
"""A label of a line of the note that is no variable of CSL, and not printed either: `OCLC`."""
_FAMILY_FIRST = frozenset({"hu", "ja", "vi", "zh"})
"""Languages whose names begin with the family name, also in Latin letters."""
_OTHERS = {"literal": OTHERS}
_VARIABLE_OF = {VARIABLES[name].attribute: name for name in NAME_VARIABLES}
_UNPARSED = frozenset({"language", "id", "type"})


@dataclass(slots=True, eq=False)
class Person:
    """A name, with its particles told apart."""

    family: str = ""
    given: str = ""
    dropping: str = ""
    non_dropping: str = ""
    suffix: str = ""
    comma_suffix: bool = False
    static: bool = False
    """Whether the family name always comes first."""
    literal: bool = False
    """Whether `family` is the whole name of an institution."""
    language: str = "en"
    """Of the work, where its capitals are its own."""

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two names the same person."""
        return (self.family, self.given.replace(". ", "."), self.dropping, self.non_dropping, self.suffix)


class _Rich(dict[str, str]):
    """Text variables as flat trees, parsed when they are first asked for."""

    __slots__ = ("_text",)

    def __init__(self, text: dict[str, str]) -> None:
        super().__init__()
        self._text = text

    def __missing__(self, variable: str) -> str:
        raw = self._text.get(variable, "")
        self[variable] = value = guard(raw) if variable in _RAW else parse(raw)
        return value


class Reference:
    """A work to cite."""

    __slots__ = ("cache", "cut", "dates", "english", "id", "language", "names", "rich", "shapes", "text", "type")

    def __init__(self, item: Mapping[str, Any]) -> None:
        self.id = _string(item.get("id"))
        self.type = _type(item.get("type"))
        self.text: dict[str, str] = {}
        """Text and number variables, raw."""
        self.names: dict[str, tuple[Person, ...]] = {}
        self.cut: set[str] = set()
        """Variables whose names go on in the work itself, beyond those that are known."""
        self.dates: dict[str, DateValue] = {}
        self.cache: dict[Any, Any] = {}
        """What was computed of this reference alone."""
        self.shapes: dict[Any, int] = {}
        for variable, value in item.items():
            self._take(str(variable), value)
        if ":" in self.text.get("note", ""):
            self._take_note(self.text["note"])
        self.rich = _Rich(self.text)
        self.language = self.text.get("language", "")
        self.english: bool | None = None
        if self.language:
            tag = self.language.lower()
            self.english = tag.startswith("en")
            if tag[:2] in ("tr", "az"):
                for people in self.names.values():
                    for person in people:
                        person.language = tag
            if re.split("[-_]", tag)[0] in _FAMILY_FIRST:
                self._put_family_first()

    def _take(self, variable: str, value: Any) -> None:
        if value is None or variable in ("id", "type"):
            return
        if variable == "event" and isinstance(value, str):
            # Old styles ask for it by the name that it had in CSL 1.0.1.
            self.text.setdefault("event", clean(value).strip())
        variable = _ALIASES.get(variable, variable)
        if variable in NAME_VARIABLES or (isinstance(value, list) and variable not in DATE_VARIABLES):
            self._take_names(variable, value)
        elif variable in DATE_VARIABLES or isinstance(value, Mapping):
            date = read_date(value)
            if date is not None:
                self.dates[variable] = date
        else:
            text = clean(_string(value)).strip() if variable != "note" else clean(_string(value))
            if text:
                self.text.setdefault(variable, text)

    def _take_note(self, note: str) -> None:
        """Take variables that a person wrote into the note, a line each, as `variable: value`."""
        lines = note.splitlines()
        rest = []
        for index, line in enumerate(lines):
            name, colon, value = line.partition(":")
            variable = _ALIASES.get(name.strip(), name.strip())
            if variable == "type" and value.strip() in ITEM_TYPES:
                self.type = value.strip()
                continue
            if not colon or not _VARIABLE.fullmatch(variable) or not value.strip():
                rest += lines[index:] if index else [line]
                if index:
                    break
                continue
            if variable not in VARIABLES:
                if not _LABEL.fullmatch(variable):
                    rest.append(line)
                continue
            self._take_line(variable, value.strip())
        self.text["note"] = "\n".join(rest)
        if not rest:
            del self.text["note"]

    def _take_line(self, variable: str, value: str) -> None:
        if variable in NAME_VARIABLES:
            family, separator, given = value.partition("||")
            parts = {"family": family.strip(), "given": given.strip()} if separator else {"literal": value}
            if variable not in self.names:
                self._take(variable, [parts])
        elif variable in DATE_VARIABLES:
            if variable not in self.dates:
                self._take(variable, value)
        elif variable not in self.text:
            self._take(variable, value)

    def _take_names(self, variable: str, value: Any) -> None:
        people = value if isinstance(value, list | tuple) else [value]
        if variable not in NAME_VARIABLES and people and all(isinstance(each, str | int) for each in people):
            # Crossref gives a title as a list of titles.
            self.text.setdefault(variable, clean(", ".join(map(str, people))))
            return
        if len(people) > 1 and people[-1] == _OTHERS:
            people = people[:-1]
            self.cut.add(variable)
        names = tuple(person for person in map(read_name, people) if person is not None)
        if names:
            self.names[variable] = names
            if variable in ("editor", "translator"):
                self._pair()

    def _put_family_first(self) -> None:
        for people in self.names.values():
            for person in people:
                person.static = person.static or not person.literal

    def _pair(self) -> None:
        """Note that editors and translators are the same people."""
        editors, translators = self.names.get("editor", ()), self.names.get("translator", ())
        if editors and [each.key for each in editors] == [each.key for each in translators]:
            self.names["editortranslator"] = editors


def reference_of(source: Record | Mapping[str, Any]) -> Reference:
    """Return a record or CSL-JSON item as a reference."""
    return Reference(item_to_cite(source) if isinstance(source, Record) else source)


def item_to_cite(record: Record) -> dict[str, Any]:
    """Return a record as a CSL-JSON item for a `Reference`.

    Its article number is told from its pages, and lists of names that go on end in the name "others", as pandoc's do.
    """
    item = item_of(with_article_number(record))
    if label := record.custom.get("csl-json", {}).get("citation-label"):
        item["citation-label"] = label
    for name in cut_lists(record) if record.custom else ():
        variable = _VARIABLE_OF.get(name, name)
        if item.get(variable):
            item[variable] = [*item[variable], _OTHERS]
    return item


def _string(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return "true" if value else ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value) if isinstance(value, int | float) else ""


def _type(value: Any) -> str:
    name = _string(value).strip()
    return name if name in ITEM_TYPES or name else "document"


def read_name(value: Any) -> Person | None:
    """Return a CSL-JSON name as a person, or nothing where it has no parts."""
    if isinstance(value, str | int | float):
        value = {"literal": _string(value)}
    if not isinstance(value, Mapping):
        return None
    part = {key: _name_part(key, item) for key, item in value.items() if isinstance(key, str)}
    literal = part.get("literal", "")
    if literal and not part.get("family"):
        return Person(family=parse(literal), literal=True)
    return _person(part, value)


def _name_part(key: str, value: Any) -> str:
    """Return a part of a name; blanks around names stay, as citeproc-js leaves them: records have none."""
    text = clean(_string(value))
    stripped = text.strip()
    return _BLANKS.sub(" ", text) if stripped and key in ("family", "given") else stripped


def _person(part: dict[str, str], value: Mapping[str, Any]) -> Person | None:
    family, given = part.get("family", ""), part.get("given", "")
    dropping, non_dropping = part.get("dropping-particle", ""), part.get("non-dropping-particle", "")
    suffix = part.get("suffix", "")
    comma = value.get("comma-suffix") in (True, "true", 1, "1")
    if value.get("parse-names", True) not in (False, 0, "false", "0"):
        given, family, dropping, non_dropping, suffix, comma = split_particles(
            given, family, dropping, non_dropping, suffix, comma
        )
    if not family and not given:
        rest = " ".join(filter(None, (dropping, non_dropping, suffix)))
        return Person(family=rest, literal=True) if rest else None
    if not family:
        return Person(family=parse(given), suffix=parse(suffix), literal=False)
    static = value.get("static-ordering") in (True, "true", 1, "1")
    return Person(parse(family), parse(given), parse(dropping), parse(non_dropping), parse(suffix), comma, static)
