"""Reading, writing and converting 10,000 records, beside the syntax libraries alone.

    python -m pytest tests/bench/bench_convert.py --benchmark-group-by=group --benchmark-columns=median,ops,rounds

`ops` counts whole libraries a second: times 10,000, it is records a second.
`REFEXPORT_BENCH_RECORDS` sets another number of records.
"""

from __future__ import annotations

import io
import itertools
import json
import os
import sys
from functools import cache
from pathlib import Path

import pytest

from refexport import dumps, loads

COUNT = int(os.environ.get("REFEXPORT_BENCH_RECORDS", "10000"))
SHARED = Path(os.environ.get("REFEXPORT_SHARED", Path(__file__).resolve().parents[3] / "shared"))
FORMATS = ("bibtex", "ris", "csl-json")


@cache
def library() -> str:
    """Return the synthetic library as CSL-JSON."""
    if not SHARED.is_dir():
        pytest.skip(f"no folder {SHARED}: name it with REFEXPORT_SHARED")
    sys.path.insert(0, str(SHARED / "tools"))
    import synthetic_library

    return json.dumps(list(synthetic_library.library(COUNT)))


@cache
def text(fmt: str) -> str:
    """Return the synthetic library in a format."""
    return dumps(loads(library(), "csl-json"), fmt)


def run(benchmark, work, *arguments):
    """Time some rounds of a work, and say how many records a second that is."""
    result = benchmark.pedantic(work, arguments, rounds=3, warmup_rounds=1)
    benchmark.extra_info["records a second"] = round(COUNT / benchmark.stats.stats.median)
    return result


@pytest.mark.parametrize("fmt", FORMATS)
def bench_read(benchmark, fmt: str) -> None:
    benchmark.group = f"read {fmt}"
    assert len(run(benchmark, loads, text(fmt), fmt)) == COUNT


@pytest.mark.parametrize("fmt", FORMATS)
def bench_write(benchmark, fmt: str) -> None:
    benchmark.group = f"write {fmt}"
    assert run(benchmark, dumps, loads(library(), "csl-json"), fmt)


@pytest.mark.parametrize(("source", "target"), list(itertools.permutations(FORMATS, 2)))
def bench_convert(benchmark, source: str, target: str) -> None:
    benchmark.group = f"convert {source} to {target}"
    assert run(benchmark, lambda data: dumps(loads(data, source), target), text(source))


def bench_read_bibtexparser_alone(benchmark) -> None:
    bibtexparser = pytest.importorskip("bibtexparser")
    benchmark.group = "read bibtex"
    assert len(run(benchmark, bibtexparser.parse_string, text("bibtex")).entries) == COUNT


def bench_read_bibtexparser_with_its_names_and_latex(benchmark) -> None:
    bibtexparser = pytest.importorskip("bibtexparser")
    from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors, SplitNameParts

    # It takes half a minute for all of them.
    benchmark.group = "read a tenth of bibtex"
    tenth = dumps(loads(library(), "csl-json")[: COUNT // 10], "bibtex")

    def work() -> object:
        layers = [SeparateCoAuthors(), SplitNameParts(), LatexDecodingMiddleware()]
        return bibtexparser.parse_string(tenth, append_middleware=layers)

    assert len(benchmark.pedantic(work, rounds=2).entries) == COUNT // 10


def bench_write_bibtexparser_alone(benchmark) -> None:
    bibtexparser = pytest.importorskip("bibtexparser")
    benchmark.group = "write bibtex"
    parsed = bibtexparser.parse_string(text("bibtex"))
    assert run(benchmark, bibtexparser.write_string, parsed)


def bench_read_rispy_alone(benchmark) -> None:
    rispy = pytest.importorskip("rispy")
    benchmark.group = "read ris"
    assert len(run(benchmark, rispy.loads, text("ris"))) == COUNT


def bench_write_rispy_alone(benchmark) -> None:
    rispy = pytest.importorskip("rispy")
    benchmark.group = "write ris"
    parsed = rispy.loads(text("ris"))
    assert run(benchmark, lambda: rispy.dump(parsed, io.StringIO()) is None)
