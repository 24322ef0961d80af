"""The article page: the odd cases, HTML, and pages that are cut off; `test_real_page.py` has the real one."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from places import DATA

from refexport import Date, Record, loads
from refexport.conversion import Records, detect_format
from refexport.source import Source

PAGE = (DATA / "article-page.txt").read_text(encoding="utf-8")


def test_the_real_page_saved_as_html_reads_the_same(shared: Path) -> None:
    text = (shared / "pages" / "article-pmid-33081809.txt").read_text(encoding="utf-8")
    for page in (as_html(text), as_minified_html(text)):
        assert loads(page) == loads(text)


def test_our_page_in_parts() -> None:
    records = loads(PAGE)
    assert [record.part for record in records] == ["article"] + ["citing"] * 4 + ["reference"] * 7
    assert records[0].author == ()
    assert (records[0].abstract or "").count("\n") == 1
    assert records.report.diagnostics == []


# The article


def article(overview: str, people: str = "Soon will be listed here.") -> Record:
    page = f"T\nOverview\n{overview}\nAuthors\nAffiliations\n{people}\nAbstract\nA.\nCiting Articles\nReferences\n"
    return loads(page, "article-page")[0]


@pytest.mark.parametrize(
    ("people", "authors"),
    [
        ("Soon will be listed here.", ""),
        ("Lu Y, De Santis G, EBMT Study Group", "Lu, Y; De Santis, G; EBMT Study Group"),
        ("Yining Lu, Ludwig van der Berg", "Lu, Yining; van der Berg, Ludwig"),
        ("Lu Y 1, Pei Y 1, 2", "Lu, Y; Pei, Y"),
    ],
)
def test_authors_of_the_article(people: str, authors: str) -> None:
    assert "; ".join(map(str, article("PMID 1", people).author)) == authors


def test_overview_is_kept_whole() -> None:
    record = article("Journal Cell\nDate 2020\nPMID 1\nDOI 10.1000/x\nPMC 77\nSpecialty Surgery\nCitations 1,234\nNew!")
    assert (record.DOI, record.PMCID) == ("10.1000/x", "PMC77")
    assert record.custom == {"article-page": {"specialty": "Surgery", "citations": 1234, "overview": ["New!"]}}


def test_labels_and_values_on_lines_of_their_own() -> None:
    record = article("Journal\nCell\nDate\n2020 Oct\nPMID\n1")
    assert (record.container_title, record.issued, record.PMID) == ("Cell", Date((2020, 10)), "1")


# Pages that are not whole


def found(page: str) -> tuple[Records, list[tuple[str, str, int | None]]]:
    records = loads(page, "article-page")
    return records, [(d.severity, d.code, d.line) for d in records.report.diagnostics]


def line_of(page: str, text: str) -> int:
    return page[: page.index(text)].count("\n") + 1


def test_cut_off_in_the_title_of_a_reference() -> None:
    page = PAGE[: PAGE.index("after hematopoietic")]
    records, told = found(page)
    assert records == loads(PAGE)[:9]
    assert told == [("error", "cut-off", line_of(page, "Dotoli G"))]


def test_cut_off_behind_the_year_of_a_reference() -> None:
    page = PAGE[: PAGE.index("-862. DOI")]
    records, told = found(page)
    assert len(records) == 10
    assert records[:9] == loads(PAGE)[:9]
    assert told == [("error", "cut-off", line_of(page, "Dotoli G"))]


def test_cut_off_within_the_citing_articles() -> None:
    page = PAGE[: PAGE.index("Piuzzi")]
    records, told = found(page)
    assert records == loads(PAGE)[:4]
    last = line_of(page, "Mont M")
    assert told == [("error", "cut-off", last), ("warning", "no-section", last)]


def test_cut_off_at_every_character_reads_what_stands_before() -> None:
    whole = loads(PAGE)
    for end in range(PAGE.index("Overview") + 60, len(PAGE) - 1, 7):
        records, told = found(PAGE[:end])
        complete = [record for record in records[:-1] if record.part != "article"]
        assert complete == whole[1 : len(complete) + 1], end
        whole_so_far = PAGE[:end].endswith((" View", " View\n", "\n\n"))
        assert told or whole_so_far, end


@pytest.mark.parametrize("section", ["Citing Articles", "References"])
def test_section_that_is_absent(section: str) -> None:
    begin = PAGE.index(f"\n{section}\n")
    end = PAGE.index("\nReferences\n") if section == "Citing Articles" else len(PAGE)
    records, told = found(PAGE[:begin] + PAGE[end:])
    part = "citing" if section == "Citing Articles" else "reference"
    assert records == [record for record in loads(PAGE) if record.part != part]
    assert [(severity, code) for severity, code, _ in told] == [("warning", "no-section")]


def test_without_overview_the_rest_is_read() -> None:
    records, told = found(PAGE[PAGE.index("Citing Articles") :])
    assert records == loads(PAGE)[1:]
    assert told == [("warning", "no-section", 1)]


def test_page_of_another_kind() -> None:
    records, told = found("<html><body><p>Hello</p></body></html>")
    assert (records, told) == ([], [("error", "no-article", 1)])


def test_numbers_that_are_missing_or_wrong() -> None:
    page = PAGE.replace("\n3.\n", "\n", 1).replace("\n5.\n", "\n8.\n", 1)
    assert page != PAGE
    assert loads(page) == loads(PAGE)


def test_blocks_behind_the_references_are_none() -> None:
    assert loads(PAGE + "\nRelated\nContact us. 2024; all rights.\n") == loads(PAGE)


# HTML


def as_html(text: str, between: str = "\n") -> str:
    """Return a page of text as a browser saves a site's page: with menus, scripts and blocks that are not data."""
    body = []
    for line in text.split("\n"):
        if not line.strip():
            continue
        escaped = html.escape(line)
        if line in ("Overview", "Authors", "Affiliations", "Abstract", "Citing Articles", "References"):
            body.append(f"<h2 class='section'>{escaped}</h2>")
        elif match := re.match(r"(Journal|Publisher|Date|PMID|Citations) (.*)", line):
            body.append(f"<tr><td>{match[1]}</td><td>{html.escape(match[2])}</td></tr>")
        elif line.endswith(" View"):
            body.append(f'<div class="text">{escaped[:-5]} <a href="#">View</a></div>')
        elif line.startswith("PMID: "):
            body.append("<div>" + re.sub(r"(10\.\S+)\.$", r'<a href="https://doi.org/\1">\1</a>.', escaped) + "</div>")
        else:
            body.append(f"<div>{escaped}</div>")
    return between.join(
        [
            "<!DOCTYPE html>",
            "<html lang=en><head><title>Mesenchymal: PMID 5</title><script>var x = '<div>Overview</div>';</script>",
            "<style>p { color: red }</style></head><body>",
            "<nav><ul><li>Home</li><li>References</li></ul></nav><header>Sign in<br>Overview</header>",
            "<ul class='tabs'><li><a>Overview</a></li><li><a>Abstract</a></li><li><a>References</a></li></ul>",
            *body,
            "<div hidden>1.<br>Ghost G . Hidden. Cell. 2020; 1:1. View</div>",
            "<footer>Contact us. 2024</footer><script>track()</script></body></html>",
        ]
    )


def as_minified_html(text: str) -> str:
    return as_html(text, "")


@pytest.mark.parametrize("make", [as_html, as_minified_html])
def test_html_reads_the_same(make: Any) -> None:
    page = make(PAGE)
    assert detect_format(Source(page, "saved.html")).id == "article-page"
    records = loads(page)
    assert msgspec.to_builtins(records) == msgspec.to_builtins(loads(PAGE))
    assert records.report.diagnostics == []


def test_html_with_lists_headings_and_markup() -> None:
    page = """<html><body><div>Home</div><h1>Cells of <em>Mus musculus</em> &amp; CO<sub>2</sub>.</h1><h3>Overview</h3>
    <dl><dt>Journal</dt><dd>Cell</dd><dt>Date</dt><dd>2020&nbsp;Oct&nbsp;21</dd><dt>PMID</dt><dd>1</dd></dl>
    <h3>Abstract</h3><p>One <script>x</script>line.</p><p>Another: p &lt; 0.05.</p>
    <h3>Citing Articles</h3><ul><li><p><b>Bones.</b></p><p>Lu Y, Pei Y<span> </span><i>Front Endocrinol (Lausanne)</i>.
    2024; 15:1.</p><p>PMID: <a>2</a> PMC: <a>33</a>. DOI: <a>10.1000/x</a>.</p></li></ul>
    <h3>References</h3><ol><li>Lu Y . Bones. Cell. 2018; 1:2. <button>View</button></li>
    <li><span>2.</span> Pei Y . More bones. Cell. 2019; 1:3. <a>View</a></li></ol><div>Related</div></body></html>"""
    article, citing_one, first, second = loads(page)
    assert article.title == "Cells of <i>Mus musculus</i> & CO<sub>2</sub>"
    assert article.abstract == "One line.\nAnother: p < 0.05."
    assert (article.issued, article.PMID) == (Date((2020, 10, 21)), "1")
    assert (citing_one.title, citing_one.container_title) == ("Bones", "Front Endocrinol (Lausanne)")
    assert (citing_one.PMID, citing_one.PMCID, citing_one.DOI) == ("2", "PMC33", "10.1000/x")
    assert (first.title, second.title, second.page) == ("Bones", "More bones", "3")


def test_nested_html_is_no_trouble() -> None:
    records, told = found("<html><body>" + "<div>" * 100_000 + "x")
    assert (records, told) == ([], [("error", "no-article", 1)])


@pytest.mark.parametrize("page", [PAGE, PAGE[PAGE.index("Overview") :], PAGE.replace("\n", "\r\n"), as_html(PAGE)])
def test_recognised_by_its_content(page: str) -> None:
    assert detect_format(Source(page, "page.bin")).id == "article-page"


def test_other_texts_are_not_recognised() -> None:
    for text in (
        "TY  - JOUR\nER  - \n",
        "@article{x, title={Overview}}",
        "[]",
        "PMID- 1\nTI  - Overview\n",
        "Overview",
    ):
        assert not loads_sniff(text)


def loads_sniff(text: str) -> int:
    from refexport.formats.article_page import sniff

    return sniff(text)
