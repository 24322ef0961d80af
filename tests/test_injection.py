"""No value of a record can forge a record, a field, a tag, an element or a formula, in any format.

Every format writes the same nasty strings; a parser that is not ours reads them back: bibtexparser, rispy, lxml,
PyYAML, json and csv.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest

from refexport import Date, File, Name, Record, dumps
from refexport.registry import FORMATS, Format

NASTY = [
    "x}\n}\n@book{forged, title={forged}}",
    'x", forged = {1}, note = "',
    "x},\n forged = {1",
    "x\\",
    "{", "}", "}}{{", '"', "#", "%", "x % comment", "\\end{document}", "\\input{/etc/passwd}", "@comment{",
    "x\nER  - \n\nTY  - JOUR\nTI  - forged",
    "x\r\nER  - \r\nTY  - BOOK\r\nZZ  - forged",
    "x\u2028TY  - JOUR\u2028ZZ  - forged", "x\x0bZZ  - forged", "x\x85ZZ  - forged", "x\x1eZZ  - forged",
    "x\n\nPMID- 1\nTI  - forged",
    "x\n%0 Book\n%T forged",
    "x</title></titles></record><record><forged/>",
    "<forged a='b'>", "]]><forged/>", "<!-- ", "--><forged/>", "&forged;", "&#0;", "<!DOCTYPE forged>", "<?forged ?>",
    'x"}, {"forged": 1', "x\\u0022", "\\", "\x00\x01\x1f",
    "x\nforged: 1", "- forged", "x: {forged: 1}", "...", "---\nforged: 1", "!!python/object:forged", "*forged", "&a x",
    "| x",     "=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "x,\"\nforged,1", ";=1",
]  # fmt: skip

LAST = Record(id="last", type="book", title="The last one", author=(Name(family="Last", given="Lea"),))


def nasty(text: str) -> Record:
    """Return a record with a text wherever one may stand."""
    return Record(
        id=text,
        type="article-journal",
        title=text,
        container_title=text,
        abstract=text,
        note=text,
        publisher=text,
        volume=text,
        page=text,
        DOI=text,
        URL=text,
        language=text,
        author=(Name(family=text, given=text, suffix=text), Name(literal=text)),
        issued=Date(literal=text),
        keyword=(text, "b"),
        files=(File(text, text, text),),
        custom={id: {text: text, "ZY": text} for id in ("ris", "bibtex", "enw", "csl-json", "nbib")},
    )


def bib(text: str) -> tuple[int, set[str]]:
    import bibtexparser

    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    assert not library.strings
    return len(library.entries), {field.key for entry in library.entries for field in entry.fields}


def ris(text: str) -> tuple[int, set[str]]:
    import rispy

    found = rispy.loads(text.replace("\r\n", "\n"))
    return len(found), {name for entry in found for name in (*entry, *entry.get("unknown_tag", ()))}


def tagged(start: str, length: int) -> Callable[[str], tuple[int, set[str]]]:
    def parse(text: str) -> tuple[int, set[str]]:
        lines = io.StringIO(text, newline=None).read().split("\n")
        tags = [line[:length].strip() for line in lines if line[:1].strip()]
        return tags.count(start), set(tags)

    return parse


def xml(record: str) -> Callable[[str], tuple[int, set[str]]]:
    def parse(text: str) -> tuple[int, set[str]]:
        from lxml import etree

        root = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False))
        names = [etree.QName(node).localname for node in root.iter(tag=etree.Element)]
        assert not [node for node in root.iter() if not isinstance(node.tag, str)], "a comment or an instruction"
        return names.count(record), set(names)

    return parse


def js(text: str) -> tuple[int, set[str]]:
    found = json.loads(text)
    return len(found), {key for item in found for key in item}


def lines(text: str) -> tuple[int, set[str]]:
    return js("[" + ",".join(text.rstrip("\n").split("\n")) + "]")


def yaml(text: str) -> tuple[int, set[str]]:
    import yaml as library

    found = library.safe_load(text)
    items = found["references"] if "references" in found else list(found.values())
    return len(items), {key for item in items for key in item}


def table(text: str) -> tuple[int, set[str]]:
    head, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert {len(row) for row in rows} == {len(head)}
    for cell in (cell for row in rows for cell in row):
        assert not cell.lstrip("\t\r\n ").startswith(("=", "@")), "a formula"
    return len(rows), set(head)


PARSERS: dict[str, Callable[[str], tuple[int, set[str]]]] = {
    "bibtex": bib,
    "biblatex": bib,
    "ris": ris,
    "enw": tagged("%0", 2),
    "nbib": tagged("TI", 4),
    "endnote-xml": xml("record"),
    "mods": xml("mods"),
    "word-sources": xml("Source"),
    "csl-json": js,
    "jsonl": lines,
    "csl-yaml": yaml,
    "hayagriva": yaml,
    "csv": table,
}


def test_every_format_has_a_parser_here() -> None:
    written = {id for id, fmt in FORMATS.load_all().items() if isinstance(fmt, Format) and fmt.write}
    assert written == PARSERS.keys()


@pytest.mark.parametrize("id", PARSERS)
@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_a_value_forges_nothing(id: str, text: str) -> None:
    count, names = PARSERS[id](dumps([nasty(text), LAST], id).encode("utf-8", "replace").decode())
    assert count == 2
    assert not [name for name in names if name.lower() in ("forged", "zz")]
