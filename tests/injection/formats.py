"""Every format that is written, and a parser of others that reads it back as records of `(place, text)`."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator

Fields = list[tuple[str, str]]
"""Of one record: the places that its values stand in, each with its text; names of fields with the values."""
Parser = Callable[[str], list[Fields]]


def bib(text: str) -> list[Fields]:
    """Read BibTeX with bibtexparser."""
    import bibtexparser

    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks, library.failed_blocks[0].raw[:300]
    assert not library.strings
    assert not library.preambles
    assert not library.comments, "a text between the entries"
    entries = [[(f.key, str(f.value)) for f in entry.fields] for entry in library.entries]
    return [[("entry", entry.entry_type), ("key", entry.key), *fields]
            for entry, fields in zip(library.entries, entries, strict=True)]  # fmt: skip


def ris(text: str) -> list[Fields]:
    """Read RIS with rispy, whose lists are one place for each value."""
    import rispy

    class Reader(rispy.RisParser):
        def get_content(self, line: str) -> str:
            return line[6:].strip()

    found = rispy.loads(text.replace("\r\n", "\n"), implementation=Reader)
    return [list(flat("", entry)) for entry in found]


def tagged(pattern: str) -> Parser:
    """Return a reader of lines with tags, the first of a record given first; other lines go on with the last."""
    start, tag = pattern.split("|", 1)

    def parse(text: str) -> list[Fields]:
        records: list[Fields] = []
        # Python breaks lines where any program does: at form feeds, U+0085 and U+2028 too.
        for line in text.splitlines():
            match = re.match(tag, line)
            if match and re.match(start, match[1]):
                records.append([])
            if match:
                records[-1].append((match[1].strip(), line[match.end() :]))
            elif line.strip():
                name, before = records[-1].pop()
                records[-1].append((name, f"{before}\n{line.strip()}"))
        return records

    return parse


def xml(record: str) -> Parser:
    """Read XML with lxml: elements, their attributes and their texts."""

    def parse(text: str) -> list[Fields]:
        from lxml import etree

        root = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, huge_tree=True))
        assert root.getroottree().docinfo.doctype == ""
        found = [node for node in root.iter() if node.tag is not etree.Comment]
        assert all(isinstance(node.tag, str) for node in found), "an entity or an instruction"
        assert sum(1 for node in root.iter() if node.tag is etree.Comment) == 0
        wanted = [node for node in found if etree.QName(node).localname == record]
        outside = {etree.QName(node).localname for node in found} - {
            etree.QName(each).localname for node in wanted for each in node.iter()
        }
        assert len(outside) <= 3, outside
        return [list(_elements(node)) for node in wanted]

    return parse


def _elements(root) -> Iterator[tuple[str, str]]:  # type: ignore[no-untyped-def]
    from lxml import etree

    for node in root.iter():
        name = etree.QName(node).localname
        yield name, node.text or ""
        yield from ((f"{name}@{etree.QName(key).localname}", value) for key, value in node.attrib.items())


def flat(place: str, value: object) -> Iterator[tuple[str, str]]:
    """Yield the leaves of JSON data with their paths, the parts of which a control character divides."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from flat(f"{place}{DIVIDE}{str(key).replace(DIVIDE, '')}", each)
    elif isinstance(value, list):
        for each in value:
            yield from flat(place, each)
    else:
        yield place, value if isinstance(value, str) else json.dumps(value)


DIVIDE = "\x1d"
"""Stands between the parts of a path."""


def js(text: str) -> list[Fields]:
    """Read JSON with Python's own module."""
    return [list(flat("", item)) for item in json.loads(text)]


def lines(text: str) -> list[Fields]:
    """Read a line of JSON for each record, lines broken where JavaScript breaks them as well as where JSON does."""
    return [list(flat("", json.loads(line))) for line in text.rstrip("\n").split("\n")]


def yaml(text: str) -> list[Fields]:
    """Read YAML with PyYAML."""
    import yaml as library

    documents = list(library.load_all(text, getattr(library, "CSafeLoader", library.SafeLoader)))
    assert len(documents) == 1
    found = documents[0]
    if "references" in found:
        assert set(found) == {"references"}
        return [list(flat("", item)) for item in found["references"]]
    return [
        [("key", key), *((_formattable(place), each) for place, each in flat("", item))] for key, item in found.items()
    ]


def _formattable(place: str) -> str:
    """Return a place of Hayagriva without the keys by which a text is taken as it stands."""
    return place.replace(f"{DIVIDE}value", "").replace(f"{DIVIDE}verbatim", "").replace(f"{DIVIDE}short", "")


UNSEEN = "\ufeff\u200b\u200e\u200f\x00\x7f\t\r\n"
"""Blanks and marks that some programs do not see before a sign."""
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def table(text: str) -> list[Fields]:
    """Read CSV; no cell is a formula, neither as it stands nor where a program takes `;` or a tab for the border."""
    head, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert {len(row) for row in rows} == {len(head)}
    for separator in ",;\t":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            # Some programs do not see the blanks and marks before a sign.
            formulas = [
                cell for cell in row if cell.lstrip("\ufeff\u200b\u200e\u200f\x00\x7f\t\r\n").startswith(FORMULA)
            ]
            assert not formulas, f"a formula, cells parted by {separator!r}: {formulas[0]!r}"
    return [list(zip(head, row, strict=True)) for row in rows]


PARSERS: dict[str, Parser] = {
    "bibtex": bib,
    "biblatex": bib,
    "ris": ris,
    "enw": tagged(r"%0|(%\S) "),
    "nbib": tagged(r"PMID|([A-Z]{2,4} {0,2})- "),
    "endnote-xml": xml("record"),
    "mods": xml("mods"),
    "word-sources": xml("Source"),
    "csl-json": js,
    "jsonl": lines,
    "csl-yaml": yaml,
    "hayagriva": yaml,
    "csv": table,
}
"""By id of the format; the registry must have no other that is written."""
