"""Markdown manuscripts: what is a citation, what takes its place, and what stays as it was.

`pytest --update-cases tests/manuscript` writes what is expected from what comes out: read it before you commit it.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refexport import Report, cite_manuscript, read
from refexport.csl import Cite
from refexport.errors import InputError, UnknownKeys
from refexport.manuscript import markdown
from refexport.manuscript.core import Library, render
from refexport.manuscript.markdown_inline import Found, Scanner

CASES = Path(__file__).parents[1] / "cases" / "manuscript"
STYLES = ("vancouver", "apa", "chicago-notes-bibliography", "ieee", "nature")
SYNTAX = json.loads((CASES / "syntax.json").read_text(encoding="utf-8"))


def compare(path: Path, text: str, update: bool) -> None:
    """Hold a text against a file."""
    if update:
        path.write_text(text, encoding="utf-8", newline="")
    assert path.exists(), f"{path.name} is missing: run pytest --update-cases tests/manuscript, and read what it wrote"
    assert text == path.read_text(encoding="utf-8")


def filled(text: str, style: str = "apa", to: str = "pandoc", report: Report | None = None, **options: object) -> str:
    """Return a text with its citations filled in from the cases' library, without the list."""
    report = report if report is not None else Report()
    manuscript = markdown.scan_text(text, "paper.md", report)
    manuscript.source.metadata["suppress-bibliography"] = "true"
    library = Library(read(CASES / "library.json"), ["library.json"])
    rendering = render(manuscript, library, style, markup=markdown.KIND.markup(to), report=report, **options)  # type: ignore[arg-type]
    return markdown.filled(manuscript, rendering)


@pytest.mark.parametrize("case", SYNTAX, ids=lambda case: case["text"][:40])
def test_syntax(case: dict[str, object]) -> None:
    text = str(case["text"])
    assert [_shown(found, text) for found in Scanner(notes=frozenset({"1"})).scan(text)] == case["found"]


def _shown(found: Found, text: str) -> dict[str, object]:
    if found.kind != "citation":
        return {found.kind: found.label or text[found.start : found.end]}
    shown: dict[str, object] = {"at": text[found.start : found.end]}
    if found.in_text:
        shown["in text"] = True
    return {**shown, "cites": [_shown_cite(cite) for cite in found.cites]}


def _shown_cite(cite: Cite) -> dict[str, object]:
    shown: dict[str, object] = {"key": cite.id}
    shown |= {name: value for name in ("prefix", "locator", "suffix") if (value := getattr(cite, name))}
    if cite.locator and cite.label != "page":
        shown["label"] = cite.label
    if cite.suppress_author:
        shown["bare"] = True
    return shown


@pytest.mark.parametrize("style", STYLES)
def test_paper(style: str, tmp_path: Path, update_cases: bool) -> None:
    output = tmp_path / "out.md"
    report = Report()
    rendering = cite_manuscript(CASES / "paper.md", output, style=style, report=report)
    assert len(rendering.texts) >= 30
    assert [d.code for d in report.diagnostics] == ["unused-entries"]
    text = output.read_text(encoding="utf-8")
    compare(CASES / f"paper.{style}.expected.md", text, update_cases)


@pytest.mark.parametrize(("to", "suffix"), [("html", "html"), ("text", "txt"), ("pandoc", "qmd")])
def test_outputs(to: str, suffix: str, tmp_path: Path, update_cases: bool) -> None:
    output = tmp_path / f"out.{suffix}"
    cite_manuscript(CASES / "paper.md", output, style="nature")
    compare(CASES / f"paper.nature.expected.{suffix}", output.read_text(encoding="utf-8"), update_cases)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One [@darwin1859].", "One.[^cite-1]"),
        ("One [@darwin1859], two.", "One,[^cite-1] two."),
        ('"One" [@darwin1859].', '"One."[^cite-1]'),
        ("“One” [@darwin1859], so.", "“One,”[^cite-1] so."),
        ("One.\n[@darwin1859] Two.", "One.[^cite-1] Two."),
        ("One [@darwin1859] [@kuhn1962].", "One.[^cite-1][^cite-2]"),
        ("One [@darwin1859], [@kuhn1962].", "One.[^cite-1][^cite-2]"),
        ("[@darwin1859] begins.", "[^cite-1] begins."),
        ("- [@darwin1859]", "- [^cite-1]"),
        ("> One\n> [@darwin1859].", "> One\n>.[^cite-1]"),
        ("@darwin1859 says.", "Charles Darwin[^cite-1] says."),
        ("So @darwin1859.", "So Charles Darwin.[^cite-1]"),
        ("H~2~ [@darwin1859].", "H~2~.[^cite-1]"),
        ("One [^n].\n\n[^n]: See [@darwin1859].", "One [^n].\n\n[^n]: See (Charles Darwin, *On the Origin of Species "
         "by Means of Natural Selection* (John Murray, 1859))."),
    ],
)  # fmt: skip
def test_notes(text: str, expected: str) -> None:
    found = filled(text, "chicago-notes-bibliography")
    assert found.partition("\n\n[^cite-1]:")[0].rstrip("\n") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One [@darwin1859].", "One^1^."),
        ("One\n[@darwin1859].", "One^1^."),
        ("[@darwin1859] begins.", "^1^ begins."),
        ("@darwin1859 [@kuhn1962]", "^1,2^"),
        ("One [@darwin1859] [@kuhn1962]", "One^1^ ^2^"),
    ],
)
def test_superscripts_take_no_blank(text: str, expected: str) -> None:
    assert filled(text, "nature") == f"{expected}\n"


def test_notes_are_numbered_through_the_document() -> None:
    """A later citation of a work refers to the note of the first, of whichever kind that note is."""
    style = (
        '<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0"><info><title>t</title><id>t</id>'
        '</info><citation><layout delimiter="; "><choose><if position="subsequent"><text variable="'
        'first-reference-note-number" prefix="n. "/></if><else><text variable="title"/></else></choose></layout>'
        "</citation></style>"
    )
    text = (
        "A[^x] b [@darwin1859]. c[^y] d [@kuhn1962]. e^[In line.] f [@popper1959]. g [@darwin1859; @kuhn1962; "
        "@popper1959; @fisher1925].\n\n[^y]: Own [@fisher1925].\n\n[^x]: No citation."
    )
    assert "[^cite-4]: n\\. 2; n. 4; n. 6; n. 3\n" in filled(text, style)


def test_unknown_keys_are_all_listed(tmp_path: Path) -> None:
    paper, output = tmp_path / "paper.md", tmp_path / "out.md"
    paper.write_text("One [@darwin1895].\n\nTwo [@darwin1859; @kuhn1926].\n\n- @darwin1895\n", encoding="utf-8")
    output.write_text("before", encoding="utf-8")
    report = Report()
    with pytest.raises(UnknownKeys, match="2 keys are in no library"):
        cite_manuscript(paper, output, bibliography=CASES / "library.json", style="apa", report=report)
    assert [(d.line, d.raw) for d in report.errors] == [(1, "darwin1895"), (3, "kuhn1926"), (5, "darwin1895")]
    assert "nearest: darwin1859" in report.errors[0].message
    assert output.read_text(encoding="utf-8") == "before"
    cite_manuscript(paper, output, bibliography=CASES / "library.json", style="apa", keep_going=True)
    text = output.read_text(encoding="utf-8")
    assert "One \\[?darwin1895\\].\n\nTwo (Darwin, 1859) \\[?kuhn1926\\].\n\n- \\[?darwin1895\\]\n" in text


def test_lines_count_the_metadata() -> None:
    report = Report()
    filled("---\ntitle: x\nlang: de\n---\n\nText [@nix].", report=report, keep_going=True)
    assert [d.line for d in report.errors] == [6]


def test_identifiers_are_keys() -> None:
    text = "[@pmid:19621072] [@PMC2707599] [@{https://doi.org/10.1371/JOURNAL.pmed.1000097}] [@10.1038/171737a0]"
    assert filled(text) == "(Moher et al., 2009) (Moher et al., 2009) (Moher et al., 2009) (Watson & Crick, 1953)\n"


def test_work_cited_under_two_keys_is_told() -> None:
    report = Report()
    library = [*read(CASES / "library.json")]
    library.append(next(record for record in library if record.id == "efron1979").copy(id="efron"))
    manuscript = markdown.scan_text("[@efron] [@efron1979]", "paper.md", report)
    render(manuscript, Library(library), "apa", report=report)
    assert [d.message for d in report.warnings] == [
        "'efron' and 'efron1979' are both cited and are one work: doi:10.1214/aos/1176344552"
    ]


OWN = """---
bibliography: BIB
references:
- id: own
  type: book
  title: A *fine* book--and more
  author: [{family: Doe, given: Jane}]
  issued: 2001
- id: other
  type: book
  title: Another
  author: [{family: Doe, given: Jane}]
  issued: 2004
---

A [@own, p. 3]; @own [; @other] wrote it.
"""


@pytest.mark.parametrize("library", ["library.json", ""])
def test_references_in_the_metadata_are_a_library(library: str, tmp_path: Path) -> None:
    (tmp_path / "library.json").write_bytes((CASES / "library.json").read_bytes())
    front = OWN.replace("BIB", library) if library else OWN.replace("bibliography: BIB\n", "")
    more = " So did @darwin1859." if library else ""
    (tmp_path / "paper.md").write_text(front + more, encoding="utf-8")
    cite_manuscript(tmp_path / "paper.md", tmp_path / "out.txt", style="apa")
    said = (tmp_path / "out.txt").read_text(encoding="utf-8")
    assert "A (Doe, 2001, p. 3); Doe (2001, 2004) wrote it." in said
    assert "A fine book–and more" in said
    assert ("Darwin (1859)" in said) == bool(library)


def test_broken_references_in_the_metadata_have_their_line(tmp_path: Path) -> None:
    paper = tmp_path / "paper.md"
    paper.write_text("---\ntitle: T\nreferences:\n- id: a\n  type: nonsense\n---\n\n@a\n", encoding="utf-8")
    report = Report()
    cite_manuscript(paper, tmp_path / "out.txt", style="apa", report=report)
    assert [(d.code, d.line) for d in report.warnings] == [("unknown-type", 4)]


def test_quarto_cross_references_are_no_keys() -> None:
    for name, expected in (("paper.qmd", ["fig-plot", "darwin1859"]), ("paper.md", ["fig-plot", "darwin1859"])):
        manuscript = markdown.scan_text("@fig-plot shows [@darwin1859].", name, Report())
        keys = [cite.id for citation in manuscript.citations for cite in citation.cites]
        assert keys == (expected[1:] if name.endswith("qmd") else expected)


def test_numbered_examples_are_no_keys() -> None:
    text = "(@good) An example.\n\nAs (@good) shows (@darwin1859)."
    assert filled(text) == "(@good) An example.\n\nAs (@good) shows (Darwin (1859)).\n"


def test_language_names_locators_and_sets_terms() -> None:
    assert filled("---\nlang: de\n---\n[@moher2009, S. 3, Kap. 2]").endswith("(Moher u.\u00a0a., 2009, S. 3, Kap. 2)\n")


def test_citation_in_the_metadata_is_told() -> None:
    report = Report()
    filled("---\nabstract: See [@darwin1859].\n---\nText.", report=report)
    assert [d.code for d in report.warnings] == ["citation-in-metadata"]


def test_key_in_the_words_of_another_citation_is_told() -> None:
    report = Report()
    filled(
        "One.\n\n[see @efron1979 and @watson1953] and @efron1979 [p. 3; @efron1979 and -@watson1953].\n", report=report
    )
    said = [(found.severity, found.code, found.line, found.message) for found in report.diagnostics if found.line]
    message = "'@watson1953' is taken for words that follow another key: put a semicolon before it to cite it too"
    assert said == [("warning", "citation-in-words", 3, message)] * 2


def test_citation_in_a_cell_with_a_bar_is_told() -> None:
    report = Report()
    text = "| a | b |\n|---|---|\n| x \\| [@darwin1859] | [@kuhn1962] |\n"
    assert filled(text, report=report) == text.replace("[@kuhn1962]", "(Kuhn, 1962)")
    assert [d.code for d in report.errors] == ["citation-not-found"]


PLAIN = st.text(st.sampled_from("ab *_`$<>[](){}!#\n-|:;.,\\~^\"'é  "), max_size=80)


@given(PLAIN, PLAIN)
def test_what_is_no_citation_stays(before: str, after: str) -> None:
    # Between empty lines, a citation stands in a paragraph of its own whatever is around it.
    text = f"x{before}\n\nhere [@darwin1859] there\n\n{after}x"
    found = filled(text)
    assert found.rstrip("\n") in (
        text.replace("[@darwin1859]", "(Darwin, 1859)").rstrip("\n"),
        text.rstrip("\n"),  # inside of code, or of HTML
    )


NUMBER = 10**5
LIMIT = 20.0
"""Seconds of the processor; what takes time by the square of its length would take hours."""
HOSTILE = {
    "a million brackets": "[" * 10**6,
    "half a million nested": "[" * 500_000 + "@a" + "]" * 500_000,
    "unclosed citations": "[@a " * NUMBER,
    "links": "[a](" * NUMBER,
    "titles": '[a](b "' * NUMBER,
    "backticks": "` `` " * NUMBER,
    "formulas": "$1 $ " * NUMBER,
    "comments": "<!--" * NUMBER,
    "braces": "@{" * NUMBER,
    "inline notes": "^[" * NUMBER,
    "parts": "[@a" + ";" * NUMBER + "]",
    "locators": "[@a, " + "1, " * NUMBER + "]",
    "a long key": "@" + "a:" * NUMBER,
    "quotations": "> " * NUMBER + "@a",
    "citations": "[@a, p. 3] " * 20_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_time_in_line_with_its_length(text: str) -> None:
    start = time.process_time()
    markdown.scan_text(text, "x.md", Report())
    assert time.process_time() - start < LIMIT


@pytest.mark.parametrize("front", ["a: [", "a: *x", "- b\na: c", "&a " * 3, "[" * 100_000])
def test_broken_metadata_is_an_error_with_its_line(front: str) -> None:
    with pytest.raises(InputError, match=r"paper\.md.*metadata"):
        filled(f"---\n{front}\n---\nText")


def test_aliases_do_not_grow() -> None:
    laughs = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 20))
    with pytest.raises(InputError, match="aliases"):
        filled(f"---\n{laughs}---\nText")
