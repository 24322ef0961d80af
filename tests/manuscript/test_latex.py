"""LaTeX manuscripts: the commands that cite, what takes their place, and that the result compiles.

`pytest --update-cases tests/manuscript` writes what is expected from what comes out: read it before you commit it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from manuscript.test_markdown import CASES, LIMIT, STYLES, compare

from refexport import Report, cite_manuscript, read
from refexport.errors import UnknownKeys, UsageError
from refexport.manuscript import latex
from refexport.manuscript.core import Library, render

PROGRAM = shutil.which("pdflatex")


def filled(text: str, style: str = "apa", report: Report | None = None, **options: object) -> str:
    """Return a text with its citations filled in from the cases' library, without the list."""
    report = report if report is not None else Report()
    manuscript = latex.scan_text(text, "paper.tex", report)
    library = Library(read(CASES / "library.json"), ["library.json"])
    rendering = render(manuscript, library, style, markup=latex.MARKUP, report=report, **options)  # type: ignore[arg-type]
    return latex.filled(manuscript, rendering).partition("\\begin{thebibliography}")[0].strip()


@pytest.mark.parametrize("style", STYLES)
def test_paper(style: str, tmp_path: Path, update_cases: bool) -> None:
    output = tmp_path / "out.tex"
    report = Report()
    rendering = cite_manuscript(
        CASES / "paper.tex", output, bibliography=CASES / "library.json", style=style, report=report
    )
    assert len(rendering.texts) >= 30
    assert [d.code for d in report.diagnostics] == ["unused-entries"]
    compare(CASES / f"paper.{style}.expected.tex", output.read_text(encoding="utf-8"), update_cases)


@pytest.mark.parametrize("style", ["apa", "ieee"])
def test_bbl(style: str, tmp_path: Path, update_cases: bool) -> None:
    output = tmp_path / "paper.bbl"
    cite_manuscript(CASES / "paper.tex", output, bibliography=CASES / "library.json", style=style)
    compare(CASES / f"paper.{style}.expected.bbl", output.read_text(encoding="utf-8"), update_cases)


KUHN = r"Kuhn, T. S. (1962). \textit{The structure of scientific revolutions}. University of Chicago Press."
"""An entry, which ends in a full stop."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"A \cite{darwin1859}.", "A (Darwin, 1859)."),
        (r"A \cite[12]{darwin1859}.", "A (Darwin, 1859, p. 12)."),
        (r"A \cite[see][chap.~2, end]{darwin1859}.", "A (see Darwin, 1859, chap. 2, end)."),
        (r"A \cite[see][]{darwin1859}.", "A (see Darwin, 1859)."),
        (r"A \cite[a note]{darwin1859}.", "A (Darwin, 1859, a note)."),
        (r"A \cite[{[a] note}]{darwin1859}.", "A (Darwin, 1859, {[}a{]} note)."),
        (r"A \cite{darwin1859, kuhn1962,%" + "\n  popper1959}.", "A (Darwin, 1859; Kuhn, 1962; Popper, 1959)."),
        (r"\citet{darwin1859} says", "Darwin (1859) says"),
        (r"\citet*[p.~4]{moher2009} says", "Moher et al. (2009, p. 4) says"),
        (r"\Citet {darwin1859} says", "Darwin (1859) says"),
        (r"\citealp{darwin1859} \citealt{darwin1859}", "Darwin, 1859 Darwin 1859"),
        (r"\citeauthor{moher2009} \citeyear{watson1953} \citeyear{watson1953b}", "Moher et al. 1953b 1953a"),
        (r"\citeyearpar{darwin1859}", "(1859)"),
        (r"\citetitle{kuhn1962}", "The structure of scientific revolutions"),
        (r"\footcite{darwin1859}.", r"\protect\footnote{(Darwin, 1859)}."),
        (r"Text \footcite{darwin1859}.", r"Text.\protect\footnote{(Darwin, 1859)}"),
        (r"\footnote{\smartcite{darwin1859}}", r"\footnote{(Darwin, 1859)}"),
        (r"\parencites[see][4]{darwin1859}[5]{kuhn1962}", "(see Darwin, 1859, p. 4; Kuhn, 1962, p. 5)"),
        (r"\cite[$x_1$ \LaTeX{}]{darwin1859}", r"(Darwin, 1859, $x_1$ \LaTeX{})"),
        (r"\cite[\ppno~3--5]{darwin1859} \cite[\pno{} 7]{darwin1859}", "(Darwin, 1859, pp. 3–5) (Darwin, 1859, p. 7)"),
        (r"\cite[3\psq]{darwin1859} \cite[4~\psqq]{darwin1859}", "(Darwin, 1859, p. 3 sq.) (Darwin, 1859, p. 4 sqq.)"),
        (r"\cite[\nopp 3]{darwin1859}", "(Darwin, 1859, p. 3)"),
        (r"\fullcite{kuhn1962}.", KUHN),
        (r"Text\footfullcite{kuhn1962}.", rf"Text.\protect\footnote{{{KUHN}}}"),
        (r"\footnote{\footfullcite{kuhn1962}.}", rf"\footnote{{{KUHN}}}"),
        (r"\\cite{darwin1859} \% \cite{kuhn1962}", r"\\cite{darwin1859} \% (Kuhn, 1962)"),
        ("% \\cite{darwin1859}\n\\cite{kuhn1962}", "% \\cite{darwin1859}\n(Kuhn, 1962)"),
        (r"\verb+\cite{a}+ \lstinline{\cite{a}}", r"\verb+\cite{a}+ \lstinline{\cite{a}}"),
        (r"\begin{lstlisting}\cite{a}\end{lstlisting}", r"\begin{lstlisting}\cite{a}\end{lstlisting}"),
        (r"\cites(see)(and others)[4]{darwin1859}{kuhn1962}", "(see Darwin, 1859, p. 4; Kuhn, 1962, and others)"),
        (r"\parencites(p. 3)(){darwin1859}{kuhn1962}", "(p. 3 Darwin, 1859; Kuhn, 1962)"),
        (r"\cite", r"\cite"),
        (r"\cite{}", r"\cite{}"),
        (r"\usepackage{amsmath,natbib}\usepackage[x]{biblatex}\addbibresource{a.bib}", r"\usepackage{amsmath}"),
    ],
)
def test_commands(text: str, expected: str) -> None:
    assert filled(text) == expected


def test_notes_of_a_note_style() -> None:
    text = r"One~\cite{darwin1859}, two\footnote{See \cite{kuhn1962}.} and \citet{popper1959} again \cite{darwin1859}."
    assert filled(text, "chicago-notes-bibliography") == (
        r"One,\protect\footnote{Charles Darwin, \textit{On the Origin of Species by Means of Natural Selection} "
        r"(John Murray, 1859).} two\footnote{See (Thomas S. Kuhn, \textit{The Structure of Scientific Revolutions} "
        r"(University of Chicago Press, 1962)).} and Karl R. Popper\protect\footnote{\textit{The Logic of Scientific "
        r"Discovery} (Hutchinson, 1959).} again.\protect\footnote{Darwin, \textit{On the Origin of Species by Means of "
        r"Natural Selection}.}"
    )


def test_a_comment_swallows_nothing() -> None:
    assert filled("One % remark\n\\cite{darwin1859}.", "nature") == "One % remark\n\\textsuperscript{1}."


@pytest.mark.parametrize(
    "package",
    [r"\usepackage[english,ngerman]{babel}", r"\usepackage[main=ngerman, english]{babel}", r"\setmainlanguage{german}"],
)
def test_language_of_the_document_sets_terms(package: str) -> None:
    assert filled(f"{package}\\cite[Kap.~2]{{moher2009}}").endswith("(Moher u.~a., 2009, Kap. 2)")


def test_authors_are_named_in_numbered_styles() -> None:
    assert filled(r"\citet{moher2009}, \citeauthor{watson1953}", "ieee") == "Moher et al. {[}1{]}, Watson and Crick"


def test_unknown_keys_have_their_lines(tmp_path: Path) -> None:
    paper, output = tmp_path / "paper.tex", tmp_path / "out.tex"
    paper.write_text("One \\cite{darwin1895}.\n\n\\nocite{nix}\n", encoding="utf-8")
    report = Report()
    with pytest.raises(UnknownKeys):
        cite_manuscript(paper, output, bibliography=CASES / "library.json", style="apa", report=report)
    assert [(d.line, d.raw) for d in report.errors] == [(1, "darwin1895"), (3, "nix")]
    assert not output.exists()


def test_nocite_of_all_lists_all() -> None:
    manuscript = latex.scan_text(r"\nocite{*} \cite{kuhn1962}", "paper.tex", Report())
    library = Library(read(CASES / "library.json"))
    rendering = render(manuscript, library, "ieee", markup=latex.MARKUP)
    assert rendering.bibliography is not None
    assert next(entry.id for entry in rendering.bibliography.entries) == "kuhn1962"
    assert len(rendering.bibliography.entries) == len(library.records)


def test_libraries_are_found_beside_the_paper(tmp_path: Path) -> None:
    (tmp_path / "own.bib").write_text("@book{one, author={Able, A.}, title={T}, year=2001}", encoding="utf-8")
    (tmp_path / "paper.tex").write_text("\\cite{one}\\bibliography{own}", encoding="utf-8")
    cite_manuscript(tmp_path / "paper.tex", tmp_path / "out.tex", style="apa")
    assert (tmp_path / "out.tex").read_text(encoding="utf-8").startswith("(Able, 2001)\\begin{thebibliography}")


def test_libraries_are_found_where_tex_finds_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("kpsewhich") is None:
        pytest.skip("no kpsewhich: apt-get install texlive-binaries")
    entry = "@book{one, author={Able, A.}, title={T}, year=2001}"
    (tmp_path / "trees").mkdir()
    (tmp_path / "trees" / "shared.bib").write_text(entry, encoding="utf-8")
    monkeypatch.setenv("BIBINPUTS", f"{tmp_path / 'trees'}:")
    paper = tmp_path / "paper.tex"
    paper.write_text("\\cite{one}\\bibliography{shared}", encoding="utf-8")
    cite_manuscript(paper, tmp_path / "out.tex", style="apa")
    assert (tmp_path / "out.tex").read_text(encoding="utf-8").startswith("(Able, 2001)")
    paper.write_text("\\cite{one}\\addbibresource{\\jobname.bib}", encoding="utf-8")
    (tmp_path / "paper.bib").write_text(entry, encoding="utf-8")
    cite_manuscript(paper, tmp_path / "out.tex", style="apa")
    assert (tmp_path / "out.tex").read_text(encoding="utf-8").startswith("(Able, 2001)")


def test_what_is_not_followed_is_told(tmp_path: Path) -> None:
    (tmp_path / "part.tex").write_text("\\cite{darwin1859}", encoding="utf-8")
    (tmp_path / "plain.tex").write_text("nothing", encoding="utf-8")
    paper = tmp_path / "paper.tex"
    paper.write_text("\\input{part}\\input{plain}\n\\newcommand{\\my}[1]{\\citep{#1}}", encoding="utf-8")
    report = Report()
    latex.scan(str(paper), report)
    assert [(d.code, d.line) for d in report.warnings] == [("input-not-followed", 1), ("citation-in-macro", 2)]


def test_biblatex_wants_the_document(tmp_path: Path) -> None:
    paper = tmp_path / "paper.tex"
    paper.write_text("\\usepackage{biblatex}\\cite{darwin1859}", encoding="utf-8")
    with pytest.raises(UsageError, match=r"biber's \.bbl"):
        cite_manuscript(paper, tmp_path / "paper.bbl", bibliography=CASES / "library.json", style="apa")


BIBLATEX = r"""\documentclass{article}
\usepackage[style=apa]{biblatex}
\addbibresource[location=local]{library.json}
\DeclareBibliographyCategory{own}\addtocategory{own}{darwin1859}
\defbibheading{short}[Works]{\section*{#1}}
\defbibfilter{books}{type=book}
\AtEveryBibitem{\clearfield{month}}
\DeclareFieldFormat[article]{title}{\emph{#1}}
\DefineBibliographyStrings{english}{page = {p.}}
\renewcommand*{\bibfont}{\small}\setlength{\bibitemsep}{2pt}\setcounter{biburllcpenalty}{7000}
\renewcommand*{\multicitedelim}{\addcomma\space}
\ExecuteBibliographyOptions{maxnames=2}
\begin{document}
\begin{refsection}[library.json]
\cite{darwin1859}
\printbibliography[heading=short, category=own]
\end{refsection}
\newrefcontext[sorting=nty]
\printbibheading[title=All]\printshorthands
\bibbysection
\end{document}
"""
NATBIB = r"""\documentclass{article}
\usepackage{natbib}
\setlength{\bibsep}{0pt plus 0.3ex}
\renewcommand{\bibfont}{\small}
\renewcommand{\bibnumfmt}[1]{#1.}
\bibpunct[, ]{(}{)}{;}{a}{,}{,}
\setcitestyle{round}
\renewcommand{\refname}{Works}
\begin{document}
\citep{darwin1859}
\bibliographystyle{plainnat}
\bibliography{library}
\end{document}
"""


@pytest.mark.parametrize("text", [BIBLATEX, NATBIB], ids=["biblatex", "natbib"])
def test_settings_of_the_packages_go_with_them(text: str, tmp_path: Path) -> None:
    (tmp_path / "paper.tex").write_text(text, encoding="utf-8")
    cite_manuscript(tmp_path / "paper.tex", tmp_path / "out.tex", bibliography=CASES / "library.json", style="apa")
    made = (tmp_path / "out.tex").read_text(encoding="utf-8")
    assert re.findall(r"\\(\w*(?:bib|cit|ref(?!name)|field|category)\w*)", made) == []
    assert "\\refname" in made or text is BIBLATEX
    compiled(tmp_path, "out.tex")


NUMBER = 300_000
HOSTILE = {
    "commands": "\\cite" * (NUMBER // 5),
    "options": "\\cite[" * (NUMBER // 6),
    "arguments": "\\cite{" * (NUMBER // 6),
    "a million brackets": "\\cite[" + "[" * 10**6,
    "braces": "{" * NUMBER,
    "closing braces": "}" * NUMBER,
    "open notes": "\\footnote{\\cite{a}" * (NUMBER // 18),
    "verbatim": "\\begin{verbatim}" * (NUMBER // 16),
    "verb": "\\verb|" * (NUMBER // 6),
    "keys": "\\cite{" + "a," * (NUMBER // 2) + "}",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_survived(text: str) -> None:
    start = time.process_time()
    latex.scan_text(text, "x.tex", Report())
    assert time.process_time() - start < LIMIT


def compiled(folder: Path, name: str, runs: int = 1) -> str:
    """Return what pdflatex says of a document; skips, saying so, where it is not installed."""
    if PROGRAM is None:
        pytest.skip("no pdflatex: apt-get install texlive-latex-base")
    command = [PROGRAM, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", name]
    for _ in range(runs):
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=300)
        said = done.stdout.decode("utf-8", "replace")
        assert done.returncode == 0, said[-3000:]
    assert (folder / name).with_suffix(".pdf").stat().st_size > 1000
    return said


@pytest.mark.parametrize("style", STYLES)
def test_paper_compiles(style: str, tmp_path: Path) -> None:
    if PROGRAM is None:
        pytest.skip("no pdflatex: apt-get install texlive-latex-base")
    cite_manuscript(CASES / "paper.tex", tmp_path / "out.tex", bibliography=CASES / "library.json", style=style)
    said = compiled(tmp_path, "out.tex")
    assert "undefined" not in said.lower()


@pytest.mark.parametrize(("style", "natbib"), [("ieee", False), ("apa", True)])
def test_bbl_is_picked_up(style: str, natbib: bool, tmp_path: Path) -> None:
    """LaTeX finds every key of the list without a run of bibtex."""
    if PROGRAM is None:
        pytest.skip("no pdflatex: apt-get install texlive-latex-base")
    package = "\\usepackage{natbib}\\bibliographystyle{plainnat}" if natbib else "\\bibliographystyle{plain}"
    (tmp_path / "paper.tex").write_text(
        f"\\documentclass{{article}}{package}\\begin{{document}}\n\\cite{{darwin1859}} and "
        "\\cite[p.~3]{watson1953,watson1953b,knuth:lit.prog/1}.\\nocite{*}\n\\bibliography{library}\\end{document}",
        encoding="utf-8",
    )
    cite_manuscript(tmp_path / "paper.tex", tmp_path / "paper.bbl", bibliography=CASES / "library.json", style=style)
    said = compiled(tmp_path, "paper.tex", runs=2)
    assert not re.search(r"Citation .* undefined|There were undefined", said)


@pytest.mark.parametrize("style", STYLES)
def test_data_is_never_a_command(style: str, tmp_path: Path) -> None:
    paper = tmp_path / "paper.tex"
    paper.write_text(
        "\\documentclass{article}\\begin{document}\\citet{hostile} \\cite{second} \\citetitle{hostile}\\end{document}",
        encoding="utf-8",
    )
    cite_manuscript(paper, tmp_path / "out.tex", bibliography=CASES / "hostile.json", style=style)
    text = (tmp_path / "out.tex").read_text(encoding="utf-8")
    assert not re.search(r"\\(input|write|bye)\b", text)
    assert text.count("\\end{document}") == 1
    compiled(tmp_path, "out.tex")
