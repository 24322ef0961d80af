"""The quick way through well-formed tagged records finds what rispy's parser finds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refexport.formats.ris import KNOWN_TAGS
from refexport.report import Report
from refexport.source import Source
from refexport.syntax.ris_lines import QUICK, splitter
from refexport.syntax.tagged import Syntax, parse, quick_entry, thorough

RIS = Syntax(
    name="RIS", split=splitter("", KNOWN_TAGS), start="TY", end="ER", line=QUICK, opener="TY  - ", closer="ER  -"
)
_LINES = (
    "TY  - JOUR|TY  - |TY - BOOK|ty  - BOOK|ER  - |ER  -|ER  - x|ER|AU  - Lu, Y.|AU  -|AU -Lu|A1  - é|TI  -  b |"
    "T1  - a TY  - b|wrapped text|  indented|1.|Heading: x||  |KW  - \u2028x|AB  - ER  - |12  - x|N1  - \u00a0x\u00a0|"
    "DO  - 10.1/x\x0b|XX  - y|\tAU  - z|é9  - q|ÀB  - q"
).split("|")
_WHOLE = "TY  - JOUR\nAU  - Lu, Y.\nAU  - Li, X.\nTI  - One\nER  - \n"
_TEXTS = st.lists(st.sampled_from([*(f"{line}\n" for line in _LINES), _WHOLE, "\n", "TY  - JOUR"]), max_size=25)


def _found(entries: Any, report: Report) -> tuple[list[Any], list[str]]:
    return [(entry.line, list(entry.items())) for entry in entries], [str(each) for each in report.diagnostics]


@settings(max_examples=500)
@given(_TEXTS.map("".join))
def test_entries_are_those_of_the_thorough_parser(text: str) -> None:
    quick, slow = Report(), Report()
    found = _found(parse(Source(text, "a.ris", quick), quick, RIS), quick)
    assert found == _found(thorough(Source(text, "a.ris", slow), slow, RIS), slow)


def test_the_quick_way_takes_what_programs_write() -> None:
    found = quick_entry(f"{_WHOLE}\n\n{_WHOLE}", 0, RIS)
    assert found is not None
    assert dict(found[0]) == {"TY": ["JOUR"], "AU": ["Lu, Y.", "Li, X."], "TI": ["One"]}
    assert found[1] == len(_WHOLE) + 2


@pytest.mark.parametrize(
    "text",
    [
        "TY  - JOUR\nAB  - one\n two\nER  - \n",
        "TY  - JOUR\nTI  - a\nTY  - BOOK\nER  - \n",
        "TY  - JOUR\nTI  - a\n",
        "AU  - Lu, Y.\nER  - \n",
        "TY  - JOUR\nER  - x\n",
    ],
)
def test_the_quick_way_leaves_what_is_not_sure(text: str) -> None:
    assert quick_entry(text, 0, RIS) is None
