"""What each program gets: one case for each fact about it, and what every program must be able to give back."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from formats.losses import unreported
from hypothesis import given
from hypothesis import strategies as st
from strategies import records

from refexport import Date, Name, Record, Report, dumps, loads
from refexport.errors import UnknownTarget
from refexport.registry import FORMATS, Format
from refexport.targets import PORTABLE, TARGETS, Target

ARTICLE = Record(
    id="lu2020",
    type="article-journal",
    title="The <i>FTO</i> gene",
    author=(Name("Fisher", "J. O.", suffix="Jr."), Name(literal="World Health Organization")),
    container_title="Journal of Things",
    container_title_short="J Things",
    page="10-19",
    issued=Date((2020, 10, 21)),
    PMID="33081809",
    PMCID="PMC7579937",
    number="e7",
    keyword=("genes", "mice"),
    URL="https://example.org/a_b?c=1&d=2",
    abstract="First.\nSecond.",
)
BOOK = Record(id="b", type="book", title="B", editor=(Name("Doe", "Jane"),))
BRACED = Record(id="u", type="report", title="T", author=(Name(literal="Departments of Health and Welfare, Ulm"),))
CASE = Record(id="c", type="legal_case", title="A v. B", title_short="A")
DATASET = Record(id="d", type="dataset")
DUTCH = Record(id="d", type="book", title="B", author=(Name("Gogh", "Vincent", non_dropping_particle="van"),))
FIRST_PAGE = Record(id="f", type="article-journal", title="T", page="S12")
UNDATED = Record(id="u", type="report", title="U", issued=Date(literal="Spring 1998/99"))
SIGNS = Record(id="s", type="book", title="α-stable laws", abstract="β", keyword=("ℝ",))
LONE = Record(id="l", type="book", title="B", keyword=("Mice, wild",))

ALL = tuple(TARGETS)
OWN_TYPES = ("jabref", "pandoc")
OTHERS = tuple(id for id in TARGETS if id not in OWN_TYPES)
NOT_ENDNOTE = tuple(id for id in TARGETS if id != "endnote")

CASES: list[tuple[str, str | tuple[str, ...], Record, list[str], list[str]]] = [
    # RIS: lines, breaks, order of the tags
    ("ris", ALL, ARTICLE, [r"\ATY  - JOUR\r\n", r"\r\nER  - \r\n"], [r"(?<!\r)\n", "\ufeff", r"^\d+\.", r"\t"]),
    ("ris", ALL, ARTICLE, [r"^AB  - First\.\r\nSecond\.\r$"], []),
    # RIS: keys and identifiers
    ("ris", NOT_ENDNOTE, ARTICLE, ["^M2  - PMID: 33081809", "^M2  - PMCID: PMC7579937"], []),
    ("ris", NOT_ENDNOTE, ARTICLE, ["^M2  - Citation Key: lu2020"], []),
    ("ris", "zotero", ARTICLE, [], ["^AN ", "^C2 ", "^C7 ", "^LB "]),
    ("ris", "endnote", ARTICLE, ["^AN  - 33081809", "^C2  - PMC7579937", "^C7  - e7"], []),
    ("ris", "endnote", ARTICLE, ["^LB  - lu2020"], ["Citation Key"]),
    # RIS: titles, pages, dates
    ("ris", ALL, ARTICLE, ["^T2  - Journal of Things\r$", "^J2  - J Things\r$"], []),
    ("ris", ALL, ARTICLE, ["^SP  - 10\r$", "^EP  - 19\r$"], ["^SP  - .*-"]),
    ("ris", ALL, FIRST_PAGE, ["^SP  - S12\r$"], ["^EP "]),
    ("ris", ALL, ARTICLE, ["^PY  - 2020\r$", "^DA  - 2020/10/21/\r$"], []),
    ("ris", ALL, CASE, ["^M2  - Short Title: A\r$"], ["^ST "]),
    # RIS: names, markup, keywords
    ("ris", ALL, ARTICLE, [r"^AU  - Fisher, J\. O\., Jr\.\r$"], []),
    ("ris", [id for id in ALL if id != "zotero"], ARTICLE, ["^AU  - World Health Organization,\r$"], []),
    ("ris", "zotero", ARTICLE, ["^AU  - World Health Organization\r$"], []),
    ("ris", NOT_ENDNOTE, ARTICLE, ["^TI  - The &lt;i&gt;FTO&lt;/i&gt; gene\r$"], []),
    ("ris", "endnote", ARTICLE, ["^TI  - The FTO gene\r$"], ["<i>", "&lt;"]),
    ("ris", ALL, ARTICLE, ["^KW  - genes\r$", "^KW  - mice\r$"], []),
    ("ris", ALL, LONE, ["^KW  - Mice, wild;\r$"], []),
    # RIS: types that importers take for another
    ("ris", ALL, Record(id="p", type="article", title="P"), ["^M2  - Type: preprint\r$"], ["^TY  - INPR"]),
    ("ris", ALL, Record(id="s", type="standard", title="S"), ["^TY  - STAND\r$", "^M2  - Type: standard\r$"], []),
    ("ris", "zotero", Record(id="d", title="D"), ["^TY  - AGGR\r$"], ["^TY  - GEN"]),
    # BibTeX and BibLaTeX
    ("bibtex", ALL, ARTICLE, ["{World Health Organization}", r"\\textit{FTO}"], [r"\\emph"]),
    ("bibtex", ALL, ARTICLE, ["shortjournal = {J Things}"], []),
    ("bibtex", ALL, BRACED, ["author = {{Departments of Health and Welfare, Ulm}}"], []),
    ("bibtex", ALL, ARTICLE, [r"pmid = \{33081809}", r"pmcid = \{PMC7579937}"], []),
    ("bibtex", ALL, ARTICLE, [r"url = {https://example\.org/a_b\?c=1&d=2}"], []),
    ("bibtex", ALL, ARTICLE, [r"year = \{2020}", "month = oct", r"date = \{2020-10-21}"], ['= "', " # "]),
    ("biblatex", ALL, ARTICLE, [r"date = \{2020-10-21}", r"journaltitle = \{Journal of Things}"], ["year ="]),
    ("biblatex", OTHERS, DATASET, ["@misc{d,", "entrysubtype = {dataset}"], []),
    ("biblatex", OWN_TYPES, DATASET, ["@dataset{d,"], ["entrysubtype"]),
    ("bibtex", ALL, UNDATED, [r"year = \{Spring 1998/99}", r"date = \{Spring 1998/99}"], []),
    ("bibtex", ALL, Record(id="i", issued=Date(literal="in press")), ["year = {in press}"], ["date ="]),
    ("bibtex", [id for id in ALL if id != "zotero"], SIGNS, [r"\$\\alpha\$-stable", "abstract = {β}"], ["α"]),
    ("bibtex", "zotero", SIGNS, ["title = {α-stable", "keywords = {ℝ}"], [r"\\alpha", "mathbb"]),
    ("biblatex", "zotero", UNDATED, [r"year = \{Spring 1998/99}", r"date = \{Spring 1998/99}"], []),
    ("biblatex", [id for id in ALL if id != "zotero"], UNDATED, [r"year = \{Spring 1998/99}"], ["date ="]),
    # CSL-JSON
    ("csl-json", ALL, ARTICLE, [r"\A\[", '"journalAbbreviation": "J Things"', "PMID: 33081809"], ['"items":']),
    ("csl-json", "zotero", DUTCH, ['"family": "van Gogh"', '"citation-key": "d"'], ["particle"]),
    ("csl-json", "portable", DUTCH, ['"non-dropping-particle": "van"'], []),
    ("csl-json", ["portable", "zotero"], Record(id="s", type="software"), ['"type": "book"', "type: software"], []),
    ("csl-json", "pandoc", Record(id="s", type="software"), ['"type": "software"'], ["note", "custom"]),
    ("csl-yaml", ALL, Record(id="s", type="software"), ['type: "software"'], ["book"]),
    # EndNote XML
    ("endnote-xml", ["portable", "zotero"], ARTICLE, ["<label>.*lu2020&#xA;.*PMID: 33081809"], []),
    ("endnote-xml", ["portable", "endnote"], ARTICLE, ["<accession-num>.*33081809", "PubMed"], []),
    ("endnote-xml", "endnote", ARTICLE, ["<label><style[^>]*>lu2020</style></label>", "<related-urls>"], []),
    ("endnote-xml", ["portable", "zotero"], ARTICLE, ["<web-urls>"], ["<related-urls>"]),
    ("endnote-xml", ALL, ARTICLE, [r"First\.&#xD;Second\.", "<alt-periodical><abbr-1>"], []),
    ("endnote-xml", ALL, ARTICLE, ['face="italic"', "<custom2>.*PMC7579937"], []),
    ("endnote-xml", "endnote", BOOK, ['<ref-type name="Edited Book">28<', "<authors><author>"], []),
    ("endnote-xml", "zotero", BOOK, ['<ref-type name="Book">6<', "<tertiary-authors><author>"], []),
    # MEDLINE: the identifier first, a blank line between records
    ("nbib", ALL, ARTICLE, [r"\APMID- 33081809", r"^PMC - PMC7579937", r"^CN  - World Health"], []),
    # CSV for Word and Excel
    ("csv", "word", ARTICLE, ["\\A\ufeff"], []),
    ("csv", [id for id in ALL if id != "word"], ARTICLE, [], ["\ufeff"]),
]  # fmt: skip


@pytest.mark.parametrize(("format", "targets", "record", "there", "absent"), CASES)
def test_fact(format: str, targets, record: Record, there: list[str], absent: list[str]) -> None:
    for target in [targets] if isinstance(targets, str) else targets:
        if format in TARGETS[target].refused:
            continue
        text = dumps([record], format, target=target)
        for pattern in there:
            assert re.search(pattern, text, re.M), (target, pattern, text)
        for pattern in absent:
            assert not re.search(pattern, text, re.M), (target, pattern, text)


def test_every_setting_of_a_target_is_used_by_one() -> None:
    changed = {field.name for field in fields(Target) for target in TARGETS.values() if field.name not in ("id", "name")
               and getattr(target, field.name) != getattr(PORTABLE, field.name)}  # fmt: skip
    assert changed == {field.name for field in fields(Target)} - {"id", "name"}


def test_an_unknown_target_is_named() -> None:
    with pytest.raises(UnknownTarget, match=r"unknown target 'zotro'; .*zotero"):
        dumps([], "ris", target="zotro")


TWO_WAY = [id for id, fmt in FORMATS.load_all().items() if isinstance(fmt, Format) and fmt.read and fmt.write]


@pytest.mark.parametrize("target", [id for id in TARGETS if id != PORTABLE.id])
@given(data=st.data())
def test_what_any_target_gets_changes_only_as_the_report_says(target: str, data: st.DataObject) -> None:
    format = data.draw(st.sampled_from([id for id in TWO_WAY if id not in TARGETS[target].refused]))
    record = data.draw(records())
    report = Report()
    text = dumps([record], format, target=target, report=report)
    back = loads(text, format)
    assert len(back) == 1, text
    assert unreported(record, back[0], report.losses) == [], text
