"""Records as entries of BibTeX and BibLaTeX.

Every value stands in braces, which are balanced, and every command in it is ours, so that no value can end its field
or begin a command.  What is not sure to read back as itself is read back, and reported if it differs.

Source: as `bib_fields`; Zotero's import of BibTeX as probed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

from refexport import extra
from refexport.record import Date, Name, Record
from refexport.report import Report
from refexport.sound import printable
from refexport.source import Source
from refexport.syntax.bib import Block, slow_items
from refexport.syntax.bib_custom import OwnFields, entry_text
from refexport.syntax.bib_dates import is_more_than_year, is_open_range, keeps, read_issued, write_issued
from refexport.syntax.bib_fields import (
    KINDS,
    LOCALISED,
    PRIMARY,
    READ_TYPES,
    SUBTYPE_OF,
    Dialect,
    localised,
)
from refexport.syntax.bib_files import format_files, parse_files
from refexport.syntax.bib_languages import langid, read_language
from refexport.syntax.bib_lists import kept_whole
from refexport.syntax.bib_raw import inner, is_raw_safe, raw_text
from refexport.syntax.bib_rules import ARXIV_ALONE, IDENTIFIERS, NOTE_ID, add_identifiers, inferred, note_ids
from refexport.syntax.others import lose_cut
from refexport.syntax.trial import back_of
from refexport.targets import Target
from refexport.text.bibtex_names import OTHERS, format_name, parts_lost, plain_list_name
from refexport.text.dates import edtf
from refexport.text.identifiers import listed_issns, valid_issn
from refexport.text.latex import decode, encode, has_signs, is_certain, is_safe, unescape_raw, with_formulas
from refexport.text.pages import normalize_pages
from refexport.text.title_case import protection
from refexport.unnamed import AND_OTHERS, OURS, cut_lists
from refexport.vocabulary import PARAGRAPH_VARIABLES, VARIABLES

_PLAIN_PAGE = re.compile(r"[0-9A-Za-z]+(?:-[0-9A-Za-z]+)?")
_KNOWN_TO_ZOTERO = frozenset(
    "article artwork audio book booklet collection conference inbook incollection inproceedings inreference "
    "jurisdiction legislation letter manual mastersthesis misc movie mvbook online patent phdthesis proceedings "
    "report software techreport thesis unpublished video".split()
)
"""Entry types that Zotero reads; it drops all others silently."""

_PROTECTED = frozenset({"title", "shorttitle", "booktitle", "maintitle"})
BLOCKS = ("@preamble", "@comment")
_EDITOR_SLOTS = ("editora", "editorb", "editorc")
_OWN_ROLES = frozenset({"author", "editor", "translator", "container-author"})
_MASTERS = re.compile(r"(?:master.?s?|m\.?\s?(?:sc?|a|phil)\.?|diplom\w*|magister)(?:[\s-]*(?:thesis|arbeit))?", re.I)


class Writer:
    """Writes entries of one file, each with a key of its own."""

    def __init__(
        self,
        dialect: Dialect,
        report: Report,
        target: Target,
        key: Callable[[str], str],
        read: Callable[[Source, Report], Iterator[Record]],
    ) -> None:
        self.read = read
        self.dialect, self.report, self.target = dialect, report, target
        self._key_of = key
        self._blocks: list[str] = []
        self._cut: set[str] = set()
        """Attributes of the lists of names that go on, and are written so."""
        self.record = Record()

    def write(self, records: Iterable[Record]) -> Iterator[str]:
        """Yield the entries of records."""
        for record in records:
            yield self.entry(printable(record, self.report, self.dialect.id))

    def entry(self, record: Record) -> str:
        """Return the entry of a record, with an empty line after it."""
        self.record = record
        if self._cut:
            self._cut = set()
        fields: dict[str, str] = {}
        type = self._type(record)
        table = self._table(record)
        for variable, value in record.variables():
            _WRITER_OF[variable](self, fields, table[variable], variable, value)
        self._beside(fields, table)
        if self.dialect.biblatex and type in ("misc", "online"):
            self._organization(fields)
        self._subtype(fields, type)
        if record.custom:
            self._custom(fields, type)
        before, self._blocks = "".join(self._blocks), []
        return before + entry_text(type, self._key(record.id), fields)

    def lose(self, field: str, change: Any, reason: str, value: object = None) -> None:
        """Report what the record in hand loses."""
        self.report.lose(self.record.id, field, change, reason, format=self.dialect.id, value=value)

    def _key(self, id: str) -> str:
        key = self._key_of(id)
        if key != id:
            self.lose("id", "altered", "a key is of ASCII letters, digits and few signs, and stands once", id)
        return key

    def _type(self, record: Record) -> str:
        type = self.dialect.types.get(record.type, "misc")
        if record.type == "thesis" and type == "phdthesis" and _MASTERS.fullmatch(record.genre or ""):
            return "mastersthesis"
        if record.type in ("motion_picture", "broadcast"):
            return self._recording(record)
        if type == "incollection" and self.dialect.biblatex and (record.container_author or not record.editor):
            return "inbook"
        if type == "book" and self.dialect.biblatex and record.editor and not record.author:
            return "collection"
        return type if type in _KNOWN_TO_ZOTERO or self.target.bib_own_types else "misc"

    @staticmethod
    def _recording(record: Record) -> str:
        exact = extra.exact_type(record)
        if exact in ("podcast", "radioBroadcast"):
            return "audio"
        # Zotero's films have no place, volume or series.
        return "movie" if record.type == "motion_picture" and not extra.is_video(record) else "video"

    def _table(self, record: Record) -> dict[str, str]:
        """Return variables to fields for a record."""
        table = _fields_of(self.dialect, record.type)
        if not (self.dialect.biblatex and record.volume_title):
            return table
        if record.container_title and table["container-title"] == "booktitle":
            return {**table, "container-title": "maintitle", "volume-title": "booktitle"}
        if record.title and record.type in ("book", "classic", "collection"):
            return {**table, "title": "maintitle", "volume-title": "title"}
        return table

    def _organization(self, fields: dict[str, str]) -> None:
        """Name the publisher of what is in no book as BibLaTeX's styles print it."""
        custom = self.record.custom
        taken = any("organization" in custom.get(format, ()) for format in ("bibtex", "biblatex"))
        if "publisher" in fields and not taken:
            fields["organization"] = fields.pop("publisher")

    def _subtype(self, fields: dict[str, str], type: str) -> None:
        """Keep the CSL type where the entry type would be read as another."""
        record = self.record
        if exact := extra.exact_type(record):
            fields["entrysubtype"] = f"{{{exact}}}"
            return
        journal = fields.get("journal") or fields.get("journaltitle") or ""
        if inferred(READ_TYPES[type], bool(record.arxiv), journal.strip("{ }")) != record.type:
            fields["entrysubtype"] = f"{{{SUBTYPE_OF.get(record.type, record.type)}}}"

    # Writers take (fields, field name, variable, value).

    def _text(self, fields: dict[str, str], name: str, variable: str, value: str) -> None:
        if variable == "container-title" and self.record.type == "book" and value == self.record.title:
            self.lose("container_title", "dropped", "says no more than the title", value)
            return
        protect = protection(value, self.record.language) if name in _PROTECTED else None
        formulas = (
            not value.isascii() and self.target.bib_formulas and variable not in _NOT_PRINTED and has_signs(value)
        )
        if not is_safe(value, True):
            text = encode(value, protect, formulas)
            self._check(variable, value, text)
        else:
            text = protect(value) if protect else value
            if formulas:
                text = with_formulas(text)
                self._check(variable, value, text)
        if variable in ("note", "annote") and ":" in text and note_ids(text)[0]:
            text = NOTE_ID.sub(lambda match: match[0].replace(":", "{:}", 1), text)
        elif variable == "medium" and (text.startswith("http") or ARXIV_ALONE.match(text)):
            text = f"{{}}{text}"
        elif variable in _LOCALISED and localised(_attribute(variable), value) != value:
            self.lose(_attribute(variable), "altered", "a key of BibLaTeX's", value)
        fields[name] = f"{{{text}}}"

    def _check(self, variable: str, value: str, text: str) -> None:
        """Report a text that does not read back as it is."""
        if is_safe(value, signs=True) and is_certain(value):
            return
        if decode(text) != value or ("\n" in value and variable not in PARAGRAPH_VARIABLES):
            own = "$" in text.replace("\\$", "") and "\\" in value
            reason = "TeX in it is read as what it prints" if own else "blanks or nested markup that LaTeX has not"
            self.lose(_attribute(variable), "altered", reason, value)

    def _page(self, fields: dict[str, str], name: str, variable: str, value: str) -> None:
        text = encode(value).replace("-{}", "-").replace("-", "--") if not value.isalnum() else value
        fields[name] = f"{{{text}}}"
        if not _PLAIN_PAGE.fullmatch(value) and normalize_pages(decode(text.replace("--", "-"))) != value:
            self.lose(variable, "altered", "pages are joined by hyphens", value)

    def _raw(self, fields: dict[str, str], name: str, variable: str, value: str) -> None:
        text = value if is_raw_safe(value) else raw_text(value, variable)
        fields[name] = f"{{{text}}}"
        normal = IDENTIFIERS.get(variable)
        changed = text != value or ("&" in value and unescape_raw(text) != value)
        if changed or (normal and normal(text) != value):
            self.lose(variable, "altered", "not in the form that it is read in", value)
        elif variable == "ISBN" and self.record.type == "article-journal" and valid_issn(value):
            for field in ("ISBN", "ISSN"):
                self.lose(field, "altered", "an ISSN among the ISBNs is read as one", value)
        if variable == "ISSN" and " " in value:
            fields[name] = f"{{{listed_issns(text)}}}"
        if variable == "arxiv":
            fields["eprinttype"] = "{arxiv}"
            if not self.dialect.biblatex:
                fields["archiveprefix"] = "{arXiv}"

    def _language(self, fields: dict[str, str], name: str, variable: str, value: str) -> None:
        fields[name] = f"{{{encode(value)}}}"
        if read_language(decode(fields[name][1:-1])) != value:
            self.lose(variable, "altered", "languages are read as their BCP 47 tags", value)
        if self.dialect.biblatex and (babel := langid(value)):
            fields["langid"] = f"{{{babel}}}"

    def _names(self, fields: dict[str, str], name: str, variable: str, value: tuple[Name, ...]) -> None:
        attribute = _attribute(variable)
        if self.dialect.biblatex and variable not in _OWN_ROLES:
            for slot in _EDITOR_SLOTS:
                if slot not in fields:
                    name = slot
                    fields[f"{slot}type"] = f"{{{variable}}}"
                    break
        if PRIMARY.get(self.record.type) == variable and not self.record.author:
            fields.pop(f"{name}type", None)
            name = "author"
            fields["authortype"] = f"{{{variable}}}"
        texts = []
        for place, person in enumerate(value):
            text = plain_list_name(person)
            if text is None:
                text = format_name(person)
                for part in parts_lost(person):
                    self.lose(f"{attribute}[{place}]{part}", "altered", "BibTeX's names have no such part", str(person))
            texts.append(text)
        texts = kept_whole(texts)
        if self.record.custom and self.target.et_al and attribute in cut_lists(self.record):
            texts = [*texts, OTHERS]
            self._cut.add(attribute)
        fields[name] = f"{{{' and '.join(texts)}}}"

    def _date(self, fields: dict[str, str], name: str, variable: str, value: Date) -> None:
        if variable == "issued" and not self.dialect.biblatex:
            self._issued(fields, value)
            return
        text = edtf(value)
        if variable == "issued":
            name = "date" if value.start or is_open_range(text) else "year"
        if not text:
            return
        # EDTF stands as it is: its `~` is no blank of TeX's.
        encoded = text if is_safe(text) or value.start else encode(text)
        fields[name] = f"{{{encoded}}}"
        if name == "year" and self.target.bib_date_text and is_more_than_year(text):
            fields["date"] = fields["year"]
        if not keeps(value) or (not value.start and decode(encoded).replace("–", "-") != text):
            self.lose(_attribute(variable), "altered", "EDTF does not say it in full", str(value))

    def _issued(self, fields: dict[str, str], value: Date) -> None:
        parts = write_issued(value)
        # EDTF stands as it is: its `~` is no blank of TeX's.
        stands = bool(value.start)
        for name, text, is_macro in parts:
            if text:
                if name == "date":
                    encoded = text if stands or is_safe(text) else encode(text)
                else:
                    encoded = encode(text).replace("–", "--")
                fields[name] = text if is_macro else f"{{{encoded}}}"
        if parts[-1][0] == "date":
            date = parts[-1][1] if stands else decode(fields.get("date", "{}")[1:-1])
            texts = [date, *(inner(fields.get(name, "")) for name in ("year", "month", "day"))]
            if read_issued(*(text.replace("–", "-") for text in texts)) != (value, ""):
                self.lose("issued", "altered", "does not read back as the same date", str(value))
            elif (
                parts[-1][1] == parts[0][1]
                and len(parts) == 2
                and not (value.circa or stands or is_more_than_year(parts[0][1]))
            ):
                del fields["date"]

    def _beside(self, fields: dict[str, str], table: dict[str, str]) -> None:
        """Write what is beside CSL's variables."""
        record = self.record
        if record.keyword:
            formulas = self.target.bib_formulas
            fields["keywords"] = f"{{{', '.join([_keyword(word, formulas) for word in record.keyword])}}}"
            if any(not is_safe(word) and decode(_keyword(word, formulas)) != word for word in record.keyword):
                self.lose("keyword", "altered", "blanks or markup that LaTeX has not", ", ".join(record.keyword))
        if record.files:
            text = format_files(record.files)
            fields["file"] = f"{{{text}}}"
            if parse_files(text) != record.files:
                self.lose("files", "altered", "not in the form that files are read in", text)
        if record.type == "thesis" and not record.genre:
            fields[table["genre"]] = "{Thesis}"
        elif record.type == "thesis" and (record.genre or "").lower() == "thesis":
            self.lose("genre", "dropped", "says no more than the type", record.genre)
        if record.type == "patent" and self.dialect.biblatex and "assignee" in fields:
            fields["holder"] = f"{{{fields['assignee']}}}"
        known = {name: value for name in ("URL", "DOI", "arxiv", "container_title") if (value := getattr(record, name))}
        for name in add_identifiers(known):
            self.lose(name, "guessed", "taken from the address or journal when read", known[name])
        if record.part:
            self.lose("part", "dropped", "no field for the part of a page", record.part)

    def _custom(self, fields: dict[str, str], type: str) -> None:
        """Write custom fields of either of the two formats, and report those of others."""
        own = OwnFields(self.dialect, self.lose, fields)
        for format, values in self.record.custom.items():
            for name, value in values.items():
                path = f"custom.{format}.{name}"
                if extra.is_told(self.record, format, name):
                    continue
                if format == OURS and name == AND_OTHERS:
                    lose_cut(self.record, self._cut, self.report, self.dialect.id)
                elif format not in ("bibtex", "biblatex"):
                    self.lose(path, "dropped", "a field of another format", value)
                elif name in BLOCKS:
                    self._block(name, value, path)
                else:
                    own.add(format, name, value)
        own.put(lambda fields: back_of(self.read, entry_text(type, "k", fields)))

    def _block(self, name: str, value: Any, path: str) -> None:
        """Keep a `@preamble` or `@comment` to stand before the entry, if nothing in it can be anything else."""
        for text in value if isinstance(value, list) else [value]:
            block = f"{name}{{{text}}}\n\n"
            found = list(slow_items(block, 1))
            whole = len(found) == 1 and isinstance(found[0], Block) and found[0].text == text
            if whole and text.strip() == text != "":
                self._blocks.append(block)
            else:
                self.lose(path, "dropped", "not what stands in such a block", text)


_NOT_PRINTED = frozenset({"abstract", "annote"})
"""Variables that no list of references prints: TeX never sees them, other programs do."""
_WRITERS: dict[str, Any] = {
    "text": Writer._text,
    "number": Writer._text,
    "raw": Writer._raw,
    "language": Writer._language,
    "name": Writer._names,
    "date": Writer._date,
    "page": Writer._page,
}


_LOCALISED = frozenset(name for name, variable in VARIABLES.items() if variable.attribute in LOCALISED)
_WRITER_OF = {variable: _WRITERS[kind] for variable, kind in KINDS.items() if kind in _WRITERS}


@cache
def _fields_of(dialect: Dialect, type: str) -> dict[str, str]:
    return dialect.writing(type)


def _attribute(variable: str) -> str:
    return VARIABLES[variable].attribute


@lru_cache(maxsize=16384)
def _keyword(word: str, formulas: bool) -> str:
    text = word if is_safe(word) else encode(word, formulas=formulas)
    return f"{{{text}}}" if "," in word or ";" in word else text
