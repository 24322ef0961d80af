"""HTML and JATS inline markup to CSL's, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import rich_text

from refexport.text.rich import from_html, pieces, plain, to_html


@pytest.mark.parametrize(
    ("html", "rich"),
    [
        ("The <em>FTO</em> gene &amp; obesity", "The <i>FTO</i> gene & obesity"),
        ("<jats:italic>In vivo</jats:italic> H<SUB>2</SUB>O", "<i>In vivo</i> H<sub>2</sub>O"),
        ("p < 0.05 and q > 3", "p < 0.05 and q > 3"),
        ("p &lt; 0.05", "p < 0.05"),
        ('<span lang="de">Ich</span>', "Ich"),
        ('<span class="nocase">pH</span>', '<span class="nocase">pH</span>'),
        ("<scp>d</scp>-glucose", '<span style="font-variant:small-caps;">d</span>-glucose'),
        ('<a href="https://x.org">link</a>', "link"),
        ("<unknown>kept</unknown>", "<unknown>kept</unknown>"),
        ("one<br/>two", "one\ntwo"),
        ("&Ouml;sterreich &#8211; &#x3b2;", "Österreich – β"),
        ("</i> alone", "</i> alone"),
    ],
)
def test_from_html(html: str, rich: str) -> None:
    assert from_html(html) == rich


def test_pieces_and_plain() -> None:
    text = "The <i>FTO</i> gene, a<b"
    assert pieces(text) == [(False, "The "), (True, "<i>"), (False, "FTO"), (True, "</i>"), (False, " gene, a<b")]
    assert plain(text) == "The FTO gene, a<b"


@given(rich_text())
def test_html_is_read_back_as_it_was(text: str) -> None:
    assert from_html(to_html(text)) == text
