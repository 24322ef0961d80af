"""OpenAlex's JSON: odd works; the cases of `cases/openalex` show what is read."""

from __future__ import annotations

import json

from refexport import loads

WORK = {"id": "https://openalex.org/W1", "type": "article", "title": "Pots"}


def test_abstract_is_put_together() -> None:
    index = {"cells": [1, 3], "Of": [0], "and": [2], "odd": "x", "more": ["y", 4]}
    record = loads(json.dumps({**WORK, "abstract_inverted_index": index}), "openalex")[0]
    assert record.abstract == "Of cells and cells more"
