"""What `check` finds: every code by cases, and nothing in what is right."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import PROJECT

from refexport import Date, Finding, Name, Record, check, dumps, parts
from refexport.errors import InputError
from refexport.library.characters import without_mojibake
from refexport.library.checking import check_file, check_parts
from refexport.library.findings import CODES, repaired
from refexport.library.required import OTHERS, REQUIRED
from refexport.source import Source
from refexport.vocabulary import ITEM_TYPES, VARIABLES

RIGHT: dict[str, Any] = {
    "id": "moro2001",
    "type": "article-journal",
    "title": "A history of glass in the lagoon",
    "author": (Name(family="Moro", given="Ugo", orcid="0000-0002-1825-0097"), Name(family="van Dam", given="J.")),
    "container_title": "BMC Glass",
    "issued": Date((2001, 2, 28)),
    "page": "2907-12",
    "DOI": "10.1000/182",
    "ISSN": "0028-0836",
    "ISBN": "978-3-16-148410-0 0-306-40615-2",
    "PMID": "33081809",
    "PMCID": "PMC4821226",
    "arxiv": "2101.00001",
    "URL": "https://example.org/a?b=1&amp=2",
}

# What is changed, the code, and what is put right or else only suggested.
CASES: list[tuple[dict[str, Any], str, str | None]] = [
    ({"title": None}, "missing-field", None),
    ({"container_title": None}, "missing-field", None),
    ({"issued": Date((2001, 2, 29))}, "date-impossible", None),
    ({"issued": Date((2001, 13))}, "date-impossible", None),
    ({"issued": Date((2001,), (1999,))}, "date-impossible", None),
    ({"issued": Date(literal="2001-15-40")}, "date-impossible", None),
    ({"issued": Date((2031,))}, "date-future", None),
    ({"accessed": Date(literal="some day")}, "date-unreadable", None),
    ({"page": "120-115"}, "pages-reversed", "115-120"),
    ({"page": "n/a"}, "pages-impossible", None),
    ({"page": "--"}, "pages-impossible", None),
    ({"DOI": "https://doi.org/10.1000/182."}, "doi-malformed", "!10.1000/182"),
    ({"DOI": "11.1000/182"}, "doi-malformed", None),
    ({"DOI": None, "custom": {"bibtex": {"doi": "10.1/x"}}}, "doi-malformed", None),
    ({"PMID": None, "custom": {"wos": {"PM": ["x1"]}}}, "pmid-malformed", None),
    ({"PMCID": None, "custom": {"bibtex": {"pmcid": "PM1"}}}, "pmcid-malformed", None),
    ({"custom": {"bibtex": {"orcid": "0000-0002-1825-0098"}}}, "orcid-check-digit", None),
    ({"custom": {"bibtex": {"month": "13"}}}, "date-impossible", None),
    ({"ISBN": "978-3-16-148410-1"}, "isbn-check-digit", None),
    ({"ISBN": "none"}, "isbn-malformed", None),
    ({"ISSN": "0028-0837"}, "issn-check-digit", None),
    ({"ISSN": "00280836"}, "issn-malformed", "!0028-0836"),
    ({"ISSN": "28-836"}, "issn-malformed", None),
    ({"author": (Name(family="Moro", orcid="0000-0002-1825-0098"),)}, "orcid-check-digit", None),
    ({"PMID": "PMID: 33081809"}, "pmid-malformed", "!33081809"),
    ({"PMID": "33x"}, "pmid-malformed", None),
    ({"PMCID": "4821226"}, "pmcid-malformed", "!PMC4821226"),
    ({"arxiv": "arXiv:2101.00001"}, "arxiv-malformed", "!2101.00001"),
    ({"URL": "www.example.org/a"}, "url-malformed", "https://www.example.org/a"),
    ({"URL": "https://doi.org/10.1000/182", "DOI": None}, "doi-in-url", None),
    ({"ISBN": "0028-0836"}, "isbn-malformed", None),
    ({"title": "A HISTORY OF GLASS IN THE LAGOON"}, "title-capitals", "A history of glass in the lagoon"),
    ({"title": "Ãœber GlÃ¤ser"}, "mojibake", "!Über Gläser"),
    ({"title": "Itâ€™s glass"}, "mojibake", "!It’s glass"),
    ({"keyword": ("glass", "FenÃªtre")}, "mojibake", "!Fenêtre"),
    ({"author": (Name(family="MÃ¼ller", given="Jan"),)}, "mojibake", "!Müller"),
    ({"title": "Gl�ser"}, "lost-characters", None),
    ({"title": "Glass &amp; sand"}, "html-entity", "!Glass & sand"),
    ({"author": (Name(family="Moro", given="Ugo"), Name(literal="et al."))}, "name-et-al", None),
    ({"author": (Name(family="others"),)}, "name-et-al", None),
    ({"author": (Name(family="Ugo Moro"),)}, "name-whole-in-family", "Moro, Ugo"),
    ({"author": (Name(family="Moro, Ugo"),)}, "name-whole-in-family", "Moro, Ugo"),
    ({"author": (Name(family="Moro", given="Ugo and Bo, Ann"),)}, "name-several", None),
    ({"author": (Name(family="Smith J", given="Jones K", suffix="et al."),)}, "name-several", None),
    ({"author": (Name(family="Moro1", given="Ugo"),)}, "name-digits", "Moro"),
    ({"author": (Name(family="Rodri%CC%81guez", given="Ugo"),)}, "name-digits", "Rodri\u0301guez"),
    ({"author": (Name(family="ICIM-98"),)}, "name-digits", None),
    ({"author": (Name(family="Survey Office"),)}, "name-whole-in-family", None),
    ({"author": (Name(family="U.", given="Moro"),)}, "name-swapped", "Moro, U."),
    ({"author": (Name(family="MORO", given="Ugo"),)}, "name-capitals", "Moro"),
    ({"author": (Name(family="Moro", given="Ugo,"),)}, "name-punctuation", "!Ugo"),
    ({"author": (Name(family="Moro", given="Dr. Ugo"),)}, "name-title", None),
    ({"author": (Name(family="Moro", given="Ugo (Ed.)"),)}, "name-title", None),
]


def _codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


@pytest.mark.parametrize(("changes", "code", "better"), CASES, ids=lambda value: str(value)[:40])
def test_finding(changes: dict[str, Any], code: str, better: str | None) -> None:
    record = Record(**{**RIGHT, **changes})
    (finding,) = check([record], this_year=2026)
    assert finding.code == code
    assert finding.suggestion == (better.removeprefix("!") if better else None)
    assert finding.certain == bool(better and better.startswith("!"))
    assert finding.record == "moro2001"
    if finding.certain:
        assert check([repaired(record, [finding])], this_year=2026) == []


def test_every_code_has_a_case() -> None:
    assert {code for _, code, _ in CASES} | {"duplicate-key"} == set(CODES)


# What is right, and looks wrong to a careless eye.
FINE: list[dict[str, Any]] = [
    {},
    {"issued": Date(literal="in press")},
    {"issued": Date((2024, 2, 29))},
    {"custom": {"bibtex": {"month": "spring", "orcid": "0000-0002-1825-0097"}, "ris": {"X": "10.1/x"}}},
    {"author": (Name(family="van Dam", given="J"), Name(family="Ng Wei", given="KL"))},
    {"page": "e14677"},
    {"page": "S12-9"},
    {"page": "iv-xii"},
    {"title": "DNA"},
    {"title": "معاملات الجمعية الجغرافية في بومباي VIII"},
    {"title": "FAO + WHO 日本：持続可能な開発に向けての連携拡大 レポート"},
    {"author": (Name(family="GSAP"),)},
    {"title": "Café à la crème – a naïve “history”"},
    {"title": "R&D in glass"},
    {"author": (Name(literal="3M Company"), Name(literal="Task Force 2 of the World Glass Body"))},
    {"author": (Name(family="García Márquez", given="Gabriel"), Name(family="LI", given="Wei"))},
    {"author": (Name(family="Plato"),)},
    {"author": (Name(family="O'Neil", given="J.-P."), Name(family="Editorovich", given="Ed"))},
    {"author": (Name(family="Andersen", given="Hans Y"),)},
]


@pytest.mark.parametrize("changes", FINE, ids=str)
def test_nothing_is_found_in_what_is_right(changes: dict[str, Any]) -> None:
    assert check([Record(**{**RIGHT, **changes})], this_year=2026) == []


def test_duplicate_keys() -> None:
    assert _codes(check([Record(**RIGHT), Record(**RIGHT)])) == ["duplicate-key", "duplicate-key"]


def test_every_code_is_in_the_documentation() -> None:
    rows = [line for line in (PROJECT / "docs" / "library.md").read_text().splitlines() if line.startswith("| `")]
    documented = {code for line in rows for code in re.findall(r"`([a-z]+(?:-[a-z]+)*)`", line.split("|")[1])}
    certain = {code for _, code, better in CASES if better and better.startswith("!")}
    assert documented == set(CODES)
    assert all(line.split("|")[3].strip() for line in rows if f"`{line.split('`')[1]}`" in certain)


def test_tables_name_types_and_fields_that_exist() -> None:
    assert set(REQUIRED) <= set(ITEM_TYPES)
    assert {name for groups in (*REQUIRED.values(), OTHERS) for names in groups for name in names} <= set(VARIABLES)


@given(st.text(min_size=1, max_size=20).filter(str.isprintable))
def test_mojibake_turns_back(text: str) -> None:
    try:
        garbled = text.encode().decode("cp1252")
    except UnicodeDecodeError:
        return
    if garbled != text:
        assert without_mojibake(garbled) in (text, without_mojibake(text))


BIB = """% mine, keep
@article{a,  title = {Ãœber "GlÃ¤ser"},
  author={Moro, Ugo},journal = {Glass},  year = 2001,
}
@article{b, title = {Sand}, author = {Moro, Ugo}, year = 2001}
"""


def test_a_file_keeps_all_that_is_right(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIB)
    checked = check_file(tmp_path / "a.bib", fix=True)
    assert checked.text == BIB.replace("Ãœber", "Über").replace("GlÃ¤ser", "Gläser")
    assert [(one.code, one.line) for one in checked.fixed] == [("mojibake", 2)]
    assert [(one.code, one.line, one.record) for one in checked.findings] == [("missing-field", 5, "b")]


def test_without_fix_there_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIB)
    checked = check_file(tmp_path / "a.bib")
    assert checked.text is None
    assert len(checked.findings) == 2


LINES = {
    "a.ris": ("TY  - BOOK\nTI  - A\nAU  - Bo, Al\nPY  - 2001\nER  - \n\nTY  - BOOK\nTI  - B\nPY  - 2001\nER  - \n", 7),
    "a.json": ('[{"id": "x", "type": "song", "title": "A"},\n{"id": "y", "type": "book", "title": "B", "issued": '
               '{"date-parts": [[2001]]}}]', 2),
    "b.ris": ("TY  - BOOK\nTI  - A\nAU  - Bo, Al\nPY  - 2001/13/45/\nER  - \n", 1),
    "c.bib": ("@book{a,\n author={Bo, Al},\n title={A},\n year=2001,\n month=13}", 5),
    "d.bib": ("@book{a,\n author={Bo, Al},\n title={A},\n year=2001,\n month=5, day=45}", 5),
    "p.bib": ("@article{a,\n author={Bo, Al},\n title={A},\n journal={J},\n year=2001,\n pages={118--101}}", 6),
    "e.enw": ("%0 Book\n%T A\n%A Bo, Al\n%D 2001\n%R here\n", 5),
    "a.jsonl": ('{"id":"x","type":"song","title":"A"}\n{"id":"y","type":"thing","title":"B"}\n', 2),
}  # fmt: skip


@pytest.mark.parametrize("name", LINES)
def test_findings_have_their_line(name: str, tmp_path: Path) -> None:
    text, line = LINES[name]
    (tmp_path / name).write_text(text)
    assert [one.line for one in check_file(tmp_path / name).findings] == [line]


def test_a_repair_that_does_not_read_back_is_left_undone(tmp_path: Path) -> None:
    # In JSON the letters stand as escapes, which no text replaces.
    text = '[{"id": "x", "type": "song", "title": "Gl\\u00c3\\u00a4ser"}]'
    (tmp_path / "a.json").write_text(text)
    checked = check_file(tmp_path / "a.json", fix=True)
    assert checked.text is None
    assert _codes(checked.findings) == ["mojibake"]


def test_one_repair_that_fails_holds_up_no_other(tmp_path: Path) -> None:
    text = '[{"id": "x", "type": "song", "title": "Gl\\u00c3\\u00a4ser", "note": "Glass &amp; sand"}]'
    (tmp_path / "a.json").write_text(text)
    checked = check_file(tmp_path / "a.json", fix=True)
    assert checked.text == text.replace("&amp;", "&")
    assert _codes(checked.fixed) == ["html-entity"]
    assert _codes(checked.findings) == ["mojibake"]


NOWHERE = {
    "a.ris": "",
    "empty array": "[]",
    "no key": "T1  - A\n\nER  - \n",
    "no record": "% nothing\n@comment{x}\n",
    "generated keys": '[{"title": "A", "type": "book"}, {"title": "B", "type": "book"}]',
    "a lone record": "FAU - Zhou, Test\nTI  - A\nDP  - Article 10 2019\n",
}


@pytest.mark.parametrize("what", NOWHERE)
def test_what_has_no_place_is_checked_all_the_same(what: str) -> None:
    formats = {"a.ris": "ris", "no key": "ris", "no record": "bibtex", "a lone record": "nbib"}
    file = StringIO(NOWHERE[what])
    file.name = "a"
    try:
        checked = check_file(file, formats.get(what, "csl-json"))
    except InputError:
        return
    assert all(one.line for one in checked.findings)


@pytest.mark.parametrize(
    ("select", "ignore", "codes"),
    [
        (("mojibake",), (), ["mojibake"]),
        (("missing",), (), ["missing-field"]),
        ((), ("missing-field",), ["mojibake"]),
        (("doi", "isbn"), (), []),
    ],
)
def test_select_and_ignore(select: tuple[str, ...], ignore: tuple[str, ...], codes: list[str], tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIB)
    assert _codes(check_file(tmp_path / "a.bib", select=select, ignore=ignore).findings) == codes


def test_real_records_are_checked(shared: Path) -> None:
    checked = check_file(shared / "corpus" / "real-records.csl.json")
    assert all(finding.line for finding in checked.findings)
    assert {finding.code for finding in checked.findings} > {"missing-field", "isbn-malformed"}


@pytest.mark.parametrize("format", ["ris", "bibtex", "csl-json", "jsonl", "nbib", "mods", "endnote-xml", "enw"])
@pytest.mark.parametrize("fix", [False, True], ids=["found", "fixed"])
def test_parts_of_a_file_are_checked_like_the_whole(
    format: str, fix: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = [
        Record(**{**RIGHT, "id": f"k{place}", **changes})
        for place, (changes, _, _) in enumerate(CASES)
        if "custom" not in changes and changes.get("issued") != Date((2001, 13))
    ]
    path = tmp_path / "library"
    path.write_text(dumps([*wrong, wrong[0].copy(title="Another")], format), encoding="utf-8")
    monkeypatch.setattr(parts, "PART", 1 << 30)
    whole = check_file(path, format, fix=fix, this_year=2026)
    monkeypatch.setattr(parts, "PART", 300)
    source = Source.open(path)
    pieces = list(check_parts(source, format, fix=fix, this_year=2026))
    assert len(pieces) > 20 or (fix and format in WRAPPED)
    assert [found for piece in pieces for found in piece.findings] == whole.findings
    assert [found for piece in pieces for found in piece.fixed] == whole.fixed
    if fix:
        assert "".join(piece.text or "" for piece in pieces) == (whole.text or source.text)
        assert whole.fixed or format in ("nbib", "mods", "endnote-xml")


WRAPPED = ("csl-json", "mods", "endnote-xml")
"""Formats whose parts are put right as a whole, for something stands around them."""


def test_a_key_that_stands_in_two_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PART", 300)
    path = tmp_path / "library.bib"
    entry = "@book{{{}, title = {{A title}}, author = {{Moro, Ugo}}, year = 2001, note = {{" + "x" * 300 + "}}}}\n"
    path.write_text("".join(entry.format(key) for key in ("a", "b", "c", "a")), encoding="utf-8")
    (finding,) = check_file(path).findings
    assert (finding.code, finding.line) == ("duplicate-key", 4)
