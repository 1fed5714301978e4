"""One walk over an lxml tree: elements become :class:`Node` s, text becomes blocks and the canonical text.

The walk keeps its own stack (no recursion, so depth costs nothing) and looks at every element once.  This is the hot
path of the library, hence the long function and the flat local variables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from boilerstrip.model import Node, TextBlock
from boilerstrip.parse.html_letter import break_lines, is_letter

if TYPE_CHECKING:
    from boilerstrip.model import Limits

#: Attributes that a node keeps, besides ``data-*`` of at most ``MAX_DATA`` characters.
KEPT = frozenset(
    "id href datetime title itemprop itemscope itemtype itemid rel role lang dir name content property typeof cite alt "
    "value aria-label start type for indent width component slot".split()
)
MAX_DATA = 300  #: characters of a data-* attribute
MAX_ATTRIBUTE = 4_000  #: characters of any other; longer values say nothing about structure
ISLANDS = frozenset({"data-preloaded", "data-page"})  #: attributes in which pages carry their data as JSON

# What stands between two blocks, by the value of ``pend``; 0: the text goes on in the same block.
_SEPARATORS = ("", "\t", "\n", "\n\n")
_GAPS = (0, 0, 1, 2)
_CELL, _LINE, _PARAGRAPH = 1, 2, 3

_PARAGRAPHS = (
    "address article aside blockquote body center details dialog div dl fieldset figcaption figure footer form "
    "frameset h1 h2 h3 h4 h5 h6 header hgroup html legend listing main menu nav ol p plaintext pre search section "
    "table ul xmp marquee dir"
).split()
_LINES = "li dd dt tr caption summary button hr optgroup option tbody thead tfoot noscript".split()
_BLOCK: dict[str, int] = dict.fromkeys(_PARAGRAPHS, _PARAGRAPH) | dict.fromkeys(_LINES, _LINE)
_BLOCK["td"] = _BLOCK["th"] = _CELL

# Elements whose content is not text of the page.
_SKIPPED = frozenset(
    "script style template svg iframe object select textarea datalist audio video canvas noembed applet annotation "
    "annotation-xml title".split()
)
_INERT = frozenset("script style template noembed title".split())  #: never shown, whatever is in them
_RAW = frozenset("script style textarea title iframe noembed".split())
_PREFORMATTED = frozenset("pre listing xmp plaintext".split())
_LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}

# What an element does beyond opening a block.
_NOTHING, _SKIP, _BREAK, _LINK, _HEADING, _ITEM, _ROW, _PRE, _LIST, _META, _SCRIPT, _TITLE, _NOSCRIPT, _TERM = range(14)
_PLAIN, _CONTAINER, _HTML, _HEAD, _DIALOG, _CITE = range(14, 20)
_ACTION: dict[str, int] = dict.fromkeys(_SKIPPED, _SKIP) | dict.fromkeys(_PREFORMATTED, _PRE)
_ACTION |= dict.fromkeys(_LEVELS, _HEADING) | dict.fromkeys(("ul", "ol", "menu", "dir"), _LIST)
_ACTION |= dict.fromkeys("p blockquote article section main".split(), _PLAIN)  # what is in them is a paragraph again
_ACTION |= {"br": _BREAK, "a": _LINK, "li": _ITEM, "tr": _ROW, "meta": _META, "script": _SCRIPT, "title": _TITLE}
_ACTION |= {"noscript": _NOSCRIPT, "dt": _TERM, "dd": _TERM, "div": _CONTAINER, "html": _HTML, "head": _HEAD}
_ACTION |= {"dialog": _DIALOG, "cite": _CITE, "b": _CITE, "strong": _CITE}

#: (what separates it from the text before, what it does) for every element that is not plain inline; one look-up each.
_ELEMENTS: dict[str, tuple[int, int]] = {t: (_BLOCK.get(t, 0), _ACTION.get(t, _NOTHING)) for t in _BLOCK | _ACTION}

_LETTER = -1  #: ``level`` inside of a ``pre`` that holds a letter
MAX_INDENT = 80  #: columns that a line of a letter may be indented
_MUCH = 200  #: characters of hidden text from which it may be the page itself
_SPACE = frozenset(" \n\t\r\f\v\xa0")


@dataclass(slots=True)
class Walked:
    """What the walk found; ``scripts`` are (type or id, content) of data scripts, ``islands`` (attribute, JSON)."""

    text: str = ""
    blocks: list[TextBlock] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    title: str | None = None
    language: str | None = None
    meta: dict[str, str] = field(default_factory=dict)
    scripts: list[tuple[str, str]] = field(default_factory=list)
    islands: list[tuple[str, str]] = field(default_factory=list)
    unclosed: str = ""  # the last element, where it is of raw text and may have swallowed the end of the page
    reasons: list[str] = field(default_factory=list)


def _hides(style: str) -> bool:
    """Whether a ``style`` attribute makes its element invisible."""
    flat = style.replace(" ", "").lower()
    return "display:none" in flat or "visibility:hidden" in flat


def _holds_page(element: Any) -> bool:
    """Whether an element of which no text is read has, for want of an end tag, swallowed a part of the page."""
    if next(element.iter("p", "div", "br", "table", "ul", "section", "article"), None) is None:
        return False
    size = 0
    for text in element.itertext():
        size += len(text)
        if size > 500:
            return True
    return False


def _heads_quote(nodes: list[Node], cite: Node, tail: str | None, end: str) -> bool:
    """Whether a ``<cite>`` at the start of a block is the head of a block quote ("Anna wrote:"), drawn in a line of its own.

    Forums write it right before the words.  A title within a sentence ("<cite>Emma</cite> is …") has a space behind it.
    """
    ends = end[-1:] in (":", "\uff1a")
    if cite.tag != "cite":
        if not ends:
            return False
    elif tail and not ends and (tail[0] in " \xa0.,;:!?)\u2019'" or tail[0].islower()):
        return False
    at = cite.parent
    for _ in range(4):
        if at < 0 or nodes[at].first < cite.first:
            return False
        if nodes[at].tag == "blockquote" or any("quote" in token for token in nodes[at].classes):
            return True
        at = nodes[at].parent
    return False


def _is_data(kind: str) -> bool:
    return kind.endswith("json") or kind.startswith("application/ld+json")


def walk(roots: list[Any], limits: Limits) -> Walked:
    """Read the trees below ``roots`` (lxml elements, in document order) into plain values."""
    result = Walked()
    nodes, blocks, meta = result.nodes, result.blocks, result.meta
    out: list[str] = []
    write = out.append
    pos = 0  # characters written
    pend = _PARAGRAPH  # separator that is due before the next text
    space = False  # a space is due if the same block goes on
    lock = -1  # position at which a list item or cell opened: the first block inside of it asks for no gap
    last_link = -1  # position at which the last link ended
    block: TextBlock | None = None
    kind, level, marker = "p", 0, ""
    pre = links = mute = hidden = noscript = 0
    item_depth = 0
    held: list[str] = []  # white space in a pre, written when text follows
    tokens: dict[str, tuple[str, ...]] = {}  # class attributes, split
    lists: list[int] = []  # numbers of open lists; -1: bullets
    noscript_blocks: list[int] = []
    flattened = broken = hides_any = False
    deepest = limits.max_depth - 1
    parent, depth = -1, 0
    last: Any = None

    stack: list[Any] = roots[::-1]
    pop, push, add_node = stack.pop, stack.append, nodes.append
    while stack:
        item = pop()
        if type(item) is not tuple:
            # ------------------------------------------------------------ an element opens
            tag = item.tag
            if type(tag) is not str:  # an entity that stayed one
                stack.append((item, Node("", parent, depth, (), {}, len(blocks), 0, pos, -1), None, parent, depth, kind,
                              level, pre, links, mute, hidden, noscript))  # fmt: skip
                continue
            element = _ELEMENTS.get(tag)
            attrs: dict[str, str] = {}
            classes: tuple[str, ...] = ()
            hides = False
            for name, value in item.items():
                if name == "class":
                    known = tokens.get(value)
                    if known is None:
                        known = tokens[value] = tuple(value.split())
                    classes = known
                elif name in KEPT:
                    if len(value) <= MAX_ATTRIBUTE or name == "content":
                        attrs[name] = value
                elif name == "style":
                    if ("none" in value or "hidden" in value) and _hides(value):
                        attrs[name] = value[:MAX_DATA]
                        hides = True
                    elif "-left" in value:  # how deep a reply is
                        attrs[name] = value[:MAX_DATA]
                elif name[:5] == "data-":
                    if len(value) <= MAX_DATA:
                        attrs[name] = value
                    elif name in ISLANDS:
                        result.islands.append((name, value))
                elif name == "hidden":
                    attrs[name] = value
                    hides = value != "until-found"
                elif name == "aria-hidden":
                    # Inline icons carry it although they are seen; on blocks it marks menus and dialogs.
                    if value == "true" and element is not None and element[0]:
                        attrs[name] = value
                        hides = True
                elif name == "xml:lang":
                    attrs.setdefault("lang", value)
                elif "-" in tag and len(value) <= MAX_DATA:  # a custom element: its attributes are its data
                    attrs[name] = value
            number = len(nodes)
            node = Node(tag, parent, depth, classes, attrs, len(blocks), 0, pos + 1 if space and not pend else pos, -1)
            add_node(node)
            push((item, node, element, parent, depth, kind, level, pre, links, mute, hidden, noscript))
            # A page that hides its body shows it later; "S:0" is the id of a streamed part of a React page.
            if hides and depth > 1 and attrs.get("id", "")[:2] != "S:":
                hidden += 1
                hides_any = True
            text = item.text
            if depth < deepest:
                parent = number
                depth += 1
            else:
                flattened = True
            if element is not None:
                breaks, action = element
                if breaks:
                    if pre:  # the whole of a pre is one block: what would break it is a line of it
                        if not pend and not (held and held[-1][-1] == "\n"):
                            held.append("\n")
                    elif breaks == _CELL:
                        if not pend:
                            pend = _CELL
                        lock = pos
                        kind, level = "td", 0
                    elif breaks > pend and pos != lock:
                        pend = breaks if not item_depth or action != _LIST else _LINE
                if action == _CONTAINER:
                    if kind == "td":
                        kind = "p"
                elif action == _PLAIN:
                    if not pre:
                        kind, level = "p", 0
                elif action == _LINK:
                    if "href" in attrs:
                        links = 1
                        if last_link == pos and not pend and not pre:
                            space = True  # two links side by side are two words
                            node.start = pos + 1
                elif action == _BREAK:
                    if pre:
                        text = "\n"
                    else:
                        pend = _LINE if pend < _LINE else _PARAGRAPH
                elif action == _ITEM:
                    kind, level = "li", 0
                    item_depth += 1
                    lock = pos
                    if lists and lists[-1] >= 0:
                        marker = f"{lists[-1]}."
                        lists[-1] += 1
                    else:
                        marker = "-"
                elif action == _HEADING:
                    kind, level = "h", _LEVELS[tag]
                elif action == _LIST:
                    start = attrs.get("start", "1")
                    lists.append(-1 if tag != "ol" else int(start) if start.isdecimal() and len(start) < 7 else 1)
                elif action == _TERM:
                    kind, level = "dt", 0
                    lock = pos
                elif action == _SCRIPT:
                    sort = attrs.get("type", "").strip().lower()
                    if text and (_is_data(sort) or attrs.get("id") == "__NEXT_DATA__"):
                        result.scripts.append((attrs.get("id") or sort, text))
                    mute = 1
                elif action == _META:
                    key = attrs.get("name") or attrs.get("property") or item.get("http-equiv") or attrs.get("itemprop")
                    if key and "content" in attrs:
                        meta.setdefault(key.lower(), attrs["content"])
                elif action == _PRE:
                    if not pre and not mute and is_letter(item):
                        kind, level = "p", _LETTER
                        break_lines(item)
                        text = item.text
                    else:
                        pre = 1
                        kind, level = "pre", 0
                elif action == _SKIP:
                    if tag == "template" and item.get("shadowrootmode") is not None:
                        pass  # shadow DOM is shown
                    elif not broken and len(item) and tag not in _INERT and _holds_page(item):
                        broken = True  # from here on nothing of the kind is passed over: the test would be quadratic
                    elif not broken or tag in _INERT or not len(item):
                        mute = 1
                elif action == _HEAD:
                    mute = 2
                elif action == _TITLE:
                    if result.title is None and text:
                        result.title = " ".join(text.split()) or None
                    mute = 1
                elif action == _NOSCRIPT:
                    noscript += 1
                elif action == _HTML:
                    if result.language is None:
                        result.language = attrs.get("lang") or None
                elif action == _DIALOG and "open" not in item.attrib:
                    hidden += 1
                    hides_any = True
                if pre:
                    kind, level = "pre", 0  # whatever stands in it
            last = item
            if mute != 1:
                children = item[:]
                if children:
                    children.reverse()
                    stack += children
            if not text or mute:
                continue
        else:
            # ------------------------------------------------------------ an element closes
            (item, node, element, parent, depth, kind, level, pre, links, mute, hidden, noscript) = item
            if pos > node.start:
                first = node.first
                if first < len(blocks):
                    if first and blocks[first - 1].end > node.start:
                        node.first = first - 1
                    else:
                        node.start = blocks[first].start
                elif first:
                    node.first = first - 1
                node.end = pos
                node.last = len(blocks)
                if element is not None:
                    breaks, action = element
                    if action == _LINK:
                        last_link = pos
                        if block is not None and "href" in node.attrs:
                            block.links += 1
                    elif action == _CITE:
                        if not pend and not pre and block is not None and node.start <= block.start and _heads_quote(nodes, node, item.tail, out[-1]):
                            pend = _LINE
                    elif breaks:
                        if pre:
                            if not pend and not (held and held[-1][-1] == "\n"):
                                held.append("\n")
                        elif breaks == _CELL:
                            pend = _CELL if len(blocks) - first < 2 else max(pend, _LINE)
                        elif action == _ITEM:
                            item_depth -= 1
                            marker = ""
                            if pend < _PARAGRAPH or len(blocks) - first < 2:
                                pend = _LINE
                        elif action == _ROW:
                            pend = max(_LINE, pend)
                        elif breaks > pend:
                            pend = breaks if not item_depth or action != _LIST else _LINE
                        if action == _LIST:
                            lists.pop()
            else:
                node.start = node.end = pos
                node.last = node.first
                if element is not None and element[0]:
                    breaks, action = element
                    if action == _ITEM:
                        item_depth -= 1
                        marker = ""
                    elif action == _LIST:
                        lists.pop()
                    elif breaks > pend and pos != lock:
                        pend = breaks
            text = item.tail
            if not text or mute:
                continue

        # ---------------------------------------------------------------- text is written
        if pre:
            if "\r" in text:
                text = text.replace("\r\n", "\n").replace("\r", "\n")
            glued = text.rstrip()
            if pend:
                if not glued:
                    continue
                glued = glued.lstrip("\n")
                held.clear()
            elif not glued:
                held.append(text)
                continue
            elif held:
                between = "".join(held)
                write(between)
                pos += len(between)
                held.clear()
            if len(glued) < len(text) and text[-1] in _SPACE:
                held.append(text[len(text.rstrip()) :])
            space_after = False
        else:
            words = text.split()
            if not words:
                space = True
                continue
            glued = " ".join(words) if len(words) > 1 else words[0]
            space_after = text[-1] in _SPACE
            if text[0] in _SPACE:
                space = True
        if pend:
            if block is not None:
                block.end = pos
                separator = _SEPARATORS[pend]
                if level < 0 and pend != _CELL:  # a letter's lines keep their indent
                    separator += text[: len(text) - len(text.lstrip())].rpartition("\n")[2][:MAX_INDENT]
                write(separator)
                pos += len(separator)
            if noscript:
                noscript_blocks.append(len(blocks))
            block = TextBlock(
                pos, pos, parent, "li" if marker and kind == "p" else kind, level if level > 0 else 0, 0,
                _GAPS[pend] if blocks else 0, marker, 0, 0, hidden > 0,
            )  # fmt: skip
            blocks.append(block)
            marker = ""
            pend = 0
        else:
            assert block is not None
            if space and not pre:
                write(" ")
                pos += 1
            holder = block.node
            if holder != parent:
                while holder >= 0 and nodes[holder].end >= 0:  # the block is larger than the element it began in
                    holder = nodes[holder].parent
                block.node = holder
            if block.hidden and not hidden:
                block.hidden = False
        write(glued)
        pos += len(glued)
        space = space_after
        if links:
            block.link_chars += len(glued)
    if block is not None:
        block.end = pos
    result.text = "".join(out)
    if last is not None and last.tag in _RAW and last.tail is None:
        result.unclosed = last.tag
    if flattened:
        result.reasons.append(f"depth: elements deeper than {limits.max_depth} are counted as siblings")
    if hides_any or noscript_blocks:
        _visibility(result, noscript_blocks)
    return result


def _visibility(result: Walked, inside: list[int]) -> None:
    """Settle ``hidden``: hide what stands in ``noscript``, and believe neither where nearly all of the page is hidden.

    Discourse serves its threads in ``noscript``; streamed and fading pages are hidden until a script shows them.
    """
    blocks = result.blocks
    noscript = set(inside)
    sizes = [b.end - b.start for b in blocks]
    hidden = sum(size for i, size in enumerate(sizes) if blocks[i].hidden and i not in noscript)
    chars = sum(sizes[i] for i in inside)
    visible = sum(sizes) - hidden - sum(sizes[i] for i in inside if not blocks[i].hidden)
    if hidden >= _MUCH and visible < hidden / 4:
        for i, block in enumerate(blocks):
            if i not in noscript:
                block.hidden = False
        visible += hidden
    if chars < _MUCH or visible >= chars / 4:
        for i in inside:
            blocks[i].hidden = True
