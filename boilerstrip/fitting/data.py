"""Public gold to fit on: WCXB (CC BY 4.0), read from a folder of the user's; nothing of it is in the project."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlparse

from boilerstrip.model import UsageError
from boilerstrip.parse.decode import decode

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class GoldPage:
    id: str
    kind: str  #: WCXB page type
    url: str
    html: str
    gold: str  #: main content as text
    present: tuple[str, ...] = ()  #: snippets that belong to the text
    absent: tuple[str, ...] = ()  #: snippets that do not
    comments: tuple[str, ...] = ()  #: snippets of comments
    posts: tuple[str, ...] = ()

    @property
    def site(self) -> str:
        """Registered domain, nearly: the last two labels.  Nothing of a site is on both sides of a fold."""
        host = urlparse(self.url).netloc.lower().split(":")[0]
        return ".".join(host.removeprefix("www.").split(".")[-2:])

    def fold(self, folds: int) -> int:
        return int(hashlib.md5(self.site.encode(), usedforsecurity=False).hexdigest(), 16) % folds


def data_folder(given: str | None) -> Path:
    """The folder with ``wcxb/dev``: the option, else ``BOILERSTRIP_DATA``."""
    name = given or os.environ.get("BOILERSTRIP_DATA")
    if not name:
        raise UsageError("no data: name a folder with wcxb/dev by --data or BOILERSTRIP_DATA")
    root = Path(name)
    if not (root / "wcxb" / "dev" / "ground-truth.jsonl.gz").is_file():
        raise UsageError(f"{root} holds no wcxb/dev/ground-truth.jsonl.gz")
    return root


def pages(root: Path) -> Iterator[GoldPage]:
    """All development pages, in the order of the ground truth."""
    base = root / "wcxb" / "dev"
    with gzip.open(base / "ground-truth.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            truth = row.get("ground_truth")
            if not isinstance(truth, dict):
                continue
            with gzip.open(base / "html" / f"{row['id']}.html.gz", "rt", encoding="utf-8", errors="replace") as f:
                html = f.read()
            present, absent = tuple(truth.get("with") or ()), tuple(truth.get("without") or ())
            yield GoldPage(row["id"], _kind(row), row.get("url") or "", html, truth.get("main_content") or "", present, absent)


def forum_pages(root: Path) -> Iterator[GoldPage]:
    """All pages of WEB-FORUM-52, the texts of their posts as gold; none where the folder holds none."""
    for path in sorted((root / "webforum52").glob("*.json.gz")):
        row = json.loads(gzip.decompress(path.read_bytes()))
        posts = [(post.get("post_text") or {}).get("surface_form") or "" for post in row["gold_standard_annotation"]]
        yield GoldPage(path.name.removesuffix(".json.gz"), "forum", row["url"], row["html"], "\n\n".join(posts), posts=tuple(posts))


def snippet_pages(root: Path) -> Iterator[GoldPage]:
    """trafilatura's own corpus: snippets that belong to the text, that do not, and of comments; none where the folder holds none."""
    base = root / "trafilatura"
    if not (base / "evaldata.json.gz").is_file():
        return
    for url, row in sorted(json.loads(gzip.decompress((base / "evaldata.json.gz").read_bytes())).items()):
        path = base / "html" / f"{row['file']}.gz"
        if path.is_file():
            html = decode(gzip.decompress(path.read_bytes()))[0]
            yield GoldPage(row["file"], "article", url, html, "", tuple(row["with"]), tuple(row["without"]), tuple(row.get("comments") or ()))


def digest(root: Path, name: str) -> str:
    """Of all files of a data set: figures on other data are other figures."""
    whole = hashlib.sha256()
    for path in sorted(p for p in (root / name).rglob("*") if p.is_file()):
        whole.update(path.relative_to(root).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:16]


def _kind(row: dict[str, object]) -> str:
    internal = row.get("_internal")
    kind = internal.get("page_type", {}) if isinstance(internal, dict) else {}
    name = kind.get("primary", "article") if isinstance(kind, dict) else kind
    return "collection" if name == "category" else str(name)
