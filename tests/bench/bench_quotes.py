"""How long quotations, links and duplicates take on hostile documents: seconds at one and two sizes, and peak memory.

Run ``python tests/bench/bench_quotes.py``.  Each case runs in a process of its own; "all" is the whole of ``clean``, "ours" the
part of finding quotations, linking them and looking for duplicates.  Work that grows with the square shows as a factor of four.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = (
    "stone moss river barn lamp kettle thimble gravel orchard wicker bramble copper ladder saddle turnip walnut".split()
)


def sentence(n: int) -> str:
    """Fourteen words, the same for the same number and different for others."""
    picked = [WORDS[(n * 7 + 3 * i + (n >> i)) % len(WORDS)] for i in range(12)]
    return f"Number {n} said {' '.join(picked)} and went home."


def posts(n: int) -> str:
    """A thread in which every post quotes the one before."""
    out = ["A thread about stones"]
    for k in range(1, n + 1):
        quote = f"user{(k - 1) % 97} said:\n{sentence(k - 1)}\nClick to expand...\n" if k > 1 else ""
        out.append(
            f"user{k % 97}\nMember\nJoined\nNov 4, 2011\nMessages\n{k % 400}\nMar {k % 27 + 1}, 2016\n#{k}\n{quote}{sentence(k)}\nReply"
        )
    return "\n".join(out)


def one_author(n: int) -> str:
    """Everybody is called the same and quotes two words, amid his own."""
    out = ["A thread about stones"]
    for k in range(1, n + 1):
        head = f"ann\nMember\nPosts: {k % 400}\n#{k}\nMar {k % 27 + 1}, 2016"
        out.append(f"{head}\n{sentence(k)}\nann said:\nand went\n{sentence(k + n)}\nReply")
    return "\n".join(out)


def signs(n: int) -> str:
    """A post with lines that are quoted 500 deep, and other posts around it."""
    deep = "\n".join(f"{'>' * (k % 500 + 1)} {sentence(k)}" for k in range(n))
    return posts(20).replace(f"\n{sentence(10)}\nReply", f"\n{deep}\n{sentence(10)}\nReply")


def nested(n: int) -> str:
    """HTML posts, each with quotations 500 deep in all."""
    deep = "<blockquote class='bbCodeBlock bbCodeBlock--quote'>" * 250
    close = "</blockquote>" * 250
    items = "".join(
        f"<article class='message--post' id='post-{k}' data-author='user{k}'><div class='bbWrapper'>"
        f"{deep}{sentence(k - 1)}{close}<p>{sentence(k)}</p></div></article>"
        for k in range(n)
    )
    return f"<html id='XF'><body>{items}</body></html>"


def paragraph(n: int) -> str:
    return "\n\n".join([sentence(1) + " " + sentence(2)] * n)


def lines(n: int) -> str:
    return "\n".join(["the same line again"] * n)


def attributions(n: int) -> str:
    """Attributions in a row that quote nothing."""
    many = "\n".join(f"user{k % 5} said:" for k in range(n))
    return posts(20).replace(f"\n{sentence(10)}\nReply", f"\n{many}\n{sentence(10)}\nReply")


def brackets(n: int) -> str:
    many = "\n".join(f"[quote=user{k}]" if k % 3 else "words [/quote]" for k in range(n))
    return posts(20).replace(f"\n{sentence(10)}\nReply", f"\n{many}\n{sentence(10)}\nReply")


CASES: dict[str, tuple[Callable[[int], str], int]] = {
    "posts": (posts, 10_000),
    "one author": (one_author, 10_000),
    "> 500 deep": (signs, 20_000),
    "blockquotes 500 deep": (nested, 300),
    "one paragraph": (paragraph, 50_000),
    "identical lines": (lines, 100_000),
    "attributions": (attributions, 20_000),
    "[quote]": (brackets, 20_000),
}


def measure(name: str, n: int) -> str:
    """Seconds of the whole and of our part, peak memory in MB."""
    import boilerstrip
    from boilerstrip import duplicates, pipeline, quotes, records

    spent = [0.0]

    def timed(function: Callable[..., object]) -> Callable[..., object]:
        def run(*given: object, **named: object) -> object:
            start = time.process_time()
            try:
                return function(*given, **named)
            finally:
                spent[0] += time.process_time() - start

        return run

    pipeline.quotes.find_quotes = timed(quotes.find_quotes)  # type: ignore[assignment]
    records.link_units = timed(records.link_units)  # type: ignore[assignment]
    duplicates.find_in_keys = timed(duplicates.find_in_keys)  # type: ignore[assignment]
    source = CASES[name][0](n)
    start = time.process_time()
    cleaned = boilerstrip.clean(source)
    total = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    quoted = sum(len(r.quotes) for r in cleaned.records)
    return f"{n:>7} {total:>8.2f} {spent[0]:>8.2f} {peak:>7}  {cleaned.kind} {len(cleaned.records)} records {quoted} quotes {' '.join(cleaned.reasons)}"


def main() -> None:
    if len(sys.argv) == 3:
        print(measure(sys.argv[1], int(sys.argv[2])))
        return
    print(f"{'case':<22}{'n':>7} {'all s':>8} {'ours s':>8} {'MB':>7}")
    for name, (_, n) in CASES.items():
        for size in (n // 2, n):
            done = subprocess.run(
                [sys.executable, __file__, name, str(size)], capture_output=True, text=True, check=False
            )
            print(f"{name:<22}{done.stdout.strip() or done.stderr.strip()[-300:]}", flush=True)


if __name__ == "__main__":
    main()
