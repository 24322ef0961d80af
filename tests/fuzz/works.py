"""Where the search of `scaling.py` puts a text: every reader, writer, markup, manuscript and layer of text."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from refexport import Date, Name, Record, RefexportError, Report, bibliography, dumps, loads
from refexport.csl.positions import Cite, Cluster
from refexport.csl.processor import Processor
from refexport.csl.style import parse_style
from refexport.library.checking import check
from refexport.library.comparison import diff
from refexport.library.deduplication import dedupe
from refexport.manuscript.latex import scan_text as scan_latex
from refexport.manuscript.markdown import scan_text as scan_markdown
from refexport.registry import FORMATS, MARKUPS, Format
from refexport.styles import find_style
from refexport.text import bibtex_names, dates, identifiers, languages, latex, markdown, names, pages, rich, title_case

Work = Callable[[str], object]
"""Does something with a text."""

MODS = '<modsCollection xmlns="http://www.loc.gov/mods/v3"><mods>{}</mods></modsCollection>'
PUBMED = (
    "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article>{}</Article></MedlineCitation>"
    "</PubmedArticle></PubmedArticleSet>"
)
ENDNOTE = "<xml><records><record><titles><title>A</title></titles>{}</record></records></xml>"


def _bib(names: str) -> list[str]:
    return [f"@book{{a, {name} = {{{{}}}}}}\n" for name in names.split()]


READ: dict[str, list[str]] = {
    "ris": [f"TY  - JOUR\n{tag}  - {{}}\nER  - \n" for tag in ("TI", "AU", "PY", "SP", "DO", "KW", "N1", "UR", "L1")],
    "nbib": [f"PMID- 1\n{tag}- {{}}\n" for tag in ("TI  ", "FAU ", "AU  ", "DP  ", "PG  ", "LID ", "SO  ", "MH  ")],
    "enw": [f"%0 Book\n%{tag} {{}}\n" for tag in "TADPKZUM"],
    "wos": [f"FN Clarivate\nPT J\n{tag} {{}}\nER\n" for tag in ("TI", "AU", "AF", "PY", "PD", "BP", "DE", "CR")],
    "refworks": [f"RT Journal\n{tag} {{}}\n" for tag in ("T1", "A1", "YR", "SP", "K1", "NO")],
    "bibtex": [
        *_bib("title author year month pages doi keywords note file howpublished url edition crossref journal"),
        "@book{a, title = {}}\n", '@book{a, title = "{}"}\n', "@book{{}, title = {A}}\n", "@book{a, {}}\n",
        "@{}{a, title = {A}}", "@string{a = {}}\n@book{a, title = a}\n", "@comment{{}}\n@book{a, title = {A}}",
        "{}\n@book{a, title = {A}}\n",
    ],
    "biblatex": _bib("title author date pages langid eprint related"),
    "mods": [
        MODS.replace("{}", inner)
        for inner in (
            "<titleInfo><title>{}</title></titleInfo>", "<name><namePart>{}</namePart></name>", "{}",
            "<originInfo><dateIssued>{}</dateIssued></originInfo>", "<note>{}</note>",
            "<part><extent unit='pages'><list>{}</list></extent></part>",
        )
    ],
    "pubmed-xml": [
        PUBMED.replace("{}", inner)
        for inner in (
            "<ArticleTitle>{}</ArticleTitle>", "<Abstract><AbstractText>{}</AbstractText></Abstract>", "{}",
            "<AuthorList><Author><LastName>{}</LastName><ForeName>{}</ForeName></Author></AuthorList>",
            "<Journal><JournalIssue><PubDate><MedlineDate>{}</MedlineDate></PubDate></JournalIssue></Journal>",
            "<Pagination><MedlinePgn>{}</MedlinePgn></Pagination>",
        )
    ],
    "endnote-xml": [
        ENDNOTE.replace("{}", inner)
        for inner in (
            "<titles><title><style>{}</style></title></titles>", "{}", "<dates><year>{}</year></dates>",
            "<contributors><authors><author>{}</author></authors></contributors>", "<pages>{}</pages>",
            "<keywords><keyword>{}</keyword></keywords>", "<urls><related-urls><url>{}</url></related-urls></urls>",
        )
    ],
    "csl-yaml": [f"- id: a\n  type: book\n  {key}: {{}}\n" for key in ("title", "author", "issued", "page", "note")],
    "article-page": [
        "{}\nReferences\n1. Smith J. A title. Nature. 2020;1:1-2.\n",
        "A title\nOverview\nReferences\n1. {}\n2. Smith J. A title. Nature. 2020;1:1-2.\n",
        "<html><head><meta name='citation_title' content='{}'></head></html>",
        "<html><body><h1>A</h1>{}<h2>References</h2><ol><li>{}</li></ol></body></html>",
    ],
}  # fmt: skip
"""What stands around a text, by the id of a format: the text comes in for `{}`."""
VALUES: dict[str, list[dict[str, Any]]] = {
    "csl-json": [
        {"id": "a", "type": "book", key: value}
        for key, value in (
            ("title", "{}"), ("author", [{"family": "{}", "given": "{}"}]), ("author", [{"literal": "{}"}]),
            ("author", "{}"), ("issued", {"raw": "{}"}), ("page", "{}"), ("note", "{}"), ("DOI", "{}"), ("ISBN", "{}"),
            ("keyword", "{}"), ("volume", "{}"), ("{}", "x"),
        )
    ],
    "crossref": [
        {"DOI": "10.1/x", "type": "journal-article", "title": ["A"], "member": "1", key: value}
        for key, value in (
            ("title", ["{}"]), ("abstract", "{}"), ("author", [{"family": "{}", "given": "{}"}]), ("page", "{}"),
            ("reference", [{"unstructured": "{}", "key": "1"}]),
        )
    ],
    "datacite": [
        {"id": "10.1/x", "attributes": {"doi": "10.1/x", "titles": [{"title": "A"}], key: value}}
        for key, value in (
            ("titles", [{"title": "{}"}]), ("creators", [{"name": "{}"}]), ("descriptions", [{"description": "{}"}]),
            ("dates", [{"date": "{}", "dateType": "Issued"}]), ("doi", "{}"),
        )
    ],
    "openalex": [
        {"id": "https://openalex.org/W1", "display_name": "A", key: value}
        for key, value in (
            ("display_name", "{}"), ("doi", "{}"), ("authorships", [{"author": {"display_name": "{}"}}]),
            ("publication_date", "{}"), ("biblio", {"first_page": "{}", "last_page": "{}", "volume": "{}"}),
        )
    ],
    "jsonl": [{"id": "a", "type": "book", key: "{}"} for key in ("title", "note", "page")],
}  # fmt: skip
"""The same as JSON, into whose strings the text comes as JSON writes it."""
PAPERS = {
    "markdown": ["{}", "---\ntitle: {}\n---\n\n[@a]\n", "See [@a, {}] and @b [{}].\n", "> {}\n\n    {}\n", "[{}]"],
    "latex": ["{}", "\\documentclass{a}\\begin{document}{}\\cite[{}]{a}\\bibliography{b}\\end{document}", "\\cite{{}}"],
}
STYLES = ("apa", "chicago-notes-bibliography", "vancouver")
FIELDS = ("title", "container_title", "note", "page", "volume", "edition", "URL", "DOI", "genre", "language", "id")


def put(template: str, text: str) -> str:
    """Return a template with a text in its place."""
    return template.replace("{}", text)


def read(id: str, make: Callable[[str], str], text: str) -> None:
    """Read what stands around a text."""
    with suppress(RefexportError):
        loads(make(text), id)


def readers() -> Iterator[tuple[str, Work]]:
    """Yield each place of each reader."""
    ids = [id for id, fmt in FORMATS.load_all().items() if isinstance(fmt, Format) and fmt.read]
    for id in ids:
        yield f"read {id}: file", partial(read, id, str)
        for template in READ.get(id, ()):
            yield f"read {id}: {template!r}", partial(read, id, partial(put, template))
            if "<" in template:
                yield f"read {id} escaped: {template!r}", partial(read, id, partial(_escaped, template))
        for value in VALUES.get(id, ()):
            template = json.dumps(value) + "\n"
            yield f"read {id}: {template!r}", partial(read, id, partial(_in_json, template))
            yield f"read {id} broken: {template!r}", partial(read, id, partial(put, template))


def _escaped(template: str, text: str) -> str:
    return put(template, escape(text))


def _in_json(template: str, text: str) -> str:
    return put(template, json.dumps(text)[1:-1])


def records() -> Iterator[tuple[str, Callable[[str], Record]]]:
    """Yield makers of records with a text in one of its values."""
    for field in FIELDS:
        yield field, partial(_record, field)
    yield "names", lambda text: Record(id="a", type="book", author=(Name(family=text, given=text), Name(literal=text)))
    yield (
        "particles",
        lambda text: Record(
            id="a", type="book", author=(Name(family="A", non_dropping_particle=text, suffix=text, given="B"),)
        ),
    )
    yield "date", lambda text: Record(id="a", type="book", title="A", issued=Date(literal=text))
    yield "keyword", lambda text: Record(id="a", type="book", title="A", keyword=(text, text))
    yield "custom", lambda text: Record(id="a", type="book", title="A", custom={"bibtex": {"x": text, text: "x"}})


def _record(field: str, text: str) -> Record:
    values: dict[str, Any] = {"id": "a", "type": "article-journal", "title": "A", field: text}
    return Record(**values)


def writers() -> Iterator[tuple[str, Work]]:
    """Yield each place of each writer."""
    for id, fmt in FORMATS.load_all().items():
        if isinstance(fmt, Format) and fmt.write:
            for field, make in records():
                yield f"write {id}: {field}", partial(_write, id, make)


def _write(id: str, make: Callable[[str], Record], text: str) -> None:
    dumps([make(text)], id)


def layers() -> Iterator[tuple[str, Work]]:
    """Yield each pure function over strings that readers and writers share, and the care for libraries."""
    found: dict[str, Work] = {
        "split_names": bibtex_names.split_names, "parse_name": bibtex_names.parse_name,
        "parse_date": dates.parse_date, "decode": latex.decode, "encode": latex.encode,
        "from_html": rich.from_html, "to_html": rich.to_html, "from_markdown": markdown.from_markdown,
        "to_markdown": markdown.to_markdown, "normalize_pages": pages.normalize_pages,
        "parse_inverted": names.parse_inverted, "parse_running": names.parse_running,
        "parse_medline": names.parse_medline, "doi": identifiers.doi, "isbns": identifiers.isbns,
        "issns": identifiers.issns, "pmid": identifiers.pmid, "pmcid": identifiers.pmcid, "arxiv": identifiers.arxiv,
        "orcid": identifiers.orcid, "language_tag": languages.language_tag,
        "protection": lambda text: title_case.protection(text, "en"),
    }  # fmt: skip
    yield from ((f"text {name}", work) for name, work in found.items())
    for field, make in records():
        yield f"check: {field}", partial(_alone, check, make)
        yield f"dedupe: {field}", partial(_twice, dedupe, make)
        yield f"diff: {field}", partial(_pair, make)


def _alone(work: Callable[[list[Record]], object], make: Callable[[str], Record], text: str) -> None:
    work([make(text)])


def _twice(work: Callable[[list[Record]], object], make: Callable[[str], Record], text: str) -> None:
    work([make(text), make(text + "b").copy(id="b")])


def _pair(make: Callable[[str], Record], text: str) -> None:
    diff([make(text)], [make(text + "b")])


def citing() -> Iterator[tuple[str, Work]]:
    """Yield each place of the citation processor, and each markup."""
    for field, make in records():
        for style in STYLES:
            yield f"cite {style}: {field}", partial(_cite, style, "text", make)
        for markup in MARKUPS.ids() if field in ("title", "URL", "names") else ():
            yield f"cite {markup}: {field}", partial(_cite, "apa", markup, make)
    for style in STYLES:
        yield f"affix {style}", partial(_affix, style)


def _cite(style: str, markup: str, make: Callable[[str], Record], text: str) -> None:
    made = bibliography([make(text)], style, to=markup)
    made.file() or str(made)


def _affix(style: str, text: str) -> None:
    parsed = parse_style(find_style(style).path)
    processor = Processor(parsed, [{"id": "a", "type": "book", "title": "A"}], "en-US", "html")
    processor.cite([Cluster([Cite("a", prefix=text, suffix=text, locator=text)])])


def papers() -> Iterator[tuple[str, Work]]:
    """Yield each place of manuscripts that are text, and of styles."""
    for kind, scan in (("markdown", scan_markdown), ("latex", scan_latex)):
        for template in PAPERS[kind]:
            yield f"manuscript {kind}: {template!r}", partial(_scan, scan, template)
    yield "style", partial(_style, "{}")
    yield "style term", partial(_style, '<style xmlns="http://purl.org/net/xbiblio/csl"><info><title>{}</title></info>')


def _scan(scan: Callable[[str, str, Report], object], template: str, text: str) -> None:
    with suppress(RefexportError):
        scan(put(template, text), "paper", Report())


def _style(template: str, text: str) -> None:
    with tempfile.TemporaryDirectory() as folder, suppress(RefexportError):
        path = Path(folder) / "a.csl"
        path.write_text(put(template, text), "utf-8")
        parse_style(path)


def works() -> Iterator[tuple[str, Work]]:
    """Yield every work with its name."""
    for group in (readers, writers, layers, citing, papers):
        yield from group()
