"""DataCite's JSON: odd works; the cases of `cases/datacite` show what is read."""

from __future__ import annotations

import json

import pytest

from refexport import loads

WORK = {"doi": "10.5555/1", "types": {"resourceTypeGeneral": "Dataset"}, "titles": [{"title": "Pots"}]}


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ({"resourceTypeGeneral": "Text", "citeproc": "article-journal"}, "article-journal"),
        ({"resourceTypeGeneral": "Text", "citeproc": "article", "resourceType": "PhD Thesis"}, "thesis"),
        ({"resourceTypeGeneral": "Text", "citeproc": "article"}, "article"),
        ({"resourceTypeGeneral": "Text"}, "document"),
        ({"resourceTypeGeneral": "ConferencePaper", "citeproc": "article"}, "paper-conference"),
    ],
)
def test_types_of_texts(types: dict[str, str], expected: str) -> None:
    assert loads(json.dumps({**WORK, "types": types}), "datacite")[0].type == expected
