"""What is in a file is in the record, in the report, or on the format's page under "Left behind".

Into each object of JSON and each element of XML of real files something is put that nobody has planned for.
"""

from __future__ import annotations

import copy
import html
import importlib
import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from formats.zotero_items import FORMAT_OF_FILE
from lxml import etree
from places import PROJECT

from refexport import RefexportError, Report, loads

JSON = ("crossref", "datacite", "openalex")
XML = ("endnote-xml", "mods", "pubmed-xml")
MARK = "Zebra771"
RECORDS = {"mods", "record", "PubmedArticle", "PubmedBookArticle"}
WRAPPERS = {"message", "items", "data", "attributes", "results"}
WORDS = "abstract_inverted_index"
"""An object whose keys are words."""
WORK = {"DOI", "doi", "title", "titles", "display_name"}
"""Keys of which a work has one."""
PARTLY_KEYS = {"date-parts"}
"""Keys of objects whose parts are all that there is to them."""
PARTLY = "a b i u sub sup style em math PubDate ArticleDate ContributionDate BeginningDate EndingDate".split()
"""Elements of inline text, and of dates, whose parts are all that there is to a date."""


def left_behind(id: str) -> list[list[str]]:
    """Return the paths that a format leaves behind, without what is said of attributes."""
    tables = importlib.import_module(f"refexport.formats.{id.replace('-', '_')}")
    paths = " ".join(tables.LEFT_BEHIND.values()).split()
    return [path.split("/") for path in paths if "@" not in path and "(" not in path]


def is_left(path: list[str], left: list[list[str]]) -> bool:
    """Return whether a path goes through one that is left behind."""
    return any(path[start : start + len(each)] == each for each in left for start in range(len(path)))


@cache
def inputs(id: str, shared: Path) -> list[str]:
    """Return the project's own cases and the real files of a format."""
    folder = PROJECT / "tests" / "cases" / id / "read"
    own = [path.read_text("utf-8") for path in sorted(folder.iterdir()) if not path.name.endswith(".expected.json")]
    stems = [stem for stem, format in FORMAT_OF_FILE.items() if format == id]
    cases = [case for stem in stems for case in json.loads((shared / "import-cases" / f"{stem}.json").read_bytes())]
    return [*own, *(case["input"] for case in cases)]


def said(text: str, id: str) -> str:
    """Return all that a reader makes of a text, and reports of it."""
    report = Report()
    records = loads(text, id, report=report)
    return str(msgspec.to_builtins(list(records), enc_hook=str)) + str(report.as_dict())


def objects(value: Any, path: list[str]) -> Iterator[tuple[list[str], dict[str, Any]]]:
    """Yield path and value of each object in a value of JSON."""
    if isinstance(value, dict):
        yield path, value
        for key, below in value.items():
            yield from objects(below, path if key in WRAPPERS else [*path, key])
    elif isinstance(value, list):
        for below in value:
            yield from objects(below, path)


@pytest.mark.parametrize("id", JSON)
def test_a_key_that_nobody_knows_is_kept_or_told(id: str, shared: Path) -> None:
    left, lost = left_behind(id), set()
    for text in inputs(id, shared):
        try:
            whole = json.loads(text)
        except json.JSONDecodeError:
            continue  # a case of broken JSON
        for path, value in objects(whole, []):
            if is_left(path, left) or value.keys() & PARTLY_KEYS or (not path and not value.keys() & WORK):
                continue
            if set(path) & {"meta", WORDS, "affiliation"}:
                continue  # what a page of results says of itself; words, not keys; a loss as a whole
            value["zz"] = MARK
            if MARK not in said(json.dumps(whole), id):
                lost.add("/".join([*path, "zz"]))
            del value["zz"]
    assert not lost, "\n".join(sorted(lost))


def documents(id: str, shared: Path) -> Iterator[etree._Element]:
    """Yield the documents of a format, without their document type."""
    for text in inputs(id, shared):
        yield etree.fromstring(_bare(text), etree.XMLParser(recover=True, remove_comments=True, remove_pis=True))


def _bare(text: str) -> bytes:
    return re.sub(r"<!DOCTYPE[^>]*>|<\?xml[^>]*\?>", "", text).encode()


def steps(element: etree._Element) -> list[str]:
    """Return the local names of an element and those around it, up to the record."""
    path = [etree.QName(element).localname]
    for above in element.iterancestors():
        name = etree.QName(above).localname
        if name in RECORDS:
            break
        path.insert(0, name)
    return path


@pytest.mark.parametrize("id", XML)
def test_an_element_that_nobody_knows_is_kept_or_told(id: str, shared: Path) -> None:
    left, lost, tried = left_behind(id), set(), set()
    for root in documents(id, shared):
        for element in [each for each in root.iter() if len(each)]:
            path = steps(element)
            is_in_record = any(etree.QName(each).localname in RECORDS for each in (element, *element.iterancestors()))
            place = tuple(path)
            if not is_in_record or place in tried or is_left(path, left) or set(path) & set(PARTLY):
                continue
            tried.add(place)
            other = copy.deepcopy(root)
            places = [*root.iter()]
            etree.SubElement([*other.iter()][places.index(element)], _named(element)).text = MARK
            if MARK not in said(etree.tostring(other, encoding="unicode"), id):
                lost.add("/".join(path))
    assert not lost, "\n".join(sorted(lost))


def _named(element: etree._Element) -> str:
    """Return a name that no element has, in the namespace of another."""
    namespace = etree.QName(element).namespace
    return f"{{{namespace}}}zz" if namespace else "zz"


OTHERWISE: dict[str, set[str]] = {
    "crossref": {"type", "title", "published-online/date-parts", "event/start/date-parts", "URL", "status"},
    "datacite": {
        "types/resourceTypeGeneral", "types/citeproc", "types/resourceType", "creators/nameType", "titles/titleType",
        "contributors/nameType", "identifiers/identifierType", "relatedItems/relationType", "sizes", "dates/dateType",
        "descriptions/descriptionType", "dates/date", "id", "identifiers/identifier", "relatedItems/relatedItemType",
    },
    "openalex": {"type", "type_crossref", "primary_location/source/type", "is_retracted", "ids/pmcid", "ids/pmid"},
    "endnote-xml": {"ref-type", "style", "year", "date", "isbn", "language"},
    "mods": {"languageTerm", "roleTerm", "dateIssued", "identifier", "genre", "placeTerm", "name/namePart"},
    "pubmed-xml": {"Month", "Language", "MedlineDate", "CommentsCorrections/RefSource", "PMID"},
}  # fmt: skip
"""What a record says in other words: types, kinds, roles, languages and months, the years of a life, codes of places,
identifiers with words or an address around them; and what is said of a record that is passed over or only cited."""


def leaves(value: Any, path: list[str]) -> Iterator[tuple[list[str], str]]:
    """Yield path and text of each value of JSON that is no object or list."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from leaves(below, path if key in WRAPPERS else [*path, key])
    elif isinstance(value, list):
        for below in value:
            yield from leaves(below, path)
    elif value not in (None, "", False):
        yield path, str(value)


def even(text: str) -> str:
    """Return letters and digits of a text, small, without markup."""
    text = html.unescape(re.sub(r"<[^<>]*>", "", text.replace("\\n", " ")))
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).lower()


def is_said(text: str, whole: str) -> bool:
    """Return whether a text, or each of its words, stands in what a reader makes of the file."""
    if even(text) in whole:
        return True
    return all(even(word).lstrip("0") in whole for word in re.split(r"[\s,;/.:-]+", text))


@pytest.mark.parametrize("id", [*JSON, *XML])
def test_every_text_is_in_the_record_or_the_report(id: str, shared: Path) -> None:
    left, lost = left_behind(id), set()
    for text in inputs(id, shared):
        try:
            whole = even(said(text, id))
        except RefexportError:
            continue  # a case of a file that is refused
        for path, leaf in texts_of(id, text):
            names = {"/".join(path), "/".join(path[-2:]), path[-1]}
            skipped = is_left(path, left) or names & OTHERWISE[id] or set(path) & {"affiliation", WORDS}
            if not skipped and not is_said(leaf, whole):
                lost.add(f"{'/'.join(path)}: {leaf[:50]!r}")
    assert not lost, "\n".join(sorted(lost))


def texts_of(id: str, text: str) -> Iterator[tuple[list[str], str]]:
    """Yield path and text of each leaf of a document."""
    if id in JSON:
        try:
            yield from leaves(json.loads(text), [])
        except json.JSONDecodeError:
            return
        return
    root = etree.fromstring(_bare(text), etree.XMLParser(recover=True, remove_comments=True, remove_pis=True))
    for element in root.iter():
        if element.text and element.text.strip():
            yield steps(element), element.text
