"""Our processor behind `run(case)` and `document(case)`, for the CSL suite and the comparison with citeproc-js."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from refexport.csl import Cite, Cluster, Processor
from refexport.csl.markup import html
from refexport.reference_list import Layout


def _cite(data: Mapping[str, Any]) -> Cite:
    return Cite(
        id=str(data["id"]),
        locator=str(data.get("locator") or ""),
        label=str(data.get("label") or "page"),
        prefix=data.get("prefix") or "",
        suffix=data.get("suffix") or "",
        suppress_author=bool(data.get("suppress-author")),
        author_only=bool(data.get("author-only")),
        position=int(data.get("position") or 0),
    )


def _cluster(data: Mapping[str, Any]) -> Cluster:
    properties = data.get("properties") or {}
    return Cluster([_cite(cite) for cite in data["citationItems"]], note=int(properties.get("noteIndex") or 0))


def _final(steps: Sequence[Any]) -> list[Cluster]:
    """Return the document that a series of edits ends in."""
    known = {step[0].get("citationID", str(number)): step[0] for number, step in enumerate(steps)}
    current, before, after = steps[-1]
    order = []
    for id, note in before:
        order.append((known[id], note))
    order.append((current, (current.get("properties") or {}).get("noteIndex")))
    for id, note in after:
        order.append((known[id], note))
    return [
        _cluster(data | {"properties": (data.get("properties") or {}) | {"noteIndex": note}}) for data, note in order
    ]


def run(case: dict[str, Any]) -> str:
    """Return what the fixture's mode asks for."""
    items = [item | {"id": str(item["id"])} for item in case["input"]]
    abbreviations = (case.get("abbreviations") or {}).get("default") if case.get("abbreviations") else None
    processor = Processor(case["csl"].encode(), items, abbreviations=abbreviations)
    listed = [str(id) for id in case["bibentries"][-1]] if case.get("bibentries") else None
    clusters: list[Cluster] = []
    if case.get("citations"):
        clusters = _final(case["citations"])
    if case["mode"].startswith("bibliography"):
        return _bibliography(processor, case, clusters, listed)
    if clusters:
        return "\n".join(processor.cite(clusters, listed or ()))
    groups = case.get("citation_items") or [[{"id": id} for id in _in_order(processor, listed, items)]]
    return "\n".join(processor.cite_alone(Cluster([_cite(cite) for cite in cites]), listed) for cites in groups)


def _in_order(processor: Processor, listed: list[str] | None, items: list[dict[str, Any]]) -> list[str]:
    """Return the works that a fixture without citations cites: all, as the reference list has them."""
    ids = list(dict.fromkeys(listed or [item["id"] for item in items]))
    if not processor.has_bibliography:
        return ids
    sorted_ids = [entry.id for entry in processor.bibliography(None, ids).entries]
    return sorted_ids + [id for id in ids if id not in sorted_ids]


def _bibliography(processor: Processor, case: dict[str, Any], clusters: list[Cluster], listed: list[str] | None) -> str:
    if clusters:
        result = processor.bibliography(clusters, listed or ())
    else:
        result = processor.bibliography(None, listed)
    return html.document([entry.text for entry in result.entries], Layout())


def document(case: dict[str, Any]) -> dict[str, Any]:
    """Return the citations and the reference list of a document."""
    processor = Processor(f"http://www.zotero.org/styles/{case['style']}", case["items"])
    clusters = [_cluster(data) for data in case["citations"]]
    entries = None
    if processor.has_bibliography:
        entries = [[entry.id, entry.text] for entry in processor.bibliography(clusters).entries]
    return {"citations": processor.cite(clusters), "bibliography": entries}
