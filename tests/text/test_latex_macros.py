"""Commands that a file of BibTeX defines for itself."""

from __future__ import annotations

import time

import pytest

from refexport.text.latex_macros import Definition, definitions, expand

DEFINED = {
    r"\newcommand{\nosort}[1]{}": {"nosort": Definition(1, "")},
    r"\newcommand*\TUB{{\sl TUGboat}}": {"TUB": Definition(0, r"{\sl TUGboat}")},
    r'"\providecommand{\first}[2]{#1} " # "\renewcommand{\swap} [2] {#2#1}"': {
        "first": Definition(2, "#1"),
        "swap": Definition(2, "#2#1"),
    },
    r"\def\swap#1#2{#2{#1}}\gdef\MR{Mathematical Reviews}": {
        "swap": Definition(2, "#2{#1}"),
        "MR": Definition(0, "Mathematical Reviews"),
    },
    # what we know better, what is for TeX alone, and what has no end
    r"\providecommand{\url}[1]{\texttt{#1}} \def\'{x}": {},
    r"\newcommand{\opt}[2][x]{#1#2} \def\until#1;{#1} \newcommand{\open}{x": {},
    r"\newcommand{\more}{\more} \newcommand{\ping}{\pong} \newcommand{\pong}{\ping} \newcommand{\wrong}[1]{#2}": {},
}


@pytest.mark.parametrize("preamble", DEFINED)
def test_definitions(preamble: str) -> None:
    assert definitions(preamble) == DEFINED[preamble]


EXPANDED = {
    r"\nosort{1973}1975": "1975",
    r"The \TUB{} Team, \TUB Team": r"The {\sl TUGboat} Team, {\sl TUGboat}Team",
    r"\swap{Roe}{a} and \swap x y": r"aRoe and yx",
    r"\twice{a \swap{b}{c}}": "a cba cb",
    r"\ends more": r"\LaTeX{}more",
    r"\textit{\unknown \swap{a}": r"\textit{\unknown a",
    "plain": "plain",
}
KNOWN = definitions(
    r"\newcommand{\nosort}[1]{}\newcommand{\TUB}{{\sl TUGboat}}\newcommand{\swap}[2]{#2#1}"
    r"\newcommand{\twice}[1]{#1#1}\newcommand{\ends}{\LaTeX}"
)


@pytest.mark.parametrize("text", EXPANDED)
def test_expansions(text: str) -> None:
    assert expand(text, KNOWN) == EXPANDED[text]


def test_a_text_that_grows_too_long_stays_as_it_is() -> None:
    text = r"\twice" + r"{\twice" * 60 + "{" + "a" * 100 + "}" * 61
    began = time.process_time()
    assert expand(text, KNOWN) == text
    assert time.process_time() - began < 1
