"""Bibliographic references in, out, and formatted.

    >>> import refexport
    >>> records = refexport.read("library.ris")
    >>> refexport.write(records, "library.bib")
    >>> print(refexport.bibliography(records, style="vancouver"))

Everything is loaded on first use, so that `import refexport` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from refexport.conversion import Records as Records
    from refexport.conversion import convert as convert
    from refexport.conversion import dumps as dumps
    from refexport.conversion import loads as loads
    from refexport.conversion import read as read
    from refexport.conversion import stream as stream
    from refexport.conversion import write as write
    from refexport.csl.processor import Cite as Cite
    from refexport.csl.processor import Cluster as Cluster
    from refexport.csl.processor import Processor as Processor
    from refexport.errors import RefexportError as RefexportError
    from refexport.library.checking import check as check
    from refexport.library.comparison import Difference as Difference
    from refexport.library.comparison import diff as diff
    from refexport.library.deduplication import Deduplicated as Deduplicated
    from refexport.library.deduplication import dedupe as dedupe
    from refexport.library.findings import Finding as Finding
    from refexport.library.matching import Decision as Decision
    from refexport.library.matching import decide as decide
    from refexport.library.union import merge as merge
    from refexport.manuscript.files import cite_manuscript as cite_manuscript
    from refexport.manuscript.files import cited_records as cited_records
    from refexport.manuscript.word_extract import extract as extract
    from refexport.record import Date as Date
    from refexport.record import File as File
    from refexport.record import Name as Name
    from refexport.record import Record as Record
    from refexport.reference_list import Bibliography as Bibliography
    from refexport.reference_list import Entry as Entry
    from refexport.reference_list import Layout as Layout
    from refexport.reference_list import bibliography as bibliography
    from refexport.registry import Engine as Engine
    from refexport.registry import Format as Format
    from refexport.registry import Markup as Markup
    from refexport.report import Diagnostic as Diagnostic
    from refexport.report import Loss as Loss
    from refexport.report import Report as Report
    from refexport.schema import json_schema as json_schema

_HOME = {
    "Bibliography": "reference_list",
    "Entry": "reference_list",
    "Layout": "reference_list",
    "bibliography": "reference_list",
    "Records": "conversion",
    "convert": "conversion",
    "dumps": "conversion",
    "loads": "conversion",
    "read": "conversion",
    "stream": "conversion",
    "write": "conversion",
    "Cite": "csl.processor",
    "Cluster": "csl.processor",
    "Processor": "csl.processor",
    "RefexportError": "errors",
    "check": "library.checking",
    "Difference": "library.comparison",
    "diff": "library.comparison",
    "Deduplicated": "library.deduplication",
    "dedupe": "library.deduplication",
    "Finding": "library.findings",
    "Decision": "library.matching",
    "decide": "library.matching",
    "merge": "library.union",
    "extract": "manuscript.word_extract",
    "cite_manuscript": "manuscript.files",
    "cited_records": "manuscript.files",
    "Date": "record",
    "File": "record",
    "Name": "record",
    "Record": "record",
    "Engine": "registry",
    "Format": "registry",
    "Markup": "registry",
    "Diagnostic": "report",
    "Loss": "report",
    "Report": "report",
    "json_schema": "schema",
}

__all__ = ["__version__", *_HOME]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'refexport' has no attribute '{name}'")
    from importlib import import_module

    value = getattr(import_module(f"refexport.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
