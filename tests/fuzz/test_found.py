"""What the fuzzer found (`fuzz.py`), each once."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from refexport import Date, Name, Record, bibliography, cite_manuscript, dedupe, dumps, loads
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


@pytest.mark.parametrize(("format", "text"), FOUND)
def test_is_read_without_failing(format: str, text: str) -> None:
    assert len(loads(text, format)) == 1
