"""Entries of BibTeX and BibLaTeX as records.

Source: as `bib_fields`; CSL 1.0.2, appendix IV.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

from refexport import extra
from refexport.record import Name, Record
from refexport.report import Report
from refexport.syntax import bib
from refexport.syntax.bib_dates import read_issued
from refexport.syntax.bib_fields import (
    ALSO_READ,
    COMMON,
    KEPT_RAW,
    KINDS,
    LOCALISED,
    READ_TYPES,
    ROLES,
    SUBTYPES,
    Dialect,
    localised,
)
from refexport.syntax.bib_files import parse_files
from refexport.syntax.bib_languages import read_language, take_variant
from refexport.syntax.bib_lists import read_names
from refexport.syntax.bib_rules import (
    BREAK,
    IDENTIFIERS,
    NOTE_LABELS,
    TITLE_FIELDS,
    Attributes,
    Fields,
    add_identifiers,
    drop_same_booktitle,
    inferred,
    is_arxiv,
    join_titles,
    journal_of_macro,
    note_ids,
    part_addresses,
    take_address,
    take_issn,
    take_place,
    take_preprint,
    take_web_of_science,
    thesis_genre,
)
from refexport.syntax.bib_values import FieldReader
from refexport.syntax.not_applicable import NOT_APPLICABLE, drop_not_applicable
from refexport.text import identifiers
from refexport.text.bibtex_names import split_outside
from refexport.text.dates import parse_date
from refexport.text.latex import blanks, decode_marked, is_plain, unescape_raw
from refexport.text.latex_macros import Definition
from refexport.text.pages import normalize_pages
from refexport.unnamed import keep_cut
from refexport.vocabulary import ITEM_TYPES, PARAGRAPH_VARIABLES, VARIABLES

_ATTRIBUTE = {
    **{name: variable.attribute for name, variable in VARIABLES.items()},
    "keyword": "keyword",
    "files": "files",
}
_RUNS = re.compile(" {2,}")
_BREAKS = re.compile(r"\n+")
_REMARK = re.compile(r"(?!is[bs]n)[^\W\d_]{3,}", re.I)
_SEPARATOR = re.compile(r"[,;]")
_DATE_FIELDS = frozenset({"year", "month", "day", "date"})
_SPECIAL = frozenset(
    "eprint note annotation howpublished maintitle subtitle booksubtitle journalsubtitle mainsubtitle editortype "
    "editora editorb editorc authortype fjournal titleaddon location issuesubtitle langidopts".split()
)


class EntryReader(FieldReader):
    """Makes records of entries."""

    def __init__(
        self,
        dialect: Dialect,
        report: Report,
        source: str,
        macros: Mapping[str, str],
        commands: Mapping[str, Definition],
    ) -> None:
        super().__init__(report, source, macros, commands)
        self.dialect = dialect
        self.key = ""
        self.line = 0

    def record(self, entry: bib.Entry, fields: Fields) -> Record:
        """Return the record of an entry.

        Args:
            entry: gives type, key and line.
            fields: as `fields` gives them, with what is inherited; is changed.
        """
        self.key, self.line, self._exact = entry.key, entry.line, ""
        self._cut: list[str] = []
        found: Attributes = {}
        custom: dict[str, Any] = {}
        if "howpublished" in fields:
            take_preprint(fields)
        for name in ("journal", "journaltitle"):
            if "\\" in fields.get(name, ""):
                fields[name] = journal_of_macro(fields[name])
        if "unique-id" in fields or "eissn" in fields:
            take_web_of_science(fields)
        type = self._type(entry, fields)
        found["id"], found["type"] = entry.key, type
        if not _DATE_FIELDS.isdisjoint(fields):
            self._issued(found, fields, custom)
        if type == "book" and "booktitle" in fields:
            drop_same_booktitle(fields)
        special = _SPECIAL.intersection(fields)
        if special:
            self._special(found, fields, custom, entry, special)
        self._fill(found, fields, custom, type)
        self._numbers_and_addresses(found)
        if type == "thesis":
            thesis_genre(found, entry.type)
        if custom:
            found["custom"] = {self.dialect.id: custom}
        record = Record(**found)
        if self._cut:
            keep_cut(record, self._cut)
        if record.volume in NOT_APPLICABLE or record.issue in NOT_APPLICABLE:
            drop_not_applicable(record, self.report, self.dialect.id)
        if self._exact:
            extra.keep_exact(record, self._exact)
        return record

    def _numbers_and_addresses(self, found: Attributes) -> None:
        """Set right what stands in the wrong field, and in one field together."""
        if "ISBN" in found and take_issn(found):
            self._alter("ISBN", "an ISSN stands in the field of ISBNs", found["ISSN"])
        if "URL" in found and " " in found["URL"] and part_addresses(found):
            self._alter("URL", "several addresses stand in one field; the further ones are among the files", "")
        add_identifiers(found)

    def _alter(self, field: str, reason: str, value: str) -> None:
        self.report.lose(self.key, field, "altered", reason, format=self.dialect.id, value=value)

    def _type(self, entry: bib.Entry, fields: Fields) -> str:
        if subtype := fields.get("entrysubtype"):
            known = SUBTYPES.get(subtype) or extra.named_exactly(subtype)
            named = known or (subtype if subtype in ITEM_TYPES else None)
            if named:
                self._exact = fields.pop("entrysubtype")
                return named
        type = READ_TYPES.get(entry.type) or extra.csl_type(entry.type)
        if not type:
            self.report.lose(
                entry.key,
                "type",
                "guessed",
                f"unknown entry type @{entry.type}",
                format=self.dialect.id,
                value=entry.type,
            )
            return "document"
        journal = fields.get("journal") or fields.get("journaltitle") or ""
        return inferred(type, is_arxiv(fields), journal.strip("{ }"))

    def _fill(self, found: Attributes, fields: Fields, custom: dict[str, Any], type: str) -> None:
        main, aliases = _main_table(self.dialect, type), _aliases()
        later = []
        for name, raw in fields.items():
            setter = main.get(name)
            if setter is None:
                later.append(name)
            elif left := setter[0](self, found, setter[1], raw):
                custom[name] = left
        for name in later:
            setter = aliases.get(name)
            raw = fields[name]
            if name in KEPT_RAW:
                left = blanks(raw)
            elif setter is None:
                left = self.text(raw)
            else:
                left = setter[0](self, found, setter[1], raw)
            if left:
                custom[name] = left

    def text(self, raw: str, field: str = "") -> str:
        """Return the rich text of a field."""
        raw = blanks(raw)
        if field and "\n" in raw and field not in PARAGRAPH_VARIABLES:
            raw = _BREAKS.sub(" ", raw)
        if is_plain(raw):
            return raw
        text, remarks = decode_marked(raw)
        for remark in remarks:
            self.report.lose(self.key, field or "custom", "guessed", remark, format=self.dialect.id, value=raw)
        return _RUNS.sub(" ", text) if field and "  " in text else text

    def edtf(self, raw: str) -> str:
        """Return the text of a date field: EDTF's `~` is no blank of TeX's, and a range may have no end, `2019/`."""
        text = self.text(raw) if "\\" in raw or "{" in raw else blanks(raw)
        return f"{text}.." if text.endswith("/") and text.count("/") == 1 else text

    # Setters take (attributes, attribute, raw value) and return what is left over, to be a custom field.

    def _set_text(self, found: Attributes, attribute: str, raw: str) -> str:
        if attribute in PARAGRAPH_VARIABLES and "\\\\" in raw:
            raw = BREAK.sub("\n\n", raw)
        text = self.text(raw, attribute)
        if attribute in LOCALISED:
            text = localised(attribute, text)
        return _set(found, attribute, text)

    def _set_number(self, found: Attributes, attribute: str, raw: str) -> str:
        return _set(found, attribute, self.text(raw.replace("--", "-") if "--" in raw else raw, attribute))

    def _set_page(self, found: Attributes, attribute: str, raw: str) -> str:
        return _set(found, attribute, normalize_pages(self.text(raw.replace("--", "-"), attribute)))

    def _set_raw(self, found: Attributes, attribute: str, raw: str) -> str:
        text = unescape_raw(blanks(raw))
        normal = IDENTIFIERS[attribute](text) if attribute in IDENTIFIERS else text
        if normal != text and attribute in ("ISBN", "ISSN") and _REMARK.search(text):
            self._alter(attribute, "what stands beside the number is left out", text)
        if attribute == "ISBN" and attribute in found and normal and normal not in found[attribute]:
            normal = found[attribute] = f"{found[attribute]} {normal}"
        return _set(found, attribute, normal) if normal else text

    def _set_language(self, found: Attributes, attribute: str, raw: str) -> str:
        tag = read_language(self.text(raw))
        held = found.get("language")
        if held and re.split("[-_]", held)[0].lower() == re.split("[-_]", tag)[0].lower():
            return ""
        return _set(found, "language", tag)

    def _set_date(self, found: Attributes, attribute: str, raw: str) -> str:
        return _set(found, attribute, parse_date(self.edtf(raw)))

    def _set_names(self, found: Attributes, attribute: str, raw: str) -> str:
        names = self.names(raw, attribute)
        if attribute in found:
            return "" if found[attribute] == names else self.text(raw)
        if names:
            found[attribute] = names
        return ""

    def _set_keywords(self, found: Attributes, attribute: str, raw: str) -> str:
        if raw.isprintable() and is_plain(raw) and "  " not in raw:
            words = [piece.strip(" ") for piece in raw.replace(";", ",").split(",")]
        else:
            pieces = split_outside(raw, _SEPARATOR) if "{" in raw else _SEPARATOR.split(raw)
            words = [self.text(piece.strip(), "keyword") for piece in pieces]
        found["keyword"] = tuple(dict.fromkeys([*found.get("keyword", ()), *filter(None, words)]))
        return ""

    def _set_files(self, found: Attributes, attribute: str, raw: str) -> str:
        found["files"] = (*found.get("files", ()), *parse_files(blanks(raw)))
        return ""

    def names(self, raw: str, attribute: str) -> tuple[Name, ...]:
        """Return the names of a list; what stands for further names is kept in mind."""
        names, goes_on = read_names(raw, partial(self.report.lose, self.key, attribute, format=self.dialect.id))
        if goes_on:
            self._cut.append(attribute)
        if "\\" in raw:
            self.text(raw, attribute)  # says what is unknown in it
        return names

    def _issued(self, found: Attributes, fields: Fields, custom: dict[str, Any]) -> None:
        texts = [self.text(raw, "issued") if (raw := fields.pop(name, "")) else "" for name in ("year", "month", "day")]
        texts.insert(0, self.edtf(fields.pop("date", "")))
        date, month = read_issued(*(text.replace("–", "-") for text in texts))
        if date:
            found["issued"] = date
        if month:
            custom["month"] = month
        if (day := texts[3]) and date and len(date.start) in (1, 2) and not date.end:
            custom["day"] = day

    def _special(
        self, found: Attributes, fields: Fields, custom: dict[str, Any], entry: bib.Entry, special: frozenset[str]
    ) -> None:
        """Take the fields that more than their name decides on."""
        if "authortype" in special:
            self._role(found, fields, "author", "authortype")
        if "editortype" in special:
            self._role(found, fields, "editor", "editortype")
        for name in ("editora", "editorb", "editorc"):
            if name in special:
                fields.setdefault(f"{name}type", "editor")
                self._role(found, fields, name, f"{name}type")
        if "eprint" in special:
            self._eprint(found, fields)
        for name in ("note", "annotation"):
            if name in special:
                self._note(found, fields, name)
        if "langidopts" in special:
            take_variant(fields)
        if "howpublished" in special:
            take_address(found, fields)
        if not special.isdisjoint(TITLE_FIELDS):
            join_titles(fields, found["type"])
        if "location" in special and found["type"] == "paper-conference":
            take_place(fields)

    def _role(self, found: Attributes, fields: Fields, name: str, type_name: str) -> None:
        """Give the names of a field to the role that its type says."""
        role = ROLES.get(self.text(fields[type_name]).lower())
        if not role or name not in fields:
            return
        attribute = _ATTRIBUTE[role]
        found[attribute] = (*found.get(attribute, ()), *self.names(fields.pop(name), attribute))
        del fields[type_name]
        if role in fields and role in ("author", "editor", "translator"):
            found[attribute] = (*self.names(fields.pop(role), attribute), *found[attribute])

    def _eprint(self, found: Attributes, fields: Fields) -> None:
        """Take an identifier of arXiv, PubMed or PubMed Central."""
        archive = (fields.get("eprinttype") or fields.get("archiveprefix") or "").strip().lower()
        text = unescape_raw(fields["eprint"])
        if is_arxiv(fields):
            found["arxiv"] = identifiers.arxiv(text)
        elif archive in ("pubmed", "pmid") and "pmid" not in fields and identifiers.pmid(text):
            found["PMID"] = identifiers.pmid(text)
        elif archive in ("pmc", "pmcid") and "pmcid" not in fields and identifiers.pmcid(text):
            found["PMCID"] = identifiers.pmcid(text)
        else:
            return
        for name in ("eprint", "eprinttype", "archiveprefix"):
            fields.pop(name, None)

    def _note(self, found: Attributes, fields: Fields, name: str) -> None:
        """Take the identifiers that Zotero writes into a note, Better BibTeX into `annotation`: `PMID: 23439512`."""
        if "\\\\" in fields[name]:
            fields[name] = BREAK.sub("\n\n", fields[name])
        values, rest = note_ids(fields[name])
        taken: Attributes = {}
        for label, value in values:
            attribute = NOTE_LABELS[label.lower()]
            converted = extra.convert(attribute, value)
            if not converted or attribute in taken or attribute.lower().replace("arxiv", "eprint") in fields:
                return
            taken[attribute] = converted
        if taken:
            found.update(taken)
            fields[name] = rest


def _set(found: Attributes, attribute: str, value: Any) -> str:
    """Set an attribute that has no value yet; return the value if it has another."""
    if not value:
        return ""
    held = found.setdefault(attribute, value)
    return "" if held == value else str(value)


Setter = Callable[[EntryReader, Attributes, str, str], Any]
Table = dict[str, tuple[Setter, str]]
"""Fields to what sets an attribute, and the attribute."""

_SETTERS: dict[str, Setter] = {
    "text": EntryReader._set_text,
    "number": EntryReader._set_number,
    "raw": EntryReader._set_raw,
    "language": EntryReader._set_language,
    "name": EntryReader._set_names,
    "date": EntryReader._set_date,
    "keyword": EntryReader._set_keywords,
    "files": EntryReader._set_files,
    "page": EntryReader._set_page,
}


@cache
def _main_table(dialect: Dialect, type: str) -> Table:
    return _table(dialect.reading(type))


def _table(variables: Mapping[str, str]) -> Table:
    return {name: (_SETTERS[KINDS[variable]], _ATTRIBUTE[variable]) for name, variable in variables.items()}


@cache
def _aliases() -> Table:
    common = {name: variable for variable, name in COMMON.items() if variable in KINDS and variable != "issued"}
    return _table({name: variable for name, variable in {**common, **ALSO_READ}.items() if name != "eprint"})
