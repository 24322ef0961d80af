"""What is made to exhaust a machine is refused in under a second, says which limit it met, and costs nothing else."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from refexport import Record, bibliography, dumps, loads, read
from refexport.errors import InputError, StyleError, UsageError
from refexport.limits import LIMITS, limit, raise_limits, raised, variable

MANY = 300_000
MOST = 1.0
"""Seconds of the processor."""


@pytest.fixture(autouse=True)
def _without_the_objects_of_other_tests() -> Iterator[None]:
    """Keep the collector from walking what the tests before have left, which no user's run has."""
    gc.freeze()
    yield
    gc.unfreeze()


PUBMED = (
    "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>{}</ArticleTitle>"
    "</Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
)
MODS = '<modsCollection xmlns="http://www.loc.gov/mods/v3"><mods>{}</mods></modsCollection>'
ENDNOTE = "<xml><records><record><titles><title>{}</title></titles></record></records></xml>"


def load(format: str) -> None:
    """Load now what is loaded on first use."""
    with suppress(InputError):
        loads("x", format)


def nested(opener: str, closer: str, count: int = MANY) -> str:
    return opener * count + "a" + closer * count


REFUSED: dict[str, tuple[str, Callable[[], str], str]] = {
    "EndNote XML": ("endnote-xml", lambda: ENDNOTE.format(nested("<style>", "</style>")), "nesting"),
    "EndNote XML, open": ("endnote-xml", lambda: ENDNOTE.partition("{}")[0] + "<style>" * MANY, "nesting"),
    "MODS": ("mods", lambda: MODS.format(nested("<relatedItem>", "</relatedItem>", 100_000)), "nesting"),
    "PubMed XML": ("pubmed-xml", lambda: PUBMED.format(nested("<i>", "</i>")), "nesting"),
    "long text in XML": ("pubmed-xml", lambda: PUBMED.format("a" * 10_000_001), "value-chars"),
    "CSL-JSON": ("csl-json", lambda: nested('{"a":', "}"), "nesting"),
    "Crossref, open": ("crossref", lambda: '{"a":' * 100_000, "nesting"),
    "DataCite": ("datacite", lambda: '{"data":[{"x":' + "[" * MANY + "]" * MANY + "}]}", "nesting"),
    "OpenAlex": ("openalex", lambda: '{"results":[' + nested('{"a":', "}", 100_000) + "]}", "nesting"),
    "CSL-YAML, lists": ("csl-yaml", lambda: "a: " + nested("[", "]"), "nesting"),
    "CSL-YAML, mappings": ("csl-yaml", lambda: "a: " + nested("{a: ", "}"), "nesting"),
    "CSL-YAML, blocks": ("csl-yaml", lambda: nested("- ", ""), "nesting"),
    "CSL-YAML, aliases": (
        "csl-yaml",
        lambda: (
            "a0: &a0 [x,x,x,x]\n" + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 4)}]\n" for n in range(1, 30))
        ),
        "expansion",
    ),
    "macros that go on each other": (
        "bibtex",
        lambda: '@string{m0="x"}\n' + "".join(f'@string{{m{n + 1}=m{n} # "x"}}\n' for n in range(100_000)),
        "expansion-ratio",
    ),
    "a long macro in many entries": (
        "bibtex",
        lambda: f'@string{{m="{"x" * 90_000}"}}\n' + "".join(f"@book{{k{n}, title=m}}\n" for n in range(1000)),
        "expansion-ratio",
    ),
    "xdata of xdata": (
        "biblatex",
        lambda: (
            "".join(f"@xdata{{k{n}, f{n}={{{'x' * 900}}}, xdata={{k{n + 1}}}}}\n" for n in range(1000))
            + "".join(f"@book{{z{n}, title={{a}}, xdata={{k{n}}}}}\n" for n in range(900))
        ),
        "expansion-ratio",
    ),
}
"""Format, input and the limit that it meets as a whole."""


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_input_is_refused_at_once(name: str) -> None:
    format, make, limit = REFUSED[name]
    text = make()
    load(format)
    start = time.process_time()
    with pytest.raises(InputError) as caught:
        loads(text, format)
    assert time.process_time() - start < MOST
    assert f"--limit {limit}=N or {variable(limit)} allows more" in str(caught.value)
    assert "\n" not in str(caught.value)


BIB = "@book{a, title={%s}}\n@book{b, title={B}}\n"
JSON = '[{"id":"a","type":"book",%s},{"id":"b","type":"book","title":"B"}]'
PARTLY: dict[str, tuple[str, str, tuple[str, str], str, int]] = {
    "braces": ("bibtex", BIB, ("{", "}"), "braces of 'title'", 2),
    "commands": ("biblatex", BIB, ("\\emph{", "}"), "braces of 'title'", 2),
    "markup in RIS": (
        "ris", "TY  - BOOK\nTI  - %s\nER  - \nTY  - BOOK\nTI  - B\nER  - \n", ("<i>", "</i>"), "markup of 'title'", 2,
    ),
    "markup in JSON": ("csl-json", JSON % '"title":"%s"', ("<b>", "</b>"), "markup of 'title'", 2),
    "value of an item": ("csl-json", JSON % '"x":%s', ("[", "]"), "an item is left out", 1),
    "value that is not closed": ("csl-json", JSON % '"x":%s', ("[", ""), "an item is left out", 1),
    "line of JSON Lines": (
        "jsonl", '{"id":"a","x":%s}\n{"id":"b","type":"book"}\n', ("[", "]"), "the line is left out", 1,
    ),
    "item of CSL-YAML": (
        "csl-yaml", "- id: a\n  type: book\n  x: %s\n- id: b\n  type: book\n", ("[", "]"), "this item is left out", 1,
    ),
}  # fmt: skip
"""Format, input around what is nested, what is nested, what is said, and the records that are read all the same."""


def around(name: str, count: int) -> str:
    _, template, (opener, closer), _, _ = PARTLY[name]
    return template.replace("%s", opener * count + ("" if "[" in opener else "a") + closer * count)


@pytest.mark.parametrize("name", PARTLY)
def test_hostile_value_costs_no_other_record(name: str) -> None:
    format, _, _, said, count = PARTLY[name]
    text = around(name, 100_000)
    load(format)
    start = time.process_time()
    records = loads(text, format)
    assert time.process_time() - start < MOST
    told = [d for d in records.report.diagnostics if said in d.message]
    assert told[0].line
    assert "--limit nesting=N" in told[0].message
    assert len(records) == count


@pytest.mark.parametrize(
    "name", sorted(set(PARTLY) - {"chain of crossrefs", "value that is not closed", "record of MODS"})
)
def test_nesting_can_be_allowed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    format, _, _, said, _ = PARTLY[name]
    text = around(name, 200)
    assert any(said in d.message for d in loads(text, format).report.diagnostics)
    monkeypatch.setenv(variable("nesting"), "500")
    records = loads(text, format)
    assert len(records) == 2
    assert not [d for d in records.report.diagnostics if d.code == "nested-too-deep"]
    for written in ("bibtex", "csl-json", "csl-yaml", "mods", "endnote-xml", "jsonl", "hayagriva"):
        dumps(records, written)


def test_record_of_xml_that_is_nested_too_deep_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable("nesting"), "300")  # up to 250, libxml2 stops by itself
    deep = f"<note>{nested('<x>', '</x>', 400)}</note>"
    records = loads(MODS.format(f"{deep}</mods><mods><titleInfo><title>B</title></titleInfo>"), "mods")
    assert [record.title for record in records] == ["B"]
    assert [(told.code, told.line) for told in records.report.errors] == [("nested-too-deep", 1)]


def test_chain_of_parents_is_followed_so_far() -> None:
    text = "".join(f"@book{{k{n}, title={{x}}, crossref={{k{n + 1}}}}}\n" for n in range(2000))
    start = time.process_time()
    records = loads(f"{text}@book{{k2000, publisher={{P}}}}\n", "bibtex")
    assert time.process_time() - start < MOST
    assert len(records) == 2001
    assert "'k0' inherits through more than 150 entries" in records.report.diagnostics[0].message
    assert [record.publisher for record in records[1990:]] == ["P"] * 11


@pytest.mark.parametrize("format", ["pubmed-xml", "mods", "endnote-xml"])
def test_xml_may_nest_deeper_than_libxml2_lets_it(format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable("nesting"), "1000")
    inner = nested("<i>", "</i>", 900)
    text = {"pubmed-xml": PUBMED, "endnote-xml": ENDNOTE, "mods": MODS}[format]
    note = f"<titleInfo><title>{inner}</title></titleInfo>" if format == "mods" else inner
    assert len(loads(text.format(note), format)) == 1


def test_value_longer_than_allowed_is_left_out_with_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable("value-chars"), "1000")
    text = f"TY  - BOOK\nID  - a\nTI  - A\nN1  - {'x' * 2000}\nER  - \n"
    records = loads(text, "ris")
    assert (records[0].title, records[0].note) == ("A", None)
    (told,) = records.report.errors
    assert (told.code, told.line, told.record) == ("value-too-long", 1, "a")
    assert "'note' holds 2,000 characters" in told.message
    monkeypatch.setenv(variable("value-chars"), "3000")
    assert not loads(text, "ris").report.errors


STYLE = """<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text"><info><title>S</title><id>s</id>
</info>{}<citation><layout><text variable="title"/></layout></citation>
<bibliography><layout>{}</layout></bibliography></style>"""
CALLS = "".join(f'<macro name="m{n}">{f"<text macro={chr(34)}m{n + 1}{chr(34)}/>" * 2}</macro>' for n in range(40))
CHAIN = "".join(f'<macro name="m{n}"><text macro="m{n + 1}"/></macro>' for n in range(5000))
STYLES = {
    "groups": (STYLE.format("", nested("<group>", "</group>", 100_000)), "nesting"),
    "conditions": (STYLE.format("", nested('<choose><if type="book">', "</if></choose>", 100)), "nesting"),
    "a chain of macros": (STYLE.format(f'{CHAIN}<macro name="m5000"/>', '<text macro="m0"/>'), "nesting"),
    "macros that double": (
        STYLE.format(f'{CALLS}<macro name="m40"><text value="x"/></macro>', '<text macro="m0"/>'),
        "style-steps",
    ),
}


@pytest.mark.parametrize("name", STYLES)
def test_hostile_style_is_refused_at_once(name: str, tmp_path: Path) -> None:
    text, limit = STYLES[name]
    path = tmp_path / "s.csl"
    path.write_text(text, "utf-8")
    bibliography([Record(id="a", title="A")], "apa")
    start = time.process_time()
    with pytest.raises(StyleError) as caught:
        bibliography([Record(id="a", type="book", title="A")], str(path))
    assert time.process_time() - start < MOST
    assert f"--limit {limit}=N" in str(caught.value)


def test_limits_are_named_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in LIMITS:
        monkeypatch.setenv(variable(name), "")
    raise_limits(["nesting=300", "expansion=5"])
    assert (limit("nesting"), limit("expansion"), raised()) == (300, 5, ("nesting=300", "expansion=5"))
    for wrong in ("nesting=x", "nesting", "nesting=0", "nesting=1001", "depth=3"):
        with pytest.raises(UsageError, match=r"nesting|depth"):
            raise_limits([wrong])


def test_command_takes_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from refexport.cli import group

    monkeypatch.setenv(variable("nesting"), "")
    path, out = tmp_path / "a.bib", tmp_path / "a.jsonl"
    path.write_text(f"@book{{a, title={{{nested('{', '}', 200)}}}}}", "utf-8")
    assert CliRunner().invoke(group, ["convert", str(path), "-o", str(out)]).exit_code == 1
    assert CliRunner().invoke(group, ["convert", str(path), "-o", str(out), "--limit", "nesting=300"]).exit_code == 0
    assert len(read(out)) == 1


def test_documentation_names_every_limit() -> None:
    page = (Path(__file__).parents[1] / "docs" / "big-libraries.md").read_text("utf-8")
    for name, (default, what, _) in LIMITS.items():
        assert f"| `{name}` | `{variable(name)}` | {default:,} | {what}" in page
