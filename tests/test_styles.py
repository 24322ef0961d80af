"""Finding styles, our own styles' validity, and what they make of the rules' own examples."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import msgspec
import pytest
from html_forms import comparable
from lxml import etree
from places import PROJECT

from refexport.errors import StyleError, UnknownStyle
from refexport.record import Record
from refexport.reference_list import bibliography
from refexport.registry import ENGINES, Engine
from refexport.report import Report
from refexport.styles import aliases, find_style, list_styles, style_ids

OURS = sorted((PROJECT / "styles").glob("*.csl"))
CASES = Path(__file__).parent / "styles"
CSL = 'xmlns="http://purl.org/net/xbiblio/csl"'
INDEPENDENT = f'<style {CSL} version="1.0" class="in-text"><info><title>Mine</title></info></style>'


def _cases():
    for path in sorted(CASES.glob("*.json")):
        for case in json.loads(path.read_text("utf-8"))["cases"]:
            for engine in (id for id, loaded in ENGINES.load_all().items() if isinstance(loaded, Engine)):
                if engine not in case.get("not", ()):
                    reason = case.get("short", {}).get(engine)
                    marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
                    yield pytest.param(path.stem, engine, case, id=f"{path.stem}-{engine}-{case['rule']}", marks=marks)


@pytest.mark.parametrize(("style", "engine", "case"), list(_cases()))
def test_formats_the_rules_own_examples(style: str, engine: str, case: dict) -> None:
    record = msgspec.convert(case["record"], Record)
    report = Report()
    formatted = bibliography([record], style, to="html", engine=engine, report=report)
    assert re.sub(r"^(1\.|\[1\]) ", "", comparable(formatted.entries[0].text)) == case["entry"]
    assert report.diagnostics == []


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_ours_are_valid(path: Path) -> None:
    from citeproc import SCHEMA_PATH

    schema = etree.RelaxNG(etree.parse(SCHEMA_PATH))
    assert schema.validate(etree.parse(path)), schema.error_log


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_ours_have_cases(path: Path) -> None:
    assert (CASES / f"{path.stem}.json").is_file()


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_every_macro_of_ours_is_used(path: Path) -> None:
    root = etree.parse(path).getroot()
    defined = {element.get("name") for element in root.iter("{*}macro")}
    assert defined == {element.get("macro") for element in root.iter() if element.get("macro")}


def test_every_alias_names_a_style() -> None:
    unknown = {name: id for name, id in aliases().items() if find_style(id).id != id}
    assert unknown == {}


def test_no_alias_hides_a_style_of_another_name() -> None:
    styles = {path.stem for path in OURS}
    assert {name for name in aliases() if name in styles} == set()


@pytest.mark.parametrize(
    ("name", "id", "file"),
    [
        ("vancouver", "vancouver", "vancouver"),
        ("APA", "apa", "apa"),
        ("apa7", "apa", "apa"),
        ("Chicago Author-Date", "chicago-author-date", "chicago-author-date"),
        ("mla", "modern-language-association", "modern-language-association"),
        ("nature", "nature", "nature"),
        ("http://www.zotero.org/styles/nature", "nature", "nature"),
        ("https://www.zotero.org/styles/nature/?source=1", "nature", "nature"),
        ("aapg-bulletin", "aapg-bulletin", "american-association-of-petroleum-geologists"),
    ],
)
def test_finds(name: str, id: str, file: str) -> None:
    style = find_style(name)
    assert (style.id, style.path.stem) == (id, file)
    assert style.title


def test_an_address_names_the_official_style() -> None:
    assert find_style("http://www.zotero.org/styles/apa").path != find_style("apa").path
    assert find_style("http://www.zotero.org/styles/vancouver").path == find_style("vancouver").path


def test_near_miss_suggests_three() -> None:
    with pytest.raises(UnknownStyle, match=r"unknown style 'vancuver'; did you mean vancouver, [\w-]+ or [\w-]+\?"):
        find_style("vancuver")


def test_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnknownStyle, match=r"no\.csl: no such style file"):
        find_style(str(tmp_path / "no.csl"))
    with pytest.raises(UnknownStyle, match="is a directory"):
        find_style(f"{tmp_path}/")


PARENT = '<link href="http://x/no-such-parent" rel="independent-parent"/>'
WRONG = {
    "broken": ("<style>\n<info>\n</style>", ":3: Opening and ending tag mismatch"),
    "empty": ("", ":1: "),
    "locale": (f"<locale {CSL}/>", "its root element is <locale>"),
    "other": ('<style xmlns="urn:x"/>', ":1: this is not a CSL style"),
    "old": (f'<style {CSL} version="0.8.1"/>', "CSL 0.8.1 is not supported"),
    "orphan": (
        f'<style {CSL} version="1.0"><info>{PARENT}</info></style>',
        "depends on the style 'no-such-parent', which is not installed",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_invalid_file_is_named_with_its_line(what: str, tmp_path: Path) -> None:
    content, message = WRONG[what]
    path = tmp_path / f"{what}.csl"
    path.write_text(content)
    with pytest.raises(StyleError) as error:
        find_style(str(path))
    assert str(error.value).startswith(str(path))
    assert message in str(error.value)


def test_dependent_style_beside_its_parent(tmp_path: Path) -> None:
    (tmp_path / "mine.csl").write_text(INDEPENDENT)
    link = '<link href="http://www.zotero.org/styles/mine" rel="independent-parent"/>'
    child = f'<style {CSL} version="1.0" default-locale="de-DE"><info><title>Child</title>{link}</info></style>'
    (tmp_path / "child.csl").write_text(child)
    style = find_style(str(tmp_path / "child.csl"))
    assert (style.id, style.title, style.path.stem, style.locale) == ("child", "Child", "mine", "de-DE")


def test_lists_by_words() -> None:
    entries = {entry.id: entry for entry in list_styles("petroleum geologists")}
    assert "american-association-of-petroleum-geologists" in entries
    bulletin = {entry.id: entry for entry in list_styles("AAPG")}["aapg-bulletin"]
    assert bulletin.dependent
    assert bulletin.parent == "american-association-of-petroleum-geologists"
    assert (bulletin.title, bulletin.source, bulletin.citation_format) == ("AAPG Bulletin", "official", "author-date")
    assert "geology" in bulletin.fields


def test_lists_ours_first_and_each_once() -> None:
    everything = list_styles()
    assert [entry.id for entry in everything[: len(OURS)]] == [path.stem for path in OURS]
    assert len(everything) > 10_000
    assert sorted(entry.id for entry in everything) == style_ids()
    assert list_styles("no such style at all") == []


def test_listing_is_quick() -> None:
    start = time.process_time()
    list_styles("lancet")
    assert time.process_time() - start < 5
