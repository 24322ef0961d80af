"""CSL-JSON: wrapped, broken and wild files; what is written is portable, whole and valid."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from strategies import records

from refexport import Date, File, Name, Record, Report, dumps, loads
from refexport.conversion import Records, detect_format
from refexport.errors import InputError
from refexport.item_values import keywords_of
from refexport.source import Source
from refexport.vocabulary import ITEM_TYPES

GOOD = '{"id": "%s", "type": "book", "title": "Of bones"}'


def found(text: str) -> tuple[list[str], list[tuple[str, int | None]]]:
    records = loads(text, "csl-json")
    return [record.id for record in records], [(d.code, d.line) for d in records.report.diagnostics]


def item(record: Record, target: str | None = None) -> dict[str, Any]:
    (only,) = json.loads(dumps([record], "csl-json", target=target))
    return dict(only)


@pytest.mark.parametrize(
    "text",
    [
        "[A, B]",
        "A\nB\n",
        "[A] [B]",
        '{"items": [A, B]}',
        '{"total": 2, "references": [A, B], "next": null}',
        '[{"itemData": A}, {"itemData": B}]',
        '{"citationItems": [{"itemData": A}, {"itemData": B}]}',
        '{"a": {"type": "book", "title": "Of bones"}, "b": {"type": "book", "title": "Of bones"}}',
        "\ufeff[A, B]",
    ],
)
def test_wrappers(text: str) -> None:
    text = text.replace("A", GOOD % "a").replace("B", GOOD % "b")
    assert found(text) == (["a", "b"], [])


def test_one_item() -> None:
    assert found(GOOD % "a") == (["a"], [])
    assert found("[]") == ([], [("no-records", None)])


@pytest.mark.parametrize(
    ("text", "ids", "told"),
    [
        ("[\nA,\nB,\n{broken\n]", ["a", "b"], [("broken-json", 4)]),
        ('[\nA,\n{"id": "x", "author": [{"family": "Y"}, {"fam\n},\nB]', ["a", "b"], [("broken-json", 3)]),
        ('[\nA,\n{"id": "x", "title": "cut', ["a"], [("broken-json", 3)]),
        ("[\nA,\n{'id': 'x'},\nB]", ["a", "b"], [("broken-json", 3)]),
        ("[\nA,\nB\n]\nand more", ["a", "b"], [("broken-json", 5)]),
        ("[\nA,\nB,\n]", ["a", "b"], []),
        ("[\nA\nB\n]", ["a", "b"], []),
        ("[\nA,\n5,\nB]", ["a", "b"], [("not-an-item", 3)]),
        ("[\nA,\nnull,\nB]", ["a", "b"], []),
        ('{"items": [\nA,\n{"id": x},\nB\n], "total": 3}', ["a", "b"], [("broken-json", 3)]),
        ('[\nA,\n{"id": "c", "type": "hologram"}\n]', ["a", "c"], [("unknown-type", 3)]),
        ('[\nA,\n{"id": "c", "type": "book", "volume": NaN}]', ["a", "c"], []),
        ('[\nA,\n{"id": "c", "type": "book", "note": "two\nlines"}]', ["a", "c"], []),
    ],
)
def test_whole_items_of_broken_files(text: str, ids: list[str], told: list[tuple[str, int]]) -> None:
    assert found(text.replace("A", GOOD % "a").replace("B", GOOD % "b")) == (ids, told)


@pytest.mark.parametrize("text", ["x", '{"a', "[{", '[{"a":' * 100_000, "[" * 100_000, "{'a': 1}"])
def test_no_json_at_all(text: str) -> None:
    with pytest.raises(InputError, match="JSON"):
        loads(text, "csl-json")


def test_truncated_anywhere_gives_what_stands_before() -> None:
    text = dumps(
        [Record(id=f"r{n}", type="book", author=(Name("Lu", "Y"), Name("Pei", "X"))) for n in range(3)], "csl-json"
    )
    for end in range(text.index("r0") + 60, len(text) - 3):
        try:
            records: Records | list[Record] = loads(text[:end], "csl-json")
        except InputError:
            records = []
        assert [record.id for record in records] == ["r0", "r1", "r2"][: len(records)]
        assert all(record.author for record in records)


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ('[{"id": "a", "type": "book"}]', "csl-json"),
        ('[\n {"title": "x", "issued": {"date-parts": [[2020]]}}]', "csl-json"),
        ('{"id":"a","type":"book","issued":{"date-parts":[[2020]]}}\n{"id":"b","type":"book"}', "csl-json"),
        ('{"id":"a","type":"book","issued":{"start":[2020]}}\n{"id":"b","type":"book"}', "jsonl"),
        ('{"status":"ok","message-type":"work","message":{"DOI":"10.1000/x"}}', "crossref"),
        ('{"DOI":"10.1000/x","type":"journal-article","container-title":["X"]}', "crossref"),
        ('[{"id":"a","type":"article-journal","container-title":["X"],"DOI":"10.1000/x"}]', "csl-json"),
        ('[{"id":"a","type":"book","title":["A"],"container-title":["X"],"note":"N"}]', "csl-json"),
        ('{"data":{"id":"10.1/x","attributes":{"doi":"10.1000/x","publicationYear":2020}}}', "datacite"),
        ('{"id":"https://openalex.org/W1","type":"article"}', "openalex"),
        ('{"meta":{},"results":[{"id":"https://openalex.org/W1"}]}', "openalex"),
        ("---\nreferences:\n- id: a\n  type: book\n...\n", "csl-yaml"),
        ("- id: a\n  type: book\n", "csl-yaml"),
    ],
)
def test_which_json_it_is(text: str, format: str) -> None:
    assert detect_format(Source(text, "file.json")).id == format


# Writing


@given(record=records())
def test_nothing_at_all_is_lost(record: Record) -> None:
    report = Report()
    written = dumps([record], "csl-json", report=report)
    losses = [loss for loss in report.losses if loss.value != "software"]
    assert (loads(written, "csl-json")[0], losses) == (record, []), written


def test_nothing_of_the_corpus_changes_but_as_documented(shared: Any) -> None:
    text = (shared / "corpus" / "real-records.csl.json").read_text(encoding="utf-8")
    first = loads(text, "csl-json")
    assert (first.report.losses, first.report.diagnostics) == ([], [])
    written = dumps(first, "csl-json")
    assert loads(written, "csl-json") == first
    for before, after in zip(json.loads(text), json.loads(written), strict=True):
        assert {key: value for key, value in normal(before).items() if normal(after).get(key) != value} == {}, after


def normal(item: dict[str, Any]) -> dict[str, Any]:
    """Return an item as the documented normalisation leaves it, without what labelled lines of notes say."""
    found = {key: value for key, value in item.items() if key not in ("note", "custom", "journalAbbreviation")}
    for key, value in item.items():
        if isinstance(value, str) and key in found:
            found[key] = nfc(value)
        elif isinstance(value, list):
            found[key] = [{part: nfc(text) for part, text in name.items() if text} for name in value]
        elif isinstance(value, dict) and key in found:
            found[key] = normal_date(value)
    if "type: " in item.get("note", "") or item["type"] == "software":
        del found["type"]
    return {key: value for key, value in found.items() if value not in ("", {}, [])}


def normal_date(value: dict[str, Any]) -> Any:
    from refexport.item_values import date_of

    date = date_of(value)
    parts = value.get("date-parts", [[]])[0]
    assert not parts or not date or date.literal or list(date.start) == [int(part) for part in parts][:3] or date.month
    return str(date) if date else ""


@cache
def nfc(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r"https?://doi\.org/(?=10\.)|[\x00-\x08\x0b-\x1f]", "", text)
    return " ".join(re.sub(r"\s*–\s*", "-", text).replace(",", " ").split())


def test_layout() -> None:
    record = Record(id="a", type="book", title="Of <i>bones</i> & “β”", issued=Date((2020, 1)))
    assert dumps([record, record], "csl-json").splitlines()[:6] == [
        "[",
        "  {",
        '    "id": "a",',
        '    "type": "book",',
        '    "title": "Of <i>bones</i> & “β”",',
        '    "issued": {',
    ]
    assert dumps([record], "csl-json").endswith("\n  }\n]\n")
    assert dumps([], "csl-json") == "[]\n"


@pytest.mark.parametrize("type", ITEM_TYPES)
@pytest.mark.parametrize("target", [None, "zotero", "mendeley"])
def test_types_are_csl_s(type: str, target: str | None) -> None:
    record = Record(id="a", type=type, title="T")
    assert item(record, target)["type"] in ITEM_TYPES
    assert loads(dumps([record], "csl-json", target=target), "csl-json")[0].type == type


def test_identifiers_and_abbreviations_are_portable() -> None:
    record = Record(
        id="a", type="book", PMID="5", PMCID="PMC77", arxiv="2101.00001", note="Seen.", container_title_short="J"
    )
    written = item(record)
    assert written["note"] == "Seen.\nPMID: 5\nPMCID: PMC77\narXiv: 2101.00001"
    assert (written["PMID"], written["PMCID"], written["journalAbbreviation"]) == ("5", "PMC77", "J")


def test_a_note_that_looks_like_a_label_stays_a_note() -> None:
    record = Record(id="a", type="book", note="Volume: 3\nType: software", PMID="5", arxiv="hep-th/9901001")
    for target in (None, "zotero"):
        assert loads(dumps([record], "csl-json", target=target), "csl-json")[0].copy(citation_key=None) == record


def test_what_csl_json_has_no_key_for_is_in_custom() -> None:
    record = Record(
        id="a",
        type="book",
        part="citing",
        keyword=("a, b",),
        author=(Name("Doe", "J"), Name("Lu", "Y", orcid="0000-0002-1825-0097")),
        files=(File("x.pdf"),),
        custom={"ris": {"M9": "x"}, "csl-json": {"foo": 1, "custom": {"mine": 2}, "type": "hologram"}},
    )
    written = item(record)
    assert written["author"][1] == {"family": "Lu", "given": "Y"}
    assert written["foo"] == 1
    assert written["custom"] == {
        "mine": 2,
        "refexport": {
            "orcid": {"author": {"1": "0000-0002-1825-0097"}},
            "keyword": ["a, b"],
            "files": [{"path": "x.pdf"}],
            "part": "citing",
            "custom": {"ris": {"M9": "x"}, "csl-json": {"type": "hologram"}},
        },
    }
    assert loads(dumps([record], "csl-json"), "csl-json")[0] == record


def test_keywords_that_a_text_can_hold_stand_there_alone() -> None:
    record = Record(id="a", type="book", keyword=("a", "b c"))
    assert item(record) == {"id": "a", "type": "book", "keyword": "a; b c"}
    assert keywords_of("a; b c") == record.keyword


# Zotero


def test_zotero_gets_names_whole() -> None:
    record = Record(
        id="a",
        type="book",
        author=(
            Name("Gogh", "Vincent", non_dropping_particle="van"),
            Name("King", "M. L.", suffix="Jr."),
            Name("Lu", "Y"),
        ),
    )
    report = Report()
    (written,) = json.loads(dumps([record], "csl-json", target="zotero", report=report))
    assert written["author"] == [
        {"family": "van Gogh", "given": "Vincent"},
        {"family": "King", "given": "M. L., Jr."},
        {"family": "Lu", "given": "Y"},
    ]
    assert [(loss.field, loss.change) for loss in report.losses] == [("author", "altered")]
    assert item(record)["author"][0] == {"family": "Gogh", "given": "Vincent", "non-dropping-particle": "van"}


@pytest.mark.parametrize(
    ("date", "text"),
    [
        (Date((2020, 10, 21)), "2020-10-21"),
        (Date((2019,), (2020,)), "2019-2020"),
        (Date((1998,), season=1), "Spring 1998"),
        (Date((1850,), circa=True), "ca. 1850"),
        (Date(literal="in press"), "in press"),
    ],
)
def test_zotero_gets_dates_as_text(date: Date, text: str) -> None:
    record = Record(id="a", type="book", issued=date)
    written = dumps([record], "csl-json", target="zotero")
    assert json.loads(written)[0]["issued"]["literal"] == text
    assert loads(written, "csl-json")[0].issued == date


def test_zotero_refuses_a_file_with_software() -> None:
    record = Record(id="a", type="software", title="R", original_date=Date((1993,)))
    written = item(record, "zotero")
    assert written["type"] == "book"
    assert written["note"] == "type: software\nOriginal Date: 1993"
    assert written["citation-key"] == "a"
    assert (item(record)["type"], item(record)["note"]) == ("book", "type: software")
    assert item(record, "pandoc")["type"] == "software"


def test_that_software_is_a_book_to_others_is_in_the_report() -> None:
    record = Record(id="a", type="software", title="R")
    report = Report()
    text = dumps([record], "csl-json", report=report)
    assert [(loss.field, loss.change, loss.value) for loss in report.losses] == [("type", "altered", "software")]
    assert loads(text, "csl-json") == [record]


def test_a_doi_stands_on_a_line_of_the_note_where_zotero_has_no_field_for_it() -> None:
    records = [Record(id="a", type="book", DOI="10.1000/182"), Record(id="b", type="dataset", DOI="10.1000/182")]
    text = dumps(records, "csl-json")
    assert [item.get("note") for item in json.loads(text)] == ["DOI: 10.1000/182", None]
    assert loads(text, "csl-json") == records


def test_runs_of_blanks_are_reported() -> None:
    report = Report()
    record = Record(id="a", type="book", title="Two  blanks", note="One\nand  two", URL="https://example.org/")
    (again,) = loads(dumps([record], "csl-json", report=report), "csl-json")
    assert [loss.field for loss in report.losses] == ["title", "note"]
    assert (again.title, again.note) == ("Two blanks", "One\nand two")


def test_a_short_title_that_is_the_title_stands_in_the_note_for_zotero() -> None:
    record = Record(id="a", type="legal_case", title="Doe v Roe", title_short="Doe v Roe", note="Seen.")
    text = dumps([record], "csl-json", target="zotero")
    assert json.loads(text)[0]["note"] == "Seen.\nShort Title: Doe v Roe"
    assert loads(text, "csl-json") == [record]
    assert item(Record(id="a", title="Doe v Roe", title_short="Doe"), "zotero").get("note") is None


def test_software_is_a_book_to_zotero_with_lines_for_what_books_have_not() -> None:
    record = Record(id="a", type="software", genre="Python", medium="Linux", collection_title="Tools")
    (item,) = json.loads(dumps([record], "csl-json", target="zotero"))
    assert item["type"] == "book"
    assert item["note"].split("\n") == ["type: software", "Collection Title: Tools", "Genre: Python", "Medium: Linux"]
    (again,) = loads(json.dumps([item]), "csl-json")
    assert (again.type, again.genre, again.medium, again.collection_title) == ("software", "Python", "Linux", "Tools")


@pytest.mark.parametrize("target", ["portable", "zotero"])
def test_what_zotero_alone_tells_apart_stands_in_the_note(target: str) -> None:
    record = Record(id="k", type="personal_communication", title="T", custom={"zotero": {"type": "email"}})
    text = dumps([record], "csl-json", target=target)
    assert '"note": "Type: email"' in text
    assert loads(text, "csl-json")[0].custom == record.custom
    assert "note" not in dumps([record], "csl-yaml", target=target), "no Zotero reads it"
