"""Lists of names that go on in the work itself, beyond those that a record has: "et al." stands behind those."""

from __future__ import annotations

import pytest

from refexport import Cite, Cluster, Processor, bibliography, dumps, loads

BIB = """@book{one, title = {T1}, author = {Smith, Ann and others}, year = 2021}
@book{two, title = {T2}, author = {Smith, Ann and Doe, Bo and others}, year = 2022}
@book{three, title = {T3}, author = {Smith, Ann and Doe, Bo and Roe, Cy and others}, year = 2023}
@book{edited, title = {T4}, editor = {Smith, Ann and others}, year = 2024}
@book{ends, title = {T5}, author = {Smith, Ann and Doe, Bo}, year = 2025}
"""
KEYS = ("one", "two", "three", "edited", "ends")

ENTRIES = {
    "vancouver": [
        "1. Smith A et al. T1. 2021.",
        "2. Smith A, Doe B, et al. T2. 2022.",
        "3. Smith A, Doe B, Roe C, et al. T3. 2023.",
        "4. Smith A et al., editors. T4. 2024.",
        "5. Smith A, Doe B. T5. 2025.",
    ],
    "apa": [
        "Smith, A. et al. (2021). T1.",
        "Smith, A. et al. (Eds.). (2024). T4.",
        "Smith, A., Doe, B., et al. (2022). T2.",
        "Smith, A., & Doe, B. (2025). T5.",
        "Smith, A., Doe, B., Roe, C., et al. (2023). T3.",
    ],
    "ieee": [
        "[1] A. Smith et al., T1. 2021.",
        "[2] A. Smith, B. Doe, et al., T2. 2022.",
        "[3] A. Smith, B. Doe, C. Roe, et al., T3. 2023.",
        "[4] A. Smith et al., Eds., T4. 2024.",
        "[5] A. Smith and B. Doe, T5. 2025.",
    ],
    # The third work has at least four authors, of whom the style shows one.
    "harvard": [
        "Smith, A. et al. (2021) T1.",
        "Smith, A. et al. (2023) T3.",
        "Smith, A. et al. (eds) (2024) T4.",
        "Smith, A., Doe, B., et al. (2022) T2.",
        "Smith, A. and Doe, B. (2025) T5.",
    ],
    "chicago-author-date": [
        "Smith, Ann et al. 2021. T1.",
        "Smith, Ann et al., eds. 2024. T4.",
        "Smith, Ann, Bo Doe, et al. 2022. T2.",
        "Smith, Ann, and Bo Doe. 2025. T5.",
        "Smith, Ann, Bo Doe, Cy Roe, et al. 2023. T3.",
    ],
    "modern-language-association": [
        "Smith, Ann, et al. T1. 2021.",
        "Smith, Ann, Bo Doe, et al. T2. 2022.",
        "Smith, Ann, Bo Doe, Cy Roe, et al. T3. 2023.",
        "Smith, Ann, et al., editors. T4. 2024.",
        "Smith, Ann, and Bo Doe. T5. 2025.",
    ],
}

CITES = {
    "apa": [
        "(Smith et al., 2021)",
        "(Smith et al., 2022)",
        "(Smith et al., 2023)",
        "(Smith et al., 2024)",
        "(Smith & Doe, 2025)",
    ],
    "harvard": [
        "(Smith et al., 2021)",
        "(Smith, Doe, et al., 2022)",
        "(Smith et al., 2023)",
        "(Smith et al., 2024)",
        "(Smith and Doe, 2025)",
    ],
}


@pytest.mark.parametrize("style", ENTRIES)
def test_entries(style: str) -> None:
    assert str(bibliography(loads(BIB, "bibtex"), style=style)).splitlines() == ENTRIES[style]


@pytest.mark.parametrize("style", CITES)
def test_citations(style: str) -> None:
    processor = Processor(style, loads(BIB, "bibtex"), markup="text")
    assert [str(cite) for cite in processor.cite([Cluster([Cite(key)]) for key in KEYS])] == CITES[style]


def test_they_count_as_one_more_in_another_language() -> None:
    (entry,) = bibliography(loads(BIB, "bibtex")[2:3], style="harvard", locale="de-DE").entries
    assert entry.text == "Smith, A. u.\u00a0a. (2023) T3."


def test_pandocs_others_is_no_name() -> None:
    item = {"id": "a", "type": "book", "title": "T", "issued": "2020", "author": [{"family": "Smith", "given": "Ann"}]}
    going_on = item | {"author": [*item["author"], {"literal": "others"}]}
    texts = [Processor("vancouver", [each], markup="text").bibliography().entries[0].text for each in (item, going_on)]
    assert texts == ["1. Smith A. T. 2020.", "1. Smith A et al. T. 2020."]
    named = item | {"author": [{"literal": "others"}]}
    assert Processor("vancouver", [named], markup="text").bibliography().entries[0].text == "1. others. T. 2020."


def test_by_way_of_another_format_and_the_other_engine_says_so() -> None:
    records = loads(dumps(loads(BIB, "bibtex"), "csl-json"), "csl-json")
    assert str(bibliography(records, style="ieee")).splitlines() == ENTRIES["ieee"]
    other = bibliography(records, style="ieee", engine="citeproc-py")
    assert [(loss.record, loss.field) for loss in other.report.losses] == [
        ("one", "author"),
        ("two", "author"),
        ("three", "author"),
        ("edited", "editor"),
    ]
