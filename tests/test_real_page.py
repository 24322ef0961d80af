"""The real article page: eleven records, right in every field, in every format and style of the main job.

The lists in `data/real-page/` were checked by eye, entry by entry, against the ICMJE's and NLM's rules and APA's
seventh edition.  They hold bibliographic facts only; the page itself is read from the folder beside the project.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
import rispy
from html_forms import comparable
from places import DATA

from refexport import Date, Name, Record, Report, bibliography, convert, dumps, loads, read
from refexport.registry import ENGINES


def names(text: str) -> tuple[Name, ...]:
    people = [name.rsplit(" ", 1) for name in text.split(", ")]
    return tuple(
        Name(family.removeprefix("de "), given, non_dropping_particle="de" if family.startswith("de ") else None)
        for family, given in people
    )


def work(part: str, authors: str, title: str, journal: str, year: int, **more: Any) -> Record:
    return Record(
        type="article-journal",
        part=part,
        author=names(authors),
        title=title,
        container_title=journal,
        container_title_short=journal,
        issued=Date((year,)),
        **more,
    )


REAL = [
    work(
        "citing",
        "Lu Y, Pei Y, Gao Y, Zhao F, Wang L, Zhang Y",
        "Unraveling the genetic basis of the causal association between inflammatory cytokines and osteonecrosis",
        "Front Endocrinol (Lausanne)",
        2024,
        volume="15",
        page="1344917",
        PMID="38745949",
        PMCID="PMC11091469",
        DOI="10.3389/fendo.2024.1344917",
    ),
    work(
        "citing",
        "Li Y, Ma X, Dong B, Li Y, Liang Z",
        "Network meta-analysis of invasive treatment for early-stage osteonecrosis of the femoral head",
        "J Orthop Surg Res",
        2024,
        volume="19",
        issue="1",
        page="30",
        PMID="38172990",
        PMCID="PMC10765848",
        DOI="10.1186/s13018-023-04513-x",
    ),
    work(
        "citing",
        "Wang T, Xie Z, Wang L, Luo H, Zhang J, Dong W",
        "LncAABR07053481 inhibits bone marrow mesenchymal stem cell apoptosis and promotes repair following "
        "steroid-induced avascular necrosis",
        "Commun Biol",
        2023,
        volume="6",
        issue="1",
        page="365",
        PMID="37012358",
        PMCID="PMC10070412",
        DOI="10.1038/s42003-023-04661-0",
    ),
    work(
        "citing",
        "Ma M, Cui G, Liu Y, Tang Y, Lu X, Yue C",
        "Mesenchymal stem cell-derived extracellular vesicles, osteoimmunology and orthopedic diseases",
        "PeerJ",
        2023,
        volume="11",
        page="e14677",
        PMID="36710868",
        PMCID="PMC9881470",
        DOI="10.7717/peerj.14677",
    ),
    work(
        "citing",
        "Zheng J, Yao Z, Xue L, Wang D, Tan Z",
        "The role of immune cells in modulating chronic inflammation and osteonecrosis",
        "Front Immunol",
        2022,
        volume="13",
        page="1064245",
        PMID="36582244",
        PMCID="PMC9792770",
        DOI="10.3389/fimmu.2022.1064245",
    ),
    work(
        "reference",
        "Pepke W, Kasten P, Beckmann N, Janicki P, Egermann M",
        "Core Decompression and Autologous Bone Marrow Concentrate for Treatment of Femoral Head Osteonecrosis: "
        "A Randomized Prospective Study",
        "Orthop Rev (Pavia)",
        2016,
        volume="8",
        issue="1",
        page="6162",
        PMCID="PMC4821226",
        DOI="10.4081/or.2016.6162",
    ),
    work(
        "reference",
        "Salmenniemi U, Itala-Remes M, Nystedt J, Putkonen M, Niittyvuopio R, Vettenranta K",
        "Good responses but high TRM in adult patients after MSC therapy for GvHD",
        "Bone Marrow Transplant",
        2016,
        volume="52",
        issue="4",
        page="606-608",
        DOI="10.1038/bmt.2016.317",
    ),
    work(
        "reference",
        "Huffman K, Bowers J, Dailiana Z, Huebner J, Urbaniak J, Kraus V",
        "Synovial fluid metabolites in osteonecrosis",
        "Rheumatology (Oxford)",
        2006,
        volume="46",
        issue="3",
        page="523-8",
        DOI="10.1093/rheumatology/kel302",
    ),
    work(
        "reference",
        "Weinstein R, Nicholas R, Manolagas S",
        "Apoptosis of osteocytes in glucocorticoid-induced osteonecrosis of the hip",
        "J Clin Endocrinol Metab",
        2000,
        volume="85",
        issue="8",
        page="2907-12",
        DOI="10.1210/jcem.85.8.6714",
    ),
    work(
        "reference",
        "Dotoli G, De Santis G, Orellana M, de Lima Prata K, Caruso S, Fernandes T",
        "Mesenchymal stromal cell infusion to treat steroid-refractory acute GvHD III/IV after hematopoietic stem "
        "cell transplantation",
        "Bone Marrow Transplant",
        2017,
        volume="52",
        issue="6",
        page="859-862",
        DOI="10.1038/bmt.2017.35",
    ),
]


ARTICLE = Record(
    type="article-journal",
    part="article",
    title="Mesenchymal Stromal Cells for Osteonecrosis",
    container_title="J Transl Med",
    container_title_short="J Transl Med",
    publisher="Biomed Central",
    issued=Date((2020, 10, 21)),
    PMID="33081809",
    custom={"article-page": {"citations": 11}},
)

KEYS = (
    "2020mesenchymal lu2024unraveling li2024network wang2023lncaabr07053481 ma2023mesenchymal zheng2022role "
    "pepke2016core salmenniemi2016good huffman2006synovial weinstein2000apoptosis dotoli2017mesenchymal"
).split()

PARTS = {("part", "dropped")}
PARTS_AND_COUNT = {*PARTS, ("custom.article-page.citations", "dropped")}
LOST = {"bibtex": PARTS_AND_COUNT, "ris": PARTS_AND_COUNT, "csl-json": set()}
"""What each format cannot hold of the page, and says so."""


@pytest.fixture
def page(shared: Path) -> Path:
    return shared / "pages" / "article-pmid-33081809.txt"


def facts(records: list[Record]) -> list[Record]:
    """Return records without their keys and abstracts."""
    return [record.copy(id="", abstract=None) for record in records]


def test_every_field(page: Path) -> None:
    records = read(page)
    assert facts(records) == [ARTICLE, *REAL]
    assert [record.id for record in records] == KEYS
    assert [record.abstract is None for record in records] == [False] + [True] * 10
    assert records.report.diagnostics == []
    assert records.report.losses == []


def test_abstract_is_that_of_the_page(page: Path) -> None:
    abstract = read(page)[0].abstract or ""
    assert abstract.startswith("Osteonecrosis (ON) is an acquired debilitating skeletal disorder, which is caused by")
    assert abstract in page.read_text(encoding="utf-8")
    assert abstract.endswith(".")


@pytest.mark.parametrize("part", ["article", "citing", "reference"])
def test_parts(page: Path, part: Any) -> None:
    assert facts(read(page, part=part)) == [record for record in [ARTICLE, *REAL] if record.part == part]


@pytest.mark.parametrize("fmt", LOST)
def test_every_field_comes_back_from_each_format(page: Path, fmt: str, tmp_path: Path) -> None:
    report = convert(page, tmp_path / "library", to=fmt)
    assert report.diagnostics == []
    assert {(loss.field, loss.change) for loss in report.losses} == LOST[fmt]
    back = read(tmp_path / "library")
    assert back.report.diagnostics == []
    assert back == [without(record, LOST[fmt]) for record in read(page)]


def without(record: Record, lost: set[tuple[str, str]]) -> Record:
    return record.copy(part=None, custom={}) if lost else record


def test_other_programs_read_what_is_written(page: Path) -> None:
    records = read(page)
    library = bibtexparser.parse_string(dumps(records, "bibtex"))
    assert library.failed_blocks == []
    tagged = rispy.loads(dumps(records, "ris"))
    items = json.loads(dumps(records, "csl-json"))
    assert [entry.key for entry in library.entries] == [item["id"] for item in items] == KEYS
    for record, entry, tags, item in zip(records, library.entries, tagged, items, strict=True):
        assert entry["title"].replace("{", "").replace("}", "") == tags["title"] == item["title"] == record.title
        dois = (entry.get("doi").value if entry.get("doi") else None, tags.get("doi"), item.get("DOI"))
        assert dois == (record.DOI,) * 3
        people = [f"{name.non_dropping_particle or ''} {name.family}, {name.given}".strip() for name in record.author]
        assert tags.get("authors", []) == people
        assert (entry["author"].split(" and ") if people else []) == people


@pytest.mark.parametrize("engine", ENGINES.ids())
@pytest.mark.parametrize("markup", ["text", "html"])
@pytest.mark.parametrize("style", ["vancouver", "apa"])
def test_list(page: Path, style: str, markup: str, engine: str) -> None:
    report = Report()
    made = bibliography(read(page), style, to=markup, engine=engine, report=report)
    suffix = {"text": "txt", "html": "html"}[markup]
    wanted = (DATA / "real-page" / f"{style}.{suffix}").read_text(encoding="utf-8")
    assert comparable(str(made)) == wanted if markup == "html" else str(made) == wanted
    assert report.diagnostics == []


def test_list_is_the_same_from_each_format(page: Path) -> None:
    records = read(page)
    wanted = str(bibliography(records, "vancouver"))
    for fmt in LOST:
        assert str(bibliography(loads(dumps(records, fmt), fmt), "vancouver")) == wanted
