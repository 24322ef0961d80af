"""What a program gives in the place of records, and how records and lists show themselves."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

import refexport
from refexport import Date, Name, Record, bibliography, dumps, loads, read, write
from refexport.errors import UsageError

ONE = Record(id="lu", type="book", title="Of <i>mice</i>", author=(Name("Lu", "Yi"),), issued=Date((1937,)))

GIVEN: dict[str, tuple[Any, str]] = {
    "a record": (ONE, "records are given as a list, not as a Record"),
    "nothing": (None, "records are given as a list, not as a NoneType"),
    "CSL-JSON": ([ONE, {"id": "a", "type": "book"}], "record 2 is a dict, not a Record; `loads` makes records"),
    "text": ("@book{a}", "record 1 is a str, not a Record"),
}
MISTYPED: dict[str, tuple[dict[str, Any], str]] = {
    "number as text": ({"title": 5}, r"record 'a': Expected `str \| null`, got `int` - at `\$.title`"),
    "year as date": ({"issued": 2020}, r"record 'a': Expected `object \| null`, got `int` - at `\$.issued`"),
    "text as names": ({"author": "Lu, Yi"}, r"record 'a': Expected `array`, got `str` - at `\$.author`"),
    "texts as names": ({"author": ["Lu, Yi"]}, r"record 'a': Expected `object`, got `str` - at `\$.author\[0\]`"),
}


@pytest.mark.parametrize("case", GIVEN)
def test_what_is_no_list_of_records_is_refused(case: str, tmp_path: Path) -> None:
    given, message = GIVEN[case]
    for call in (
        lambda: dumps(given, "ris"),
        lambda: write(given, tmp_path / "a.bib"),
        lambda: bibliography(given, style="apa"),
    ):
        with pytest.raises(UsageError, match=message):
            call()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("case", MISTYPED)
@pytest.mark.parametrize("format", ["ris", "bibtex", "endnote-xml"])
def test_value_of_the_wrong_type_is_named(case: str, format: str) -> None:
    values, message = MISTYPED[case]
    with pytest.raises(UsageError, match=message):
        dumps([ONE, Record(id="a", type="book", **values)], format)


def test_what_is_no_file_and_no_text_is_refused() -> None:
    with pytest.raises(UsageError, match="a path or an open file is needed, not bytes"):
        read(b"@book{a}")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="a text or bytes are needed, not NoneType"):
        loads(None)  # type: ignore[arg-type]


def test_repr_shows_what_is_there() -> None:
    shown = "Record(id='lu', type='book', title='Of <i>mice</i>', author=(Name(family='Lu', given='Yi'),), "
    assert repr(ONE) == f"{shown}issued=Date(start=(1937,)))"


def test_list_shows_itself_in_a_notebook() -> None:
    text = bibliography([ONE], style="apa")
    assert text._repr_html_() == "<pre>Lu, Y. (1937). Of mice.\n</pre>"
    html = bibliography([ONE], style="apa", to="html")
    assert html._repr_html_() == str(html)
    assert str(html).startswith("<div")


def test_records_are_equal_and_pickled_by_what_they_hold() -> None:
    records = loads("@book{lu, title={Of mice}, author={Lu, Yi}}\nnonsense @book{lu, title={B}}")
    back = pickle.loads(pickle.dumps(records))
    assert back == records
    assert back[0] is not records[0]
    assert [str(found) for found in back.report.diagnostics] == [str(found) for found in records.report.diagnostics]


def test_threads_do_not_disturb_each_other() -> None:
    results: list[tuple[str, ...]] = []

    def work() -> None:
        for _ in range(5):
            records = loads(dumps([ONE], "endnote-xml"))
            texts = (dumps(records, format) for format in ("ris", "bibtex", "mods", "csl-json"))
            results.append((*texts, str(bibliography(records, style="apa"))))

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        threads = [Thread(target=work) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert len(results) == 30
    assert len(set(results)) == 1


def test_every_public_name_is_documented() -> None:
    for name in refexport.__all__:
        assert getattr(refexport, name).__doc__, name
