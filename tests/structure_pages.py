"""Pages of made-up platforms for the structural segmenter's tests: real shapes, our own words."""

from __future__ import annotations

PEOPLE = ("Mirabel", "otterknot", "Jan_V", "Quillfeather", "tramline9")
TEXTS = (
    "I have pruned the old pear tree twice now, and both times the blossom came back a week later than before.",
    "That sounds familiar. Ours stands against a south wall and it still sulks whenever the spring is dry.",
    "Try mulching in February. It keeps the roots cool, and the fruit we picked last year was twice the size.",
    "I would not touch the main branches at all, a tree of that age does not forgive such a thing easily.",
    "Thank you all! I shall leave it alone this winter and tell you in August what has become of it.",
    "A late word from me: the mulch has worked, there are more pears on it than we can possibly eat ourselves.",
)
MENU = "".join(f'<li><a href="/section/{i}">Section number {i}</a></li>' for i in range(6))


def page(body: str, *, url: str = "", title: str = "Garden", attrs: str = "") -> str:
    return (
        f"<!doctype html><html><head><title>{title}</title></head><body {attrs}><header><a href='/'>Home</a><nav><ul>{MENU}</ul></nav></header>"
        f"{body}<footer><p>All rights reserved by the gardening society of the lower valley.</p></footer></body></html>"
    )


def forum(n: int = 6, *, ads: bool = False, newest_first: bool = False, joined: bool = True) -> str:
    """A forum with numbered ids, odd/even classes and a user panel with rank and join date."""
    out = []
    order = range(n, 0, -1) if newest_first else range(1, n + 1)
    for k in order:
        who = PEOPLE[k % len(PEOPLE)]
        join = f"<dt>Joined</dt><dd>Feb {k % 27 + 1}, 20{10 + k % 5}</dd>" if joined else ""
        out.append(
            f'<div class="entry entry-{k} {"odd" if k % 2 else "even"} by-{who.lower()}" id="e{4000 + k}">'
            f'<div class="panel userinfo"><a class="nick" href="/member/{k % 5}">{who}</a><p class="rank">Old hand</p><dl>{join}<dt>Posts</dt><dd>{k * 17}</dd></dl></div>'
            f'<div class="meta"><span class="stamp">{k % 28 + 1} March 2019, {8 + k % 10}:0{k % 10}</span> <a href="#e{4000 + k}">#{k}</a></div>'
            f'<div class="words"><p>{TEXTS[k % len(TEXTS)]} This was said on visit {k}.</p></div>'
            f'<div class="controls"><a href="/quote/{k}">Quote</a> <a href="/report/{k}">Report</a></div></div>'
        )
        if ads and k % 2 == 0:
            out.append('<div class="banner"><p>Advertisement: buy two sacks of compost and get one sack for nothing at all.</p></div>')
    return page(f'<h1>The old pear tree</h1><div id="thread">{"".join(out)}</div>')


def rows(n: int = 5) -> str:
    """One table; a post is a head row, a text row and a rule, without ids and nearly without classes."""
    out = []
    for k in range(1, n + 1):
        who = PEOPLE[k % len(PEOPLE)]
        out.append(
            f'<tr><td class="head"><b><a href="profile.php?u={k}">{who}</a></b></td><td class="head"><small>Posted: {k}.04.2007 1{k}:05</small></td></tr>'
            f"<tr><td colspan=2>{TEXTS[k]}<br>That is all from me for today, number {k}.</td></tr>"
            f"<tr><td colspan=2><a href='/r/{k}'>Reply</a></td></tr>"
        )
    return page(f"<table class=frame><tbody>{''.join(out)}</tbody></table>", attrs='class="forum"')


def article_with_comments() -> str:
    """A long article and three comments below, the second an answer to the first."""
    paragraphs = "".join(f"<p>{t} {u}</p>" for t, u in zip(TEXTS, reversed(TEXTS), strict=True)) * 2

    def one(k: int, inner: str = "") -> str:
        return (
            f'<li id="comment-{k}" class="comment {"even" if k % 2 else "odd"} depth-{2 if k == 2 else 1}"><article class="comment-body">'
            f'<footer><cite class="fn">{PEOPLE[k]}</cite> <time datetime="2018-05-0{k}T10:00:00+00:00">May {k}, 2018 at 10:00</time></footer>'
            f'<div class="comment-content"><p>{TEXTS[k]} So says number {k}.</p></div><a class="reply-link" href="#r{k}">Reply</a></article>{inner}</li>'
        )

    comments = one(1, f"<ol class=children>{one(2)}</ol>") + one(3)
    return page(
        f'<article class="entry"><h1>Pears</h1><p class="byline">By <a href="/author/ada">Ada Holm</a> on 1 May 2018</p>{paragraphs}</article>'
        f'<section id="comments"><h2>3 thoughts on pears</h2><ol class="commentlist">{comments}</ol>'
        '<form id="respond"><p>Leave a reply. Your address will not be published anywhere at all.</p></form></section>'
    )


def blog_index(n: int = 8) -> str:
    """Teasers: one writer, titles that lead to the articles, texts cut short."""
    items = "".join(
        f'<div class="post teaser-{k}"><h2><a href="/2019/{k}/some-title">How the pear tree fared in week {k}</a></h2>'
        f'<p class="info">by <a href="/author/ada" class="author">Ada Holm</a>, <time datetime="2019-03-{k:02}">{k} March 2019</time></p>'
        f'<p>{TEXTS[k % len(TEXTS)][:80]}…</p><a href="/2019/{k}/some-title">Read more</a></div>'
        for k in range(1, n + 1)
    )
    return page(f'<main class="posts">{items}</main>')


def products(n: int = 9) -> str:
    cells = "".join(
        f'<div class="product"><a href="/shop/{k}"><h3>Pruning saw, model {k}0</h3></a><p>A saw for branches up to {k} inches, with a handle made of ash wood.</p>'
        f"<span>€ {k}9.00</span><small>In stock from 0{k}.05.2021</small></div>"
        for k in range(1, n + 1)
    )
    return page(f'<div class="grid">{cells}</div>')


def question() -> str:
    """A question in markup of its own, two answers with votes and a comment list on the first."""
    def card(what: str, k: int) -> str:
        return f'<div class="card"><span title="2020-02-0{k} 10:00:00Z">{what} Feb {k}, 2020</span> <a href="/users/{k}">{PEOPLE[k]}</a></div>'

    comments = "".join(
        f'<li class="comment" id="comment-{k}"><span class="comment-copy">{TEXTS[k]} (a side remark {k})</span> '
        f'<a class="comment-user" href="/users/{k}">{PEOPLE[k]}</a> <span title="2020-02-09 1{k}:00:00Z">Feb 9, 2020 at 1{k}:00</span></li>'
        for k in (3, 4)
    )
    def answer(k: int, inner: str = "") -> str:
        return (
            f'<div class="answer" id="answer-{k}"><div class="votes">{k * 13}</div><div class="prose"><p>{TEXTS[k]} {TEXTS[k - 1]} An answer of mine, {k}.</p></div>'
            f'{card("answered", k)}{inner}</div>'
        )

    return page(
        f'<h1>Why does my pear tree sulk?</h1><div class="question" id="q77"><div class="prose"><p>{TEXTS[0]} What can I do about it?</p></div>{card("asked", 1)}</div>'
        f'<div id="answers"><h2>3 answers</h2>{answer(2, f"<ul class=comments>{comments}</ul>")}{answer(3)}{answer(4)}</div>',
    )
