"""Every markup, and what reads a reference list in it back: the structure of each entry, and its text.

The readers are other people's: lxml and Python's own for HTML, markdown-it for Markdown, pylatexenc for LaTeX, typst
itself for Typst, zipfile and lxml for Word and OpenDocument.  RTF has a reader of the specification's grammar here.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from typing import Any, NamedTuple

from refexport.reference_list import Bibliography


class Entry(NamedTuple):
    """An entry as it was read."""

    structure: list[Any]
    """Elements, attributes, commands, in their order; no text."""
    text: str
    """With single blanks."""


Reader = Callable[[Bibliography], list[Entry]]


def folded(text: str) -> str:
    """Return a text with one blank for each run of white space, as every reader of a markup takes it."""
    return " ".join(text.split())


def text(made: Bibliography) -> list[Entry]:
    """Read lines of text; blocks within an entry are lines of their own, so entries are told apart by their number."""
    whole = str(made)
    assert whole.count("\n") == "\n".join(each.text for each in made.entries).count("\n") + 1 or not made.entries
    lines = [each.text.splitlines() for each in made.entries]
    return [Entry([len(each)], folded(" ".join(each))) for each in lines]


# HTML.


class _Tags(HTMLParser):
    """Collects the tags that Python's parser finds."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, Any]] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, attrs))

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data[:80]}")

    handle_decl = handle_pi = unknown_decl = handle_comment


def html_tags(source: str) -> list[tuple[str, Any]]:
    """Return tags and attributes of HTML, on which two parsers agree."""
    from lxml import etree
    from lxml import html as parser

    reader = _Tags()
    reader.feed(source)
    reader.close()
    whole = source.startswith("<html")
    root = parser.document_fromstring(source) if whole else parser.fragment_fromstring(source, create_parent=True)
    seen = [(node.tag, sorted(node.attrib.items())) for node in root.iter(etree.Element)][0 if whole else 1 :]
    assert seen == [(tag, sorted(attributes)) for tag, attributes in reader.tags], "parsers differ"
    return [(tag, [(name, _measure(value)) for name, value in attributes]) for tag, attributes in seen]


def _measure(value: str) -> str:
    """Return an attribute without the widths, which follow from the texts."""
    return re.sub(r"[\d.]+em", "em", value)


def html(made: Bibliography) -> list[Entry]:
    """Read the `div` of `div`s."""
    from lxml import html as parser

    root = parser.fragment_fromstring(str(made))
    assert root.get("class") == "csl-bib-body"
    entries = []
    for node in root:
        assert node.get("class") == "csl-entry"
        for each in node.iter("div"):
            each.tail = f" {each.tail or ''}"
            each.text = f" {each.text or ''}"
        source = parser.tostring(node, encoding="unicode", with_tail=False)
        entries.append(Entry(html_tags(source), folded(node.text_content())))
    html_tags(str(made))
    return entries


# Markdown.

TAG = re.compile(r'</?(?:em|strong|sup|sub|u|span)(?: style="[a-z:-]+;")?>')
"""HTML that is ours."""


def markdown(made: Bibliography) -> list[Entry]:
    """Read paragraphs, by CommonMark with what GitHub and pandoc add to it."""
    source = str(made)
    # R Markdown runs what stands between two, escaped or not.
    assert "`" not in source
    return markdown_paragraphs(source)


def markdown_paragraphs(source: str) -> list[Entry]:
    """Return the paragraphs of a text that has nothing else."""
    tokens = markdown_parser().parse(source)
    entries = []
    for opening, inline, closing in zip(*[iter(tokens)] * 3, strict=True):
        assert (opening.type, inline.type, closing.type) == ("paragraph_open", "inline", "paragraph_close"), inline
        entries.append(_inline(inline.children))
    return entries


@cache
def markdown_parser() -> Any:
    """Return a reader with tables, notes, lists of definitions, formulas, fences and front matter."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.attrs import attrs_plugin
    from mdit_py_plugins.container import container_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.front_matter import front_matter_plugin

    reader = MarkdownIt("commonmark", {"maxNesting": 1000}).enable(["table", "strikethrough"])
    for plugin in (front_matter_plugin, footnote_plugin, deflist_plugin, attrs_plugin):
        reader.use(plugin)
    return reader.use(dollarmath_plugin, double_inline=True).use(container_plugin, "forged")


def _inline(tokens: Any) -> Entry:
    structure, out = [], []
    for token in tokens:
        if token.type == "html_inline":
            assert TAG.fullmatch(token.content), token.content
        if token.type in ("text", "text_special"):
            out.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            structure.append(token.type)
            out.append("\n")
        else:
            # Asterisks and tags are the same emphasis.
            name = re.sub(r"<(/?)(em|strong)>", lambda m: f"{m[2]}_{'close' if m[1] else 'open'}", token.content)
            structure.append(name or token.type)
            assert not token.attrs
    return Entry(structure, folded("".join(out)))


# LaTeX.

SIGNS = {
    "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textless": "<", "textgreater": ">",
    "textbar": "|", "textasciigrave": "`", "textquotesingle": "'", "{": "{", "}": "}", "$": "$", "&": "&", "#": "#",
    "%": "%", "_": "_",
}  # fmt: skip
"""Commands that are a character."""
FONTS = "textit textsl textup textbf textmd underline textsuperscript textsubscript textsc textulc".split()
_QUOTE = "\U00100001"
"""Stands for a character code, the only thing that pylatexenc does not know."""


def latex(made: Bibliography) -> list[Entry]:
    """Read the items of a list."""
    return latex_items(str(made), r"\begin{list}", r"\end{list}", "\\item[] ")


def latex_items(source: str, begin: str, end: str, item: str) -> list[Entry]:
    """Return the items of an environment."""
    assert source.startswith(begin)
    assert source.rstrip().endswith(end)
    head, *items = source.strip().removesuffix(end).split(item)
    latex_nodes(head.removeprefix(begin))
    return [latex_entry(each) for each in items]


def latex_nodes(source: str) -> Any:
    """Return LaTeX as pylatexenc's nodes; it is complete."""
    from pylatexenc.latexwalker import LatexWalker

    source = source.replace('\\char`\\"{}', _QUOTE)
    return LatexWalker(source, latex_context=_latex_context(), tolerant_parsing=False).get_latex_nodes()[0]


@cache
def _latex_context() -> Any:
    from pylatexenc.latexwalker import get_default_latex_context_db
    from pylatexenc.macrospec import MacroSpec

    commands = {**dict.fromkeys(SIGNS, ""), **dict.fromkeys(FONTS, "{"), "par": "", "hspace": "*{", "makebox": "[[{",
                "setlength": "{{", "bibitem": "[{"}  # fmt: skip
    context = get_default_latex_context_db()
    context.add_context_category("ours", [MacroSpec(*each) for each in commands.items()], prepend=True)
    return context


def latex_entry(source: str) -> Entry:
    """Read LaTeX that is text and formatting alone."""
    structure: list[str] = []
    found = "".join(_latex_text(latex_nodes(source), structure)).replace(_QUOTE, '"')
    return Entry(structure, folded(found))


def _latex_text(nodes: Any, structure: list[str]) -> Iterator[str]:
    for node in nodes:
        kind = type(node).__name__
        if kind == "LatexCharsNode":
            # A blank line, and marks that TeX joins, would be something else.
            assert not re.search(r"\n\s*\n|--|,,|``|''|\?`|!`", node.chars), node.chars
            yield node.chars
        elif kind == "LatexSpecialsNode" and node.specials_chars == "~":
            yield "\u00a0"
        elif kind == "LatexGroupNode" and node.latex_verbatim() not in ("{[}", "{]}", "{}"):
            structure.append("{")
            yield from _latex_text(node.nodelist, structure)
            structure.append("}")
        elif kind == "LatexGroupNode":
            yield from _latex_text(node.nodelist, [])
        elif kind == "LatexMacroNode" and node.macroname in SIGNS:
            yield SIGNS[node.macroname] + node.macro_post_space
        elif kind == "LatexMacroNode":
            structure.append(node.macroname)
            texts = [] if node.macroname in ("hspace", "setlength") else node.nodeargd.argnlist[-1:]
            yield from _latex_text([each for each in texts if each], structure)
            yield "" if node.macroname in FONTS else " "
        else:
            raise AssertionError(f"{kind}: {node}")


# RTF.

_CONTROLS = {"i", "i0", "b", "b0", "ul", "ulnone", "super", "sub", "nosupersub", "scaps", "scaps0", "line", "tab"}
_RTF = re.compile(r"\\([a-z]+)(-?\d+)?( ?)|\\([\\{}])|([{}])|([ -\[\]^-z|~])")


def rtf(made: Bibliography) -> list[Entry]:
    """Read the paragraphs of a document by the grammar of RTF; nothing but what is ours may be there."""
    source = str(made)
    head, *paragraphs = source.split("\n\\pard")
    assert head.startswith("{\\rtf1")
    assert source.endswith("\\par\n}\n")
    bodies = [each.removesuffix("\n}\n").removesuffix("\\par") for each in paragraphs]
    return [rtf_entry(re.sub(r"^(?:\\[a-z]+-?\d*)+ ", "", each)) for each in bodies]


def rtf_entry(source: str) -> Entry:
    """Read the text of one paragraph."""
    structure: list[str] = []
    units, depth, position = [], 0, 0
    while position < len(source):
        match = _RTF.match(source, position)
        assert match, source[position : position + 20]
        position = match.end()
        word, number, _, escaped, brace, char = match.groups()
        if word == "u" and not match[3]:
            assert source[position] == "?"
            position += 1
            units.append(int(number) & 0xFFFF)
        elif word:
            assert word + (number or "") in _CONTROLS, match[0]
            structure.append(word + (number or ""))
            units += [32] if word in ("line", "tab") else []
        elif brace:
            depth += 1 if brace == "{" else -1
            assert depth >= 0
            structure.append(brace)
        else:
            units.append(ord(escaped or char))
    assert depth == 0
    return Entry(structure, folded(b"".join(unit.to_bytes(2, "little") for unit in units).decode("utf-16-le")))


# Typst.


def typst(made: Bibliography) -> list[Entry]:
    """Compile with typst itself, each entry in a section of its own, and the whole list besides."""
    import typst as program
    from lxml import html as parser

    program.compile(str(made).encode(), format="pdf")
    sections = "".join(f'#html.elem("section")[{each.text}]\n\n' for each in made.entries)
    page = parser.document_fromstring(
        program.compile(sections.encode(), format="html"), parser.HTMLParser(encoding="utf-8")
    )
    found = list(page.iter("section"))
    return [Entry([(each.tag, sorted(each.attrib.items())) for each in node.iter()], folded(node.text_content()))
            for node in found]  # fmt: skip


# Word and OpenDocument.


def docx(made: Bibliography) -> list[Entry]:
    """Read the paragraphs of Word's document; python-docx opens it."""
    import docx as library

    data = made.file()
    assert data is not None
    library.Document(BytesIO(data))
    return list(_paragraphs(data, "word/document.xml", "p"))


def odt(made: Bibliography) -> list[Entry]:
    """Read the paragraphs of an OpenDocument text."""
    data = made.file()
    assert data is not None
    return list(_paragraphs(data, "content.xml", "p"))


def _paragraphs(data: bytes, part: str, tag: str) -> Iterator[Entry]:
    from lxml import etree

    with zipfile.ZipFile(BytesIO(data)) as archive:
        root = etree.fromstring(archive.read(part))
    for node in root.iter(f"{{*}}{tag}"):
        for gap in node.iter("{*}br", "{*}tab", "{*}line-break", "{*}s"):
            gap.tail = f" {gap.tail or ''}"
        runs = [(etree.QName(each).localname, _plain(each)) for each in node.iter()]
        yield Entry([run for run in runs if run[0] != "s"], folded("".join(node.itertext())))


def _plain(node: Any) -> list[str]:
    """Return the attributes of an element; how blanks are kept follows from the text."""
    from lxml import etree

    return [f"{etree.QName(key).localname}={value}" for key, value in node.attrib.items() if not key.endswith("}space")]


READERS: dict[str, Reader] = {
    "text": text,
    "html": html,
    "markdown": markdown,
    "latex": latex,
    "rtf": rtf,
    "typst": typst,
    "docx": docx,
    "odt": odt,
}
"""By id of the markup; the registry must have no other."""
