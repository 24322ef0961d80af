"""Where the specification is silent, citeproc-js is followed: layouts of one element, and what they give."""

from __future__ import annotations

from typing import Any

import pytest

from refexport.csl import Processor

STYLE = """<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text" default-locale="en-US">
<info><title>t</title><id>t</id><updated>2026-01-01T00:00:00+00:00</updated></info>
<macro name="people"><names variable="author"><name initialize-with="."/></names></macro>
<citation><layout><text variable="title"/></layout></citation>
<bibliography><layout suffix=".">{layout}</layout></bibliography></style>"""
BOOK = {"id": "a", "type": "book", "title": "Bones", "author": [{"family": "Lu", "given": "Yi"}]}
BRANCHES = """<choose><if type="book post"><text value="either"/></if><else><text value="neither"/></else></choose>"""
BLOCK = """<group delimiter=". "><text variable="title" display="block"/><text value="after"/></group>"""
NOTE = """<group delimiter=": "><text variable="title"/><text variable="note"/></group>"""
ITALIC = """<text variable="title" font-style="italic"/>"""


@pytest.mark.parametrize(
    ("layout", "values", "expected"),
    [
        ('<text macro="people" text-case="uppercase"/>', {}, "Y. Lu."),
        (BRANCHES, {}, "either."),
        (BRANCHES, {"type": "webpage"}, "neither."),
        (NOTE, {"note": "OCLC: 12"}, "Bones."),
        (NOTE, {"note": "Printed: twice"}, "Bones: Printed: twice."),
        (NOTE, {"note": "OCLC: 12\nPrinted twice"}, "Bones: Printed twice."),
        (ITALIC, {"title": "学童"}, "学童."),
        (ITALIC, {"title": "学童－10個"}, "<i>学童－10個</i>."),
        ('<text macro="people"/>', {"author": [{"family": "Lu ", "given": " Yi"}]}, "Yi Lu ."),
        ('<text macro="people"/>', {"author": [{"family": "  ", "given": " Yi"}]}, "Yi."),
        (BLOCK, {}, '<div class="csl-block">Bones.</div> after.'),
    ],
)
def test_entry(layout: str, values: dict[str, Any], expected: str) -> None:
    processor = Processor(STYLE.format(layout=layout).encode(), [BOOK | values])
    (entry,) = processor.bibliography().entries
    assert " ".join(entry.text.split()) == expected
