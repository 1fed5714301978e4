"""Records in the data that a page carries beside its text: JSON-LD, microdata, preloaded JSON.

Nothing here may fail: scripts hold anything.  Every value is checked for its type where it is read, nesting is walked with
explicit stacks, and what is over a limit is passed over.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from boilerstrip.model import Embedded
from boilerstrip.parse.embedded_json import may_hold_thread, threads
from boilerstrip.parse.embedded_text import Plain, first_string, string

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boilerstrip.model import Document

MAX_SCRIPT = 8_000_000  #: characters of one script
MAX_SCRIPTS = 200
MAX_RECORDS = 20_000
MAX_VALUES = 500_000  #: JSON values visited in one script

_KINDS = {
    "discussionforumposting": "post", "socialmediaposting": "post", "comment": "comment", "usercomments": "comment",
    "question": "question", "answer": "answer",
}  # fmt: skip
# Words of which a JSON-LD script that matters has at least one; others are not even read.
_WORTH = re.compile(r"Posting|Comment|Question|Article|Answer", re.IGNORECASE)
_CHILDREN = ("comment", "comments", "acceptedAnswer", "suggestedAnswer", "answer", "replies")
_TRAILING = re.compile(r",(\s{0,200}[}\]])")
_WRAPPER = re.compile(r"\A\s*(?://\s*)?(?:<!--|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?://\s*)?(?:-->|\]\]>|/\*\s*\]\]>\s*\*/)\s*\Z")


def embedded(
    document: Document, scripts: list[tuple[str, str]], islands: list[tuple[str, str]], *, microdata: bool = True
) -> list[Embedded]:
    """The records in ``scripts`` (type or id, content), ``islands`` (attribute, JSON) and the nodes' microdata.

    In document order within each source.  Bodies in HTML come back as plain text.  Generic JSON is read only for threads
    that the visible page lacks; a page's own text always wins over its data.
    """
    plain = Plain()
    found: list[Embedded] = []
    for sort, content in scripts[:MAX_SCRIPTS]:
        if len(content) > MAX_SCRIPT:
            document.reasons.append(f"embedded: a script of {len(content):,} characters was passed over")
            continue
        if "ld+json" in sort or '"@context"' in content[:500]:
            if _WORTH.search(content):
                found += _json_ld(load(content), plain, len(found))
        else:
            source = "next-data" if sort == "__NEXT_DATA__" else "json"
            if may_hold_thread(content):
                found += threads(load(content), source, document.text, plain)
    for name, content in islands[:MAX_SCRIPTS]:
        if len(content) > MAX_SCRIPT:
            document.reasons.append(f"embedded: {name} of {len(content):,} characters was passed over")
        elif name == "data-preloaded":
            found += _discourse(load(content), plain)
        elif may_hold_thread(content):
            found += threads(load(content), "json", document.text, plain)
    if microdata:
        found += _microdata(document)
    if len(found) > MAX_RECORDS:
        document.reasons.append(f"embedded: {len(found):,} records, {MAX_RECORDS:,} were read")
        del found[MAX_RECORDS:]
    return found


def load(content: str) -> Any:
    """Read JSON as it is found in pages: raw line breaks, trailing commas, comment wrappers; ``None`` where it is none."""
    for attempt in (content, None):
        if attempt is None:
            attempt = _TRAILING.sub(r"\1", _WRAPPER.sub("", content.strip())).strip().rstrip(";")
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


# --------------------------------------------------------------------------- JSON-LD


def _types(item: dict[Any, Any]) -> list[str]:
    value = item.get("@type")
    values = value if isinstance(value, list) else [value]
    return [v.rsplit("/", 1)[-1].lower() for v in values if isinstance(v, str)]


def _kind(types: list[str]) -> str | None:
    for name in types:
        if name in _KINDS:
            return _KINDS[name]
    return "article" if any(t.endswith("article") or t == "blogposting" for t in types) else None


def _json_ld(data: Any, plain: Plain, base: int) -> Iterator[Embedded]:
    """Records of one script; answers and comments follow what they answer."""
    people = _people(data)
    stack: list[tuple[Any, str | None, int]] = [(data, None, 0)]  # value, key of the record around it, depth
    visited = number = 0
    seen: set[int] = set()
    while stack:
        value, parent, depth = stack.pop()
        visited += 1
        if visited > MAX_VALUES:
            return
        if isinstance(value, list):
            stack += [(v, parent, depth) for v in reversed(value) if isinstance(v, (dict, list))]
            continue
        if not isinstance(value, dict) or id(value) in seen:
            continue
        seen.add(id(value))
        types = _types(value)
        if "faqpage" in types:  # the site's own questions and answers
            continue
        kind = _kind(types)
        inner, inner_depth = parent, depth
        if kind:
            number += 1
            record = _record(value, kind, f"ld:{base}:{number}", plain, people)
            if parent is not None:
                record.depth = depth
                record.reply_to = parent
            above = value.get("parentItem")
            if isinstance(above, dict):
                record.reply_to = first_string(above, "@id", "url", "identifier") or record.reply_to
            if record.text or record.author or record.date:
                yield record
                inner, inner_depth = record.key, depth + 1
        children = [k for k in value if k not in _CHILDREN and k not in ("parentItem", "author", "publisher", "isPartOf")]
        children += [k for k in _CHILDREN if k in value]
        stack += [(value[k], inner, inner_depth) for k in reversed(children) if isinstance(value[k], (dict, list))]


def _people(data: Any) -> dict[str, dict[Any, Any]]:
    """Who is named by an ``@id`` in the graph of a script: articles may name their author by that alone."""
    graph = data.get("@graph") if isinstance(data, dict) else None
    items = graph[:MAX_RECORDS] if isinstance(graph, list) else []
    return {key: x for x in items if isinstance(x, dict) and x.get("name") and (key := string(x.get("@id"))) is not None}


def _record(item: dict[Any, Any], kind: str, key: str, plain: Plain, people: dict[str, dict[Any, Any]]) -> Embedded:
    page = item.get("mainEntityOfPage")
    url = first_string(item, "url", "@id") or (first_string(page, "@id", "url") if isinstance(page, dict) else string(page))
    date = first_string(item, "datePublished", "dateCreated", "commentTime", "uploadDate")
    edited = first_string(item, "dateModified")
    author, author_url = _person(item.get("author") or item.get("creator"), people)
    return Embedded(
        kind=kind,
        source="json-ld",
        text=plain(first_string(item, "articleBody", "text", "commentText", "reviewBody") or ""),
        author=author,
        author_url=author_url,
        date=date,
        edited=edited if edited != date else None,
        url=url,
        key=first_string(item, "@id", "url", "identifier") or key,
        title=plain(first_string(item, "headline", "name") or "") or None,
    )


def _person(value: Any, people: dict[str, dict[Any, Any]]) -> tuple[str | None, str | None]:
    """Name and address of an author: a string, an object or a list of these."""
    several = value if isinstance(value, list) else [value]
    names, url = [], None
    for person in several[:20]:
        if isinstance(person, dict):
            if not person.get("name"):
                person = people.get(string(person.get("@id")) or "", person)
            name = first_string(person, "name", "alternateName", "givenName")
            url = url or first_string(person, "url", "sameAs", "@id")
        else:
            name = string(person)
        if name and name.strip() and name not in names:
            names.append(" ".join(name.split())[:200])
    return ", ".join(names) or None, url


# --------------------------------------------------------------------------- Discourse


def _discourse(data: Any, plain: Plain) -> Iterator[Embedded]:
    """Posts of the topic in ``#data-preloaded``: JSON whose values are JSON again."""
    if not isinstance(data, dict):
        return
    for name, value in data.items():
        if not (isinstance(name, str) and name.startswith("topic_")):
            continue
        topic = load(value) if isinstance(value, str) and len(value) <= MAX_SCRIPT else value
        if not isinstance(topic, dict):
            continue
        stream = topic.get("post_stream")
        posts = stream.get("posts") if isinstance(stream, dict) else None
        title = first_string(topic, "title", "fancy_title")
        for post in posts[:MAX_RECORDS] if isinstance(posts, list) else ():
            if not isinstance(post, dict):
                continue
            number = post.get("post_number")
            answered = post.get("reply_to_post_number")
            slug, topic_id = string(topic.get("slug")), string(topic.get("id"))
            url = first_string(post, "post_url") or (f"/t/{slug}/{topic_id}/{number}" if slug and topic_id else None)
            author = first_string(post, "username", "name")
            edited = first_string(post, "updated_at")
            version = post.get("version")
            yield Embedded(
                kind="post",
                source="discourse",
                text=plain(first_string(post, "cooked", "raw") or ""),
                author=author,
                author_url=f"/u/{author}" if author else None,
                date=first_string(post, "created_at"),
                edited=edited if isinstance(version, int) and version > 1 else None,
                number=number if isinstance(number, int) else None,
                url=url,
                key=string(number),
                reply_to=string(answered) if answered else None,
                title=title if number == 1 else None,
            )


# --------------------------------------------------------------------------- microdata


def _microdata(document: Document) -> Iterator[Embedded]:
    """Items of the nodes; an item inside of another answers it."""
    nodes = document.nodes
    kinds: dict[int, str] = {}
    for i, itemtype in [(i, node.attrs["itemtype"]) for i, node in enumerate(nodes) if "itemtype" in node.attrs]:
        if len(kinds) < MAX_RECORDS:
            kind = _kind([t.rstrip("/").rsplit("/", 1)[-1].lower() for t in itemtype.split()])
            if kind:
                kinds[i] = kind
    if not kinds:
        return
    scope = [-1] * len(nodes)  # the item whose property a node would be
    properties: dict[int, list[tuple[str, int]]] = {}
    inside = [-1] * len(nodes)  # the nearest item that matters, the node itself included
    for i, node in enumerate(nodes):
        parent = node.parent
        if parent >= 0:
            scope[i] = parent if "itemscope" in nodes[parent].attrs or "itemtype" in nodes[parent].attrs else scope[parent]
            inside[i] = inside[parent]
        if i in kinds:
            inside[i] = i
        names = node.attrs.get("itemprop")
        if names and scope[i] >= 0:
            for name in names.split():
                properties.setdefault(scope[i], []).append((name, i))

    def value(i: int) -> str:
        attrs = nodes[i].attrs
        for name in ("content", "datetime", "href"):
            if attrs.get(name) and (name != "href" or nodes[i].tag in ("link", "area")):
                return attrs[name].strip()
        return document.node_text(i)

    keys: dict[int, str] = {}
    depths: dict[int, int] = {}
    for i, kind in kinds.items():
        record = Embedded(kind=kind, source="microdata")
        for name, at in properties.get(i, ()):
            if name in ("text", "articleBody", "commentText") and not record.text:
                record.text = value(at)
            elif name in ("author", "creator") and not record.author:
                own = dict(reversed(properties.get(at, ())))
                record.author = " ".join(value(own.get("name", at)).split())[:200] or None
                link = own.get("url", at)
                record.author_url = nodes[link].attrs.get("href") or nodes[link].attrs.get("content")
            elif name in ("datePublished", "dateCreated", "commentTime"):
                record.date = record.date or value(at) or None
            elif name == "dateModified":
                record.edited = record.edited or value(at) or None
            elif name in ("headline", "name"):
                record.title = record.title or " ".join(value(at).split())[:500] or None
            elif name in ("url", "discussionUrl", "mainEntityOfPage"):
                record.url = record.url or nodes[at].attrs.get("href") or nodes[at].attrs.get("content")
            elif name == "position" and record.number is None:
                position = value(at)
                record.number = int(position) if position.isdecimal() and len(position) < 10 else None
        above = inside[nodes[i].parent] if nodes[i].parent >= 0 else -1
        if above >= 0:
            record.depth = depths.get(above, 0) + 1
            record.reply_to = keys.get(above)
        record.key = nodes[i].attrs.get("itemid") or nodes[i].attrs.get("id") or record.url or f"md:{i}"
        keys[i], depths[i] = record.key, record.depth
        if record.edited == record.date:
            record.edited = None
        if record.text or record.author or record.date:
            yield record
