"""XML is read safely, mended where people forget to escape, and written so that nothing can be forged."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from places import DATA

from refexport import Record, Report, dumps, read
from refexport.errors import InputError
from refexport.source import Source
from refexport.syntax import xml

XML_DOCTYPE = '<!DOCTYPE x PUBLIC "-//NLM//DTD PubMedArticle//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed.dtd">'
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))


def texts(document: str | bytes, report: Report | None = None) -> list[str]:
    report = report or Report()
    return [xml.text_of(element) for element in xml.elements(Source(document, "f.xml", report), report, ("t",))]


@pytest.mark.parametrize(
    "document",
    [
        f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]><x><t>&a11;</t></x>',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x><t>&e;</t></x>',
        '<?xml version="1.0"?><!-- hello --><!DOCTYPE x SYSTEM "http://example.org/x.dtd"><x><t>1</t></x>',
        "<!DOCTYPE x SYSTEM 'x.dtd'><x><t>1</t></x>",
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://example.org/p">%p;]><x><t>1</t></x>',
        "<x>" + "<a>" * 100_000 + "</a>" * 100_000 + "</x>",
        "<x><t>" + "<t>" * 100_000,
        '<!DOCTYPE x PUBLIC "' + "a " * 100_000,
    ],
    ids=["laughs", "file", "dtd", "relative-dtd", "parameter", "nested", "nested-and-cut-off", "unclosed-doctype"],
)
def test_refuses_what_is_dangerous_at_once(document: str) -> None:
    begin = time.process_time()
    with pytest.raises(InputError, match="refuse"):
        texts(document)
    assert time.process_time() - begin < 1


def test_allows_the_dtd_that_pubmed_names_and_does_not_fetch_it() -> None:
    doctype = '<!DOCTYPE x PUBLIC "-//NLM//DTD X//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">'
    assert texts(f"{doctype}<x><t>1</t></x>") == ["1"]


def test_an_inclusion_is_an_element_like_any_other() -> None:
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'
    assert texts(f"<x><t>a{include}b</t></x>") == ["ab"]


def test_mends_what_was_not_escaped_and_says_where() -> None:
    report = Report()
    found = texts("<x>\n<t>AT&T</t><t>p < 0.05</t><t>a&nbsp;b &alpha; &amp; &#945; &bogus;</t></x>", report)
    assert found == ["AT&T", "p < 0.05", "a\xa0b α & α &bogus;"]
    assert [(d.severity, d.code, d.line) for d in report.diagnostics] == [("warning", "not-escaped", 2)]


def test_sections_of_character_data_are_left_alone() -> None:
    assert texts("<x><t><![CDATA[a < b && c]]></t></x>") == ["a < b && c"]


def test_drops_control_characters_and_says_so() -> None:
    report = Report()
    found = texts("<x><t>a\x0bb&#x1F;c&#11;d&#xD800;e&#57343;f&#xfffe;g&#65535;h&#xD7FF;</t></x>", report)
    assert found == ["abcdefgh\ud7ff"]
    assert [d.code for d in report.diagnostics] == ["control-character"]


def test_a_document_that_is_cut_off_gives_what_is_there() -> None:
    report = Report()
    assert texts("<x>\n<t>1</t>\n<t>2", report) == ["1", "2"]
    assert [(d.severity, d.code, d.line) for d in report.diagnostics] == [("error", "not-well-formed", 3)]


def test_a_wrong_end_tag_spoils_one_element_only() -> None:
    report = Report()
    assert texts("<x><t>1</t>\n<t><b>2</t><t>3</t></x>", report)[0] == "1"
    assert [d.line for d in report.errors] == [2]


@pytest.mark.parametrize("document", ["hello", "{}", "@article{a, title = {b}}"])
def test_what_is_no_xml_is_refused_with_its_line(document: str) -> None:
    with pytest.raises(InputError, match=r"f\.xml:1: this is not XML"):
        texts(document)


def test_reads_the_encoding_that_the_document_declares() -> None:
    document = '<?xml version="1.0" encoding="ISO-8859-2"?><x><t>čeština</t></x>'
    assert texts(document.encode("iso-8859-2")) == ["čeština"]
    assert texts(document.replace("ISO-8859-2", "utf-8").encode()) == ["čeština"]
    assert texts(document.replace("ISO-8859-2", "utf-16").encode("utf-16")) == ["čeština"]
    assert texts(document.replace("ISO-8859-2", "no-such-code").encode()) == ["čeština"]


def test_text_is_composed() -> None:
    assert texts("<x><t>e\u0301</t></x>") == ["é"]


def test_memory_does_not_grow_with_the_document() -> None:
    report = Report()
    document = "<x>" + "<t><a>b</a></t>" * 50_000 + "</x>"
    for number, element in enumerate(xml.elements(Source(document, "f", report), report, ("t",))):
        # The parser is a piece of the text ahead, no more.
        assert len(element.getparent()) < 5000, number


def test_nothing_is_forged_in_text_or_attributes() -> None:
    nasty = "</t><t a='1' b=\"2\">&lt;]]>\r"
    assert texts(f"<x><t>{xml.escape(nasty)}</t></x>") == [nasty.strip()]
    from lxml import etree

    element = etree.fromstring(f'<t a="{xml.attribute(nasty + chr(10) + chr(9))}"/>')
    assert element.get("a") == nasty + "\n\t"


def test_characters_that_xml_cannot_hold_are_losses() -> None:
    report = Report()
    record = Record(id="k", title="a\x00b", abstract="fine")
    assert xml.allowed("<t>a\x00b\ud800</t>", record, report, "mods") == "<t>ab</t>"
    assert [(loss.field, loss.change) for loss in report.losses] == [("title", "altered")]


PIECES = [
    "<r>",
    "</r>",
    "<t>",
    "</t>",
    "<q:t>",
    "&amp;",
    "&nbsp;",
    "&#1;",
    "&",
    "<",
    "]]>",
    "<![CDATA[&<]]>",
    "é",
    "e\u0301",
]
PIECES += ["a b\n", "\x02", "<!-- <t> -->", "<?p i?>", "<i a='1'/>", "\ud800", "\ufffe"]


@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from(["", XML_DOCTYPE]))
@example(["<t>", "<t>", "</t>", "</t>"], "")
def test_what_needs_no_mending_is_read_as_by_the_thorough_way(pieces: list[str], start: str) -> None:
    document = f"{start}<x><r>{''.join(pieces)}</r></x>"

    def found(quickly: bool) -> tuple[list[str] | str, list[str]]:
        report = Report()
        with pytest.MonkeyPatch.context() as patch:
            if not quickly:
                patch.setattr(xml, "_well_formed", lambda text, tags: None)
            try:
                return texts(document, report), [str(diagnostic) for diagnostic in report.diagnostics]
            except InputError as error:
                return str(error), []

    assert found(quickly=True) == found(quickly=False)


@pytest.mark.parametrize(("format", "tag"), [("endnote-xml", "record"), ("mods", "mods")])
def test_what_is_written_needs_no_mending(format: str, tag: str) -> None:
    document = dumps(read(DATA / "article-page.txt"), format)
    found = xml._well_formed(document, [f"{{*}}{tag}"])
    assert found is not None
    assert len(found) > 10


URN = ' xmlns="urn:x"'
SCOPES = [
    "<r>",
    "</r>",
    f"<r{URN}>",
    f"<t{URN} a='1'>",
    "</t>",
    "<t>",
    "<p:t xmlns:p='urn:x'>",
    "</p:t>",
    '<t xmlns="">',
]
SCOPES += [f"a{URN}b", f"<![CDATA[<t{URN}>]]>", f"<i a='<{URN}>'/>", f"<i b='{URN}'/>", '<i xmlns:p="urn:x" p:a="1"/>']


@given(st.lists(st.sampled_from(SCOPES), max_size=10), st.sampled_from(["", URN, ' xmlns:p="urn:x"']))
def test_elements_without_their_namespace_say_the_same(pieces: list[str], declared: str) -> None:
    document = f"<x{declared}><r>{''.join(pieces)}</r></x>"

    def found(namespace: str) -> list[tuple[str, str, list[str]]]:
        report = Report()
        every = xml.elements(Source(document), report, ("t",), namespace)
        each = [
            (item.tag.replace("{urn:x}", ""), xml.text_of(item), [*map(str, item.attrib.values())]) for item in every
        ]
        return [*each, *(("", str(diagnostic), []) for diagnostic in report.diagnostics)]

    assert found("urn:x") == found("")
