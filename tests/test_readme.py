"""What README and the pages of `docs/` show runs, and says what they say.

Commands and Python snippets run in a folder that holds the example page as `page.txt` and `page.html`, and what
the snippets before them have written.  A `text` block behind a snippet is what it prints.
"""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from manuscript.word_files import build, para
from places import DATA, PROJECT

from refexport import cite_manuscript, convert, read

STYLE = (
    '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text"><info><title>Mine</title></info>'
    '<citation><layout><text variable="title"/></layout></citation>'
    '<bibliography><layout><text variable="title"/></layout></bibliography></style>'
)
SET_UP = 2
"""README's blocks that set up a machine: `.ci/run` runs those."""


@dataclass(frozen=True)
class Block:
    """A block of code."""

    language: str
    text: str
    printed: str | None
    """The `text` block behind it."""


def blocks(page: Path) -> list[Block]:
    """Return the blocks of code on a page."""
    pattern = r"^```(\w*)\n(.*?)^```\n(?:\n```text\n(.*?)^```$)?"
    found = re.findall(pattern, page.read_text(encoding="utf-8"), re.M | re.S)
    return [Block(language, text, printed or None) for language, text, printed in found]


README = blocks(PROJECT / "README.md")
COMMANDS = [block for block in README if block.language == "sh"][SET_UP:]
SNIPPETS = [block for block in README if block.language == "python"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that README names."""
    made = tmp_path_factory.mktemp("readme")
    page = (DATA / "article-page.txt").read_text(encoding="utf-8")
    for name in ("page.txt", "page.html"):
        (made / name).write_text(page, encoding="utf-8")
    (made / "my-journal.csl").write_text(STYLE)
    (made / "exports").mkdir()
    convert(made / "page.txt", [made / "library.bib", made / "library.ris", made / "library.json"])
    convert(made / "page.txt", made / "exports" / "library.ris")
    return made


def call(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    # The shell finds this environment's refexport, as a person's does.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path}
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=100)


def check(done: subprocess.CompletedProcess[str], printed: str | None) -> None:
    assert done.returncode == 0, done.stderr
    if printed is not None:
        assert done.stdout.rstrip() == printed.rstrip()


def lines(block: Block) -> list[str]:
    """Return the commands of a block: lines, but for those that `&&` or a backslash continues."""
    return re.sub(r"(&&|\\)\n\s*", " ", block.text).splitlines()


@pytest.mark.parametrize("line", [line for block in COMMANDS for line in lines(block)])
def test_command_of_readme(line: str, folder: Path) -> None:
    check(call(["bash", "-euo", "pipefail", "-c", line], folder), None)


@pytest.mark.parametrize("number", range(len(SNIPPETS)))
def test_snippet_of_readme(number: int, folder: Path) -> None:
    block = SNIPPETS[number]
    check(call([sys.executable, "-c", block.text], folder), block.printed)


def test_main_job_of_readme(folder: Path) -> None:
    command = next(block for block in README if block.language == "sh").text
    for line in re.findall(r"^\.venv/bin/(refexport .*?)(?: &&)?$", command, re.M):
        done = call(["bash", "-c", line.replace("tests/data/", f"{DATA}/")], folder)
        check(done, None)
    assert done.stdout.startswith("1. Mesenchymal Stromal Cells for Osteonecrosis. J Transl Med. 2020 Oct 21.")
    assert {path.name for path in folder.glob("example.*")} == {"example.bib", "example.ris", "example.json"}


PUBMED = (
    "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>Of mice</ArticleTitle>"
    "<Journal><Title>J Mice</Title><JournalIssue><PubDate><Year>2024</Year></PubDate></JournalIssue></Journal>"
    "</Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
)
PAGES = ["big-libraries.md", "library.md", "manuscripts.md", "styles.md"]
SHOWN = [
    (page, line)
    for page in PAGES
    for block in blocks(PROJECT / "docs" / page)
    if block.language in ("", "sh")
    for line in lines(block)
    if line.startswith("refexport ") and "s3://" not in line
]
"""The commands on pages, but for those that want a store of the network."""
FINDING = re.compile(r"refexport (check|diff) ")
"""Commands whose exit code says what they found."""


@pytest.fixture(scope="module")
def desk(folder: Path) -> Path:
    """The folder, with what other pages name too."""
    key = read(folder / "library.bib")[0].id
    (folder / "paper.md").write_text(f"Mice [@{key}].\n")
    (folder / "paper.tex").write_text(
        f"\\documentclass{{article}}\\begin{{document}}\\cite{{{key}}}\\end{{document}}\n"
    )
    (folder / "paper.docx").write_bytes(build(para(f"Mice [@{key}].")))
    live = {"bibliography": folder / "library.bib", "style": "apa", "to": "docx-zotero"}
    cite_manuscript(folder / "paper.docx", folder / "submitted.docx", **live)
    for name in ("more.ris", "one.nbib"):
        convert(folder / "library.bib", folder / name)
    (folder / "pubmed26n0001.xml.gz").write_bytes(gzip.compress(PUBMED.encode()))
    return folder


@pytest.mark.parametrize(("page", "line"), SHOWN, ids=[f"{page}: {line}" for page, line in SHOWN])
def test_command_of_a_page(page: str, line: str, desk: Path) -> None:
    done = call(["bash", "-euo", "pipefail", "-c", line], desk)
    assert done.returncode in ((0, 1) if FINDING.match(line) else (0,)), done.stderr
    assert "Traceback" not in done.stderr


def test_every_page_with_commands_is_tried() -> None:
    made = re.compile(r"<!-- Generated")
    pages = {path.name: path.read_text(encoding="utf-8") for path in (PROJECT / "docs").glob("*.md")}
    found = {name for name, text in pages.items() if re.search(r"^refexport ", text, re.M) and not made.match(text)}
    assert found == set(PAGES)


def test_shards_of_the_page_on_big_libraries(folder: Path) -> None:
    snippet = next(block for block in blocks(PROJECT / "docs/big-libraries.md") if block.language == "python").text
    for store, here in (
        ("s3://bucket/pubmed/*.xml.gz", "exports/*.ris"),
        ("s3://bucket/out/", "shards/"),
        ('scheduler="tcp://scheduler:8786"', "jobs=1"),
    ):
        assert store in snippet
        snippet = snippet.replace(store, here)
    check(call([sys.executable, "-c", snippet], folder), "True 12 []\n")


def test_format_of_plugins_page_works(folder: Path) -> None:
    snippet = next(block for block in blocks(PROJECT / "docs/plugins.md") if block.language == "python")
    program = f"""
import refexport, refexport.registry as registry
{snippet.text}
registry.FORMATS._loaded["titles"] = FORMAT
registry.FORMATS._points()["titles"] = None
records = refexport.loads("Lu, Yi\\tOf mice\\nnonsense\\n")
print(records.report.diagnostics[0])
print(refexport.dumps(records, "titles"), end="")
"""
    done = call([sys.executable, "-c", program], folder)
    check(done, "<text>:2: no tab; write AUTHOR<tab>TITLE\nLu, Yi\tOf mice\n")


def test_plugins_of_the_page_have_the_ids_of_their_entry_points() -> None:
    page = (PROJECT / "docs/plugins.md").read_text(encoding="utf-8")
    registered = re.findall(r'refexport\.(?:formats|engines|markups)"\]\n(\w+) = ', page)
    made = re.findall(r'^    id="(\w+)",$', page, re.M)
    assert made
    assert set(made) <= set(registered)


def test_the_snippet_on_citing_runs(capsys: pytest.CaptureFixture[str]) -> None:
    snippet = next(block for block in blocks(PROJECT / "docs/citing.md") if block.language == "python")
    exec(compile(snippet.text, "citing.md", "exec"), {})
    said = capsys.readouterr().out
    assert "(see Lu, 2024, pp. 33–35)" in said
    assert said.count("\n") >= 3


def test_markup_of_plugins_page_works(folder: Path) -> None:
    snippet = next(block for block in blocks(PROJECT / "docs/plugins.md") if "MARKUP = " in block.text)
    program = f"""
import refexport
{snippet.text}
record = refexport.Record(id="a", type="book", title="One [two] {{{{three}}}} & <i>four</i>")
print(refexport.Processor("apa", [record], markup=MARKUP).bibliography(), end="")
"""
    done = call([sys.executable, "-c", program], folder)
    check(done, "* <i>One &#91;two&#93; &#123;&#123;three&#125;&#125; &#38; four</i>. (n.d.).\n")
