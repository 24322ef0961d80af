"""Fuzzing of every reader, writer, kind of manuscript, the citation processor, styles, locales and care for libraries.

    python tests/fuzz/fuzz.py ris -max_total_time=60
    python tests/fuzz/fuzz.py style -max_total_time=60
    for name in $(python tests/fuzz/fuzz.py --list); do python tests/fuzz/fuzz.py $name -max_total_time=60; done

With atheris (`pip install atheris`, Python 3.11 or 3.12) its coverage leads to new inputs, and its options follow the
name.  Without it, or with `--plain`, inputs are the seeds with pieces of them and of a dictionary cut, doubled and
mixed, in an order that `-seed=N` repeats; `-max_total_time=SECONDS` is then the only other option.

It starts from the cases of a format (`tests/cases`), real inputs (`REFEXPORT_SHARED`, by default `../shared`), where
they are there, and what earlier runs came upon, which is kept in the folder that `REFEXPORT_FUZZ` names, if it does.
Whatever is raised but a `RefexportError` is a fault, and so is an input that takes longer than five seconds of the
processor or 300 MB of memory, and what a harness says of one (`harnesses.py`).  Each place of a fault is told once,
with the file that keeps its input, and the search goes on; `fuzz.py NAME FILE` does the same with it again.  What is
found becomes a case, or a line of `test_found.py`.
"""

from __future__ import annotations

import os
import random
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "fuzz")]

MOST = 20_000
"""Bytes of an input: what takes long must be a fault, not the length."""
SECONDS = 5
"""Of the processor that an input may take."""
GIVEN_UP = 120
"""Seconds after which atheris ends a run: something stands still in a library that is not Python."""
MEGABYTES = 300
"""That the memory of the process may grow by with one input."""


class TooLong(BaseException):
    """An input takes longer than it may."""


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooLong


class Faults:
    """What is found: each place of a fault once, with an input that leads to it."""

    def __init__(self, name: str, harness: Callable[[bytes], None]) -> None:
        self.name, self.harness = name, harness
        self.found: set[str] = set()

    def __call__(self, data: bytes) -> None:
        """Give an input to the harness, and tell what is wrong with it, if that is new."""
        fault, place = fault_of(self.harness, data)
        if fault and place not in self.found:
            self.found.add(place)
            with tempfile.NamedTemporaryFile(prefix=f"fuzz-{self.name}-", delete=False) as file:
                file.write(data)
            print(f"FAULT {self.name}: {fault} at {place}\n  {file.name}", flush=True)


def run_plain(name: str, options: dict[str, str]) -> int:
    """Fuzz by mutation alone, and return how many different faults were found."""
    from harnesses import HARNESSES, seeds
    from mutation import Mutator

    rng = random.Random(int(options.get("-seed", "1")))
    mutator = Mutator(seeds(name, MOST), dictionary(), MOST)
    end = time.monotonic() + float(options.get("-max_total_time", "60"))
    faults = Faults(name, HARNESSES[name][0])
    count = 0
    while time.monotonic() < end:
        faults(mutator.made(rng))
        count += 1
    print(f"{name}: {count:,} inputs, {len(faults.found)} faults", flush=True)
    return len(faults.found)


def dictionary() -> list[bytes]:
    """Return words that mean something to a reader."""
    from scaling import SINGLE

    return [word.encode() for word in SINGLE] + [b"\xff", b"\xed\xa0\x80", "\ufdd0".encode(), b"\0", b"\xef\xbb\xbf"]


def fault_of(harness: Callable[[bytes], None], data: bytes) -> tuple[str, str]:
    """Return what is wrong with what a harness does with an input, if anything, and where it was raised."""
    signal.signal(signal.SIGVTALRM, _stop)
    before = _megabytes()
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        harness(data)
    except TooLong as error:
        return f"took longer than {SECONDS} s", _place(error)
    except Exception as error:
        kind = str(error)[:48] if isinstance(error, AssertionError) else type(error).__name__
        return f"{type(error).__name__}: {str(error)[:600]}", f"{_place(error)} {re.sub('[0-9]+', '', kind)}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    grown = _megabytes() - before
    return (f"took {grown} MB more", "memory") if grown > MEGABYTES else ("", "")


def _megabytes() -> int:
    """Return the most memory that the process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/refexport/" in frame.filename] or frames[-1:]
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"


def run_atheris(name: str, options: list[str]) -> None:
    """Fuzz with atheris; its own options follow."""
    import atheris

    with atheris.instrument_imports(include=["refexport"]):
        from harnesses import HARNESSES, seeds
    from mutation import Mutator

    kept = os.environ.get("REFEXPORT_FUZZ")
    folder = Path(kept) / name if kept else Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
    folder.mkdir(parents=True, exist_ok=True)  # what libFuzzer finds new goes there
    begun = seeds(name, MOST)
    for number, seed in enumerate(begun):
        (folder / f"seed-{number}").write_bytes(seed)
    known = folder.parent / "refexport-fuzz.dict"
    known.write_text("".join(f'"{_quoted(word)}"\n' for word in dictionary()))
    limits = ["-len_control=0", f"-max_len={MOST}", f"-timeout={GIVEN_UP}", "-rss_limit_mb=0", f"-dict={known}"]
    mutator = Mutator(begun, dictionary(), MOST)

    def changed(data: bytes, most: int, seed: int) -> bytes:
        rng = random.Random(seed)
        return (atheris.Mutate(data, most) if rng.random() < 0.4 else mutator.changed(data, rng))[:most]

    words = [sys.argv[0], *limits, *options, str(folder)]
    atheris.Setup(words, Faults(name, HARNESSES[name][0]), custom_mutator=changed)
    atheris.Fuzz()


def _quoted(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


def main() -> None:
    """Run the fuzzer."""
    name, *options = sys.argv[1:] or ["--help"]
    if name == "--list":
        from harnesses import HARNESSES

        print("\n".join(HARNESSES))
    elif name.startswith("-"):
        print(__doc__)
    elif options and Path(options[0]).is_file():
        from harnesses import HARNESSES

        fault, place = fault_of(HARNESSES[name][0], Path(options[0]).read_bytes())
        sys.exit(f"{fault} at {place}" if fault else 0)
    elif "--plain" in options or not _has_atheris():
        chosen = dict(option.partition("=")[::2] for option in options)
        sys.exit(1 if run_plain(name, chosen) else 0)
    else:
        run_atheris(name, options)


def _has_atheris() -> bool:
    from importlib.util import find_spec

    return find_spec("atheris") is not None


if __name__ == "__main__":
    main()
