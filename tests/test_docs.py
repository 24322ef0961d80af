"""The generated pages say what the program does, and links lead somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from documentation import pages
from places import DATA, PROJECT

from refexport import Report, convert
from refexport.targets import PORTABLE, TARGETS

DOCS = PROJECT / "docs"
PAGES = pages()


@pytest.mark.parametrize("path", PAGES)
def test_generated_page_is_up_to_date(path: str, update_cases: bool) -> None:
    if update_cases:
        (DOCS / path).parent.mkdir(exist_ok=True)
        (DOCS / path).write_text(PAGES[path], encoding="utf-8")
    assert (DOCS / path).is_file(), f"docs/{path} is missing: run pytest --update-cases {Path(__file__).name}"
    assert (DOCS / path).read_text(encoding="utf-8") == PAGES[path]


def test_no_page_is_left_of_a_format_that_is_gone() -> None:
    assert {f"formats/{path.name}" for path in (DOCS / "formats").iterdir()} == {
        path for path in PAGES if path.startswith("formats/")
    }


@pytest.mark.parametrize("path", [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))])
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.S)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if not link.startswith(("http", "#")):
            assert (path.parent / link.partition("#")[0]).exists(), link


ADVICE = (DOCS / "reference-managers.md").read_text(encoding="utf-8")


def test_every_target_is_advised_on() -> None:
    named = {word for line in ADVICE.splitlines() for word in re.findall(r"--target (\w+)", line)}
    assert named == set(TARGETS) - {PORTABLE.id}


@pytest.mark.parametrize("line", re.findall(r"`refexport (convert [^`]+)`", ADVICE))
def test_advised_command_writes_the_page(line: str, tmp_path: Path) -> None:
    words = shlex.split(line)
    options = dict(zip(words[2::2], words[3::2], strict=True))
    output = tmp_path / options.pop("-o")
    target, to = options.pop("--target", None), options.pop("--to", None)
    assert (words[:2], options) == (["convert", "page.txt"], {})
    report = convert(DATA / "article-page.txt", output, to=to, target=target, report=Report())
    assert (report.records, report.errors) == (12, [])
    text = output.read_text(encoding="utf-8-sig")
    assert "10.1016/j.bone.2011.07.032" in text
