"""Word documents: citations and lists in five styles, whatever Word did to the text; all the rest stays as it was."""

from __future__ import annotations

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from manuscript.word_files import W, box, build, call, cut, expected_text, para, paragraphs, run, unpack
from manuscript.word_paper import paper
from places import PROJECT

from refexport import Report
from refexport.errors import UnknownKeys
from refexport.manuscript import word
from refexport.manuscript.core import read_library, render
from refexport.manuscript.library import Library

FOLDER = PROJECT / "tests" / "cases" / "manuscript" / "word"
STYLES = ("vancouver", "apa", "chicago-notes-bibliography", "ieee", "nature")
LIBRARY = read_library([FOLDER / "library.json"], Report())


def rendered(
    data: bytes, tmp_path: Path, style: str = "apa", to: str = "docx", report: Report | None = None, **options: bool
) -> bytes:
    """Return a document with its citations rendered."""
    path = tmp_path / "paper.docx"
    path.write_bytes(data)
    report = report if report is not None else Report()
    manuscript = word.scan(str(path), report)
    made = render(manuscript, LIBRARY, style, markup=word.MARKUP, report=report, **options)
    return word.written(manuscript, made, to, report)


def body(*content: str, **more: object) -> bytes:
    """Return a document whose list is not looked at: its paragraphs come before `---`."""
    return build(*content, para("---"), para("{{bibliography}}"), **more)


def before_list(data: bytes) -> list[str]:
    found = paragraphs(data)
    return found[: found.index("---")]


@pytest.mark.parametrize("to", ["docx", "docx-zotero"])
@pytest.mark.parametrize("style", STYLES)
def test_paper_in_a_style(style: str, to: str, tmp_path: Path, update_cases: bool) -> None:
    report = Report()
    text = expected_text(rendered(paper(), tmp_path, style, to, report))
    path = FOLDER / f"{style}.expected.txt"
    if update_cases:
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
    assert report.errors == []


@pytest.mark.parametrize("style", STYLES)
def test_what_holds_no_citation_stays_byte_for_byte(style: str, tmp_path: Path) -> None:
    old, new = unpack(paper()), unpack(rendered(paper(), tmp_path, style))
    notes = style == "chicago-notes-bibliography"
    changed = {"word/document.xml", "word/footnotes.xml", "word/endnotes.xml", "word/styles.xml"}
    assert list(new)[: len(old)] == list(old)
    assert {name for name in old if old[name] != new[name]} == changed
    assert set(new) == set(old)
    place = 0
    for paragraph in re.findall(rb"<w:p [^>]*>(?:(?!<w:p ).)*?</w:p>", old["word/document.xml"], re.S):
        # The text box stands in a paragraph with a citation, which as a whole is written anew.
        if (
            b"@" in re.sub(rb"<[^>]*>", b"", paragraph).replace(b"Nobody@", b"")
            or b"{" in paragraph
            or b"box" in paragraph
        ):
            continue
        place = new["word/document.xml"].find(paragraph, place)
        assert place >= 0, paragraph
    assert new["word/document.xml"].startswith(old["word/document.xml"][: old["word/document.xml"].index(b"<w:p ")])
    assert new["word/document.xml"].endswith(old["word/document.xml"][-120:])
    assert new["word/styles.xml"].startswith(old["word/styles.xml"].removesuffix(b"</w:styles>"))
    assert (
        new["word/footnotes.xml"].count(b"<w:footnote ") > old["word/footnotes.xml"].count(b"<w:footnote ")
    ) == notes


def test_document_without_a_citation_stays_as_it_is(tmp_path: Path) -> None:
    data = build(para("Nothing; not [a], not me@example.org, not [me@example.org], not [@], not @adler2011."))
    assert unpack(rendered(data, tmp_path)) == unpack(data)


TEXT = "Of [see @adler2011, pp. 3–4; -@baptiste:2019], so [@dvorak_2020]; and [@jansen2018a]."
SEPARATORS = ["", '<w:proofErr w:type="gramStart"/>', '<w:bookmarkStart w:id="1" w:name="x"/>']


@given(
    places=st.lists(st.integers(1, len(TEXT) - 1), unique=True).map(sorted),
    between=st.sampled_from(SEPARATORS),
)
def test_however_runs_are_cut(places: list[int], between: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    tmp_path = tmp_path_factory.mktemp("cut")
    new = rendered(body(para(cut(TEXT, *places, between=between))), tmp_path)
    assert before_list(new) == ["Of (see Adler, 2011, pp. 3–4; 2019), so (Dvořák, 2020); and (Jansen, 2018)."]
    assert unpack(new)["word/document.xml"].count(between.encode() or b"[none]") == (len(places) if between else 0)


def test_citation_takes_the_formatting_of_its_run_and_of_the_style(tmp_path: Path) -> None:
    look = '<w:rFonts w:ascii="Georgia"/><w:color w:val="FF0000"/><w:sz w:val="28"/>'
    data = body(para(run("Red [@adler2011] text", look), run(" and [@ito2013].")))
    root = etree.fromstring(unpack(rendered(data, tmp_path, "nature"))["word/document.xml"])
    number = next(each for each in root.iter(f"{{{W}}}r") if "".join(each.itertext()) == "1")
    names = [etree.QName(each).localname for each in number.find(f"{{{W}}}rPr")]
    assert names == ["rFonts", "color", "sz", "vertAlign"]
    plain = next(each for each in root.iter(f"{{{W}}}r") if "".join(each.itertext()) == "2")
    assert [etree.QName(each).localname for each in plain.find(f"{{{W}}}rPr")] == ["vertAlign"]


def test_superscripts_stand_without_a_blank_before(tmp_path: Path) -> None:
    data = body(para("One [@adler2011]. Two", run(" ", "<w:b/>"), "[@ito2013]."))
    assert before_list(rendered(data, tmp_path, "nature")) == ["One^1^. Two^2^."]


def test_copies_of_text_boxes_count_once(tmp_path: Path) -> None:
    data = body(para(box(para("First [@ito2013]."), para("Second [@adler2011]."))), para("Third [@hofstra2003]."))
    found = before_list(rendered(data, tmp_path, "ieee"))
    assert [text for text in found if text] == [
        "First [1].", "Second [2].", "First [1].", "Second [2].", "Third [3].",
    ]  # fmt: skip


def test_notes_are_numbered_where_they_are_called(tmp_path: Path) -> None:
    data = body(
        para("One [@adler2011]. Two", call("footnote", 2), ". Three [@adler2011, p. 4], four", call("footnote", 1)),
        footnotes=(run(" Last [@castellan2008]."), run(" [@adler2011].")),
    )
    text = "".join(before_list(rendered(data, tmp_path, "chicago-notes-bibliography")))
    assert re.findall(r"\[footnote: (.*?)\](?=[ .,]|$)", text) == [
        "Miriam Adler, *Tide Tables of the Inland Sea* (Lantern House, 2011).",
        "Adler, *Tide Tables of the Inland Sea*.",
        "Adler, *Tide Tables of the Inland Sea*, 4.",
        "Last (Jorge Castellan Jr., “What the Ferrymen Knew,” in *Histories of Small Harbours*, ed. Agnes Quill and "
        "Priya Rao (Estuary Press, 2008)).",
    ]
    assert text.startswith("One.[footnote")


def test_footnotes_stand_in_the_order_of_their_calls(tmp_path: Path) -> None:
    new = unpack(rendered(paper(), tmp_path, "chicago-notes-bibliography"))
    calls = re.findall(rb'<w:footnoteReference w:id="(\d+)"', new["word/document.xml"])
    notes = re.findall(rb'<w:footnote w:id="(\d+)"', new["word/footnotes.xml"])
    assert len(calls) == 28
    assert notes == [*calls, b"29"], "the one that is never called comes last"
    assert list(map(int, notes)) == list(range(1, 30)), "LibreOffice shows other notes where the numbers do not rise"


def test_first_footnotes_of_a_document(tmp_path: Path) -> None:
    data = body(para("So it is [@adler2011], “they say” [@ito2013]."), styles=None)
    new = rendered(data, tmp_path, "chicago-notes-bibliography")
    members = unpack(new)
    assert b"/word/footnotes.xml" in members["[Content_Types].xml"]
    assert b'Target="footnotes.xml"' in members["word/_rels/document.xml.rels"]
    (text,) = before_list(new)
    assert text.startswith("So it is,[footnote: Miriam Adler")
    assert "“they say.”[footnote: Haruka Itō" in text
    for name in ("word/footnotes.xml", "word/styles.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"):
        etree.fromstring(members[name])
    names = re.findall(rb'<w:name w:val="([^"]*)"', members["word/styles.xml"])
    assert sorted(names) == [b"Bibliography", b"footnote reference", b"footnote text"]


def test_box_takes_no_footnote(tmp_path: Path) -> None:
    report = Report()
    data = body(para(box(para("Boxed [@hofstra2003]."))))
    text = "".join(before_list(rendered(data, tmp_path, "chicago-notes-bibliography", report=report)))
    assert "Boxed (Sietske van der Hofstra" in text
    assert "[footnote" not in text
    assert [each.code for each in report.warnings] == ["no-footnote"]


def test_list_at_the_end_before_the_last_section(tmp_path: Path) -> None:
    new = rendered(build(para("A [@adler2011].")), tmp_path)
    assert paragraphs(new)[1:] == ["Adler, M. (2011). *Tide Tables of the Inland Sea*. Lantern House."]
    xml = unpack(new)["word/document.xml"]
    assert xml.index(b"Lantern House") < xml.index(b"<w:sectPr>")


def test_list_has_a_style_with_the_indent_of_the_citation_style(tmp_path: Path) -> None:
    new = unpack(rendered(build(para("A [@adler2011].")), tmp_path))
    style = re.search(rb'<w:style [^>]*w:styleId="Bibliography">.*?</w:style>', new["word/styles.xml"])
    assert style
    assert b'<w:basedOn w:val="Standard"/>' in style[0]
    assert b'<w:ind w:left="720" w:hanging="720"/>' in style[0]
    assert b'<w:pPr><w:pStyle w:val="Bibliography"/></w:pPr>' in new["word/document.xml"]


def test_style_of_the_author_is_kept(tmp_path: Path) -> None:
    own = (
        f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="Literatur"><w:name w:val="Bibliography"/>'
        "{}</w:style></w:styles>"
    )
    bare = unpack(rendered(build(para("A [@adler2011]."), styles=own.format("")), tmp_path))
    assert bare["word/styles.xml"].decode() == own.format("")
    assert b'<w:pStyle w:val="Literatur"/><w:tabs>' in bare["word/document.xml"]
    assert b'<w:ind w:left="720"' in bare["word/document.xml"]
    indent = '<w:pPr><w:ind w:left="300" w:hanging="300"/></w:pPr>'
    set_ = unpack(rendered(build(para("A [@adler2011]."), styles=own.format(indent)), tmp_path))
    assert b'<w:pPr><w:pStyle w:val="Literatur"/></w:pPr>' in set_["word/document.xml"]


def test_second_marker_and_style_without_list(tmp_path: Path) -> None:
    report = Report()
    data = build(para("A [@adler2011]."), para("{{ Bibliography }}"), para("{{bibliography}}"), para("End"))
    found = paragraphs(rendered(data, tmp_path, report=report))
    assert found[1:] == ["Adler, M. (2011). *Tide Tables of the Inland Sea*. Lantern House.", "", "End"]
    assert [each.code for each in report.warnings] == ["second-list"]


def test_unknown_keys_are_told_all_at_once(tmp_path: Path) -> None:
    report = Report()
    data = build(para("A [@adler2012; @adler2011]."), para("B [@nowhere]."))
    with pytest.raises(UnknownKeys):
        rendered(data, tmp_path, report=report)
    assert [(each.line, each.raw) for each in report.errors] == [(1, "adler2012"), (2, "nowhere")]
    assert "adler2011" in report.errors[0].message
    marked = paragraphs(rendered(data, tmp_path, keep_going=True))
    assert marked[:2] == ["A (Adler, 2011) [?adler2012].", "B [?nowhere]."]


def test_table_of_contents_is_left_to_word(tmp_path: Path) -> None:
    report = Report()
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="Verzeichnis1"><w:name w:val="toc 1"/>'
        "</w:style></w:styles>"
    )
    toc = '<w:pStyle w:val="Verzeichnis1"/>'
    data = body(
        para("Heading [@ito2013]", properties=toc), para("A [@adler2011]"), para("Heading [@ito2013]"), styles=styles
    )
    assert before_list(rendered(data, tmp_path, "ieee", report=report)) == [
        "Heading [@ito2013]",
        "A [1]",
        "Heading [2]",
    ]
    assert [each.code for each in report.warnings] == ["contents"]


@given(
    text=st.text(st.sampled_from("[[]]@@;;-{} a1.,:\n\ufffc'\"<&"), max_size=60),
    places=st.lists(st.integers(1, 60), unique=True, max_size=8).map(sorted),
    style=st.sampled_from(["apa", "nature", "chicago-notes-bibliography"]),
)
def test_whatever_is_typed(text: str, places: list[int], style: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    tmp_path = tmp_path_factory.mktemp("typed")
    text = f"Before {text} [@adler2011] after".replace("\n", " ")
    new = rendered(body(para(cut(text, *places))), tmp_path, style, keep_going=True)
    (shown,) = before_list(new)
    assert shown.startswith("Before")
    assert shown.endswith(" after")
    assert "Adler" in shown or "^" in shown or "@adler2011" in shown


def test_brackets_without_end_take_no_time(tmp_path: Path) -> None:
    many = "[" * 500_000 + "@adler2011" + "]" * 500_000
    found = paragraphs(rendered(build(para(many)), tmp_path))
    assert found[0] == "[" * 499_999 + "(Adler, 2011)" + "]" * 499_999


def test_nothing_in_the_data_becomes_xml(tmp_path: Path) -> None:
    record = LIBRARY.records["adler2011"].copy(title="</w:t><w:br/> & \x02a\x03 \x1f]]> <i>so</i>")
    path = tmp_path / "x.docx"
    path.write_bytes(build(para("A [@adler2011].")))
    manuscript = word.scan(str(path), Report())
    made = render(manuscript, Library([record]), "apa", markup=word.MARKUP)
    new = word.written(manuscript, made, "docx-zotero", Report())
    assert paragraphs(new)[1] == "Adler, M. (2011). *</w:t><w:br/> & a ]]> *so. Lantern House."


# Live citations


def instructions(data: bytes, part: str = "word/document.xml") -> list[str]:
    root = etree.fromstring(unpack(data)[part])
    return [each.text for each in root.iter(f"{{{W}}}instrText")]


def citation_fields(data: bytes, part: str = "word/document.xml") -> list[dict[str, object]]:
    found = [text for text in instructions(data, part) if text.startswith(" ADDIN ZOTERO_ITEM CSL_CITATION {")]
    return [json.loads(text.removeprefix(" ADDIN ZOTERO_ITEM CSL_CITATION ")) for text in found]


def test_live_citation_says_all_that_was_typed(tmp_path: Path) -> None:
    new = rendered(build(para("A [see @adler2011, pp. 3-4, or so; -@ito2013].")), tmp_path, to="docx-zotero")
    (field,) = citation_fields(new)
    first, second = field["citationItems"]
    assert (first["locator"], first["label"], first["prefix"], first["suffix"]) == ("3-4", "page", "see ", ", or so")
    assert second["suppress-author"] is True
    assert first["itemData"]["title"] == "Tide Tables of the Inland Sea"
    assert re.fullmatch(r"http://zotero\.org/users/local/\w{8}/items/[2-9A-HIJKLMNP-Z]{8}", first["uris"][0])
    assert field["properties"]["plainCitation"] == "(see Adler, 2011, pp. 3–4, or so; 2013)"
    assert field["properties"]["formattedCitation"] == "(see Adler, 2011, pp. 3\\uc0\\u8211{}4, or so; 2013)"
    assert field["properties"]["noteIndex"] == 0
    assert field["schema"].endswith("csl-citation.json")


@pytest.mark.parametrize("style", STYLES)
def test_live_citation_is_shown_as_its_field_says(style: str, tmp_path: Path) -> None:
    new = rendered(paper(), tmp_path, style, "docx-zotero")
    for part in ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml"):
        shown = _results(etree.fromstring(unpack(new)[part]))
        told = [field["properties"]["plainCitation"] for field in citation_fields(new, part)]
        assert [text for text in shown if text] == told
        ids = [field["citationID"] for field in citation_fields(new, part)]
        assert len(set(ids)) >= len(ids) - 1, "only the copies of a box share an id"


def _results(root: etree._Element) -> list[str]:
    """Return what the citation fields of a part show, by walking its runs as Word does."""
    out: list[str] = []
    stack: list[list[str]] = []
    for run_ in root.iter(f"{{{W}}}r"):
        mark = run_.find(f"{{{W}}}fldChar")
        kind = mark.get(f"{{{W}}}fldCharType") if mark is not None else None
        if kind == "begin":
            stack.append([""])
        elif kind == "separate":
            stack[-1].append("")
        elif kind == "end":
            instruction, result = stack.pop()
            if "ZOTERO_ITEM" in instruction:
                out.append(result)
        elif stack:
            stack[-1][-1] += "".join(each.text or "" for each in run_.iter(f"{{{W}}}t", f"{{{W}}}instrText"))
    assert stack == [], "fields that do not end"
    return out


def test_live_list_and_preferences(tmp_path: Path) -> None:
    new = rendered(paper(), tmp_path, "chicago-notes-bibliography", "docx-zotero")
    (instruction,) = [text for text in instructions(new) if "ZOTERO_BIBL" in text]
    assert instruction == ' ADDIN ZOTERO_BIBL {"uncited":[],"omitted":[],"custom":[]} CSL_BIBLIOGRAPHY '
    root = etree.fromstring(unpack(new)["docProps/custom.xml"])
    names = [each.get("name") for each in root]
    assert names == [f"ZOTERO_PREF_{number}" for number in range(1, len(names) + 1)]
    pieces = ["".join(each.itertext()) for each in root]
    assert max(map(len, pieces)) <= 255
    data = etree.fromstring("".join(pieces))
    assert data.find("style").get("id") == "http://www.zotero.org/styles/chicago-notes-bibliography"
    assert data.find("prefs/pref[@name='noteType']").get("value") == "1"
    assert data.find("prefs/pref[@name='fieldType']").get("value") == "Field"


def test_old_preferences_give_way(tmp_path: Path) -> None:
    first = rendered(build(para("A [@adler2011].")), tmp_path, "apa", "docx-zotero")
    members = unpack(first)
    other = b'<property fmtid="{D5}" pid="9" name="Mine"><vt:lpwstr xmlns:vt="x">ours</vt:lpwstr></property>'
    members["docProps/custom.xml"] = members["docProps/custom.xml"].replace(b"</Properties>", other + b"</Properties>")
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    again = unpack(rendered(out.getvalue(), tmp_path, "ieee", "docx-zotero"))["docProps/custom.xml"]
    assert again.count(b"Mine") == 1
    assert again.count(b'name="ZOTERO_PREF_1"') == 1
    assert b"styles/ieee" in again
    assert b"styles/apa" not in again
    ids = re.findall(rb'pid="(\d+)"', again)
    assert len(set(ids)) == len(ids)
