"""Many files converted shard by shard: on a Dask cluster, by processes of this machine, or here.

Each input is a shard; it is read and written by the same code as any file (`refexport.convert`), whole or not at all.

    >>> from refexport.cluster import convert_shards
    >>> manifest = convert_shards("s3://bucket/pubmed/*.xml.gz", "s3://bucket/out/", to="jsonl", scheduler="tcp://...")
    >>> manifest.records, [entry.source for entry in manifest.failed]

Files may stand wherever fsspec reaches.  The extra `refexport[dask]` brings what this needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from refexport.cluster.manifest import Entry as Entry
    from refexport.cluster.manifest import Manifest as Manifest
    from refexport.cluster.planning import Planned as Planned
    from refexport.cluster.planning import plan_shards as plan_shards
    from refexport.cluster.running import convert_shards as convert_shards

_HOME = {
    "Entry": "manifest",
    "Manifest": "manifest",
    "Planned": "planning",
    "convert_shards": "running",
    "plan_shards": "planning",
}

__all__ = [*_HOME]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'refexport.cluster' has no attribute '{name}'")
    from importlib import import_module

    value = getattr(import_module(f"refexport.cluster.{_HOME[name]}"), name)
    globals()[name] = value
    return value
