"""BibTeX: what the tables do not say."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from bibtexparser.splitter import Splitter
from formats.losses import unreported
from hypothesis import given
from hypothesis import strategies as st
from strategies import names, records

from refexport import Date, File, Name, Record, Report, dumps, loads, read
from refexport.formats import biblatex, bibtex
from refexport.registry import FORMATS
from refexport.syntax.bib_fields import ALSO_READ, COMMON, READ_TYPES, ROLES, SUBTYPES
from refexport.vocabulary import ITEM_TYPES, VARIABLES

BOTH = ("bibtex", "biblatex")
DIALECTS = (bibtex.DIALECT, biblatex.DIALECT)

# What Zotero's import knows, as probed; it drops all other types silently.
ZOTERO_TYPES = set(
    "article book booklet inbook incollection inproceedings conference manual mastersthesis phdthesis misc proceedings "
    "techreport unpublished patent online electronic thesis letter movie artwork report legislation jurisdiction audio "
    "video software inreference collection mvbook".split()
)


def one(text: str, format: str = "bibtex") -> Record:
    """Return the only record of a text."""
    found = loads(text, format)
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("dialect", DIALECTS, ids=BOTH)
def test_tables_name_what_there_is(dialect: object) -> None:
    assert set(dialect.types) == set(ITEM_TYPES)  # type: ignore[attr-defined]
    assert set(VARIABLES) <= set(dialect.fields)  # type: ignore[attr-defined]
    for type in ITEM_TYPES:
        writing = dialect.writing(type)  # type: ignore[attr-defined]
        assert len(set(writing.values())) == len(writing), f"two variables in one field of {type}"
    assert set(dialect.types.values()) <= set(READ_TYPES)  # type: ignore[attr-defined]


def test_shared_tables_name_what_there_is() -> None:
    assert set(READ_TYPES.values()) | set(SUBTYPES.values()) <= set(ITEM_TYPES)
    assert set(ALSO_READ.values()) <= set(COMMON)
    assert set(ROLES.values()) <= set(VARIABLES)


@pytest.mark.parametrize("format", BOTH)
def test_every_type_comes_back_and_zotero_drops_none(format: str) -> None:
    text = dumps([Record(id=f"k{number}", type=type) for number, type in enumerate(ITEM_TYPES)], format)
    assert [record.type for record in loads(text, format)] == list(ITEM_TYPES)
    assert {line[1:].partition("{")[0] for line in text.splitlines() if line.startswith("@")} <= ZOTERO_TYPES


def test_a_target_that_knows_more_types_gets_them() -> None:
    assert dumps([Record(id="a", type="dataset")], "biblatex", target="jabref").startswith("@dataset{a,")
    assert dumps([Record(id="a", type="dataset")], "biblatex", target="zotero").startswith("@misc{a,")


@pytest.mark.parametrize("reader", BOTH)
@pytest.mark.parametrize("writer", BOTH)
@given(record=records())
def test_either_reads_what_the_other_writes(writer: str, reader: str, record: Record) -> None:
    report = Report()
    back = one(dumps([record], writer, report=report), reader)
    # `location` of a conference paper is the event's place for the one and the publisher's for the other.
    differing = [found for found in unreported(record, back, report.losses) if "_place" not in found]
    assert differing == []


NASTY = st.lists(
    st.sampled_from(
        [
            "}",
            "{",
            "\\",
            "%",
            "$",
            "#",
            "&",
            '"',
            "@article{x,",
            "\n@article{x, title={y}}\n",
            "},",
            "\\input{x}",
            "a",
            " ",
        ]
    ),
    min_size=1,
    max_size=8,
).map("".join)


@pytest.mark.parametrize("format", BOTH)
@given(text=NASTY, other=NASTY)
def test_no_value_forges_an_entry_or_a_field(format: str, text: str, other: str) -> None:
    record = Record(
        id=other,
        title=text,
        abstract=other,
        note=text,
        URL=text.strip() or "x",
        DOI=f"10.1000/{other.strip()}",
        ISBN=text.strip() or "x",
        language=other.strip() or "en",
        volume=text,
        page=other,
        author=(Name(family=text, given=other), Name(literal=text)),
        editor=(Name(family=text, suffix=other, non_dropping_particle=text),),
        issued=Date(literal=text),
        accessed=Date(literal=other),
        keyword=(text, other),
        files=(File(text, title=other, media_type=text),),
        custom={format: {"foo": text, "bar}": other, "title": text}},
    )
    plain = record.copy(
        id="k",
        title="t",
        abstract="a",
        note="n",
        URL="u",
        DOI="10.1/d",
        volume="1",
        page="2",
        custom={format: {"foo": "f"}},
    )
    written = dumps([record, Record(id="last", title="Last")], format)
    library = Splitter(written).split()
    assert library.failed_blocks == []
    assert library.comments == []
    assert len(library.entries) == 2
    fields = {field.key for field in library.entries[0].fields}
    assert fields <= {field.key for field in Splitter(dumps([plain], format)).split().entries[0].fields} | {
        "date",
        "langid",
    }
    report = Report()
    back = loads(written, format, report=report)
    assert [found.title for found in back][1:] == ["Last"]
    assert report.diagnostics == []


@pytest.mark.parametrize("format", BOTH)
@given(text=NASTY)
def test_no_block_and_no_raw_field_forges_an_entry(format: str, text: str) -> None:
    fields = {"@preamble": text, "@comment": [text, "kept {x}"], "shortauthor": text, "execute": text}
    record = Record(id="k", title="First", custom={format: fields})
    report = Report()
    written = dumps([record, Record(id="last", title="Last")], format, report=report)
    library = Splitter(written).split()
    assert library.failed_blocks == []
    assert [entry.key for entry in library.entries] == ["k", "last"]
    assert {field.key for field in library.entries[0].fields} <= {"title", "shortauthor", "execute"}
    back = loads(written, format, report=report)
    assert [found.title for found in back] == ["First", "Last"]
    lost = {loss.field.rpartition(".")[2] for loss in report.losses}
    kept = back[0].custom[format]
    assert {name for name in fields if kept.get(name) != fields[name]} <= lost
    assert "kept {x}" in kept["@comment"]


def test_preambles_and_comments_without_an_entry_are_reported() -> None:
    report = Report()
    assert loads('@preamble{"x"}\n@comment{y}', "bibtex", report=report) == []
    assert [(loss.field, loss.value) for loss in report.losses] == [("@preamble", '"x"'), ("@comment", "y")]


def test_preambles_and_comments_come_back() -> None:
    text = '@preamble{"a" # {b}}\n\n@comment{jabref-meta: x;}\n\n@comment{y {z}}\n\n@misc{a,\n  title = {T},\n}\n\n'
    assert dumps(loads(text, "bibtex"), "bibtex") == text


def test_keys_are_ascii_unique_and_reported() -> None:
    report = Report()
    given = ["Smith2020", "smith2020", "Müller 1", "a{b}", "kept:as/it.is_?", "日本"]
    text = dumps([Record(id=id) for id in given], "bibtex", report=report)
    keys = [entry.key for entry in Splitter(text).split().entries]
    assert keys[0] == "Smith2020"
    assert keys[4] == "kept:as/it.is_?"
    assert len({key.lower() for key in keys}) == len(keys)
    assert "".join(keys).isascii()
    assert {loss.record for loss in report.losses if loss.field == "id"} == {"smith2020", "Müller 1", "a{b}", "日本"}


def test_an_open_entry_is_an_error_with_line_and_text() -> None:
    report = Report()
    found = loads("@misc{a, title={A}}\n\n@misc{b, title={open\n\n@misc{c, title={C}}\n", "bibtex", report=report)
    assert [record.id for record in found] == ["a", "c"]
    (error,) = report.errors
    assert (error.code, error.line, error.raw) == ("unbalanced-braces", 3, "@misc{b, title={open")


def test_bibtex_wins_where_both_know_a_file() -> None:
    classic = "@article{a, title={A}, journal={J}, year=2001}"
    modern = "@online{a, title={A}, date={2001-02-03}}"
    assert FORMATS.get("bibtex").sniff(classic) > FORMATS.get("biblatex").sniff(classic)  # type: ignore[misc]
    assert FORMATS.get("bibtex").sniff(modern) < FORMATS.get("biblatex").sniff(modern)  # type: ignore[misc]
    assert FORMATS.get("bibtex").sniff("TY  - JOUR\nER  - ") == 0  # type: ignore[misc]
    assert FORMATS.get("bibtex").sniff("mail me @home {please}") == 0  # type: ignore[misc]


@pytest.mark.parametrize("data", ["\ufeff@misc{a, title={Ä}}".encode(), "@misc{a, title={Ä}}".encode("cp1252")])
def test_encodings(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_bytes(data)
    assert read(path)[0].title == "Ä"


@pytest.mark.parametrize("names", ["", " ", "{}", ",", " , and ", "~", "and and and"])
def test_a_list_that_names_nobody(names: str) -> None:
    (record,) = loads(f"@book{{a, title = {{T}}, author = {{{names}}}, editor = {{Roe, Ann and {names}}}}}", "bibtex")
    assert (record.author, record.editor) == ((), (Name("Roe", "Ann"),))


def test_names_that_no_and_parts_are_guessed() -> None:
    report = Report()
    found = loads("@misc{a, author={Smith, J., Doe, K. L.}, editor={Roe, A.; Poe, B.}}", "bibtex", report=report)
    assert [name.family for name in (*found[0].author, *found[0].editor)] == ["Smith", "Doe", "Roe", "Poe"]
    assert {loss.field for loss in report.losses} == {"author", "editor"}


@pytest.mark.parametrize("format", ["bibtex", "biblatex"])
@pytest.mark.parametrize("names", ["Smith, John and others", "Smith, John et al."])
def test_a_list_that_is_cut_off_stays_so(format: str, names: str) -> None:
    records = loads(f"@book{{a, title = {{T}}, author = {{{names}}}, editor = {{Roe, Ann}}}}", format)
    assert records.report.losses == []
    again = loads(dumps(records, "csl-json"), "csl-json")
    report = Report()
    text = dumps(again, format, report=report)
    assert "author = {Smith, John and others}" in text
    assert "editor = {Roe, Ann}" in text
    assert report.losses == []
    assert dumps(records, "ris", report=report).count("AU  - ") == 2
    assert report.losses == []


@given(st.lists(names(), min_size=1, max_size=4))
def test_others_is_never_written(people: list[Name]) -> None:
    assert "others" not in dumps([Record(id="k", author=tuple(people))], "bibtex")


@pytest.mark.parametrize("text", ["{", "{\\em ", "\\textit{", "$^{", "@", "},", "\\'{"])
def test_hostile_values_take_linear_time(text: str) -> None:
    start = time.process_time()
    loads("@misc{a, title={" + text * 20_000 + "}}\n@misc{b, title={x}}", "bibtex")
    assert time.process_time() - start < 5


@pytest.mark.parametrize("format", BOTH)
def test_corpus_comes_back_but_for_losses(format: str, shared: Path) -> None:
    corpus = loads((shared / "corpus" / "real-records.csl.json").read_bytes(), "csl-json")
    report = Report()
    back = loads(dumps(corpus, format, report=report), format)
    for record, read_back in zip(corpus, back, strict=True):
        losses = [loss for loss in report.losses if loss.record == record.id]
        assert unreported(record, read_back, losses) == []


def test_corpus_loses_nearly_nothing(shared: Path) -> None:
    text = (shared / "corpus" / "real-records.csl.json").read_text(encoding="utf-8")
    corpus = loads(text, "csl-json")
    values = sum(len(item) for item in json.loads(text))
    for format in BOTH:
        report = Report()
        dumps(corpus, format, report=report)
        assert len(report.losses) < values / 100


def test_an_approximate_range_stands_as_edtf() -> None:
    record = Record(id="k", title="T", issued=Date((1990,), (1995,), circa=True))
    report = Report()
    text = dumps([record], "bibtex", report=report)
    assert "date = {1990~/1995~}" in text
    assert one(text, "bibtex").issued == record.issued
    assert report.losses == []
