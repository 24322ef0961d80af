"""The JSON Schema of the normalized record."""

from __future__ import annotations

from typing import Any

import msgspec

from refexport.record import Record
from refexport.vocabulary import ITEM_TYPES, VARIABLES


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a normalized record, as JSON Lines and `msgspec.json` hold it."""
    schema = msgspec.json.schema(Record)
    properties = schema["$defs"]["Record"]["properties"]
    for name, variable in VARIABLES.items():
        properties[name]["description"] = variable.meaning
    properties["type"]["enum"] = list(ITEM_TYPES)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
