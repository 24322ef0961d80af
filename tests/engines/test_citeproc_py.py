"""What the engine does that citeproc-py alone does not: ids, markup, crashes."""

from __future__ import annotations

import warnings
from pathlib import Path

import msgspec
import pytest
from places import SHARED

from refexport.engines import citeproc_py
from refexport.errors import StyleError, UsageError
from refexport.record import Date, Name, Record
from refexport.reference_list import Bibliography, bibliography
from refexport.report import Report

CSL = 'xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text"'
SMALL_CAPS = '<span style="font-variant:small-caps;">'


def article(id: str = "a", **values) -> Record:
    values = {"title": "On things", "container_title": "Nature", "issued": Date(start=(2020,))} | values
    return Record(id=id, type="article-journal", **values)


def formatted(*records: Record, style: str = "apa", report: Report | None = None, **options) -> Bibliography:
    return bibliography(records, style, engine="citeproc-py", report=report, **options)


def style_file(folder: Path, layout: str, sort: str = "", attributes: str = "") -> str:
    path = folder / "mine.csl"
    path.write_text(
        f"<style {CSL}><info><title>Mine</title></info><citation><layout><text variable='title'/></layout></citation>"
        f"<bibliography {attributes}>{sort}<layout>{layout}</layout></bibliography></style>"
    )
    return str(path)


def test_ids_that_differ_in_capitals_stay_two_records() -> None:
    result = formatted(article("Smith2020", title="One"), article("smith2020", title="Two"), style="vancouver")
    assert [(entry.id, "One" in entry.text) for entry in result.entries] == [("Smith2020", True), ("smith2020", False)]


def test_numbers_follow_the_order_of_citing_and_names_that_of_the_style() -> None:
    records = [article(name, author=(Name(family=name, given="A."),)) for name in ("Zog", "Abel")]
    assert [entry.text[:5] for entry in formatted(*records, style="vancouver").entries] == ["1. Zo", "2. Ab"]
    assert [entry.id for entry in formatted(*records).entries] == ["Abel", "Zog"]


@pytest.mark.parametrize(
    ("title", "html", "text"),
    [
        ("P < 0.05 & <b>so</b> on", "P &lt; 0.05 &amp; <b>so</b> on", "P < 0.05 & so on"),
        ("<i>FTO</i> CO<sub>2</sub> x<sup>2</sup>", "<i>FTO</i> CO<sub>2</sub> x<sup>2</sup>", "FTO CO2 x2"),
        (f"{SMALL_CAPS}Abc</span> d", f"{SMALL_CAPS}Abc</span> d", "Abc d"),
        ('The <span class="nocase">iPhone</span>', "The iPhone", "The iPhone"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("&amp; stays", "&amp;amp; stays", "&amp; stays"),
        ("Two\n lines \ufdd0", "Two lines", "Two lines"),
        ("Why?", "Why?", "Why?"),
        ("<i>Why?</i>", "<i>Why?</i>", "Why?"),
    ],
)
def test_markup_is_kept_and_the_rest_escaped(title: str, html: str, text: str) -> None:
    record = article(title=title)
    assert html in formatted(record, to="html").entries[0].text
    assert text in formatted(record, to="text").entries[0].text
    assert "?." not in formatted(record).entries[0].text


def test_escapes_every_part_of_html() -> None:
    record = article(author=(Name(literal="A & <B>"),), container_title="C & <D>", URL="http://x/?a=1&b=2")
    entry = formatted(record, to="html").entries[0].text
    assert "A &amp; &lt;B&gt;" in entry
    assert "C &amp; &lt;D&gt;" in entry
    assert "http://x/?a=1&amp;b=2" in entry


def test_every_contributor_is_a_name(tmp_path: Path) -> None:
    layout = (
        '<names variable="collection-editor"><name/></names><names variable="guest" prefix=" &amp; "><name/></names>'
    )
    people = {"collection_editor": (Name(family="Roe", given="R"),), "guest": (Name(family="Doe", given="J"),)}
    result = formatted(article(**people), style=style_file(tmp_path, layout))
    assert result.entries[0].text == "R Roe & J Doe"


def test_number_of_pages_is_a_number(tmp_path: Path) -> None:
    layout = '<number variable="number-of-pages"/><label variable="number-of-pages" form="short" prefix=" "/>'
    result = formatted(article(number_of_pages="300"), style=style_file(tmp_path, layout))
    assert result.entries[0].text == "300 pp."


def test_aligned_second_field_is_set_off_by_a_blank(tmp_path: Path) -> None:
    layout = '<text variable="citation-number" prefix="[" suffix="]"/><text variable="title"/>'
    style = style_file(tmp_path, layout, attributes='second-field-align="flush"')
    assert formatted(article(), style=style).entries[0].text == "[1] On things"


def test_names_without_capitals_keep_their_given_names() -> None:
    entry = formatted(article(author=(Name(family="張", given="雀鳳"),))).entries[0].text
    assert entry.startswith("張雀鳳. (2020)")


@pytest.mark.parametrize(
    ("locale", "month", "diagnostics"),
    [("de-DE", "Oktober", 0), ("de", "Oktober", 0), ("de_de", "Oktober", 0), ("xx-YY", "October", 1), ('"]', "Oct", 1)],
)
def test_locale(locale: str, month: str, diagnostics: int) -> None:
    report = Report()
    record = Record(id="a", type="webpage", title="T", issued=Date(start=(2020, 10, 21)))
    assert month in formatted(record, locale=locale, report=report).entries[0].text
    assert len(report.diagnostics) == diagnostics


def test_locale_of_a_dependent_style(tmp_path: Path) -> None:
    style_file(tmp_path, '<date variable="issued" form="text" date-parts="year-month"/>')
    child = tmp_path / "child.csl"
    link = '<link href="http://x/mine" rel="independent-parent"/>'
    child.write_text(f'<style {CSL} default-locale="fr-FR"><info><title>C</title>{link}</info></style>')
    record = Record(id="a", issued=Date(start=(2020, 10)))
    assert formatted(record, style=str(child)).entries[0].text == "octobre 2020"
    assert formatted(record, style=str(child), locale="de-DE").entries[0].text == "Oktober 2020"


def test_crash_costs_one_entry_which_stands_in_a_plain_form(monkeypatch: pytest.MonkeyPatch) -> None:
    from citeproc import model

    genuine = model.Layout.render_bibliography

    def crash(self, items):
        if str(items[0].reference["title"]) == "Bad":
            raise AttributeError("'NoneType' object has no attribute 'x'")
        return genuine(self, items)

    monkeypatch.setattr(model.Layout, "render_bibliography", crash)
    report = Report()
    bad = article("b", title="Bad", author=(Name(family="Roe", given="R."),), volume="3", page="1-2", DOI="10.1/x<y>")
    result = formatted(article("a", author=(Name(literal="A"),)), bad, report=report, to="html")
    assert [entry.id for entry in result.entries] == ["a", "b"]
    assert result.entries[0].text == "A. (2020). On things. <i>Nature</i>."
    assert result.entries[1].text == "Roe R. Bad. Nature. 3, 1-2. 2020. https://doi.org/10.1/x&lt;y&gt;"
    (diagnostic,) = report.diagnostics
    assert (diagnostic.severity, diagnostic.code, diagnostic.record) == ("error", "entry-failed", "b")
    assert "'b'" in str(diagnostic)
    assert "try another" in str(diagnostic)


def test_crash_in_sorting_leaves_the_rest_sorted(monkeypatch: pytest.MonkeyPatch) -> None:
    from citeproc import model

    genuine = model.Key.sort_keys

    def crash(self, items, context):
        if any(str(item.reference["title"]) == "Bad" for item in items):
            raise TypeError("cannot compare")
        return genuine(self, items, context)

    monkeypatch.setattr(model.Key, "sort_keys", crash)
    report = Report()
    records = [
        article(id, title=title, author=(Name(literal=id),)) for id, title in (("z", "Z"), ("b", "Bad"), ("a", "A"))
    ]
    result = formatted(*records, report=report)
    assert [entry.id for entry in result.entries] == ["a", "z", "b"]
    assert [(d.severity, d.code, d.record) for d in report.diagnostics] == [("warning", "unsorted", "b")]


def test_empty_entry_is_shown_all_the_same(tmp_path: Path) -> None:
    report = Report()
    style = style_file(tmp_path, '<text variable="DOI"/>')
    result = formatted(article(), Record(id="none"), style=style, report=report)
    assert [entry.text for entry in result.entries] == ["On things. Nature. 2020.", "[none]"]
    assert len(report.errors) == 2


def test_style_without_a_list(tmp_path: Path) -> None:
    path = tmp_path / "notes.csl"
    citation = "<citation><layout><text variable='title'/></layout></citation>"
    path.write_text(f"<style {CSL}><info><title>N</title></info>{citation}</style>")
    with pytest.raises(StyleError, match=r"style 'notes' .* has no reference list"):
        formatted(article(), style=str(path))


def test_unknown_markup() -> None:
    with pytest.raises(UsageError, match="unknown markup 'pdf'; this engine writes text and html"):
        formatted(article(), to="pdf")


def test_nothing_to_format() -> None:
    assert formatted().entries == []


def test_library_warns_nobody() -> None:
    record = article(guest=(Name(family="Doe", given="J", comma_suffix=True),), license="CC-BY")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        formatted(record)


def test_whole_list_has_its_wrapping() -> None:
    result = formatted(article(), to="html")
    assert result.layout.hanging_indent
    assert str(result).startswith('<div class="csl-bib-body">\n  <div class="csl-entry" style="')
    assert not formatted(article(), style="vancouver").layout.hanging_indent


def test_every_type_and_variable_formats() -> None:
    from refexport.vocabulary import ITEM_TYPES, VARIABLES

    values = {
        "text": "Text",
        "number": "12",
        "name": (Name(family="Doe", given="Jo"),),
        "date": Date(start=(2020, 2, 3)),
    }
    for style in ("apa", "vancouver"):
        report = Report()
        for type in ITEM_TYPES:
            record = Record(id=type, type=type)
            for name, variable in VARIABLES.items():
                record[name] = values[variable.kind]
            formatted(record, style=style, report=report)
            formatted(Record(id=type, type=type, title="T"), style=style, report=report)
        assert report.diagnostics == []


CORPUS = SHARED / "corpus" / "real-records.csl.json"


@pytest.mark.skipif(not CORPUS.is_file(), reason="the corpus is not beside the project")
@pytest.mark.parametrize("style", ["apa", "vancouver", "ieee", "modern-language-association"])
def test_formats_real_records(style: str) -> None:
    from refexport.item import record_of

    records = [record_of(item) for item in msgspec.json.decode(CORPUS.read_bytes())][::5]
    report = Report()
    result = citeproc_py.ENGINE.bibliography(records, _style(style), None, "html", report)
    assert len(result.entries) == len(records)
    assert all(entry.text for entry in result.entries)
    assert len(report.errors) <= len(records) // 100


def _style(name: str):
    from refexport.styles import find_style

    return find_style(name)
