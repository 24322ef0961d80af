"""CSL-YAML: pandoc's Markdown and dates, scalars without surprises, broken and hostile files."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given
from strategies import plain_text, records, rich_text

from refexport import Date, Name, Record, Report, dumps, loads
from refexport.errors import InputError
from refexport.text.markdown import from_markdown, to_markdown


@given(record=records())
def test_nothing_at_all_is_lost(record: Record) -> None:
    report = Report()
    written = dumps([record], "csl-yaml", report=report)
    assert (loads(written, "csl-yaml")[0], report.losses) == (record, []), written


@given(record=records())
def test_other_readers_of_yaml_find_the_same_texts(record: Record) -> None:
    (item,) = yaml.safe_load(dumps([record], "csl-yaml"))["references"]
    assert item["id"] == record.id
    assert item["type"] == record.type
    for name in ("volume", "page", "URL", "number"):
        assert item.get(name) == record[name]
    if record.author:
        assert [name.get("family") for name in item["author"]] == [name.family for name in record.author]


def test_numbers_stay_as_they_are_written() -> None:
    text = "- {id: a, type: software, version: 1.10, volume: 012, issue: 7, issued: {literal: 1996_2004}}"
    (record,) = loads(text, "csl-yaml")
    assert (record.version, record.volume, record.issue) == ("1.10", "012", "7")
    assert record.issued == Date(literal="1996_2004")


@pytest.mark.parametrize(
    ("markdown", "rich"),
    [
        ("The *FTO* gene", "The <i>FTO</i> gene"),
        ("_a_ __b__ **c**", "<i>a</i> <b>b</b> <b>c</b>"),
        ("CO~2~ and x^2^", "CO<sub>2</sub> and x<sup>2</sup>"),
        ("*a **b** c*", "<i>a <b>b</b> c</i>"),
        ("[Mc]{.smallcaps}", '<span style="font-variant:small-caps;">Mc</span>'),
        ("[DNA]{.nocase}", '<span class="nocase">DNA</span>'),
        ('<span class="nocase">DNA</span> <i>x</i>', '<span class="nocase">DNA</span> <i>x</i>'),
        (r"\*a\* \[b\] \\ \~", r"*a* [b] \ ~"),
        ("snake_case_name and 5 * 3 * 2", "snake_case_name and 5 * 3 * 2"),
        ("a ~ b ~ c, ^ and * alone", "a ~ b ~ c, ^ and * alone"),
        ("~~struck~~ [link](x) [brackets]", "~~struck~~ [link](x) [brackets]"),
        ("x^a\\ b^", "x<sup>a b</sup>"),
        ("1971--1989 --- *a*--b", "1971–1989 — <i>a</i>–b"),
        (r"\--no-dash -x", "--no-dash -x"),
    ],
)
def test_markdown_is_read(markdown: str, rich: str) -> None:
    assert from_markdown(markdown) == rich


@pytest.mark.parametrize(
    ("rich", "markdown"),
    [
        ("The <i>FTO</i> gene", "The *FTO* gene"),
        ("CO<sub>2</sub> [5] a_b", r"CO~2~ \[5\] a\_b"),
        ('<span class="nocase">DNA</span>', "[DNA]{.nocase}"),
        ("1. First", r"1\. First"),
        ("- dash", r"\- dash"),
        ("p < 0.05 & $5 @home", r"p \< 0.05 \& \$5 \@home"),
        ("<i>a</i><b>b</b>", "<i>a</i><b>b</b>"),
        ("plain; text: (all) of it!", "plain; text: (all) of it!"),
    ],
)
def test_markdown_is_written(rich: str, markdown: str) -> None:
    assert to_markdown(rich) == markdown
    assert from_markdown(markdown) == rich


@given(text=rich_text() | plain_text())
def test_markdown_says_all(text: str) -> None:
    assert from_markdown(to_markdown(text)) == text


def test_long_markdown_takes_no_time() -> None:
    start = time.process_time()
    for text in ("*a " * 20_000, "[" * 20_000, "~a b" * 20_000, "**" * 20_000, "^a^" * 20_000, "*_" * 10_000):
        from_markdown(text)
    assert time.process_time() - start < 2


def one(text: str) -> Record:
    return loads(f"references:\n- id: a\n  type: book\n  {text}\n", "csl-yaml")[0]


@pytest.mark.parametrize(
    ("text", "attribute", "value"),
    [
        ("language: no", "language", "no"),
        ("issued: 2020-10-21", "issued", Date((2020, 10, 21))),
        ("issued: 2019/2020", "issued", Date((2019,), (2020,))),
        ("issued: 2020", "issued", Date((2020,))),
        ("issued: {date-parts: [[2020, 5]], circa: true}", "issued", Date((2020, 5), circa=True)),
        ("issued:\n  - year: 2019\n    month: 5\n  - year: 2020", "issued", Date((2019, 5), (2020,))),
        ("issued:\n    year: 1998\n    season: 1", "issued", Date((1998,), season=1)),
        ("issue: 007", "issue", "007"),
        ("volume: 1e5", "volume", "1e5"),
        ("volume: 12", "volume", "12"),
        ("volume: 12:30", "volume", "12:30"),
        ("volume: 1_000", "volume", "1_000"),
        ("volume: null", "volume", None),
        ("volume: ~", "volume", None),
        ("volume:", "volume", None),
        ('volume: "null"', "volume", "null"),
        ("title: >-\n    Two\n    lines", "title", "Two lines"),
        ("title: 'Of *mice*'", "title", "Of <i>mice</i>"),
        ("author: [{family: Lu, given: Yi}]", "author", (Name("Lu", "Yi"),)),
        ("author: [{family: 'A*B*', given: Y}]", "author", (Name("A*B*", "Y"),)),
        ("URL: http://x.org/a_b_c", "URL", "http://x.org/a_b_c"),
    ],
)
def test_values(text: str, attribute: str, value: object) -> None:
    assert getattr(one(text), attribute) == value


@pytest.mark.parametrize(
    "text",
    [
        "- id: a\n  type: book\n- id: b\n  type: book\n",
        "---\nreferences:\n- id: a\n  type: book\n- id: b\n  type: book\n...\n",
        "---\nnocite: '@*'\nreferences:\n  - id: a\n    type: book\n  - id: b\n    type: book\n---\n",
        "id: a\ntype: book\n---\nid: b\ntype: book\n",
        "base: &base {type: book}\nreferences:\n- {<<: *base, id: a}\n- id: b\n  <<: *base\n",
    ],
)
def test_wrappers(text: str) -> None:
    records = loads(text, "csl-yaml")
    assert [(record.id, record.type) for record in records] == [("a", "book"), ("b", "book")]
    assert records.report.diagnostics == []


@pytest.mark.parametrize(
    ("text", "ids", "told"),
    [
        ('references:\n- id: a\n- id: b\n  title: "open\n- id: c\n', ["a", "c"], [("error", "broken-yaml")]),
        ("- id: a\n- id: b\n  title: x: y\n- id: c\n", ["a", "c"], [("error", "broken-yaml")]),
        ("- id: a\n- id: b\n\ttype: book\n- id: c\n", ["a", "c"], [("error", "broken-yaml")]),
        ("- id: a\n- just text\n- id: c\n", ["a", "c"], [("error", "not-an-item")]),
        ("- id: a\n  type: hologram\n", ["a"], [("warning", "unknown-type")]),
    ],
)
def test_whole_items_of_broken_files(text: str, ids: list[str], told: list[tuple[str, str]]) -> None:
    records = loads(text, "csl-yaml")
    assert [record.id for record in records] == ids
    assert [(d.severity, d.code) for d in records.report.diagnostics] == told
    assert all((d.line and d.line > 1) or len(ids) == 1 for d in records.report.diagnostics)


@pytest.mark.parametrize(
    "text",
    [
        "references:\n- id: " + "[" * 100_000,
        "{a: " * 100_000,
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{c}: &{c} [{','.join([f'*{p}'] * 9)}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)),
        "references: &a\n- id: x\n  foo: *a\n",
        "a: [",
    ],
)
def test_hostile_files_are_refused(text: str) -> None:
    start = time.process_time()
    with pytest.raises(InputError, match="YAML"):
        loads(text, "csl-yaml")
    assert time.process_time() - start < 1


def test_tags_make_no_objects() -> None:
    record = one('title: !!python/object/apply:os.system ["true"]')
    assert record.title == "true"


def test_layout() -> None:
    record = Record(
        id="a", type="book", title="Of <i>mice</i>", author=(Name("Lu", "Y"),), issued=Date((2020, 1), (2020, 2))
    )
    assert dumps([record], "csl-yaml") == (
        '---\nreferences:\n- id: "a"\n  type: "book"\n  title: "Of *mice*"\n  author:\n    - family: "Lu"\n'
        '      given: "Y"\n  issued: "2020-01/2020-02"\n...\n'
    )
    assert loads(dumps([], "csl-yaml"), "csl-yaml") == []
