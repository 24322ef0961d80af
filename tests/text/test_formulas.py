"""Formulas to text and back, as `docs/formulas.md` shows them, and through BibTeX and pdfLaTeX where installed."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refexport import Record, Report, dumps, loads
from refexport.text import latex_tables
from refexport.text.latex import decode, decode_marked, encode
from refexport.text.latex_alphabets import LETTERS

PAGE = Path(__file__).parents[2] / "docs" / "formulas.md"
_CELL = re.compile(r"`([^`]*)`")
ROWS = [
    tuple(cell.replace("\\|", "|") for cell in _CELL.findall(line))
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| `")
]
PREAMBLE = r"""\documentclass{article}\usepackage[T1]{fontenc}\usepackage{amsmath,amssymb,bm}
\IfFileExists{mathrsfs.sty}{\usepackage{mathrsfs}}{\let\mathscr\mathcal}
\begin{document}\nocite{*}\bibliographystyle{%s}\bibliography{library}\end{document}
"""

MORE = {
    "Ελληνική γλώσσα ≤ 3": r"Ελληνική γλώσσα $\leq$ 3",
    "5 − 3 and 10<sup>−3</sup>": r"5 {\textminus} 3 and 10$^{\textrm{\textminus}3}$",
    "x<sup>α": r"x{<}sup>$\alpha$",
    "<i>α<sub>1</sub></i>": r"\textit{$\alpha$$_{1}$}",
    "x<sup><i>α</i></sup>": r"x$^{\textit{α}}$",
    "x<sub>i<sup>2</sup></sub>": r"x$_{\textrm{i}^{2}}$",
    "√(x)": r"$\surd$(x)",
    "word x̂s": r"word $\hat{x}$s",
    "Nonwordx̂s": "Nonwordx̂s",
    "𝔰𝔩ℤ𝟙": r"$\mathfrak{sl}\mathbb{Z1}$",
    r"costs $5 \frac $6": r"costs \$5 \textbackslash{}frac \$6",
    r"$\input{x}$": r"\$\textbackslash{}input\{x\}\$",
}


RAW = frozenset("λα̂")
"""Where these stand as they are, in words and deep in scripts, pdfLaTeX needs other packages."""


def test_the_page_has_its_rows() -> None:
    assert len(ROWS) > 60
    assert all(len(row) == 3 for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_forth_and_back(row: tuple[str, str, str]) -> None:
    source, text, written = row
    assert decode(source) == text
    assert encode(text) == written
    assert decode(written) == text


@pytest.mark.parametrize("text", MORE)
def test_written(text: str) -> None:
    assert encode(text) == MORE[text]
    assert decode(encode(text)) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("costs $5-$10, $5/$6, or $3 and $4", "costs $5-$10, $5/$6, or $3 and $4"),
        ("worth $1$2", "worth $1$2"),
        ("US$5 < US$6", "US$5 < US$6"),
        ("$0 < x < 1$, $1$--$2$, $5$", "0 < x < 1, 1–2, 5"),
        (r"$a \, b$ and $\mathscr{e}$", r"a b and $\mathscr{e}$"),
    ],
)
def test_prices_are_no_formulas(source: str, text: str) -> None:
    assert decode(source) == text


def test_every_sign_and_letter_comes_back() -> None:
    signs = {sign for sign in latex_tables.MATH.values() if not sign.isascii()} | set(LETTERS)
    assert [sign for sign in signs if decode(encode(f"a {sign} b")) != f"a {sign} b"] == []
    commands = "".join(encode(sign) for sign in signs)
    assert set(re.findall(r"\\([a-zA-Z]+)", commands)) <= latex_tables.PRINTING


_PIECES = ["α", "Γ", "ℤ", "𝔤", "𝒞︁", "≤", "√", "2", "x", "̂", "⁄", "−", "<sub>", "</sub>", "<sup>", "</sup>", "′", " "]


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join))
def test_what_is_not_read_back_is_reported(text: str) -> None:
    record = Record(id="a", type="book", title=decode(text) or "x")
    report = Report()
    back = loads(dumps([record], "bibtex", report=report), "bibtex")
    assert back[0].title == record.title or [loss.field for loss in report.losses] == ["title"]


def test_tex_of_other_formats_is_written_as_it_stands() -> None:
    report = Report()
    record = Record(id="a", type="book", title=r"$B \to K \mu\mu$ decays")
    assert r"title = {{$B \to K \mu\mu$} decays}" in dumps([record], "bibtex", report=report)
    assert [(loss.field, loss.reason) for loss in report.losses] == [("title", "TeX in it is read as what it prints")]


@pytest.mark.parametrize(
    "piece",
    ["$\\frac{a+b}{c}$", "$\\alpha", "\\alpha $", "$ \\a", "√", "α̂", "𝒞︁", "1⁄", "x̂", "$\\sqrt{", "\\hat{", "$3"],
)
def test_time_grows_with_the_length(piece: str) -> None:
    start = time.process_time()
    encode(piece * 20_000)
    decode(f"${piece * 20_000}$")
    decode(piece * 20_000)
    assert time.process_time() - start < 5


def test_a_formula_that_is_not_known_in_full_is_reported() -> None:
    text, remarks = decode_marked(r"$\overline{\mathrm{\PP}}$")
    assert text == "PP̅"
    assert remarks == (
        r"a formula that no text says in full: $\overline{\mathrm{\PP}}$",
        r"unknown command \PP, for which its name stands",
    )


@pytest.mark.parametrize("style", ["plain", "alpha"])
def test_what_is_written_compiles(style: str, tmp_path: Path) -> None:
    for program in ("pdflatex", "bibtex"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed (Debian: apt-get install texlive-latex-base texlive-binaries)")
    texts = [*(text for _, text, _ in ROWS), *(text for text, written in MORE.items() if not RAW.intersection(written))]
    signs = [sign for sign in latex_tables.MATH.values() if sign not in ("ƛ", "ο")]
    records = [
        Record(id=f"r{place}", type="book", title=f"Of {text} in titles", author=())
        for place, text in enumerate([*texts, *signs])
    ]
    (tmp_path / "library.bib").write_text(dumps(records, "bibtex"), encoding="utf-8")
    (tmp_path / "page.tex").write_text(PREAMBLE % style, encoding="utf-8")
    for command in (["pdflatex", "-draftmode"], ["bibtex"], ["pdflatex", "-draftmode"]):
        options = ["-interaction=nonstopmode", "-file-line-error"] if command[0] == "pdflatex" else []
        done = subprocess.run([*command, *options, "page"], cwd=tmp_path, capture_output=True, timeout=120, check=False)
    log = done.stdout.decode("utf-8", "replace")
    assert re.findall(r"^[^\n]*:\d+: .*|^! .*", log, re.M) == []
    assert f"r{len(records) - 1}" in (tmp_path / "page.bbl").read_text(encoding="utf-8")
