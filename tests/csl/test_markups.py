"""Markups: what any text becomes is read back, by parsers that are not ours where there are such, as that text."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from refexport.csl import tree
from refexport.csl.markup.base import Quotes, render
from refexport.errors import UnknownMarkup
from refexport.reference_list import Layout
from refexport.registry import MARKUPS, Markup
from refexport.text.characters import clean

IDS = ("html", "latex", "markdown", "rtf", "text", "typst")
NODES = (tree.ITALIC, tree.BOLD, tree.SUPERSCRIPT, tree.SMALL_CAPS, tree.UNDERLINE, tree.NO_CASE, tree.UPRIGHT)
NASTY = (
    "\\input{/etc/passwd}", "\\write18{rm}", "$x^2_3$", "100 % of {x}", "#let x = 1", "#read(\"a\")", "{\\rtf1 \\b x}",
    "<script>alert(1)</script>", "&lt;b&gt; &amp", "**b** _i_ `c`", "[a](b) ![c](d)", "https://x.org/a_b?c=1&d=2#e",
    "//x /* y */", "1. one", "- two", "# three", "= four", "/ five: six", "a -- b --- c ... d -5 -?", "@key <label>",
    "~^|\"'`", "a\n\nb\\\\c", "\U0001f600 中文 é", "$$", "]]; }; });", "\\u{41}", "!`x`?`", ",,<<>>''", "a\u00a0b",
    "+ x", "> quote", "***", "<!-- x -->", "\\", "{", "}", "]", "[", "*", "_", "x_", "_x", "a*b*c", "http://a.b/__c__",
    "&#65;", "\\begin{document}", "^^41", "%", "1) x", "===", ";", ".d", "(c)",
)  # fmt: skip
pieces = st.one_of(
    st.sampled_from(NASTY),
    st.text("\\{}$&#%_^~<>|\"'`*[]()@=+-/.,;:!?1a \n", max_size=8),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=6),
)


@st.composite
def trees(draw: st.DrawFn) -> str:
    """Draw a flat tree: texts, some of them in nodes, which may nest."""
    out = []
    for _ in range(draw(st.integers(1, 5))):
        text = clean(draw(pieces))
        nodes = draw(st.lists(st.sampled_from(NODES), max_size=2))
        out.append(f"{''.join(nodes)}{text}{tree.END * len(nodes)}" if nodes else text)
    return "".join(out)


def written(flat: str, markup: Markup) -> str:
    return render(flat, markup, Quotes())


def folded(text: str) -> str:
    """Return a text with one blank for each run of white space, as every reader of a markup takes it."""
    return " ".join(text.split())


def wanted(flat: str) -> str:
    return folded(tree.plain(flat))


def test_all_are_registered_and_load() -> None:
    assert set(IDS) <= set(MARKUPS.ids())
    for id in IDS:
        assert MARKUPS.get(id).id == id


def test_unknown_markup_is_answered_with_the_near_one() -> None:
    with pytest.raises(UnknownMarkup, match="unknown markup 'markdwon'; did you mean markdown"):
        MARKUPS.get("markdwon")


# HTML, read by lxml.


def read_html(html: str) -> str:
    from lxml import etree
    from lxml import html as parser

    root = parser.document_fromstring(f"<div>{html}</div>")
    names = {element.tag for element in root.iter(etree.Element)}
    assert names <= {"html", "body", "div", "i", "b", "sup", "sub", "span", "em"}, names
    assert all(set(element.attrib) <= {"style", "class"} for element in root.iter(etree.Element))
    return folded(root.text_content())


@given(trees())
def test_html_reads_back(flat: str) -> None:
    assert read_html(written(flat, MARKUPS.get("html"))) == wanted(flat)


# Markdown, read by markdown-it-py.


OUR_TAG = re.compile(r'</?(?:em|strong|sup|sub|u|span)(?: style="[a-z:-]+;")?>')


def read_markdown(text: str, *, breaks: str = "\n") -> tuple[str, str]:
    """Return the text of a paragraph, and of it what is emphasized."""
    tokens = MarkdownIt("commonmark").enable(["strikethrough", "table"]).parse(text)
    if not tokens:
        return "", ""
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"], text
    out, emphasized, depth = [], [], 0
    for token in tokens[1].children or ():
        if token.type == "html_inline":
            assert OUR_TAG.fullmatch(token.content), token.content
            depth += {"<em>": 1, "</em>": -1}.get(token.content, 0)
        elif token.type in ("em_open", "em_close"):
            depth += 1 if token.type == "em_open" else -1
        elif token.type in ("text", "text_special"):
            out.append(token.content)
            emphasized += [token.content] if depth else []
        else:
            assert token.type in ("strong_open", "strong_close", "softbreak", "hardbreak"), token.type
            out.append(breaks if "break" in token.type else "")
    return folded("".join(out)), folded("".join(emphasized))


@given(trees())
@settings(max_examples=300)
def test_markdown_reads_back(flat: str) -> None:
    assert read_markdown(written(flat, MARKUPS.get("markdown")))[0] == wanted(flat)


# Scripts without italics are not slanted: see `refexport.csl.markup.base`.
italic = st.one_of(st.sampled_from([text for text in NASTY if text.isascii()]), st.text("ab1*_\\()[] .", max_size=8))


@given(pieces, italic.map(clean), pieces)
@settings(max_examples=300)
def test_markdown_emphasizes_what_is_italic_and_nothing_else(before: str, inside: str, after: str) -> None:
    flat = clean(before) + tree.ITALIC + inside + tree.END + clean(after)
    assert read_markdown(written(flat, MARKUPS.get("markdown")))[1] == folded(inside)


# LaTeX, read by pylatexenc, and compiled where there is a TeX.


SIGNS = {
    "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textless": "<", "textgreater": ">",
    "textbar": "|", "textasciigrave": "`", "textquotesingle": "'", "{": "{", "}": "}", "$": "$", "&": "&", "#": "#",
    "%": "%", "_": "_",
}  # fmt: skip
FONTS = {"textit", "textsl", "textup", "textbf", "textmd", "underline", "textsuperscript", "textsubscript", "textsc",
         "textulc"}  # fmt: skip


def read_latex(text: str) -> str:
    from pylatexenc.latexwalker import LatexWalker, get_default_latex_context_db
    from pylatexenc.macrospec import MacroSpec

    context = get_default_latex_context_db()
    context.add_context_category(
        "ours", [*(MacroSpec(name, "{") for name in FONTS), *map(MacroSpec, SIGNS)], prepend=True
    )
    # The character code is the only thing that pylatexenc does not know.
    text = text.replace('\\char`\\"{}', "\U00100001")
    nodes, _, _ = LatexWalker(text, latex_context=context, tolerant_parsing=False).get_latex_nodes()
    return folded(_latex_text(nodes).replace("\U00100001", '"'))


def _latex_text(nodes) -> str:
    out = []
    for node in nodes:
        kind = type(node).__name__
        if kind == "LatexCharsNode":
            assert "--" not in node.chars
            assert ",," not in node.chars
            out.append(node.chars)
        elif kind == "LatexSpecialsNode" and node.specials_chars == "~":
            out.append("\u00a0")
        elif kind == "LatexGroupNode":
            out.append(_latex_text(node.nodelist))
        elif kind == "LatexMacroNode" and node.macroname in FONTS:
            out.append(_latex_text(node.nodeargd.argnlist))
        elif kind == "LatexMacroNode":
            out.append(SIGNS[node.macroname] + node.macro_post_space)
        else:
            raise AssertionError(f"{kind}: {node}")
    return "".join(out)


@given(trees())
def test_latex_reads_back(flat: str) -> None:
    assert read_latex(written(flat, MARKUPS.get("latex"))) == wanted(flat)


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex")
def test_latex_compiles(tmp_path: Path) -> None:
    markup = MARKUPS.get("latex")
    entries = [written(f"{tree.LEFT_MARGIN}1.{tree.END}{tree.RIGHT_INLINE}{text}{tree.END}", markup) for text in NASTY]
    entries += [written(f"{tree.ITALIC}{text}{tree.END}{text}{tree.BLOCK}x{tree.END}", markup) for text in NASTY]
    body = markup.document(
        [entry.encode("ascii", "replace").decode() for entry in entries], Layout(hanging_indent=True)
    )
    document = f"\\documentclass{{article}}\\begin{{document}}\n{body}\\end{{document}}\n"
    (tmp_path / "list.tex").write_text(document)
    words = ["pdflatex", "-no-shell-escape", "-halt-on-error", "-interaction=nonstopmode", "list.tex"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stdout[-2000:]


# RTF, read by a strict reader of the few controls that there may be.


CONTROLS = {"i", "i0", "b", "b0", "ul", "ulnone", "super", "sub", "nosupersub", "scaps", "scaps0", "line", "tab"}
RTF = re.compile(r"\\([a-z]+)(-?\d+)?( ?)|\\([\\{}])|([{}])|([ -\[\]^-z|~])")


def read_rtf(text: str) -> str:
    units, depth, position = [], 0, 0
    while position < len(text):
        match = RTF.match(text, position)
        assert match, text[position : position + 20]
        position = match.end()
        word, number, _, escaped, brace, char = match.groups()
        if word == "u" and not match[3]:
            assert text[position] == "?"
            position += 1
            units.append(int(number) & 0xFFFF)
        elif word:
            assert word + (number or "") in CONTROLS, match[0]
            units += [32] if word in ("line", "tab") else []
        elif brace:
            depth += 1 if brace == "{" else -1
            assert depth >= 0
        else:
            units.append(ord(escaped or char))
    assert depth == 0
    return folded(b"".join(unit.to_bytes(2, "little") for unit in units).decode("utf-16-le"))


@given(trees())
def test_rtf_reads_back(flat: str) -> None:
    assert read_rtf(written(flat, MARKUPS.get("rtf"))) == wanted(flat)


# Typst, compiled by typst itself.


def read_typst(texts: list[str]) -> list[str]:
    """Return the texts of paragraphs, each in a block of its own."""
    typst = pytest.importorskip("typst")
    from lxml import html as parser

    source = "".join(f'#html.elem("section")[{text}]\n\n' for text in texts)
    made = typst.compile(source.encode(), format="html").decode()
    sections = parser.document_fromstring(made.encode(), parser=parser.HTMLParser(encoding="utf-8")).iter("section")
    return [folded(section.text_content()) for section in sections]


@given(st.lists(trees(), min_size=1, max_size=20))
@settings(max_examples=15)
def test_typst_reads_back(flats: list[str]) -> None:
    markup = MARKUPS.get("typst")
    # A raised blank, and the like, is none in HTML.
    found = read_typst([written(flat, markup) for flat in flats])
    assert [text.replace(" ", "") for text in found] == [wanted(flat).replace(" ", "") for flat in flats]


def test_typst_reads_every_nasty_text_back() -> None:
    markup = MARKUPS.get("typst")
    flats = [each for text in NASTY for each in (text, f"{tree.ITALIC}{text}{tree.END}{text}")]
    assert read_typst([written(flat, markup) for flat in flats]) == [wanted(flat) for flat in flats]


# What each makes of formatting and of display blocks.


CASES = {
    "italic": (
        f"a {tree.ITALIC}b{tree.END}, c",
        {
            "text": "a b, c", "html": "a <i>b</i>, c", "markdown": "a *b*, c", "latex": r"a \textit{b}, c",
            "rtf": r"a {\i b}, c", "typst": 'a #text(style: "italic")[b];, c',
        },
    ),
    "within a word": (
        f"a{tree.ITALIC}b{tree.END}c",
        {"text": "abc", "html": "a<i>b</i>c", "markdown": "a<em>b</em>c", "latex": r"a\textit{b}c", "rtf": r"a{\i b}c"},
    ),
    "nested": (
        f"{tree.ITALIC}a {tree.DATA_ITALIC}b{tree.END}{tree.END}",
        {
            "html": '<i>a <span style="font-style:normal;">b</span></i>', "latex": r"\textit{a \textup{b}}",
            "rtf": r"{\i a {\i0 b}}",
        },
    ),
    "bold": (f"{tree.BOLD}7{tree.END}", {"markdown": "**7**", "latex": r"\textbf{7}", "rtf": r"{\b 7}"}),
    "raised": (f"x{tree.SUPERSCRIPT}2{tree.END}", {"markdown": "x<sup>2</sup>", "typst": "x#super[2];"}),
    "label": (
        f"{tree.LEFT_MARGIN}1. {tree.END}{tree.RIGHT_INLINE}A. B{tree.END}",
        {
            "text": "1. A. B", "markdown": r"1\. A. B", "latex": r"\makebox[2.5em][l]{1. }A. B", "rtf": r"1.\tab A. B",
            "typst": r"#box(width: 2.5em)[1\. ];A. B",
        },
    ),
    "blocks": (
        f"a{tree.BLOCK}b{tree.END}{tree.INDENT}c{tree.END}",
        {
            "text": "a\nb\nc", "markdown": "a\\\nb\\\n&emsp;c", "latex": r"a\par{}b\par{}\hspace*{2em}c",
            "rtf": r"a\line b\line \tab c", "typst": "a#linebreak();b#linebreak();#h(2em);c",
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize(("case", "id"), [(case, id) for case, (_, forms) in CASES.items() for id in forms])
def test_form(case: str, id: str) -> None:
    flat, forms = CASES[case]
    assert written(flat, MARKUPS.get(id)) == forms[id]


HANGING = {
    "html": "text-indent: -2em", "latex": r"\setlength{\itemindent}{-2em}", "rtf": r"\fi-720",
    "typst": "hanging-indent: 2em",
}  # fmt: skip


@pytest.mark.parametrize("id", HANGING)
def test_list_hangs_where_the_style_says_so(id: str) -> None:
    markup = MARKUPS.get(id)
    assert HANGING[id] in markup.document(["a", "b"], Layout(hanging_indent=True))
    assert HANGING[id] not in markup.document(["a", "b"], Layout())


@pytest.mark.parametrize("id", IDS)
def test_list_of_nothing_is_no_entry(id: str) -> None:
    assert "item" not in MARKUPS.get(id).document([], Layout())


def test_labels_of_html_stand_beside_the_text() -> None:
    markup = MARKUPS.get("html")
    entries = [
        written(f"{tree.LEFT_MARGIN}{number}.{tree.END}{tree.RIGHT_INLINE}a{tree.END}", markup) for number in (9, 10)
    ]
    made = markup.document(entries, Layout(second_field_align="flush"))
    assert made.count("float: left; width: 2.3em;") == made.count("margin-left: 2.3em;") == 2
