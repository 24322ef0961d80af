"""The citation processor: CSL 1.0.2, from style and records to citations and reference list.

Files in pipeline order: `style` and `locale` parse, `reference` normalizes
records, `compile` turns a style into programs by the shape of the record,
`names`, `dates`, `numbers` and `rich` make the pieces, `sort`, `disambiguate`,
`positions` and `collapse` look at several cites at once, `tree` settles
punctuation and quotes, `markup` writes.
"""

from __future__ import annotations

from refexport.csl.processor import Cite, Cluster, Processor

__all__ = ["Cite", "Cluster", "Processor"]
