"""What the fuzzer found (`fuzz.py`), each once."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from refexport import (
    Cite,
    Cluster,
    Date,
    Name,
    Processor,
    Record,
    Report,
    bibliography,
    check,
    cite_manuscript,
    dedupe,
    dumps,
    loads,
)
from refexport.errors import InputError, UsageError
from refexport.manuscript.word_extract import extract

FOUND = [
    ("ris", "TY  - JOUR\nPY  - 2020 May ²\nER  - \n"),
    ("ris", "TY  - JOUR\nTI  - A\nDA  - 2020/²/³\nER  - \n"),
    ("wos", "FN Clarivate\nPT J\nTI A\nPD MAY ³\nPY 2020\nER\n"),
    ("biblatex", "@book{a, title={A}, date={2020 May ¹}}"),
    ("bibtex", "@book{a, title={A}, year={²²²²}, month=¹}"),
    ("enw", "%0 Book\n%T A\n%W \n"),
    ("mods", '<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><title>A</title></titleInfo><part:: a="b"/></mods>'),
    ("enw", "%0 Book\n%T A\n%W  \n%U x\n"),
    ("mods", '<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><title>A</title></titleInfo><:023 a="b"/></mods>'),
    ("csl-json", f'[{{"id":"a","type":"book","volume":{"1" * 5000}}}'),
    ("csl-yaml", f'- id: a\n  issued:\n    date-parts: [["-{"1" * 5000}"]]\n'),
    ("csl-yaml", f'- id: a\n  issued: {{season: "{"1" * 5000}"}}\n'),
    ("ris", "AU  - Lu, Y\nIS  - 2\nVL  - 3\nER  - \n"),
    ("nbib", "PMID- 2\nBTI - \nPT  - Book\nTI  - \nFAU - Lu, Y\n"),
]


def test_part_of_a_word_document_in_an_unknown_encoding_is_refused(tmp_path: Path) -> None:
    from manuscript.word_files import build, pack, para, unpack

    parts: dict[str, str | bytes] = dict(unpack(build(para("A"))))
    parts["word/document.xml"] = bytes(parts["word/document.xml"]).replace(b'"UTF-8"', b'"UUTF-8"')  # type: ignore[arg-type]
    path = tmp_path / "paper.docx"
    path.write_bytes(pack(parts))
    with pytest.raises(InputError, match="unknown encoding"):
        extract(str(path))


def test_word_document_with_places_before_its_beginning_is_refused(tmp_path: Path) -> None:
    from manuscript.word_files import build, para

    path = tmp_path / "paper.docx"
    path.write_bytes(build(para("A"))[70:])
    with pytest.raises(InputError, match="damaged"):
        extract(str(path))


@pytest.mark.parametrize("name", ["a" * 5000, "a" * 5000 + ".bib", "a\\0b", "a\\0b.bib", "/", ".."])
def test_manuscript_may_name_what_is_no_path(name: str, tmp_path: Path) -> None:
    paper, output = tmp_path / "paper.md", tmp_path / "out.md"
    paper.write_text(f'---\nbibliography: "{name}"\ncsl: "{name}"\n---\n[@a]\n', "utf-8")
    with pytest.raises(UsageError):
        cite_manuscript(paper, output)
    with pytest.raises(UsageError):
        bibliography([Record(id="a", title="A")], name.replace("\\0", "\0") + ".csl")
    latex, written = tmp_path / "paper.tex", tmp_path / "out.tex"
    latex.write_text(
        f"\\begin{{document}}\\cite{{a}}\\input{{{name}}}\\bibliography{{{name}}}\\end{{document}}", "utf-8"
    )
    with pytest.raises(UsageError):
        cite_manuscript(latex, written, style="apa")
    assert not output.exists()
    assert not written.exists()


def test_names_of_many_small_words_are_cited() -> None:
    name = Name(family="d' " * 40, given=f"{'von ' * 40}Things")
    start = time.process_time()
    assert "von von" in str(bibliography([Record(id="a", type="book", title="A", author=(name,))], "ieee"))
    assert time.process_time() - start < 4


def test_dates_and_names_that_are_none_are_written() -> None:
    text = '{"id":"a","author":[{}],"issued":{"start":[2020,1],"end":[2020,99999999999999999999]},"ISBN":"12345x6789"}'
    records = loads(text, "jsonl")
    assert [told.code for told in records.report.diagnostics] == ["date-impossible"]
    assert records[0].issued == Date(literal="2020-01/2020-99999999999999999999")
    for format in ("bibtex", "biblatex", "csl-yaml", "hayagriva", "ris", "mods", "csl-json"):
        assert dumps(records, format)
    assert "[{}" not in dumps(records, "csl-yaml")
    dedupe(records)


def test_records_with_half_a_surrogate_pair_are_compared() -> None:
    records = [Record(id=id, type="book", title="A \ud800") for id in "ab"]
    assert len(dedupe(records).records) == 1


def test_word_document_with_a_namespace_that_is_no_address_is_refused(tmp_path: Path) -> None:
    from manuscript.word_files import build, pack, para, unpack

    parts: dict[str, str | bytes] = dict(unpack(build(para("A [@a]."))))
    head = bytes(parts["word/document.xml"])  # type: ignore[arg-type]
    parts["word/document.xml"] = head.replace(b"<w:body", b'<w:body xmlns:x="htt~://a"', 1)
    path, output = tmp_path / "paper.docx", tmp_path / "out.docx"
    path.write_bytes(pack(parts))
    (tmp_path / "library.json").write_text('[{"id":"a","type":"book","title":"A"}]')
    with pytest.raises(InputError, match="not a valid URI"):
        cite_manuscript(path, output, bibliography=tmp_path / "library.json", style="apa")
    assert not output.exists()


@pytest.mark.parametrize("format", ["csl-yaml", "hayagriva"])
def test_yaml_with_long_keys_is_yaml(format: str) -> None:
    import yaml

    long = "kß" * 1500
    record = Record(id=long, type="book", title="A", custom={"csl-json": {long: {long: [{long: 1}]}, "b": [long]}})
    text = dumps([record], format)
    assert list(yaml.load_all(text, yaml.CSafeLoader)) == list(yaml.safe_load_all(text))
    if format == "csl-yaml":
        assert loads(text, format) == [record]


@pytest.mark.parametrize("format", ["csl-json", "csl-yaml", "jsonl", "mods"])
@pytest.mark.parametrize(
    ("issued", "read"),
    [
        ({"end": [2020, 2]}, Date(literal="/2020-02")),
        ({"start": [7353, 5], "end": [1999]}, Date((7353, 5), (1999,))),
        ({}, None),
    ],
)
def test_dates_without_beginning_or_backwards_come_back(format: str, issued: object, read: Date | None) -> None:
    records = loads(json.dumps({"id": "a", "type": "book", "title": "A", "issued": issued}), "jsonl")
    assert records[0].issued == read
    assert loads(dumps(records, format), format)[0].issued == read


TAGGED = [
    ("PY  - 2020\nDA  - Soon", {"DA": "Soon"}),
    ("PY  - 2020\nDA  - 2021", {"PY": "2020"}),
    ("Y1  - 1996///Foo", {"Y1": "1996///Foo"}),
    ("PY  - 2020\nDA  - 2020/10/21/", {}),
    ("PY  - 1998\nY1  - 1998///Spring", {}),
    ("PY  - 2020\nY1  - 2020", {}),
    ("SP  - 1-3\nEP  - 5", {"EP": "5"}),
    ("SP  - 1-3\nEP  - 3", {}),
    ("SP  - Internet-Draft", {}),
]


@pytest.mark.parametrize(("lines", "kept"), TAGGED)
def test_dates_and_pages_of_ris_that_say_something_else_are_kept(lines: str, kept: dict[str, str]) -> None:
    records = loads(f"TY  - JOUR\nTI  - A\n{lines}\nER  - \n", "ris")
    assert records[0].custom.get("ris", {}) == kept
    assert loads(dumps(records, "ris"), "ris")[0] == records[0]


@pytest.mark.parametrize("format", ["bibtex", "biblatex"])
@pytest.mark.parametrize("fields", ["date={2020}, month={undefined}", "doi={a{b}\\c}", "url={http://a}, link={b~%_c}"])
def test_fields_of_bibtex_that_are_kept_as_they_are_do_not_grow(format: str, fields: str) -> None:
    records = loads(f"@article{{a, title={{A}}, {fields}}}", format)
    assert records[0].custom[format]
    report = Report()
    once = dumps(records, format, report=report)
    assert dumps(loads(once, format), format) == once
    assert loads(once, format) == records or report.losses


HUGE = "9" * 5000
NUMBERS = [
    ("bibtex", "@book{a, title={A}, year={2020}, month={5}, day={N}}"),
    ("bibtex", "@book{a, title={A}, pages={N--1}, chapter={N}, edition={N}}"),
    ("ris", "TY  - JOUR\nPY  - 2020/1/N\nSP  - N\nEP  - 1\nVL  - N\nER  - \n"),
    ("nbib", "PMID- 1\nTI  - A\nDP  - 2020 Jan N\nPG  - 1-N\n"),
    ("enw", "%0 Book\n%T A\n%D N\n%8 2020/N/N\n%P N-N\n"),
    ("wos", "FN Clarivate\nPT J\nTI A\nPY N\nPD N N\nBP N\nEP 1\nER\n"),
    (
        "csl-json",
        '[{"id": "a", "type": "book", "title": "A", "page": "1-N", "issued": {"date-parts": [["2020", "N", "N"]]}}]',
    ),
]


@pytest.mark.parametrize(("format", "text"), NUMBERS)
def test_numbers_of_any_length_are_read_checked_compared_and_cited(format: str, text: str) -> None:
    records = loads(text.replace("N", HUGE), format)
    check(records)
    dedupe([*records, records[0].copy(id="other")])
    assert str(bibliography(records, "apa"))
    assert str(bibliography(records, "chicago-notes-bibliography"))


@pytest.mark.parametrize("number", [HUGE, "²", "-1"])
def test_numbers_of_a_style_that_are_none_are_as_though_they_were_not_there(number: str) -> None:
    names = f'et-al-min="{number}" et-al-use-first="{number}"'
    style = (
        '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text"><info><title>a</title><id>a</id>'
        f'</info><citation near-note-distance="{number}"><layout><names variable="author"><name {names}/></names>'
        f'</layout></citation><bibliography entry-spacing="{number}" line-spacing="{number}"><layout>'
        '<text variable="title"/></layout></bibliography></style>'
    )
    records = [Record(id="a", type="book", title="A", author=(Name("Lu"), Name("Roe")))]
    processor = Processor(style.encode(), records, markup="text")
    clusters = [Cluster([Cite("a")])]
    assert [str(each) for each in processor.cite(clusters)] == ["Lu, Roe"]
    assert str(processor.bibliography(clusters))


def test_keys_of_yaml_that_stand_twice_are_told() -> None:
    records = loads(
        "- id: a\n  type: book\n  title: One\n  title: Two\n- &b {id: b, title: B}\n- <<: *b\n  id: c\n", "csl-yaml"
    )
    assert [record.title for record in records] == ["Two", "B", "B"]
    told = [(each.code, each.line, each.raw) for each in records.report.diagnostics]
    assert told == [("repeated-key", 4, "One")]


@pytest.mark.parametrize("format", ["bibtex", "biblatex"])
@pytest.mark.parametrize(
    "name",
    [Name(family="Bello", given="L;a;b", suffix="Jr"), Name(family="Be;llo", given="L. X."), Name(family="A & B")],
)
def test_one_name_is_read_as_one(format: str, name: Name) -> None:
    record = Record(id="a", type="book", title="A", author=(name,))
    report = Report()
    back = loads(dumps([record], format, report=report), format)
    assert len(back[0].author) == 1
    assert back[0].author == (name,) or report.losses


@pytest.mark.parametrize("lines", ["TY  - x y\n", "%0 Some Thing\n", "RT Some Thing\n"])
def test_type_at_the_end_of_a_file_is_one_line(lines: str) -> None:
    format = {"T": "ris", "%": "enw", "R": "refworks"}[lines[0]]
    assert set(loads(lines, format)[0].custom[format].values()) <= {"x y", "Some Thing"}


@pytest.mark.parametrize(("format", "text"), FOUND)
def test_is_read_without_failing(format: str, text: str) -> None:
    assert len(loads(text, format)) == 1
