"""Every kind of manuscript with each of its outputs, a manuscript that cites in many ways, and what reads it back.

The readers are markdown-it, Python's and lxml's HTML, pylatexenc, zipfile and lxml; none of them is ours.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any, NamedTuple

from injection.formats import DIVIDE, flat
from injection.markups import SIGNS, folded, html_tags, latex_nodes, markdown_parser
from manuscript.word_files import build, para, table

FEW = 13
"""Works that are cited by harmless keys."""

MARKDOWN = """---
title: A paper
nocite: "@*"
---

# Heading [@k0]

First [see @k1, p. 3, and more; -@k2]. Then @k3 found, and @k4 [p. 4].

| a | b |
|---|---|
| [@k5] | @k6 |

> Quoted [@k7].

- Item @k8
- @k9 said

[@k10] begins. A note.[^1] Link [see [there](http://x.org) `code` @k12].

[^1]: [@k11] said.

::: {#refs}
:::

Behind.
"""
LATEX = r"""\documentclass{article}
\usepackage{natbib}
\begin{document}
\section{Heading \cite{k0}}
First \citep[see][p.~3]{k1,k2}. Then \citet{k3} found, and \citet[p.~4]{k4}. \citeauthor{k5} \citeyear{k6}.
\footnote{\cite{k7} said.} \citetitle{k8}. \footcite{k9} \fullcite{k10} \citealp{k11}

\cite{k12} begins. \cite[see $x$ \emph{y}][]{k12} \nocite{*}
\bibliographystyle{plain}
\bibliography{library}
\end{document}
"""


def word_paper(keys: Sequence[str]) -> bytes:
    """Return a Word document that cites works, some by keys in braces."""
    braced = [f"[@{{{key}}}]" for key in keys if is_xml(key) and not re.search(r"[{}\n]", key)]
    return build(
        para("First [see @k1, p. 3, and more; -@k2]. Then [@k0] found."),
        table((para("[@k3]"), para("x")), (para("y"), para("[@k4; @k5]"))),
        para("A note", '<w:r><w:footnoteReference w:id="1"/></w:r>', ". [@k6] [@k7] [@k8] [@k9] [@k10] [@k11] [@k12]."),
        *(para(f"[@k{at}]") for at in range(13, FEW)),
        *map(para, braced),
        para("{{bibliography}}"),
        para("Behind."),
        footnotes=("<w:r><w:t>See [@k1].</w:t></w:r>",),
    )


def is_xml(text: str) -> bool:
    """Return whether a text can stand in a document of Word's."""
    return not re.search("[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)


class Outcome(NamedTuple):
    """A finished manuscript as it was read."""

    structure: list[Any]
    text: str


def markdown(data: bytes) -> Outcome:
    """Read Markdown with all that pandoc adds to it."""
    structure: list[Any] = []
    texts: list[str] = []
    for token in markdown_parser().parse(data.decode()):
        structure.append((token.type, token.tag, sorted(token.attrs.items())))
        if token.type in ("front_matter", "fence", "code_block", "html_block"):
            structure.append(token.content)
        for child in token.children or ():
            if child.type in ("text", "text_special"):
                texts.append(child.content)
            elif child.type not in ("softbreak",):
                tag = re.sub(r"<(/?)(em|strong)>", lambda m: f"{m[2]}_{'close' if m[1] else 'open'}", child.content)
                structure.append((tag or child.type, sorted(child.attrs.items())))
    return Outcome(structure, folded("".join(texts)))


def page(data: bytes) -> Outcome:
    """Read a page of HTML."""
    from lxml import html

    source = data.decode()
    assert source.startswith("<!DOCTYPE html>\n")
    body = source.removeprefix("<!DOCTYPE html>\n")
    return Outcome(html_tags(body), folded(html.document_fromstring(body).text_content()))


def text(data: bytes) -> Outcome:
    """Read plain text: its lines are the structure, those of what is printed in several lines counted as one."""
    source = data.decode()
    return Outcome([len(source.splitlines())], folded(source))


def latex(data: bytes) -> Outcome:
    """Read LaTeX with pylatexenc: commands, environments, groups and formulas in their order."""
    structure: list[Any] = []
    texts: list[str] = []
    _walk(latex_nodes(data.decode()), structure, texts)
    return Outcome(structure, folded("".join(texts)).replace("\U00100001", '"'))


def _walk(nodes: Any, structure: list[Any], texts: list[str]) -> None:
    for node in nodes or ():
        kind = type(node).__name__ if node else ""
        if kind == "LatexCharsNode":
            texts.append(node.chars)
        elif kind == "LatexMacroNode" and node.macroname in SIGNS:
            texts.append(SIGNS[node.macroname])
        elif kind == "LatexGroupNode" and node.latex_verbatim() in ("{[}", "{]}", "{}"):
            texts.append(node.latex_verbatim()[1:-1])
        elif kind == "LatexSpecialsNode":
            texts.append(" ")
            assert node.specials_chars in "~&", node.specials_chars
        elif kind:
            name = getattr(node, "macroname", None) or getattr(node, "environmentname", None) or kind
            structure.append((name, node.latex_verbatim() if name in ("LatexCommentNode", "LatexMathNode") else ""))
            arguments = getattr(node, "nodeargd", None)
            listed = list(arguments.argnlist) if arguments else []
            _walk(listed[:-1] if name == "bibitem" else listed, structure, texts)
            _walk(getattr(node, "nodelist", ()), structure, texts)


def bbl(data: bytes) -> Outcome:
    """Read the list that LaTeX takes for bibtex's: its keys besides."""
    source = data.decode()
    keys = re.findall(r"(?m)^\\bibitem(?:\[.*\])?\{(.*)\}$", source)
    assert all(re.fullmatch(r"[^\s{}\\%#~,\"]+", key) for key in keys), keys
    found = latex(data)
    assert len(keys) == sum(name == "bibitem" for name, _ in found.structure)
    assert len(set(keys)) == len(keys)
    return found


def word(data: bytes) -> Outcome:
    """Read all parts of a Word document; the data of live fields with Python's json."""
    import docx
    from lxml import etree

    docx.Document(BytesIO(data))
    structure: list[Any] = []
    texts: list[str] = []
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in sorted(archive.namelist()):
            root = etree.fromstring(archive.read(name))
            structure.append(name)
            for node in root.iter():
                attributes = [(str(key), value) for key, value in node.attrib.items() if not key.endswith("}space")]
                structure.append((str(node.tag), attributes))
                if str(node.tag).endswith("}instrText"):
                    structure += _instruction(node.text, texts)
                elif node.text and not name.startswith("docProps"):
                    texts.append(node.text)
    return Outcome(structure, folded("".join(texts)))


def _instruction(instruction: str, texts: list[str]) -> list[Any]:
    match = re.fullmatch(r" ADDIN ZOTERO_(?:ITEM CSL_CITATION (\{.*\})|BIBL (\{.*\}) CSL_BIBLIOGRAPHY) ", instruction)
    assert match, instruction[:200]
    found = json.loads(match[1] or match[2])
    shown = found.get("properties", {})
    assert not re.search(r"(?<!\\)(?:\\\\)*\\(?!(?:uc0|u\d+|scaps0?|ul0?|b|b0|i|i0|super|sub|nosupersub|tab)\b|[\\{}])",
                         shown.get("formattedCitation", "")), shown  # fmt: skip
    leaves = list(flat("", found))
    texts += [leaf for _, leaf in leaves]
    # What CSL has no variable for stands below `custom`, and what is there depends on the text.
    return [place for place, _ in leaves if f"{DIVIDE}custom" not in place]


Reader = Callable[[bytes], Outcome]
READERS: dict[tuple[str, str], Reader] = {
    ("markdown", "markdown"): markdown,
    ("markdown", "pandoc"): markdown,
    ("markdown", "html"): page,
    ("markdown", "text"): text,
    ("latex", "latex"): latex,
    ("latex", "bbl"): bbl,
    ("docx", "docx"): word,
    ("docx", "docx-zotero"): word,
}
"""By kind of manuscript and output; there must be no others."""


def paper(kind: str, keys: Sequence[str]) -> tuple[str, bytes]:
    """Return name and content of a manuscript of a kind, which cites `k0` and so on, and where it can, further keys."""
    if kind == "docx":
        return "paper.docx", word_paper(keys)
    return ("paper.Rmd", MARKDOWN.encode()) if kind == "markdown" else ("paper.tex", LATEX.encode())


def squeezed(texts: Sequence[str]) -> list[str]:
    """Return the letters and digits of texts."""
    return ["".join(filter(str.isalnum, each)) for each in texts]
