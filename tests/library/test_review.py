"""The table of doubts: what a person sees, and what comes back."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refexport import Name, Record
from refexport.errors import InputError
from refexport.library.deduplication import Pair
from refexport.library.matching import Decision
from refexport.library.review import read_answers, review_rows
from refexport.text.cells import FORMULA, armed, defused

DOUBT = Decision("review", -1.5, (("title same", 6.5), ("years differ", -20.0)))


def _table(*pairs: Pair) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(review_rows(pairs)), newline="")))


def test_both_records_stand_side_by_side() -> None:
    one = Record(id="a", title="<i>Glass</i>, 2", author=(Name(family="Moro", given="Ugo"),), page="1-9")
    (found,) = _table(Pair(one, one.copy(id="b", title="Glass"), DOUBT))
    assert (found["decision"], found["key 1"], found["key 2"], found["score"]) == ("", "a", "b", "-1.5")
    assert (found["title 1"], found["title 2"], found["people 1"]) == ("Glass, 2", "Glass", "Moro, Ugo")
    assert found["reasons"] == "title same +6.5, years differ -20.0"


@pytest.mark.parametrize("sign", FORMULA)
def test_no_cell_is_a_formula(sign: str) -> None:
    evil = f"{sign}HYPERLINK(1)"
    record = Record(id=evil, type="book", title=evil, publisher=evil, DOI=evil, author=(Name(literal=evil),))
    (found,) = _table(Pair(record, record, DOUBT))
    for name, cell in found.items():
        assert name == "score" or not cell.startswith(FORMULA), name
    assert found["title 1"] == f"'{evil}"


@given(st.text(min_size=1))
def test_an_apostrophe_goes_again(text: str) -> None:
    assert armed(defused(text)) == text or text.startswith("'")


KEYS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), min_size=1, max_size=6)


@given(KEYS.filter(lambda key: not key.startswith("'")), KEYS.filter(lambda key: not key.startswith("'")))
def test_decisions_come_back_with_their_keys(first: str, second: str) -> None:
    rows = "".join(review_rows([Pair(Record(id=first), Record(id=second), DOUBT)]))
    assert read_answers(rows, "a.csv") == {}
    head, _, rest = rows.partition("\r\n")
    assert read_answers(f"{head}\r\nsame{rest}", "a.csv") == {(first, second): "same"}


# What a spreadsheet may save, and the answers.
TABLES = {
    "commas": "decision,key 1,key 2\r\nsame,a,b\r\n,c,d\r\n",
    "semicolons and a mark": "\ufeffdecision;key 1;key 2\r\n S ;a;b\r\n",
    "the separator named, and a head in capitals": "sep=;\r\nDecision;KEY 1;Key 2\r\nSAME;a;b\r\n",
    "a row above": ",,\r\ndecision,key 1,key 2\r\nsame,a,b\r\n",
    "a cell on two lines": 'note,decision,key 1,key 2\r\n"x\r\n\u2028y",same,a,b\r\n',
    "tabs, other columns first": "note\tkey 2\tkey 1\tdecision\nx\tb\ta\tSame\n",
}


@pytest.mark.parametrize("what", TABLES)
def test_tables_that_are_read(what: str) -> None:
    assert read_answers(TABLES[what], "a.csv") == {("a", "b"): "same"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "first row"),
        ("key 1,key 2\na,b\n", "first row"),
        ("PK\x03\x04\x14", "save the workbook as CSV"),
        ("sep=,\ndecision,key 1,key 2\nperhaps,c,d\n", "a.csv:3: decision 'perhaps'"),
        ("decision,key 1,key 2\nsame,a,b\nperhaps,c,d\n", "a.csv:3: decision 'perhaps'"),
    ],
)
def test_tables_that_are_refused(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_answers(text, "a.csv")
