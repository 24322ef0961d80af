"""The rules that a record is checked by: fields, dates, pages, identifiers and texts."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator

from refexport.library import names
from refexport.library.characters import text_findings
from refexport.library.findings import Finding
from refexport.library.normal import pages
from refexport.library.required import missing_fields
from refexport.record import Date, Record
from refexport.text import identifiers
from refexport.text.digits import whole
from refexport.text.pages import split_pages
from refexport.text.rich import plain
from refexport.vocabulary import DATE_VARIABLES, NAME_VARIABLES, VARIABLES

Findings = Iterator[Finding]


def record_findings(record: Record, this_year: int) -> Findings:
    """Yield what is wrong with a record.

    Args:
        record: the record.
        this_year: later years than the next one are wrong.
    """
    yield from _missing(record)
    for name in DATE_VARIABLES:
        if date := record[name]:
            yield from _date(record, name, date, this_year)
    yield from _pages(record)
    yield from _identifiers(record)
    yield from _unread(record)
    yield from _capitals(record)
    yield from _texts(record)
    for name in NAME_VARIABLES:
        yield from names.name_findings(record, name)


def _missing(record: Record) -> Findings:
    for group in missing_fields(record):
        wanted = " or ".join(group)
        yield Finding("missing-field", f"{wanted} is missing, which type '{record.type}' needs", record.id, group[0])


_WAITING = re.compile(
    r"(?:in press|im druck|forthcoming|to appear|submitted|in preparation|accepted|online|undated|present|unpublished|"
    r"n\.?\s?d\.?|o\.?\s?j\.?|s\.?\s?a\.?)\.?",
    re.I,
)
"""Texts that stand for a date, and are meant so."""
_NUMERIC = re.compile(r"[\d\s./-]+")


def _date(record: Record, name: str, date: Date, this_year: int) -> Findings:
    text = str(date)
    if not date.start:
        if _WAITING.fullmatch(text.strip("[]() ")):
            return
        code = "date-impossible" if _NUMERIC.fullmatch(text) else "date-unreadable"
        yield Finding(code, f"{name} is no date: {text}", record.id, name, text)
        return
    for parts in (date.start, date.end):
        if not _exists(parts):
            yield Finding("date-impossible", f"{name} says a day that does not exist: {text}", record.id, name, text)
    if date.end and date.end < date.start[: len(date.end)]:
        yield Finding("date-impossible", f"{name} ends before it begins: {text}", record.id, name, text)
    if date.start[0] > this_year + 1:
        yield Finding("date-future", f"{name} is in the future: {text}", record.id, name, text)


def _exists(parts: tuple[int, ...]) -> bool:
    if len(parts) < 2:
        return not parts or parts[0] != 0
    year, month, *day = parts
    if not 1 <= month <= 12:
        return False
    # Of years that `calendar` does not know, a leap year is supposed.
    last = calendar.monthrange(year if 1 <= year <= 9999 else 2000, month)[1]
    return not day or 1 <= day[0] <= last


def _pages(record: Record) -> Findings:
    page = record.page
    if not page:
        return
    if not any(sign.isalnum() for sign in page) or pages(page)[0] in ("0", "na", "none", "null"):
        yield Finding("pages-impossible", f"page is none: {page}", record.id, "page", page)
        return
    first, last = split_pages(page)
    begin, end = whole(first), whole(last or "")
    if begin is not None and end is not None and end < begin:
        yield Finding(
            "pages-reversed", f"page ends before it begins: {page}", record.id, "page", page, f"{last}-{first}"
        )


_FINDERS: dict[str, Callable[[str], str | None]] = {
    "DOI": identifiers.doi,
    "PMID": identifiers.pmid,
    "PMCID": identifiers.pmcid,
    "arxiv": identifiers.arxiv,
}


def _identifiers(record: Record) -> Findings:
    for name, find in _FINDERS.items():
        value = record[name]
        if value and (found := find(value)) != value:
            code = f"{name.lower()}-malformed"
            # What is no identifier with an ordinary beginning is not cut down to what looks like one.
            certain = found is not None
            message = f"{name} is malformed: {value}"
            yield Finding(code, message, record.id, name, value, found, certain)
    if record.ISBN:
        yield from _isbns(record, record.ISBN)
    if record.ISSN:
        yield from _issns(record, record.ISSN)
    if record.URL:
        yield from _url(record, record.URL)


_UNREAD: dict[str, str] = {
    "doi": "DOI",
    "do": "DOI",
    "di": "DOI",
    "%r": "DOI",
    "electronic-resource-num": "DOI",
    "pmid": "PMID",
    "pm": "PMID",
    "pmcid": "PMCID",
    "isbn": "ISBN",
    "issn": "ISSN",
    "sn": "ISSN",
    "orcid": "ORCID",
    "month": "month",
    "day": "day",
}
"""Fields and tags, in small letters, whose values readers keep as they stand where they are none."""


def _unread(record: Record) -> Findings:
    """Yield what a reader could not take for an identifier or a date, and kept beside the record's own fields."""
    for format, fields in record.custom.items():
        for name, raw in fields.items():
            meant = _UNREAD.get(name.lower())
            for value in raw if isinstance(raw, list) else [raw]:
                if meant and isinstance(value, str) and value.strip():
                    yield from _unread_value(record.id, f"custom.{format}.{name}", meant, value)


def _unread_value(key: str, path: str, meant: str, value: str) -> Findings:
    if meant in ("month", "day"):
        if value.strip().isdecimal():
            yield Finding("date-impossible", f"'{value}' is no {meant}", key, path, value)
    elif meant == "ORCID":
        if identifiers.orcid(value) is None:
            message = f"ORCID iD is malformed, or its check digit is wrong: {value}"
            yield Finding("orcid-check-digit", message, key, path, value)
    elif not (meant in _FINDERS and _FINDERS[meant](value)):
        yield Finding(f"{meant.lower()}-malformed", f"{meant} is malformed: {value}", key, path, value)


_SIGNS = re.compile(r"[\s,;]+")
_ISBN_FORM = re.compile(r"(?:97[89]-?)?\d(?:-?\d){8}-?[\dXx]")


def _isbns(record: Record, text: str) -> Findings:
    for isbn in _SIGNS.split(text.strip()):
        if not _ISBN_FORM.fullmatch(isbn):
            if identifiers.isbns(text):
                continue  # an ISBN with blanks in it, or with a remark such as (pbk.)
            said = "ISBN is an ISSN" if identifiers.valid_issn(isbn) else "ISBN is malformed"
            yield Finding("isbn-malformed", f"{said}: {isbn}", record.id, "ISBN", isbn)
        elif not identifiers.valid_isbn(isbn):
            yield Finding("isbn-check-digit", f"ISBN has a wrong check digit: {isbn}", record.id, "ISBN", isbn)


def _issns(record: Record, text: str) -> Findings:
    signs = _SIGNS.split(text.strip())
    for issn in signs:
        if not re.fullmatch(r"\d{4}-?\d{3}[\dXx]", issn):
            said = "ISSN is an ISBN" if identifiers.valid_isbn(issn) else "ISSN is malformed"
            yield Finding("issn-malformed", f"{said}: {issn}", record.id, "ISSN", issn)
        elif not identifiers.valid_issn(issn):
            yield Finding("issn-check-digit", f"ISSN has a wrong check digit: {issn}", record.id, "ISSN", issn)
        elif "-" not in issn and len(signs) == 1:
            better = f"{issn[:4]}-{issn[4:].upper()}"
            yield Finding("issn-malformed", f"ISSN lacks its hyphen: {issn}", record.id, "ISSN", issn, better, True)


def _url(record: Record, url: str) -> Findings:
    if re.match(r"https?://(?:dx\.)?doi\.org/10\.", url, re.I) and not record.DOI:
        found = identifiers.doi(url)
        yield Finding("doi-in-url", f"URL is that of a DOI; write it as DOI = {found}", record.id, "URL", url)
    if not re.match(r"[a-z][a-z0-9+.-]*:", url, re.I):
        better = f"https://{url}" if re.match(r"[\w-]+(?:\.[\w-]+)+(?:/|$)", url) else None
        yield Finding("url-malformed", f"URL has no https:// or the like: {url}", record.id, "URL", url, better)


def _capitals(record: Record) -> Findings:
    for name in ("title", "container-title"):
        text = plain(record[name] or "")
        # Of letters that have no case, as in Arabic, nothing can be told.
        capitals, letters = sum(map(str.isupper, text)), sum(map(str.isalpha, text))
        if len(text.split()) > 2 and text.isupper() and capitals > 12 and 2 * capitals > letters:
            yield Finding("title-capitals", f"{name} is in capitals", record.id, name, text, text.capitalize())


_TEXTS = tuple(
    (name, variable.attribute) for name, variable in VARIABLES.items() if variable.kind in ("text", "number")
)


def _texts(record: Record) -> Findings:
    for name, attribute in _TEXTS:
        if value := getattr(record, attribute):
            yield from text_findings(record.id, name, value)
    for place, word in enumerate(record.keyword):
        yield from text_findings(record.id, f"keyword[{place}]", word)
