"""Fuzzing of every reader, writer, kind of manuscript, the citation processor, styles, locales and care for libraries.

    python tests/fuzz/fuzz.py ris -max_total_time=60
    python tests/fuzz/fuzz.py style -max_total_time=60
    for name in $(python tests/fuzz/fuzz.py --list); do python tests/fuzz/fuzz.py $name -max_total_time=60; done

With atheris (`pip install atheris`, Python 3.11 or 3.12) its coverage leads to new inputs, and its options follow the
name.  Without it, or with `--plain`, inputs are the seeds with pieces of them and of a dictionary cut, doubled and
mixed, in an order that `-seed=N` repeats; `-max_total_time=SECONDS` is then the only other option.

It starts from the cases of a format (`tests/cases`).  Whatever is raised but a `RefexportError` is a crash, and so is
an input that takes longer than ten seconds; its input is kept in a file that is named, and `fuzz.py NAME FILE` does the
same with it again.  What is found becomes a case, or a line of `test_found.py`.
"""

from __future__ import annotations

import random
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "fuzz")]

MOST = 20_000
"""Bytes of an input: what takes long must be a fault, not the length."""
SECONDS = 10
"""That an input may take."""


class TooLong(BaseException):
    """An input takes longer than it may."""


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooLong


class Mutator:
    """Makes inputs of seeds and a dictionary."""

    def __init__(self, seeds: list[bytes], words: list[bytes], rng: random.Random) -> None:
        self.seeds, self.words, self.rng = seeds, words, rng

    def make(self) -> bytes:
        """Return a new input."""
        data = self._piece(self.rng.choice(self.seeds), MOST)
        for _ in range(self.rng.choice((1, 1, 2, 3, 5, 8, 20))):
            data = self._changed(data)
        return data[:MOST]

    def _piece(self, data: bytes, most: int) -> bytes:
        if len(data) <= most:
            return data
        start = self.rng.randrange(len(data) - most)
        return data[start : start + most]

    def _changed(self, data: bytes) -> bytes:
        rng = self.rng
        start = rng.randrange(len(data) + 1)
        end = min(len(data), start + rng.choice((0, 1, 1, 2, 4, 16, 100)))
        what = rng.randrange(6)
        if what == 0:
            new = b""
        elif what == 1:
            new = data[start:end] * rng.choice((2, 3, 50))
        elif what == 2:
            new = bytes([rng.randrange(256)])
        elif what == 3:
            new = self._piece(rng.choice(self.seeds), rng.choice((4, 30, 300)))
        else:
            new = rng.choice(self.words) * rng.choice((1, 1, 1, 2, 40))
        return data[:start] + new + data[end:]


def run_plain(name: str, options: dict[str, str]) -> int:
    """Fuzz by mutation alone, and return how many different faults were found."""
    from harnesses import HARNESSES, seeds
    from scaling import SINGLE

    rng = random.Random(int(options.get("-seed", "1")))
    words = [word.encode("utf-8", "replace") for word in SINGLE] + [b"\xff", b"\xed\xa0\x80", "\ufdd0".encode(), b"\0"]
    mutator = Mutator(seeds(name), words, rng)
    end = time.monotonic() + float(options.get("-max_total_time", "60"))
    found: set[str] = set()
    count = 0
    while time.monotonic() < end:
        data = mutator.make()
        count += 1
        fault = fault_of(HARNESSES[name][0], data)
        if fault and fault not in found:
            found.add(fault)
            with tempfile.NamedTemporaryFile(prefix=f"fuzz-{name}-", delete=False) as file:
                file.write(data)
            print(f"{name}: {fault}\n  {file.name}", flush=True)
    print(f"{name}: {count:,} inputs, {len(found)} faults", flush=True)
    return len(found)


def fault_of(harness: object, data: bytes) -> str | None:
    """Return what is wrong with what a harness does with an input, told by where it was raised."""
    signal.signal(signal.SIGALRM, _stop)
    signal.alarm(SECONDS)
    try:
        harness(data)  # type: ignore[operator]
    except TooLong:
        return f"took longer than {SECONDS} s"
    except Exception as error:
        ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "refexport/" in frame.filename]
        place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "?"
        return f"{type(error).__name__} at {place}: {str(error)[:150]}"
    finally:
        signal.alarm(0)
    return None


def run_atheris(name: str, options: list[str]) -> None:
    """Fuzz with atheris; its own options follow."""
    import atheris

    with atheris.instrument_imports(include=["refexport"]):
        from harnesses import HARNESSES, seeds

    folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))  # what libFuzzer finds new goes there
    for number, seed in enumerate(seeds(name)):
        (folder / f"seed-{number}").write_bytes(seed)
    words = [sys.argv[0], f"-max_len={MOST}", f"-timeout={SECONDS}", *options, str(folder)]
    atheris.Setup(words, HARNESSES[name][0])
    atheris.Fuzz()


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

        HARNESSES[name][0](Path(options[0]).read_bytes())
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
