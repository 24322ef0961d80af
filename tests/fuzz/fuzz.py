"""Fuzzing of every reader and of the loading of styles, with atheris (`pip install atheris`, Python 3.11 or 3.12).

    python tests/fuzz/fuzz.py ris -max_total_time=60
    python tests/fuzz/fuzz.py style -max_total_time=60
    for format in $(python tests/fuzz/fuzz.py --list); do python tests/fuzz/fuzz.py $format -max_total_time=60; done

It starts from the cases of the format (`tests/cases`).  Whatever is raised but a `RefexportError` is a crash, and so is
an input that takes longer than `-timeout` (here ten seconds).  What is found becomes a case, or a test of the reader.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import atheris  # noqa: E402

with atheris.instrument_imports(include=["refexport"]):
    from refexport import Record, Report
    from refexport.errors import RefexportError
    from refexport.registry import FORMATS, Format

    READ = sorted(id for id, fmt in FORMATS.load_all().items() if isinstance(fmt, Format) and fmt.read)
    from refexport.csl import style as styles
    from refexport.source import Source

MOST = 20_000
"""Characters of an input: what takes long must be a fault, not the length."""


def read(id: str, data: bytes) -> None:
    """Read bytes in a format, as a whole and in its parts."""
    fmt = FORMATS.get(id)
    try:
        # `loads` would make a RefexportError of whatever the reader raises.
        records = list(fmt.read(Source(data), Report()))
        for part in fmt.parts(Source(data)) if fmt.parts else ():
            list(fmt.read(part, Report()))
    except RefexportError:
        return
    assert all(isinstance(record, Record) for record in records)


def load_style(data: bytes) -> None:
    """Load bytes as a style."""
    with tempfile.NamedTemporaryFile(suffix=".csl") as file:
        file.write(data)
        file.flush()
        try:
            styles.parse_style(Path(file.name))
        except RefexportError:
            return


def seeds(name: str) -> list[str]:
    """Return the folders whose files the fuzzer begins with."""
    folder = ROOT / "styles" if name == "style" else ROOT / "tests" / "cases" / name / "read"
    return [str(folder)] if folder.is_dir() else []


def main() -> None:
    """Run the fuzzer; its own options follow the name of what is fuzzed."""
    if sys.argv[1:] == ["--list"]:
        print("\n".join([*READ, "style"]))
        return
    name, *options = sys.argv[1:]
    one = load_style if name == "style" else lambda data: read(name, data)
    # What libFuzzer finds new goes into the first folder.
    found = tempfile.mkdtemp(prefix=f"fuzz-{name}-")
    words = [sys.argv[0], f"-max_len={MOST}", "-timeout=10", *options, found, *seeds(name)]
    atheris.Setup(words, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
