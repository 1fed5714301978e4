"""Threads in the JSON of single-page applications, whatever its schema: lists of objects with a body and an author or date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from boilerstrip.model import Embedded
from boilerstrip.parse.embedded_text import first_string, string

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boilerstrip.parse.embedded_text import Plain

MAX_VALUES = 500_000
_BODIES = (
    "cooked", "contentHtml", "bodyHtml", "body_html", "content_html", "messageHtml", "html", "body", "content", "text", "message",
    "comment", "commentText", "commentBody", "raw", "rawBody", "description",
)  # fmt: skip
_AUTHORS = ("author", "user", "username", "userName", "authorName", "author_name", "displayName", "creator", "createdBy", "member",
            "postedBy", "commenter", "owner", "display_name", "nickname")  # fmt: skip
_NAMES = ("displayName", "display_name", "username", "userName", "name", "nickname", "login", "fullName", "screenName", "title")
_DATES = ("createdAt", "created_at", "datePublished", "publishedAt", "published_at", "created", "createdDate", "dateCreated",
          "postedAt", "posted_at", "timestamp", "date", "postDate", "creationDate", "created_utc", "time")  # fmt: skip
_EDITED = ("editedAt", "edited_at", "updatedAt", "updated_at", "lastEdited", "dateModified", "modifiedAt")
_IDS = ("id", "_id", "uuid", "postId", "post_id", "commentId", "pid", "key")
_PARENTS = ("parentId", "parent_id", "replyTo", "reply_to", "replyToId", "inReplyTo", "in_reply_to_id", "parentCommentId", "toPid", "parent")
_AUTHOR_KEYS = frozenset(_AUTHORS)
_MARK_KEYS = frozenset((*_DATES, *_IDS))
_REPLIES = ("replies", "children", "comments", "answers", "childComments", "responses")
_URLS = ("permalink", "url", "link", "href", "postUrl")
_COMMENTS = re.compile(r"comment|repl|response", re.IGNORECASE)

_KEYS = tuple(re.compile('"(?:' + "|".join(names) + ')"') for names in (_AUTHORS, _BODIES, (*_DATES, *_IDS)))


def may_hold_thread(content: str) -> bool:
    """Whether the names of an author, a body and a date or number stand in the JSON at all; most configuration has not."""
    return all(keys.search(content) for keys in _KEYS)


def threads(data: Any, source: str, visible: str, plain: Plain) -> list[Embedded]:
    """The largest thread in ``data`` unless most of it is in the ``visible`` text anyway."""
    best: list[Embedded] = []
    best_size = 0
    for name, items in _lists(data):
        records = list(_records(items, name, source, plain))
        size = sum(len(r.text) for r in records)
        if size > best_size:
            best, best_size = records, size
    if not best:
        return []
    if not best_size or sum(_is_visible(r.text, visible) for r in best) > 0.5 * len(best):
        return []
    return best


def _is_visible(text: str, visible: str) -> bool:
    """Whether the text is on the page, tried at its first words of one line."""
    line = max(text.split("\n"), key=len).strip()
    return line[:60] in visible


def _lists(data: Any) -> Iterator[tuple[str, list[dict[Any, Any]]]]:
    """Lists of post-like objects, with the name under which they stand; nested replies are left to their list."""
    stack: list[tuple[str, Any]] = [("", data)]
    visited = 0
    while stack:
        name, value = stack.pop()
        visited += 1
        if visited > MAX_VALUES:
            return
        if isinstance(value, dict):
            flat = _json_api(value)
            if flat is not None:
                yield name, flat
                continue
            stack += [(str(k), v) for k, v in value.items() if isinstance(v, (dict, list))]
            objects = [v for v in value.values() if isinstance(v, dict)]  # a store by id: {"123": {...}, "124": {...}}
        elif isinstance(value, list):
            objects = [v for v in value if isinstance(v, dict)]
            stack += [(name, v) for v in value if isinstance(v, (dict, list))]
        else:
            continue
        posts = [o for o in objects if _is_post(o)]
        if posts and len(posts) > 0.5 * len(objects) and (len(posts) > 1 or _COMMENTS.search(name)):
            yield name, posts


def _is_post(item: dict[Any, Any]) -> bool:
    keys = item.keys()
    if _AUTHOR_KEYS.isdisjoint(keys) or _MARK_KEYS.isdisjoint(keys):
        return False
    body = _body(item)
    return body is not None and len(body) > 1


def _body(item: dict[Any, Any]) -> str | None:
    for name in _BODIES:
        value = item.get(name)
        if isinstance(value, dict):
            value = first_string(value, "html", "rendered", "text", "raw")
        if isinstance(value, str) and value.strip():
            return value
    return None


def _json_api(value: dict[Any, Any]) -> list[dict[Any, Any]] | None:
    """Objects of a JSON:API document (Flarum), with their authors put in; ``None`` where it is none."""
    included = value.get("included")
    if not isinstance(included, list):
        return None
    objects = [o for o in included if isinstance(o, dict) and isinstance(o.get("attributes"), dict)]
    names = {(str(o.get("type")), str(o.get("id"))): o["attributes"] for o in objects}
    posts = []
    for o in objects:
        item = {**o["attributes"], "id": o.get("id")}
        relations = o.get("relationships")
        for role in ("user", "author"):
            relation = relations.get(role) if isinstance(relations, dict) else None
            target = relation.get("data") if isinstance(relation, dict) else None
            if isinstance(target, dict):
                item["author"] = names.get((str(target.get("type")), str(target.get("id"))))
        if _is_post(item):
            posts.append(item)
    return posts if len(posts) > 1 else None


def _records(items: list[dict[Any, Any]], name: str, source: str, plain: Plain) -> Iterator[Embedded]:
    kind = "comment" if _COMMENTS.search(name) else "post"
    stack: list[tuple[dict[Any, Any], str | None, int]] = [(item, None, 0) for item in reversed(items)]
    count = 0
    while stack:
        item, parent, depth = stack.pop()
        body = _body(item)
        if body is None:
            continue
        count += 1
        author, author_url = _author(item)
        key = first_string(item, *_IDS) or f"{source}:{count}"
        number = item.get("number", item.get("postNumber", item.get("post_number")))
        date, edited = first_string(item, *_DATES), first_string(item, *_EDITED)
        yield Embedded(
            kind=kind,
            source=source,
            text=plain(body),
            author=author,
            author_url=author_url,
            date=_iso(date),
            edited=_iso(edited) if edited != date else None,
            number=number if isinstance(number, int) and not isinstance(number, bool) else None,
            url=first_string(item, *_URLS),
            key=key,
            reply_to=parent or _parent(item),
            title=first_string(item, "title", "subject"),
            depth=depth,
        )
        for field in _REPLIES:
            below = item.get(field)
            if isinstance(below, dict):
                below = next((v for v in below.values() if isinstance(v, list)), None)
            if isinstance(below, list):
                stack += [(b, key, depth + 1) for b in reversed(below) if isinstance(b, dict)]
                break


def _parent(item: dict[Any, Any]) -> str | None:
    for name in _PARENTS:
        value = item.get(name)
        found = first_string(value, *_IDS) if isinstance(value, dict) else string(value)
        if found and found != "0":
            return found
    return None


def _author(item: dict[Any, Any]) -> tuple[str | None, str | None]:
    for field in _AUTHORS:
        value = item.get(field)
        if isinstance(value, dict):
            name = first_string(value, *_NAMES)
            if name:
                return name[:200], first_string(value, "url", "profileUrl", "link", "href")
        elif isinstance(value, str) and value.strip() and len(value) <= 200:
            return value.strip(), None
    return None, None


def _iso(value: str | None) -> str | None:
    """A time stamp in seconds or milliseconds as ISO 8601; other values unchanged."""
    if value is None or not value.isdecimal() or len(value) not in (10, 13):
        return value
    from datetime import UTC, datetime

    return datetime.fromtimestamp(int(value[:10]), UTC).isoformat().replace("+00:00", "Z")
