"""The quick splitter gives bibtexparser's own blocks."""

from __future__ import annotations

import time
from typing import Any

import pytest
from bibtexparser.splitter import Splitter
from hypothesis import given, settings
from hypothesis import strategies as st

from refexport.limits import limit
from refexport.syntax.bib import (
    _ENTRY,
    Entry,
    Failure,
    Macro,
    Reader,
    _entry_of_fields,
    _entry_of_lines,
    blocks,
    quick_entry,
)
from refexport.syntax.bib_lenient import is_cut, value_of

_PIECES = (
    "@article{ @Book\t{ @string{ @comment{ @preamble{ @misc( } ) { \" , = \\{ \\} \\\" \\\\ # a key title = {x} \"y\" "
    "2001 jan % é {a}{b} ={ @x{k,t={v}} {\"} ~ $ @ @@ @{"
).split(" ")  # fmt: skip
_WHOLE = '@y{k,\n a = "q {\\"o} w",\n b = jan # " 2",\n}\n'
_TEXTS = st.lists(st.sampled_from([*_PIECES, " ", "\n", "\n\n", "\t", "},\n", " = ", _WHOLE]), max_size=25).map("".join)


def _content(block: Any) -> tuple[str, dict[str, Any]]:
    """Return the kind of a block and all that is in it, as plain data."""
    kind = type(block).__name__
    if kind == "DuplicateBlockKeyBlock":
        return _content(block.ignore_error_block)
    if kind == "ParsingFailedBlock":
        # Where a failed block ends is told by what follows it, which bibtexparser sees cut off.
        return kind, {"line": block.start_line}
    content = {name: value for name, value in vars(block).items() if name != "_error"}
    if content.get("_ignore_error_block"):
        content["_ignore_error_block"] = _content(block.ignore_error_block)
    if "_fields" in content:
        content["_fields"] = [vars(field) for field in block.fields]
    return kind, content


_LINES = (
    "title = {A {DNA} b},|x={y},|  y = {z}|author = {{A} and {B}},|a = {b}, c = {d},|a = {b} c},|a = {b}} {c},|a = b,|"
    "a = {b} # {c},|a = {x\\y},|a b = {c},|= {c},|a = {},|a = {b} ,|"
    'a = {"},|a = {@x{k,},|,|a == {b},|\u00e9 = {\u2028}'
).split("|")


@settings(max_examples=500)
@given(
    st.lists(st.sampled_from([*_LINES[:4], *_LINES, "}", "", " "]), max_size=8), st.sampled_from(["\n}", "}", "\n }\n"])
)
def test_entries_of_lines_are_those_of_fields(lines: list[str], end: str) -> None:
    text = "@article{k, \n" + "\n".join(lines) + end
    head = _ENTRY.match(text)
    assert head is not None
    if found := _entry_of_lines(text, head.end()):
        slow = _entry_of_fields(text, head)
        assert slow is not None
        assert (found.fields, found.end) == (slow.fields, slow.end)


@settings(max_examples=500)
@given(_TEXTS)
def test_blocks_are_those_of_bibtexparser(text: str) -> None:
    # bibtexparser does not count a line that ends in a backslash.
    text = text.replace("\\\n", "\\ \n")
    assert [_content(block) for block in blocks(text)] == [_content(block) for block in Splitter(text).split().blocks]


def test_the_quick_splitter_knows_what_programs_write() -> None:
    text = '@Article{key:1,\n title = {A {nested {value}} here},\n year = 2001, month = jan # "~5",\n}'
    entry = quick_entry(text, 0)
    assert entry is not None
    assert (entry.type, entry.key, entry.end) == ("article", "key:1", len(text))
    assert [name for name, _ in entry.fields] == ["title", "year", "month"]


@pytest.mark.parametrize("text", ["@article(a, b={c})", "@string{a = {b}}", "@a{k, t = {x}} y = {z}", "@a{k, t = x y}"])
def test_the_quick_splitter_leaves_what_is_not_sure(text: str) -> None:
    found = quick_entry(text, 0)
    assert found is None or found.end < len(text)


def test_items_in_order_with_lines() -> None:
    text = '% comment\n@string{a = "b"}\n\n@misc{k1, t = a}\n@misc(k2, t = {x})\n@misc{broken, t = {\n@misc{k3}\n'
    found = [(type(item).__name__, getattr(item, "line", 0)) for item in Reader(text).items()]
    assert found == [("Macro", 0), ("Entry", 4), ("Entry", 5), ("Failure", 6), ("Entry", 7)]


def test_what_is_mended() -> None:
    text = "@ misc {spaced, t={x}}\n@misc{path, f = {C:\\}, y = 1} @misc{same, t = {line}}\n@misc{t = {no key}}"
    found = list(Reader(text).items())
    assert [item.key for item in found if isinstance(item, Entry)] == ["spaced", "path", "same", ""]


def test_values_are_concatenated() -> None:
    macros = {"a": "A", "and": " and "}
    assert value_of('a # And # {b {c}} # " d" # 5', macros) == ("A and b {c} d5", None)
    assert value_of("jan", macros) == ("January", None)
    assert value_of("{a # b}", macros) == ("a # b", None)
    assert value_of("nobody", macros) == ("nobody", "nobody")


def test_macros_do_not_grow_without_end() -> None:
    written = " # ".join(["m"] * 1000)
    text, _ = value_of(written, {"m": "x" * 10_000})
    assert is_cut(written, text)
    assert len(text) <= len(written) + limit("expansion")


@pytest.mark.parametrize(
    "piece",
    [
        "@",
        "@a{",
        "@a{b}",
        "@a{k, t={x",
        '@a{k, t="x',
        "@a(k, t={x}",
        "{",
        "x,",
        "@a{k,t={C:\\}} ",
        "\n@a{k, t={x",
        "% @\n",
    ],
)
def test_time_is_linear(piece: str) -> None:
    start = time.process_time()
    for item in Reader(piece * 20_000).items():
        assert isinstance(item, Entry | Failure | Macro)
    assert time.process_time() - start < 10
