"""The selector grammar and the engine over flat node tables."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from boilerstrip.model import Node
from boilerstrip.segment.select import Index, outermost, select
from boilerstrip.selectors import SelectorError, parse_entry, parse_selector


def table(html: str) -> Index:
    """A node table as the parser makes it, without text: enough to select on."""
    nodes: list[Node] = []

    def walk(element: etree._Element, parent: int, depth: int) -> None:
        at = len(nodes)
        attrs = {str(k): str(v) for k, v in element.attrib.items() if k != "class"}
        nodes.append(Node(str(element.tag), parent, depth, tuple(str(element.get("class", "")).split()), attrs))
        for child in element:
            walk(child, at, depth + 1)

    walk(etree.fromstring(html), -1, 0)
    return Index(nodes)


PAGE = table(
    "<html id='XF'><body class='a b'>"
    "<div class='post first' id='p1' data-n='one two'><p class='x'/><div class='post' id='p2'><p class='x y'/></div><i/></div>"
    "<div class='post-body' id='q3' data-n='three'><p/><span class='x'/><p class='x'/></div>"
    "<table><tr class='head'/><tr class='body'/><tr class='head'/><tr class='body'/></table>"
    "</body></html>"
)


def found(selector: str, within: int | None = None) -> list[str]:
    return [
        node.attrs.get("id") or ".".join((node.tag, *node.classes))
        for node in (PAGE.nodes[n] for n in select(PAGE, selector, within))
    ]


@pytest.mark.parametrize(
    ("selector", "wanted"),
    [
        (".nothing", []),
        (".pos", []),  # whole tokens only
        ("#p", []),
        ("div.x", []),
        ("html#XF", ["XF"]),
        ("#p2", ["p2"]),
        (".post", ["p1", "p2"]),
        ("div.post.first", ["p1"]),
        ("body.a.b > div", ["p1", "q3"]),
        (".post p", ["p.x", "p.x.y"]),
        (".post > p.x", ["p.x", "p.x.y"]),
        ("#p1 > .x", ["p.x"]),
        ("body div div p", ["p.x.y"]),
        ("p + div", ["p2"]),
        ("p ~ i", ["i"]),
        ("p ~ p", ["p.x"]),
        ("#q3 p ~ .x", ["span.x", "p.x"]),
        ("tr.head + tr.body", ["tr.body", "tr.body"]),
        ("[data-n]", ["p1", "q3"]),
        ("[data-n=three]", ["q3"]),
        ("[data-n~=two]", ["p1"]),
        ("[data-n^='one']", ["p1"]),
        ("[data-n$=ee]", ["q3"]),
        ("[data-n*='ne t']", ["p1"]),
        ("[data-n^='']", []),  # an empty value matches nothing, as in CSS
        ("[id^=p]", ["p1", "p2"]),
        ("[class*=st-b]", ["q3"]),
        ("[class^='post f']", ["p1"]),
        (".post:not(.first)", ["p2"]),
        (".post:not([data-n])", ["p2"]),
        ("div:has(.y)", ["p1", "p2"]),
        ("div:has(> .y)", ["p2"]),
        ("div:has(> div > .y)", ["p1"]),
        ("div:has(span):has(p)", ["q3"]),
        ("div:not(:has(span))", ["p1", "p2"]),
        ("#q3, #p1", ["p1", "q3"]),  # document order
        ("#p1, .post", ["p1", "p2"]),  # each once
        ("*", ["XF", "body.a.b", "p1", "p.x", "p2", "p.x.y", "i", "q3", "p", "span.x", "p.x", "table",
               "tr.head", "tr.body", "tr.head", "tr.body"]),
    ],
)  # fmt: skip
def test_select(selector: str, wanted: list[str]) -> None:
    assert found(selector) == wanted


def test_within_and_scope() -> None:
    (p1,), (p2,) = select(PAGE, "#p1"), select(PAGE, "#p2")
    assert found(".x", p1) == ["p.x", "p.x.y"]
    assert found(".x", p2) == ["p.x.y"]
    assert found(".post", p1) == ["p1", "p2"]  # itself included
    assert found("body .x", p2) == ["p.x.y"]  # what stands outside may match on the left
    assert found(":scope", p1) == ["p1"]
    assert found(":scope > .x", p1) == ["p.x"]
    assert found(":scope.first > .x", p1) == ["p.x"]
    assert found(":scope.first > .x", p2) == []
    assert found(":scope + i", p2) == ["i"]
    assert found(":scope > p") == []  # no scope, no answer


def test_outermost() -> None:
    assert outermost(PAGE, select(PAGE, ".post")) == select(PAGE, "#p1")


@pytest.mark.parametrize(
    "text", ["", ">", "a >", "a > > b", ".", "#", "a[", "a[b", "a]", "a,", ",a", "a:hover", "a:not()", "a:not(.b", "a:has()",
             "p:first-child", "a :scope", "a > :scope", "a!", "a b)"]
)  # fmt: skip
def test_bad_selectors_are_named(text: str) -> None:
    with pytest.raises(SelectorError) as error:
        parse_selector(text)
    assert repr(text) in str(error.value)


@pytest.mark.parametrize(
    ("text", "selector", "attribute", "pattern"),
    [
        (".name a", ".name a", "", None),
        (":scope@data-author", ":scope", "data-author", None),
        (r"a[href*='@x']@href/post-(\d+)/", "a[href*='@x']", "href", r"post-(\d+)"),
        (r"cite | ^(.+) wrote:$", "cite", "", r"^(.+) wrote:$"),
        (r"a | b@c (\d)", "a", "", r"b@c (\d)"),
    ],
)
def test_entries(text: str, selector: str, attribute: str, pattern: str | None) -> None:
    entry = parse_entry(text)
    assert (entry.selector.text.strip(), entry.attribute) == (selector, attribute)
    assert (entry.pattern.pattern if entry.pattern else None) == pattern


@pytest.mark.parametrize("text", ["a@", "a@b c", "a@href/x/", "a@href/(a)(b)/", "a@href/(/", "a | x", "a | (", "@href"])
def test_bad_entries(text: str) -> None:
    with pytest.raises(SelectorError):
        parse_entry(text)


@given(st.text("ab.#[]=>~+: ()*,'\"@|/^$-", max_size=30))
def test_any_text_parses_or_is_refused(text: str) -> None:
    for parse in (parse_selector, parse_entry):
        try:
            parse(text)
        except SelectorError:
            continue


def brute(index: Index, tag: str, ancestors: list[str]) -> list[int]:
    """Descendant chains by walking up, the slow and plain way."""
    out = []
    for n, node in enumerate(index.nodes):
        if tag not in node.classes:
            continue
        left = list(ancestors)
        at = node.parent
        while at >= 0 and left:
            if left[-1] in index.nodes[at].classes:
                left.pop()
            at = index.nodes[at].parent
        if not left:
            out.append(n)
    return out


@given(st.lists(st.tuples(st.integers(0, 8), st.sampled_from("abc")), min_size=1, max_size=40), st.lists(st.sampled_from("abc"), min_size=1, max_size=3), st.sampled_from("abc"))  # fmt: skip
def test_descendants_agree_with_brute_force(tree: list[tuple[int, str]], ancestors: list[str], last: str) -> None:
    nodes: list[Node] = []
    line: list[int] = []
    for depth, name in tree:
        del line[min(depth, len(line)) :]
        nodes.append(Node("div", line[-1] if line else -1, len(line), (name,), {}))
        line.append(len(nodes) - 1)
    index = Index(nodes)
    assert select(index, " ".join(f".{a}" for a in [*ancestors, last])) == brute(index, last, ancestors)


def test_hostile_depth_and_width_stay_linear() -> None:
    """20,000 elements, 400 deep, under selectors that tempt a matcher to try every pair."""
    nodes: list[Node] = []
    for _ in range(50):
        parent = -1
        for depth in range(400):
            nodes.append(Node("div", parent, depth, ("a", "b"), {"data-x": "1"}))
            parent = len(nodes) - 1
    start = time.perf_counter()
    index = Index(nodes)
    for selector in (".a .a .a .a .b", ".a > .a .b ~ .a", "div:not(.c) [data-x] > div + div", ".a .zz", ".a ~ .b ~ .a"):
        select(index, selector)
    assert time.perf_counter() - start < 5
