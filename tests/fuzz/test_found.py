"""What the fuzzer found (`fuzz.py`), each once."""

from __future__ import annotations

import pytest

from refexport import loads

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
    ("nbib", "PMID- 2\nBTI - \nPT  - Book\nTI  - \nFAU - Lu, Y\n"),
]


@pytest.mark.parametrize(("format", "text"), FOUND)
def test_is_read_without_failing(format: str, text: str) -> None:
    assert len(loads(text, format)) == 1
