"""What is fuzzed: functions that do something with bytes, and raise nothing but what is meant to be raised.

Whatever comes out that is no `RefexportError` has been found, and so is an input that takes too long.
"""

from __future__ import annotations

import json
import random
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from invariants import nothing_vanishes, reads_back, same_in_parts
from places import SHARED

from refexport import Date, Name, Record, Report, bibliography, dumps, loads
from refexport.csl import style as styles
from refexport.csl.locale import load_locale
from refexport.csl.positions import Cite, Cluster
from refexport.csl.processor import Processor
from refexport.errors import RefexportError
from refexport.item import record_of
from refexport.library.checking import check
from refexport.library.comparison import diff
from refexport.library.deduplication import dedupe
from refexport.library.union import merge
from refexport.manuscript import latex, markdown, word
from refexport.manuscript.core import render
from refexport.manuscript.library import Library
from refexport.manuscript.word_extract import extract
from refexport.registry import ENGINES, FORMATS, MARKUPS, Format
from refexport.sound import paired
from refexport.styles import find_style
from refexport.vocabulary import ITEM_TYPES, VARIABLES

Harness = Callable[[bytes], None]

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases"
STYLES = ("apa", "chicago-notes-bibliography", "ieee", "modern-language-association", "american-chemical-society")
KNOWN = [Record(id="a", type="book", title="A"), Record(id="adler2011", type="book", title="B"), Record(id="b")]

FULL = Record(
    id="a", type="book", title="A 'b' \"c\"", author=(Name("Lu", "Y."), Name("Roe", "J.")), volume="2", edition="11",
    page="3-5", issued=Date((2020, 1, 2), (2021,)),
)  # fmt: skip


def formats() -> dict[str, Format]:
    """Return every format."""
    return {id: fmt for id, fmt in FORMATS.load_all().items() if isinstance(fmt, Format)}


def unmasked(work: Callable[[], Any]) -> Any:
    """Return what a work gives, nothing where it refuses an input, and raise what it makes a `RefexportError` of."""
    try:
        return work()
    except RefexportError as error:
        if isinstance(error.__cause__, Exception) and not isinstance(error.__cause__, RefexportError):
            raise error.__cause__ from None
        return None


def read(id: str, data: bytes) -> list[Record]:
    """Read bytes in a format."""
    return unmasked(lambda: loads(data, id)) or []


def reader(id: str, data: bytes) -> None:
    """Read bytes in a format, as a whole and, by turns, in parts, or with a word among them that must not vanish."""
    read(id, data)
    rng = random.Random(data)
    if formats()[id].parts and rng.random() < 0.3:
        same_in_parts(id, data, unmasked)
    if rng.random() < 0.3:
        nothing_vanishes(id, data, rng, unmasked)


def write(id: str, data: bytes) -> None:
    """Read bytes in a format, and write what is read in some formats."""
    if records := read(id, data):
        written(records, None, random.Random(data))


def written(records: list[Record], target: str | None, rng: random.Random) -> None:
    """Write records in some formats; what they are written as must be read again, but for what the report says."""
    records = [record.copy(custom=_own(record)) for record in records]
    for id in rng.sample([id for id, fmt in formats().items() if fmt.write], 4):
        report = Report()
        text = unmasked(lambda id=id, report=report: dumps(records, id, target=target, report=report))
        if text:
            reads_back(records, id, text, report, unmasked)


def _own(record: Record) -> dict[str, Any]:
    """Return a record's custom fields without what is of the file that it came from, such as macros."""
    return {
        format: {name: value for name, value in fields.items() if not name.startswith("@")}
        for format, fields in record.custom.items()
    }


def care(id: str, data: bytes) -> None:
    """Read bytes in a format; check, deduplicate, merge and compare what is read."""
    records = read(id, data)
    keyed = [record.copy(id=f"{number}") for number, record in enumerate(records)]
    check(records)
    dedupe(keyed + [record.copy(id=f"{record.id}b") for record in keyed])
    merge([keyed, keyed])
    diff(keyed, keyed[1:] + keyed[:1])


def cite(id: str, data: bytes) -> None:
    """Read bytes in a format, and set what is read as a reference list."""
    records = read(id, data)
    rng = random.Random(data)
    made = bibliography(records, rng.choice(STYLES), to=rng.choice(MARKUPS.ids()))
    made.file() or str(made)


ODD: tuple[Any, ...] = (
    "", " ", "a", "A <i>b", "</i>", "2020", "2020-13-45", "in press", 0, 1, -1, 10**30, 1.5, float("inf"), True, None,
    [], {}, [[]], [None], ["a", 1], {"a": 1}, {"date-parts": [["x", None], [1]]}, {"date-parts": [[2020, 13, 45], []]},
    {"date-parts": "2020"}, {"raw": 5}, {"raw": "c. 1505"}, {"literal": []}, {"season": "x", "date-parts": [[1]]},
    [{"family": 1, "given": []}], [{"literal": "A"}], [{"family": "\ud800"}], {"family": "A"}, "\u202e\u0301",
    "a" * 300,
    [{"family": "van der Berg", "given": "J.-P.", "suffix": 3}], "“a' \"b”", "i–iv & 12, x", "<span class=\"nocase\">",
)  # fmt: skip
"""Values that stand where they should not."""


def odd_item(rng: random.Random) -> dict[str, Any]:
    """Return an item of CSL-JSON whose values are of any kind."""
    keys = [*VARIABLES, "keyword", "custom", "journalAbbreviation", "shortTitle", "event", "x", "page-first"]
    item = {key: rng.choice(ODD) for key in rng.sample(keys, rng.randint(1, 15))}
    item["id"] = rng.choice(["a", "b", 1, *ODD])
    item["type"] = rng.choice([*ITEM_TYPES, *ODD]) if rng.random() < 0.9 else None
    return item


def odd_csl(data: bytes) -> None:
    """Cite items of CSL-JSON whose values are of any kind; the bytes say which."""
    rng = random.Random(data)
    items = [odd_item(rng) for _ in range(rng.randint(1, 4))]
    with suppress(RefexportError):
        style = styles.parse_style(find_style(rng.choice(STYLES)).path)
        processor = Processor(style, items, rng.choice(["en-US", "de-DE", "ar", "zh-CN"]), rng.choice(MARKUPS.ids()))
        text = ["", "a", "<i>", "12-15", "p. 3", "“x", "\u202e"]
        cites = [
            Cite(str(item["id"]), rng.choice(text), rng.choice(["page", "x", ""]), rng.choice(text), rng.choice(text))
            for item in rng.choices(items, k=4)
        ]
        clusters = [Cluster(cites[:2], note=rng.randint(0, 2)), Cluster(cites[2:], note=rng.randint(0, 2))]
        processor.cite(clusters)
        if processor.has_bibliography:
            str(processor.bibliography(clusters))


def odd_json(data: bytes) -> None:
    """Read items of CSL-JSON whose values are of any kind, write them in every format, and set them by every engine."""
    rng = random.Random(data)
    records = [record_of(odd_item(rng), Report()) for _ in range(rng.randint(1, 3))]
    items = json.dumps([odd_item(rng) for _ in range(3)], ensure_ascii=False)
    named = loads(paired(items), "csl-json")
    written(named, None, rng)
    for id, fmt in formats().items():
        if fmt.write:
            unmasked(lambda id=id: dumps(named, id, target=rng.choice(["zotero", "endnote"])))
    keyed = [record.copy(id=str(number)) for number, record in enumerate(records)]
    check(records)
    dedupe(keyed)
    for engine in ENGINES.ids():
        unmasked(lambda engine=engine: bibliography(records, rng.choice(STYLES), engine=engine))


def paper(kind: Any, scanner: Any, data: bytes) -> None:
    """Format a manuscript that is text, where its keys are known or marked as not."""
    text = data.decode("utf-8", "replace")
    with suppress(RefexportError):
        manuscript = scanner.scan_text(text, "paper", Report())
        rendering = render(manuscript, Library(KNOWN), "apa", markup=kind.markup(next(iter(kind.outputs))),
                           keep_going=True)  # fmt: skip
        scanner.filled(manuscript, rendering)


def docx(data: bytes) -> None:
    """Format, and extract from, bytes as a Word document."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.docx"
        path.write_bytes(data)
        with suppress(RefexportError):
            extract(str(path))
        with suppress(RefexportError):
            manuscript = word.scan(str(path), Report())
            rendering = render(manuscript, Library(KNOWN), "apa", markup=word.KIND.markup("docx"), keep_going=True)
            word.written(manuscript, rendering, "docx", Report())


def docx_part(name: str, data: bytes) -> None:
    """Put bytes in the place of a part of a sound document."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(_sound())) as sound, zipfile.ZipFile(out, "w") as made:
        for member in sound.namelist():
            made.writestr(member, data if member == name else sound.read(member))
    docx(out.getvalue())


def _sound() -> bytes:
    from manuscript.word_files import build, para

    return build(para("A [@adler2011, p. 3]."), para("B [@a; -@b]."))


def load_style(data: bytes) -> None:
    """Load bytes as a style, and cite with it."""
    with suppress(RefexportError):
        processor = Processor(data, [FULL], None, "text")
        processor.cite([Cluster([Cite("a")])])
        if processor.has_bibliography:
            str(processor.bibliography([Cluster([Cite("a")])]))


LOCALE = b"""<locale xmlns="http://purl.org/net/xbiblio/csl" version="1.0" xml:lang="en-US">
<style-options punctuation-in-quote="true" limit-day-ordinals-to-day-1="true"/>
<date form="text"><date-part name="day" form="ordinal" suffix=" "/><date-part name="month" prefix="("/>
<date-part name="year" range-delimiter="-"/></date>
<date form="numeric"><date-part name="month" form="numeric-leading-zeros"/><date-part name="year"/></date>
<terms><term name="and">and</term><term name="et-al">et al.</term><term name="open-quote">"</term>
<term name="page" form="short"><single>p.</single><multiple>pp.</multiple></term>
<term name="page" gender="feminine"><single>page</single><multiple>pages</multiple></term>
<term name="ordinal">th</term><term name="ordinal-01" gender-form="feminine" match="whole-number">st</term>
<term name="ordinal-11">th</term><term name="long-ordinal-02">second</term><term name="month-01">January</term>
<term name="month-01" form="short">Jan.</term><term name="season-01">Spring</term></terms></locale>"""
"""A small one, of which every part is used."""


def locale(data: bytes) -> None:
    """Cite with bytes as the locale of a style."""
    with suppress(RefexportError):
        load_locale("en-US", [styles.parse_xml(data, "locale")])
    head = b'<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text"><info><title/><id/></info>'
    shown = (
        b'<names variable="author"><label form="short"/></names><date variable="issued" form="text"/>'
        b'<number variable="edition" form="ordinal"/><number variable="volume" form="long-ordinal"/>'
        b'<text term="and"/><label variable="page"/><text variable="page"/><text variable="title" quotes="true"/>'
    )
    load_style(head + data + b"<citation><layout>" + shown + b"</layout></citation></style>")


def layers(data: bytes) -> None:
    """Give a text to each layer of text."""
    from works import layers as works

    text = data.decode("utf-8", "replace")
    for _, work in works():
        work(text)


def _every() -> Iterator[tuple[str, Harness, list[Path]]]:
    readable = [id for id, fmt in formats().items() if fmt.read]
    for id in sorted(readable):
        yield id, partial(reader, id), [CASES / id / "read"]
    for id in ("csl-json", "bibtex", "ris", "mods", "jsonl", "csl-yaml", "pubmed-xml", "endnote-xml"):
        yield f"write-{id}", partial(write, id), [CASES / id / "read"]
        yield f"care-{id}", partial(care, id), [CASES / id / "read"]
        yield f"cite-{id}", partial(cite, id), [CASES / id / "read"]
    manuscripts = [CASES / "manuscript", ROOT / "tests" / "cases" / "markdown", ROOT / "docs"]
    yield "markdown", partial(paper, markdown.KIND, markdown), manuscripts
    yield "latex", partial(paper, latex.KIND, latex), manuscripts
    yield "docx", docx, []
    yield "docx-document", partial(docx_part, "word/document.xml"), []
    yield "docx-relationships", partial(docx_part, "word/_rels/document.xml.rels"), []
    yield "docx-types", partial(docx_part, "[Content_Types].xml"), []
    yield "style", load_style, [ROOT / "styles"]
    yield "locale", locale, []
    yield "csl", odd_csl, []
    yield "items", odd_json, []
    yield "layers", layers, []


HARNESSES: dict[str, tuple[Harness, list[Path]]] = {name: (harness, folders) for name, harness, folders in _every()}
"""By name: what is done with an input, and the folders whose files it begins with."""


REAL = {
    "bibtex": "bibtex", "csl-json": "csl-json", "datacite": "datacite-json", "endnote-xml": "endnote-xml",
    "nbib": "medlinenbib", "mods": "mods", "openalex": "openalex-json", "pubmed-xml": "pubmed-xml",
    "enw": "referbibix", "refworks": "refworks-tagged", "ris": "ris", "wos": "web-of-science-tagged",
}  # fmt: skip
"""Formats, and the files of other people's inputs."""


def seeds(name: str, most: int = 20_000) -> list[bytes]:
    """Return the inputs that a harness begins with, none longer than so many bytes."""
    found = [path.read_bytes() for folder in HARNESSES[name][1] if folder.is_dir() for path in sorted(folder.rglob("*"))
             if path.is_file() and ".expected." not in path.name]  # fmt: skip
    return [data[:most] for data in [*found, *_made(name), *_real(name)]] or [b"a"]


def _made(name: str) -> list[bytes]:
    if name.startswith("docx"):
        with zipfile.ZipFile(BytesIO(_sound())) as sound:
            parts = {"document": "word/document.xml", "relationships": "word/_rels/document.xml.rels"}
            part = parts.get(name.partition("-")[2], "[Content_Types].xml")
            return [_sound() if name == "docx" else sound.read(part)]
    if name == "locale":
        return [LOCALE]
    if name == "latex":
        return [b"\\documentclass{a}\\begin{document}\\citep[see][p.~3]{a,b}\\footnote{\\cite{a}}\\bibliography{b}"]
    if name == "layers":
        return [json.dumps(value).encode() for value in ODD if isinstance(value, str) and value.isprintable()]
    return []


def _real(name: str) -> list[bytes]:
    """Return other people's inputs in the format of a harness, where they are there."""
    id = name.split("-", 1)[1] if name.startswith(("write-", "care-", "cite-")) else name
    file = SHARED / "import-cases" / f"{REAL.get(id)}.json"
    if not file.is_file():
        return []
    inputs = [case["input"] for case in json.loads(file.read_bytes())]
    return [(each if isinstance(each, str) else json.dumps(each)).encode() for each in inputs]
