"""What the injection test puts wherever a value of a record may stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hypothesis import strategies as st

from refexport import Cite, Date, File, Name, Record
from refexport.vocabulary import ITEM_TYPES, VARIABLES

TAGS = (
    "x\nER  - \n\nTY  - JOUR\nTI  - forged", "x\r\nER  - \r\nTY  - BOOK\r\nZZ  - forged", "x\nAU  - forged",
    "x\rTY  - JOUR\rZZ  - forged", "x\u2028TY  - JOUR\u2028ZZ  - forged", "x\u2029ER  - ", "x\x0bZZ  - forged",
    "x\x0cZZ  - forged", "x\x85ZZ  - forged", "x\x1cZZ  - forged", "x\x1eZZ  - forged", "\nZZ  - forged", "ER  - ",
    "x\n\nPMID- 1\nTI  - forged", "x\n      PMID- 1", "x\n%0 Book\n%T forged", "%0 Book", "x\n@book{forged,",
)  # fmt: skip
BIB = (
    "x}\n}\n@book{forged, title={forged}}", 'x", forged = {1}, note = "', "x},\n forged = {1", "x}, author = {forged",
    "x\\", "{", "}", "}}{{", "{}", "}{", '"', "#", "# forged #", "%", "x % comment", "@comment{", "@string{a = 1}",
    "@preamble{\\input{x}}", "a,b}", "\\end{document}", "\\input{/etc/passwd}", "\\write18{touch forged}", "\\\\",
    "^^M", "^^5cinput{x}", "$", "$$x$$", "\\(x\\)", "\\verb|x|", "\\cite{forged}", "\\label{forged}", "\\", "\\par",
    "\\csname input\\endcsname", "&", "_", "~", "a and others", "{\\catcode`\\@=11", "\\href{javascript:x}{y}",
)  # fmt: skip
WEB = (
    "<script>alert(1)</script>", '" onmouseover="forged()', "' onload='forged()", "--><img src=x onerror=forged()>",
    "&lt;script&gt;x", "&#60;script&#62;", "&amp;lt;b", "</div></body>", "<svg/onload=forged()>", "<style>*{}</style>",
    "<a href='javascript:forged()'>x</a>", "<math><mi>x</mi></math>", "javascript:forged()", "<!doctype html>",
    "data:text/html,<script>forged()</script>", "urn:x:<y>", "<!-- ", "--><forged/>", "`onx=1`", "</p", "<", ">", "<x",
    "<span style=\"x:expression(forged())\">x</span>", "<i onclick=x>y</i>", "<span class=\"a\" onx=\"b\">",
    "http://x.org/\"><script>", "http://x.org/a b\nc", "vbscript:x", "file:///etc/passwd",
)  # fmt: skip
MARKDOWN = (
    "[x](javascript:forged)", "![x](http://forged/x.png)", "```\nforged\n```", "~~~", "x[^1]\n\n[^1]: forged",
    "[^cite-1]: x", "---\nforged: 1\n---", "::: forged", ":::", "x `y`{=html}", "{=html}", "{.forged}", "# forged",
    "> forged", "- forged", "* forged", "+ forged", "1. forged", "a. forged", "(@) forged", "i) forged", "    forged",
    "| a | b |\n|---|---|\n| c | d |", "x\n===", "x\n---", "<https://forged.org>", "[x]: http://forged",
    "[forged]{.x}", "$x^2$", "\\begin{x}y\\end{x}", "**x**", "_x_", "~~x~~", "^x^", "H~2~O", "@forged", "[@forged]",
    "*[x]: y", "x\n: forged", ": forged", "% forged", "\\newpage", "{{< include /etc/passwd >}}", "`r system('x')`",
    "x\\", "***", "[[x]]", "\\(x\\)", "#. forged", "x  \ny", "&emsp;", "[x][y]", "![", "](", "\\[x\\]", "- [ ] x",
    "{{bibliography}}", "{{< x", "A. forged", "iv. forged", "(a) forged", "(2) forged", "1) x", "--- x", "A.  forged",
)  # fmt: skip
TYPST = (
    "#import \"forged\"", "#read(\"/etc/passwd\")", "#let x = 1", "#forged", "@forged", "<forged>", "`x`", "```x```",
    "$ forged $", "= forged", "/ forged: x", "// forged", "/* forged", "*/", "]; #forged[", "\\u{41}", "#{1}", "https://x#y",
    "--", "...", "-?", "~", "#", "]", "[",
)  # fmt: skip
RTF = (
    "{\\*\\forged x}", "\\object", "{\\field{\\*\\fldinst forged}}", "\\u65?", "\\'41", "\\par forged", "\\bin5 x",
    "}\\b forged", "\\\n", "\\uc0", "{\\rtf1",
)  # fmt: skip
XML = (
    "]]>", "]]><forged/>", "<![CDATA[<forged/>]]>", "<!ENTITY x 'y'>", "&x;", "&forged;", "&#0;", "&#xFFFE;",
    "<!DOCTYPE forged>", "<?forged ?>", "?>", "x</title></titles></record><record><forged/>", "<forged a='b'>",
    "</text:p>", "</w:t></w:r></w:p>", "<w:t>", "xmlns:w=\"x\"", "' a=\"b",
)  # fmt: skip
SHEET = (
    "=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "x,\"\nforged,1", ";=1", "x;=1", "x\n=1", "\uff1d1",
    "\uff0b1", "=cmd|' /C forged'!A0", "\ufeff=1", "\u200b=1", "\x00=1", " =1", "\u00a0=1", "\"=1", "'=1", "x\";=1",
)  # fmt: skip
DATA = (
    'x"}, {"forged": 1', "x\\u0022", "\\u0000", "__proto__", "constructor", "x\nforged: 1", "x: {forged: 1}", "...",
    "!!python/object:forged {}", "*forged", "&a x", "| x", "? x", "<<", "true", "null", "0x10", "1e3", "2020-01-01",
    "x: ", ": ", "x #y", "[x", "{x", "%YAML 1.1", "x\n...\n---\n", "\u0130",
)  # fmt: skip
SIGNS = (
    "x\ry", "x\r\ny", "x\n\ny", "x\u2028y", "x\u2029y", "x\x85y", "x\x0by", "x\x0cy", "x\x00y", "\x00", "\x01\x02\x1f",
    "\x01x\x02", "x\x03", "\x05x\x06\x07y\x08", "x\x1ey\x1fz", "\x1b[2J\x1b]0;forged\x07", "x\x7fy", "x\x9b2Jy",
    "x\ud800y", "\udc00", "\ud83d", "x\u202ey", "x\u2066y", "x\u200by", "x\u200dy", "\ufeffx", "x\ue000y",
    "x\ufffey", "x\uffffy", "x\ufdd0y\ufdef", "\ufdd1", "\ufdef\ufdef", "\ufdec\ufded", "x\U0001fffey", "x\U000f0000y",
    "\U000f0000", "x\U0010fffdy", "x\u0301\u0301", "  x  ", "\u00a0x", "\tx\ty",
)  # fmt: skip
LONG = ("x" * 30_000, "{" * 1000, "<i>" * 1000, "\\" * 1001, "[" * 1000, "*a" * 1000, "\n" * 1000, "a b; " * 1000)

STYLED = (
    "<i>x</i>", "<i>x", "x</i>", "</span>", "<b><i>x</b></i>", "<sup>=1</sup>", "<sc>x</sc>",
    '<span class="nocase">{x}</span>', '<span style="font-variant:small-caps;">\\x</span>', "<i>*x*</i>_y_",
    "<i>`x`</i>", "<sub>$</sub>", "<i>#x</i>[y]", "<sup>a~b</sup>", "<i>\n\nx</i>", "<b>]</b>{.x}", "<i>\\</i>",
    '<span class="nodecor">x</span>', "<i></i>", "<sup>^</sup>", "«x»", "“x” ‘y’", "x \"y\" 'z'", "ªx",
)  # fmt: skip
"""What is CSL's own markup, at least in part: of these, inline formatting is no forgery."""

NASTY = tuple(dict.fromkeys(TAGS + BIB + WEB + MARKDOWN + TYPST + RTF + XML + SHEET + DATA + SIGNS))
ALL = tuple(dict.fromkeys(NASTY + STYLED))

_FORMATTING = re.compile(r"[\"'“”‘’«»ª]|</?(?:i|b|sup|sub|sc|em|strong|span)\b")


def may_be_formatted(text: str) -> bool:
    """Return whether a text may hold CSL's own markup, or quotes, which a style sets as it likes."""
    return bool(_FORMATTING.search(text))


def is_seen(text: str) -> bool:
    """Return whether something of a text is printed: blanks, controls and noncharacters are not."""
    return any(sign.isprintable() and not sign.isspace() for sign in text)


SHOWN = tuple(text for text in NASTY if is_seen(text) and not may_be_formatted(text))
"""Texts that a style prints as they are, in no formatting but its own."""

BENIGN = "Benign"
"""What stands in the records that the others are held against."""

TYPES = tuple(ITEM_TYPES)


def names(text: str) -> tuple[Name, ...]:
    """Return names with a text in each part."""
    whole = Name(family=text, given=text, suffix=text, dropping_particle=text, non_dropping_particle=text, orcid=text)
    return whole, Name(literal=text), Name(family=text)


STRUCTURAL = {
    "ris": ("TY", "ER", "ID", "AU"), "bibtex": ("author", "comment", "preamble", "string", "crossref", "entrytype"),
    "biblatex": ("author", "comment", "xdata", "ids"), "enw": ("%0", "%F", "%A"), "nbib": ("PMID", "TI", "PT"),
    "csl-json": ("id", "type", "custom", "author"), "mods": ("genre",), "endnote-xml": ("rec-number",),
    "jsonl": ("id",), "word-sources": ("Tag",), "csv": ("id",), "zotero": ("type", "uris"),
    "csl-yaml": ("id",), "hayagriva": ("type",),
}  # fmt: skip
"""Names of custom fields by format: those that begin or end a record, or tell one from another."""


def custom(text: str, formats: Iterable[str]) -> dict[str, dict[str, object]]:
    """Return custom fields of formats that have a text as value, and as name."""
    return {
        format: {text: text, "ZY": text, "n1": [text, text], **dict.fromkeys(STRUCTURAL[format], text)}
        for format in formats
    }


def record(
    text: str, type: str = "article-journal", id: str | None = None, formats: Iterable[str] = ("bibtex", "zotero")
) -> Record:
    """Return a record with a text wherever one may stand.

    Args:
        text: stands in every variable of the vocabulary, in keywords, files, and custom fields and their names.
        type: of the record.
        id: by default the text.
        formats: ids of those that have custom fields.
    """
    values: dict[str, object] = {}
    for variable in VARIABLES.values():
        kind = variable.kind
        values[variable.attribute] = {"name": names(text), "date": Date(literal=text)}.get(kind, text)
    return Record(
        **values,  # type: ignore[arg-type]
        id=text if id is None else id,
        type=type,
        keyword=(text, "b"),
        files=(File(text, text, text),),
        custom=custom(text, formats),
    )


def cites(id: str, text: str) -> list[Cite]:
    """Return cites of a record that are nasty themselves."""
    return [Cite(id, locator=text, label="page", prefix=text, suffix=text), Cite(id, suppress_author=True)]


pieces = st.one_of(
    st.sampled_from([text for text in ALL if len(text) < 60]),
    st.text("\\{}[]()<>$&#%_^~|\"'`*=+-/.,;:!?@1a \n\r\t", max_size=6),
    st.text(max_size=3),
)
mixed = st.lists(pieces, min_size=1, max_size=4).map("".join).filter(is_seen)
"""Pieces of nasty strings, and signs of every syntax, at random."""


def turned(texts: tuple[str, ...], count: int) -> Iterator[Record]:
    """Yield records in which the texts take turns, so that each stands in many places, beside many others.

    Args:
        texts: in the places of a record one after the other; each record begins where the one before it was not.
        count: of records, whose ids are their numbers.
    """
    step = -(-len(texts) // count)
    for number in range(count):
        turn = [texts[(step * number + place) % len(texts)] for place in range(len(VARIABLES))]
        values: dict[str, object] = {}
        for variable, text in zip(VARIABLES.values(), turn, strict=True):
            kind = variable.kind
            values[variable.attribute] = {"name": names(text), "date": Date(literal=text)}.get(kind, text)
        yield Record(**values, id=str(number), type=TYPES[number % len(TYPES)], keyword=(turn[0],))  # type: ignore[arg-type]
