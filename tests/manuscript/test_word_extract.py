"""Records out of Word documents: of every program that embeds them, wherever they stand, each once and in order."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from manuscript.test_word import FOLDER, LIBRARY, STYLES, rendered
from manuscript.word_files import HEAD, box, build, call, field, para, run, table
from manuscript.word_paper import paper

import refexport
from refexport import Name, Record, Report
from refexport.manuscript.word_extract import extract
from refexport.manuscript.word_zotero import uris_of
from refexport.text.rich import plain


def taken(data: bytes, tmp_path: Path, report: Report | None = None) -> list[Record]:
    path = tmp_path / "from.docx"
    path.write_bytes(data)
    return extract(str(path), report=report)


def item(title: str, **more: object) -> dict[str, object]:
    return {"type": "book", "title": title, **more}


def zotero(*items: dict[str, object], pieces: int = 3) -> str:
    """Return a citation as Zotero writes it; each item has the number of its data's title in its address."""
    cites = [
        {"id": 7, "uris": [f"http://zotero.org/users/5/items/{each['title']}"], "itemData": {"id": 7, **each}}
        for each in items
    ]
    value = {"citationID": "a1b2", "properties": {"noteIndex": 0}, "citationItems": cites, "schema": "csl"}
    return field(f" ADDIN ZOTERO_ITEM CSL_CITATION {json.dumps(value)} ", pieces=pieces)


def endnote(title: str, number: int, *, key: bool = True) -> str:
    foreign = f'<foreign-keys><key app="EN" db-id="db1" timestamp="0">{number}</key></foreign-keys>' if key else ""
    return (
        f"<Cite><Author>Lu</Author><Year>2020</Year><RecNum>{number}</RecNum><DisplayText>(Lu)</DisplayText><record>"
        f'<rec-number>{number}</rec-number>{foreign}<ref-type name="Journal Article">17</ref-type><contributors>'
        "<authors><author>Lu, Yi</author></authors></contributors><titles>"
        f'<title><style face="italic">{title}</style></title><secondary-title>Journal</secondary-title></titles>'
        "<dates><year>2020</year></dates></record></Cite>"
    )


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize("style", STYLES)
def test_live_citations_give_the_library_back(style: str, tmp_path: Path) -> None:
    report = Report()
    found = taken(rendered(paper(), tmp_path, style, "docx-zotero"), tmp_path, report)
    assert {record.id for record in found} == set(LIBRARY.records) - {"unused2000"}
    assert [record.id for record in found][:5] == [
        "adler2011", "adler2015", "baptiste:2019", "castellan2008", "dvorak_2020",
    ]  # fmt: skip
    for record in found:
        assert record == LIBRARY.records[record.id]
    assert report.diagnostics == []


def test_zotero_wherever_it_stands(tmp_path: Path) -> None:
    header = f'{HEAD}<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    data = build(
        para("A ", zotero(item("One"), item("Two"))),
        table((para(zotero(item("Three"), pieces=40)), para("nothing"))),
        para("note", call("footnote", 1), zotero(item("Six")), call("endnote", 1)),
        para(box(para(zotero(item("Eight"))))),
        para(zotero(item("One"))),
        footnotes=(zotero(item("Four"), item("Five"), item("Two")),),
        endnotes=(zotero(item("Seven")),),
        parts={
            "word/header1.xml": f"{header}{para(zotero(item('Nine'))).replace(' w14:paraId=', ' w:paraId=')}</w:hdr>"
        },
        relations=("header header1.xml",),
    )
    found = taken(data, tmp_path)
    assert [record.title for record in found] == "One Two Three Four Five Six Seven Eight Nine".split()
    assert found[0].custom["zotero"]["uris"] == ["http://zotero.org/users/5/items/One"]
    assert [record.id for record in found] == [
        f"{title.lower()}" for title in "One Two Three Four Five Six Seven Eight Nine".split()
    ]


def test_addresses_of_zotero_go_into_live_citations(tmp_path: Path) -> None:
    (record,) = taken(build(para(zotero(item("One")))), tmp_path)
    (kept,) = refexport.loads(refexport.dumps([record], "csl-json"), "csl-json")
    assert uris_of(record) == uris_of(kept) == ["http://zotero.org/users/5/items/One"]


def test_one_work_of_two_libraries_comes_once(tmp_path: Path) -> None:
    first, second = item("One", DOI="10.5555/a"), item("one", DOI="10.5555/A", note="mine")
    other = item("Other", DOI="10.5555/a")
    data = build(para(zotero(first), zotero(second), zotero(other)))
    assert [record.title for record in taken(data, tmp_path)] == ["One", "Other"]


def test_zotero_in_bookmarks(tmp_path: Path) -> None:
    text = "ZOTERO_ITEM CSL_CITATION " + json.dumps({"citationItems": [{"id": 1, "itemData": item("Marked, " * 60)}]})
    pieces = [text[at : at + 255] for at in range(0, len(text), 255)]
    rows = (
        "".join(
            f'<property fmtid="{{D5}}" pid="{at}" name="ZOTERO_BREF_Ab9_{at}"><vt:lpwstr>{piece}</vt:lpwstr></property>'
            for at, piece in reversed(list(enumerate(pieces, start=1)))
        )
        .replace('"', "&quot;")
        .replace("=&quot;", '="')
        .replace("&quot;>", '">')
        .replace("&quot; ", '" ')
    )
    names = (
        'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"'
    )
    data = build(
        para('<w:bookmarkStart w:id="1" w:name="ZOTERO_BREF_Ab9"/>', run("(x)"), '<w:bookmarkEnd w:id="1"/>'),
        parts={"docProps/custom.xml": f"{HEAD}<Properties {names}>{rows}</Properties>"},
        package_relations=("custom-properties docProps/custom.xml",),
    )
    (record,) = taken(data, tmp_path)
    assert record.title is not None
    assert record.title.startswith("Marked, Marked")


def test_mendeley_desktop(tmp_path: Path) -> None:
    value = {
        "citationItems": [
            {
                "id": "ITEM-1",
                "itemData": item("M1", id="ITEM-1"),
                "uris": ["http://www.mendeley.com/documents/?uuid=a"],
            },
            {
                "id": "ITEM-2",
                "itemData": item("M2", id="ITEM-2"),
                "uris": ["http://www.mendeley.com/documents/?uuid=b"],
            },
        ],
        "mendeley": {"formattedCitation": "(1)"},
    }
    other = {"citationItems": [{"id": "ITEM-1", "itemData": item("M3", id="ITEM-1"), "uris": ["http://x?uuid=c"]}]}
    data = build(
        para(field(f"ADDIN CSL_CITATION {json.dumps(value)}", pieces=9)),
        para(field(f"ADDIN CSL_CITATION {json.dumps(other)}")),
        para(field("ADDIN Mendeley Bibliography CSL_BIBLIOGRAPHY")),
    )
    found = taken(data, tmp_path)
    assert [(record.title, record.id) for record in found] == [("M1", "m1"), ("M2", "m2"), ("M3", "m3")]


@pytest.mark.parametrize("safe", [False, True])
def test_mendeley_cite(safe: bool, tmp_path: Path) -> None:
    value = {
        "citationID": "x",
        "citationItems": [{"id": "6f9619ff-8b86-d011-b42d-00cf4fc964ff", "itemData": item("Süß ???>>>")}],
    }
    tag = encoded(json.dumps(value, ensure_ascii=False))
    if safe:
        tag = tag.replace("+", "-").replace("/", "_").rstrip("=")
    properties = f'<w:sdtPr><w:tag w:val="MENDELEY_CITATION_v3_{tag}"/></w:sdtPr>'
    control = f"<w:sdt>{properties}<w:sdtContent>{run('(x)')}</w:sdtContent></w:sdt>"
    assert [record.title for record in taken(build(para(control)), tmp_path)] == ["Süß ???>>>"]


def test_endnote_in_the_instruction_and_beside_it(tmp_path: Path) -> None:
    whole = f"<EndNote>{endnote('Of mice', 1)}</EndNote>"
    long = f"<EndNote>{endnote('Of men', 2)}{endnote('Of mice', 1)}</EndNote>"
    nested = field(" ADDIN EN.CITE.DATA ", result="", data=encoded(long))
    outer = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> ADDIN EN.CITE </w:instrText></w:r>'
        f'{nested}<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("(Lu)")}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    beside = field(" ADDIN EN.CITE ", data=encoded(f"<EndNote>{endnote('Of stones', 3)}</EndNote>\0"))
    report = Report()
    data = build(
        para(field(f" ADDIN EN.CITE {whole}", pieces=12)), para(outer), para(beside), para(field(" ADDIN EN.REFLIST "))
    )
    found = taken(data, tmp_path, report)
    assert [record.title for record in found] == ["<i>Of mice</i>", "<i>Of men</i>", "<i>Of stones</i>"]
    assert found[0].author == (Name(family="Lu", given="Yi"),)
    assert [record.id for record in found] == ["lu2020mice", "lu2020men", "lu2020stones"]
    assert report.diagnostics == []


def test_endnote_without_its_record_is_an_error(tmp_path: Path) -> None:
    report = Report()
    cite = "<EndNote><Cite><Author>Lu</Author><Year>2020</Year><RecNum>9</RecNum></Cite></EndNote>"
    assert taken(build(para(field(f" ADDIN EN.CITE {cite}"))), tmp_path, report) == []
    assert [(each.code, "Lu 2020 #9" in each.message) for each in report.errors] == [("no-record", True)]


SOURCES = (
    '<b:Sources xmlns:b="http://schemas.openxmlformats.org/officeDocument/2006/bibliography" SelectedStyle="">'
    "<b:Source><b:Tag>Unc99</b:Tag><b:SourceType>Book</b:SourceType><b:Title>Uncited</b:Title></b:Source>"
    "<b:Source><b:Tag>Ada11</b:Tag><b:SourceType>JournalArticle</b:SourceType><b:Guid>{1}</b:Guid><b:LCID>1033</b:LCID>"
    "<b:Author><b:Author><b:NameList><b:Person><b:Last>Adler</b:Last><b:First>Miriam</b:First><b:Middle>K.</b:Middle>"
    "</b:Person></b:NameList></b:Author><b:Editor><b:NameList><b:Person><b:Last>Quill</b:Last></b:Person></b:NameList>"
    "</b:Editor></b:Author><b:Title>Tides</b:Title><b:JournalName>Water</b:JournalName><b:Year>2011</b:Year>"
    "<b:Month>June</b:Month><b:Day>4</b:Day><b:Volume>3</b:Volume><b:Pages>1--9</b:Pages><b:RefOrder>1</b:RefOrder>"
    "<b:StandardNumber>1234-5679</b:StandardNumber><b:Theater>Odd</b:Theater></b:Source>"
    "<b:Source><b:Tag>Boa20</b:Tag><b:SourceType>Report</b:SourceType><b:Author><b:Author><b:Corporate>Board &amp; Co."
    "</b:Corporate></b:Author></b:Author><b:Title>Report</b:Title><b:Institution>House</b:Institution>"
    "<b:ThesisType>PhD thesis</b:ThesisType></b:Source></b:Sources>"
)


def test_sources_of_word(tmp_path: Path) -> None:
    simple = f'<w:fldSimple w:instr=" CITATION Boa20 \\l 1033 ">{run("(Board)")}</w:fldSimple>'
    data = build(
        para(simple, field(" CITATION Ada11 \\p 12 \\m Boa20 \\l 1033 "), field(" CITATION Gone00 \\l 1033 ")),
        para(field(" BIBLIOGRAPHY ")),
        parts={"customXml/item1.xml": SOURCES},
        relations=("customXml ../customXml/item1.xml",),
    )
    report = Report()
    found = taken(data, tmp_path, report)
    assert [record.id for record in found] == ["Boa20", "Ada11", "Unc99"]
    board, tides, _ = found
    assert (board.type, board.author, board.publisher) == ("thesis", (Name(literal="Board & Co."),), "House")
    assert (tides.type, tides.container_title, tides.page, tides.ISSN) == (
        "article-journal",
        "Water",
        "1-9",
        "1234-5679",
    )
    assert tides.author == (Name(family="Adler", given="Miriam K."),)
    assert tides.editor == (Name(family="Quill"),)
    assert str(tides.issued) == "2011-06-04"
    assert tides.custom == {"word-sources": {"Theater": "Odd"}}
    assert [(each.code, "Gone00" in each.message) for each in report.errors] == [("no-record", True)]


def test_sources_that_we_wrote_are_read_again(tmp_path: Path) -> None:
    records = list(LIBRARY.records.values())
    text = refexport.dumps(records, "word-sources")
    data = build(para("x"), parts={"customXml/item1.xml": text}, relations=("customXml ../customXml/item1.xml",))
    found = {record.id: record for record in taken(data, tmp_path)}
    assert set(found) == set(LIBRARY.records)
    for record in records:
        back = found[record.id]
        assert back.title == plain(record.title)
        assert (back.issued, back.volume, back.page) == (record.issued, record.volume, record.page)


def test_programs_mixed_in_their_order(tmp_path: Path) -> None:
    data = build(
        para(field(f" ADDIN EN.CITE <EndNote>{endnote('First', 1)}</EndNote>"), zotero(item("Second"))),
        para(field(" CITATION Ada11 "), field(f" ADDIN EN.CITE <EndNote>{endnote('Fourth', 2)}</EndNote>")),
        parts={"customXml/item1.xml": SOURCES},
        relations=("customXml ../customXml/item1.xml",),
    )
    titles = [record.title for record in taken(data, tmp_path)]
    assert titles == ["<i>First</i>", "Second", "Tides", "<i>Fourth</i>", "Uncited", "Report"]


BROKEN = {
    "JSON cut off": field(' ADDIN ZOTERO_ITEM CSL_CITATION {"citationItems": [{"id"'),
    "no JSON": field(" ADDIN ZOTERO_ITEM CSL_CITATION "),
    "not an object": field(" ADDIN CSL_CITATION {} "),
    "items of no kind": field(' ADDIN CSL_CITATION {"citationItems": [1, null, "x"]}'),
    "items without end": field(' ADDIN CSL_CITATION {"citationItems": ' + "[" * 100_000 + "]" * 100_000 + "}"),
    "no data": field(' ADDIN ZOTERO_ITEM CSL_CITATION {"citationItems": [{"id": 3, "uris": ["http://zotero.org/x"]}]}'),
    "Base64 of nothing": field(" ADDIN EN.CITE ", data="%%%%"),
    "no XML": field(" ADDIN EN.CITE ", data=encoded("plain")),
    "entities": field(
        ' ADDIN EN.CITE <!DOCTYPE EndNote [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        "<EndNote><Cite><record><titles><title>&b;</title></titles></record></Cite></EndNote>"
    ),
    "entities in Base64": field(
        " ADDIN EN.CITE ",
        data=encoded('<!DOCTYPE EndNote [<!ENTITY a SYSTEM "file:///etc/passwd">]><EndNote><Cite><record>&a;</record></Cite></EndNote>'),
    ),
    "control": '<w:sdt><w:sdtPr><w:tag w:val="MENDELEY_CITATION_v3_!!"/></w:sdtPr><w:sdtContent/></w:sdt>',
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_broken_citation_is_an_error_and_the_others_come_out(name: str, tmp_path: Path) -> None:
    report = Report()
    data = build(para(zotero(item("Before"))), para(BROKEN[name]), para(zotero(item("After"))))
    assert [record.title for record in taken(data, tmp_path, report)] == ["Before", "After"]
    assert report.errors
    for error in report.errors:
        assert error.source is not None
        assert error.source.endswith("from.docx")
        assert len(str(error)) < 600
    assert "root:" not in str(report.as_dict())


@given(depth=st.integers(1, 3000), ends=st.integers(0, 3000))
def test_fields_in_fields_without_end(depth: int, ends: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> ADDIN X </w:instrText></w:r>'
    data = build(para(begin * depth, '<w:r><w:fldChar w:fldCharType="end"/></w:r>' * ends), para(zotero(item("After"))))
    path = tmp_path_factory.mktemp("deep") / "deep.docx"
    path.write_bytes(data)
    extract(str(path))


def test_library_of_the_paper_is_read() -> None:
    assert len(refexport.read(FOLDER / "library.json")) == 15
