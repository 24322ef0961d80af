"""The progress of long work: drawn on a terminal, with share, rate and time left, and nowhere else."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="pseudo-terminals are Unix's")

AT_ONCE = "from refexport.cli import common, main; common.AFTER = common.EVERY = 0; main()"
"""The program, drawing from the first moment on."""
COUNT = 1500
RECORD = """TY  - JOUR
TI  - Glass {0} of the lagoon, an account in many words of what was blown there and when
AU  - Moro, Ugo
JO  - Glass
PY  - 2001
ID  - k{0}
ER  -

"""
COUNTED = r"[\d,]+ (?:records|pairs|entries)  [\d,]+/s"
BAR = re.compile(rf"\w+ \[[#.]{{20}}\] +(\d+)%  {COUNTED}  \d+:\d\d left")
BARE = re.compile(rf"\w+ {COUNTED}")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("progress") / "library.ris"
    path.write_text("".join(RECORD.format(number) for number in range(COUNT)), encoding="utf-8")
    with gzip.open(path.with_suffix(".ris.gz"), "wb") as file:
        file.write(path.read_bytes())
    return path


class Ran:
    """What a run wrote, its standard error on a terminal."""

    def __init__(self, *words: str | Path, stdin: bytes | None = None, stdout_too: bool = False) -> None:
        terminal, end = pty.openpty()
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            [sys.executable, "-c", AT_ONCE, *map(str, words)],
            stdin=pipe,
            stdout=end if stdout_too else pipe,
            stderr=end,
            env={**os.environ, "COLUMNS": "100"},
        )
        os.close(end)
        seen: list[bytes] = []
        watch = threading.Thread(target=_watch, args=(terminal, seen))
        watch.start()
        self.output = (self.process.communicate(stdin)[0] or b"").decode()
        watch.join()
        os.close(terminal)
        self.terminal = b"".join(seen).decode()
        assert self.process.returncode in (0, 1), self.terminal

    @property
    def drawn(self) -> list[str]:
        """What was drawn, each over the one before."""
        pieces = re.split(r"\r\n|\r|\x1b\[K", self.terminal)
        return [piece for piece in pieces if re.match(r"\w+ing (?:\[|[\d,]+ )", piece)]


def _watch(terminal: int, seen: list[bytes]) -> None:
    # Linux says with an error that no one is left at the other end.
    while True:
        try:
            data = os.read(terminal, 1 << 16)
        except OSError:
            return
        if not data:
            return
        seen.append(data)


@pytest.mark.parametrize(
    ("words", "stages"),
    [
        (("convert", "-o", "out.bib", "--jobs", "1"), {"converting"}),
        (("convert", "-o", "out.bib", "--jobs", "2"), {"converting"}),
        (("check", "--select", "doi"), {"checking"}),
        (("dedupe", "-o", "clean.ris"), {"reading", "comparing"}),
        (("bibliography", "--style", "vancouver", "-o", "list.txt"), {"reading", "formatting"}),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_share_rate_and_time_left(
    words: tuple[str, ...], stages: set[str], library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    drawn = Ran(words[0], library, *words[1:]).drawn
    assert {line.split()[0] for line in drawn} == stages
    for stage in stages:
        found = [BAR.fullmatch(line) for line in drawn if line.startswith(stage)]
        assert any(found), drawn
        shares = [int(match[1]) for match in found if match]
        assert shares == sorted(shares)
        assert shares[-1] <= 100


def test_compressed_input_counts_as_it_is_stored(library: Path, tmp_path: Path) -> None:
    drawn = Ran("convert", library.with_suffix(".ris.gz"), "-o", tmp_path / "out.bib").drawn
    assert drawn
    assert all(int(match[1]) <= 100 for match in map(BAR.fullmatch, drawn) if match)
    assert BAR.fullmatch(drawn[-1])


def test_several_inputs_are_one_work(library: Path, tmp_path: Path) -> None:
    drawn = Ran("convert", library, library, "-o", tmp_path / "out.bib", "--jobs", "1").drawn
    shares = [int(match[1]) for match in map(BAR.fullmatch, drawn) if match]
    assert shares == sorted(shares)
    assert any(0 < share < 60 for share in shares)


def test_a_folder_is_filled_with_a_bar(library: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.ris"
    other.write_bytes(library.read_bytes())
    drawn = Ran("convert", library, other, "-o", f"{tmp_path}/out/", "--to", "bibtex", "--jobs", "1").drawn
    assert BAR.fullmatch(drawn[-1]), drawn


def test_of_a_pipe_count_and_rate_alone_are_known(library: Path, tmp_path: Path) -> None:
    ran = Ran("convert", "-", "--from", "ris", "-o", tmp_path / "out.bib", stdin=library.read_bytes())
    assert ran.drawn
    assert all(map(BARE.fullmatch, ran.drawn)), ran.drawn


def test_the_output_is_not_touched(library: Path) -> None:
    ran = Ran("convert", library, "--to", "jsonl")
    assert ran.drawn
    lines = ran.output.splitlines()
    assert len(lines) == COUNT
    assert all(line.startswith("{") for line in lines)


def test_nothing_is_drawn_into_an_output_on_the_same_terminal(library: Path) -> None:
    assert not Ran("convert", library, "--to", "jsonl", stdout_too=True).drawn


def test_findings_stand_on_lines_of_their_own(library: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.ris"
    wrong.write_text(library.read_text("utf-8").replace("PY  - 2001", "PY  - 2001\nSN  - 0028-0837"), encoding="utf-8")
    ran = Ran("check", wrong, "--select", "issn", stdout_too=True)
    shown = [line for line in re.split(r"\r\n|\r|\x1b\[K", ran.terminal) if "issn-check-digit" in line]
    assert len(shown) == COUNT
    assert all(line.startswith(str(wrong)) for line in shown)


@pytest.mark.parametrize("words", [("convert", "-o", "out.bib"), ("check",), ("dedupe", "-o", "clean.ris")])
def test_quiet_draws_nothing(
    words: tuple[str, ...], library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Ran(words[0], library, *words[1:], "--quiet").terminal == ""


def test_without_a_terminal_nothing_is_drawn(library: Path, tmp_path: Path) -> None:
    words = [sys.executable, "-c", AT_ONCE, "convert", str(library), "-o", str(tmp_path / "out.bib")]
    made = subprocess.run(words, capture_output=True, encoding="utf-8", check=True)
    assert made.stderr == f"{COUNT:,} records → {tmp_path}/out.bib\n"
    assert made.stdout == ""
