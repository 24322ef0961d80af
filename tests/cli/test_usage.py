"""What every command has: help with examples that run, exit codes, completion, progress on a terminal only."""

from __future__ import annotations

import io
import os
import shlex
import shutil
import sys
from pathlib import Path

import pytest
from manuscript.word_files import build, para
from places import DATA

import refexport
from refexport.cli import COMMANDS
from refexport.cli.common import progress, waiting

RIS = "TY  - JOUR\nAU  - Lu, Yi\nTI  - Of mice\nPY  - 1937\nER  - \n"
WOS = "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Lu, Y\nTI Of mice\nPY 1937\nER\n\nEF\n"
# What these commands find makes their exit code, as it does for `diff`.
FINDING = {"check", "diff"}
STYLE = (
    '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text"><info><title>Mine</title></info>'
    '<citation><layout><text variable="title"/></layout></citation>'
    '<bibliography><layout><text variable="title"/></layout></bibliography></style>'
)


def examples(help: str) -> list[str]:
    """Return the examples in a help page."""
    lines = help.partition("Examples:\n")[2].splitlines()
    return [line.strip() for line in lines if "refexport " in line]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the files that the examples name."""
    shutil.copy(DATA / "article-page.txt", tmp_path / "page.txt")
    shutil.copy(DATA / "article-page.txt", tmp_path / "page.html")
    (tmp_path / "library.ris").write_text(RIS)
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "scopus.ris").write_text(RIS)
    records = refexport.loads(RIS)
    for name in (
        "library.bib",
        "library.json",
        "old.bib",
        "new.bib",
        "mine.bib",
        "hers.ris",
        "scopus.ris",
        "pubmed.nbib",
    ):
        refexport.write(records, tmp_path / name)
    (tmp_path / "wos.ciw").write_text(WOS)
    (tmp_path / "my-journal.csl").write_text(STYLE)
    (tmp_path / "abbreviations.csv").write_text("Journal of Mice;J. Mice\n")
    write_papers(tmp_path)
    return tmp_path


def write_papers(folder: Path) -> None:
    """Write the manuscripts that the examples name; the Word document holds a record too, as Zotero embeds them."""
    key = refexport.read(folder / "library.bib")[0].id
    (folder / "paper.md").write_text(f"Mice [@{key}].\n")
    (folder / "paper.qmd").write_text(f"---\nbibliography: library.bib\ncsl: apa\n---\nMice [@{key}].\n")
    (folder / "paper.tex").write_text(f"\\cite{{{key}}}\n")
    (folder / "typed.docx").write_bytes(build(para(f"Mice [@{key}].")))
    refexport.cite_manuscript(
        folder / "typed.docx",
        folder / "paper.docx",
        bibliography=folder / "library.bib",
        style="apa",
        to="docx-zotero",
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_examples_that_run(command: str, run, folder: Path) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(f"Usage: refexport {command} ".encode())
    assert run(command, "-h").stdout == done.stdout
    found = examples(done.stdout.decode())
    assert len(found) >= 2
    for example in found:
        words = example
        if command == "completion":
            # The examples add to the files by which a person's shell starts.
            words, _, _ = example.partition(">")
        reply = shell(words, folder)
        assert reply[0] in ((0, 1) if command in FINDING else (0,)), (example, reply)


def shell(line: str, folder: Path) -> tuple[int, str]:
    """Run a line as a shell does, its redirections and patterns too."""
    from subprocess import run

    line = line.replace("refexport ", f"{shlex.quote(sys.executable)} -m refexport ", 1)
    done = run(["bash", "-c", line], cwd=folder, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stderr


def test_help_names_every_command_and_the_version_is_told(run) -> None:
    help = run("--help").stdout.decode()
    assert examples(help)
    for command, line in COMMANDS.items():
        assert f"  {command} " in help
        assert line.rstrip(".") in " ".join(help.split())
    assert run("--version").stdout.decode().split() == ["refexport,", "version", refexport.__version__]


def test_without_words_the_help_is_shown_and_the_usage_was_wrong(run) -> None:
    done = run()
    assert done.returncode == 2
    assert b"Commands:" in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.ris", RIS, 0),
        ("a.ris", RIS.replace("ER  - \n", ""), 0),
        ("a.ris", "junk\n" + RIS, 1),
        ("a.bib", "@book{a, title={One}}\n@book{b, title={Open\n", 1),
    ],
    ids=["good", "warning", "line outside", "entry left out"],
)
def test_exit_code_is_1_if_and_only_if_something_is_missing(name: str, text: str, code: int, run, tmp_path: Path):
    (tmp_path / name).write_text(text)
    assert run("convert", name, "-o", "out.json").returncode == code
    assert (tmp_path / "out.json").exists()
    assert run("bibliography", name, "--style", "apa").returncode == code


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.html", '<div class="csl-bib-body">'),
        ("a.HTM", '<div class="csl-bib-body">'),
        ("a.md", "Lu, Y. (1937). *Of mice*."),
        ("a.tex", "\\begin{list}"),
        ("a.rtf", "{\\rtf"),
        ("a.typ", "#"),
        ("a.txt", "Lu, Y. (1937). Of mice."),
        ("a.list", "Lu, Y. (1937). Of mice."),
        ("a", "Lu, Y. (1937). Of mice."),
    ],
)
def test_suffix_says_the_markup_of_a_list(name: str, begins: str, run, tmp_path: Path) -> None:
    (tmp_path / "a.ris").write_text(RIS.replace("JOUR", "BOOK"))
    assert run("bibliography", "a.ris", "--style", "apa", "-o", name).returncode == 0
    assert (tmp_path / name).read_text().startswith(begins)


def test_names_of_formats_and_targets_may_have_capitals(run, tmp_path: Path) -> None:
    (tmp_path / "a.ris").write_text(RIS)
    done = run("convert", "a.ris", "--from", "RIS", "--to", "BibTeX", "--target", "Zotero")
    assert (done.returncode, done.stdout[:9]) == (0, b"@article{")


@pytest.mark.skipif(os.name == "nt", reason="signals are Unix's")
def test_processes_are_deaf_to_interrupts_from_their_start(tmp_path: Path) -> None:
    import subprocess

    # A worker that has just been started, and has not read a line of ours yet, gets an interrupt with the rest of us.
    program = (
        "import os, signal\n"
        "from refexport.workers import deaf_to_interrupts\n"
        "import subprocess, sys\n"
        "with deaf_to_interrupts():\n"
        "    child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(0.5); print(\"alive\")'])\n"
        "os.kill(child.pid, signal.SIGINT)\n"
        "print(child.wait())\n"
        "try:\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["alive", "0", "interrupted"]


# Completion


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(shell: str, run) -> None:
    done = run("completion", shell)
    assert done.returncode == 0
    assert b"_REFEXPORT_COMPLETE" in done.stdout


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("refexport conv", "convert"),
        ("refexport convert --to csl-", "csl-json"),
        ("refexport convert --from pub", "pubmed-xml"),
        ("refexport convert --target zo", "zotero"),
        ("refexport convert --part ref", "references"),
        ("refexport convert --str", "--strict"),
        ("refexport bibliography --style vanc", "vancouver"),
        ("refexport bibliography --engine cite", "citeproc-py"),
        ("refexport convert lib", "file,lib"),
        ("refexport convert a.ris -o ou", "file,ou"),
        ("refexport bibliography --style ./my", "file,./my"),
    ],
)
def test_completes(line: str, found: str, monkeypatch, tmp_path: Path) -> None:
    from subprocess import run

    words = line.split()
    monkeypatch.setenv("_REFEXPORT_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
    done = run([sys.executable, "-m", "refexport"], capture_output=True, text=True, timeout=60)
    # Click writes the kind of each word before it: plain,convert
    assert {found, f"plain,{found}"} & {*done.stdout.splitlines()}
    assert done.stderr == ""


# Progress


class Clock:
    """Stands in for the time: each look at it takes a tenth of a second."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 0.1
        return self.now


class Terminal(io.StringIO):
    """Stands in for a terminal."""

    def isatty(self) -> bool:
        return True


def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Put a terminal in the place of standard error, and a clock that does not wait in that of the time."""
    made = Terminal()
    monkeypatch.setattr("sys.stderr", made)
    monkeypatch.setattr("time.monotonic", Clock())
    monkeypatch.setenv("TERM", "xterm")
    return made


def test_progress_of_long_work_is_drawn_and_wiped_away(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = terminal(monkeypatch)
    with progress("converting", quiet=False) as tell:
        assert tell is not None
        for count in range(1, 64 * 40):
            tell(count)
    drawn = shown.getvalue()
    assert drawn.startswith("\rconverting ")
    assert " records  " in drawn
    assert 3 < drawn.count("converting") < 40
    assert drawn.endswith("\r\x1b[K")


def test_progress_of_short_work_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = terminal(monkeypatch)
    with progress("converting", quiet=False) as tell:
        assert tell is not None
        for count in range(1, 64 * 5):
            tell(count)
    assert shown.getvalue() == ""


def test_quiet_draws_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = terminal(monkeypatch)
    with progress("converting", quiet=True) as tell:
        assert tell is None
    with waiting("formatting", quiet=True):
        pass
    assert shown.getvalue() == ""


def test_waiting_is_drawn_and_wiped_away(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = terminal(monkeypatch)
    with waiting("formatting 1,000 records", quiet=False):
        pass
    assert "formatting 1,000 records" in shown.getvalue()
    assert shown.getvalue().endswith("\x1b[2K")


@pytest.mark.skipif(os.name == "nt", reason="a pseudo-terminal is Unix's")
@pytest.mark.parametrize("on_terminal", [True, False])
def test_progress_is_drawn_on_a_terminal_only(on_terminal: bool, tmp_path: Path) -> None:
    import pty
    import subprocess

    (tmp_path / "a.ris").write_text(RIS * 60)
    words = [sys.executable, "-m", "refexport", "bibliography", "a.ris", "--style", "vancouver"]
    words += ["--engine", "citeproc-py"]  # which does not tell how far it is
    terminal, end = pty.openpty()
    stderr = end if on_terminal else subprocess.PIPE
    environment = {**os.environ, "TERM": "xterm"}
    done = subprocess.run(words, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=stderr, timeout=60)
    os.close(end)
    said = read_all(terminal) if on_terminal else done.stderr
    assert (b"formatting 60 records" in said) == on_terminal
    # Data alone is on standard output.
    assert len(done.stdout.splitlines()) == 60
    assert b"formatting" not in done.stdout
    assert b"\x1b" not in done.stdout


def read_all(terminal: int) -> bytes:
    said = b""
    try:
        while piece := os.read(terminal, 4096):
            said += piece
    except OSError:
        pass  # Linux says so that the other end is closed.
    os.close(terminal)
    return said
