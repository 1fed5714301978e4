"""Speed of flattened threads: MB/s by the number of posts, and whether time grows with the length alone.

Run: ``python tests/bench/bench_text.py [posts ...]`` (default 100 1000 10000).
"""

from __future__ import annotations

import random
import sys
import time

import boilerstrip

WORDS = "rope bell tower wind morning ladder paint wheel copper garden slate kettle bridge harbour lamp stone".split()
NAMES = ["Ann Lee", "copper_kettle", "Odo", "Wilma K", "stair", "Bram", "Lucia77", "night owl", "Ezra", "Mo"]


def thread(posts: int, seed: int = 0) -> str:
    """A made-up thread of ten lines a post: name, rank, panel, number, words, a quotation here and there, buttons."""
    rng = random.Random(seed)
    lines = ["Home", "Forums", "Search", "Log in", "Register", "The bell rope", ""]
    said: list[tuple[str, str]] = []
    for n in range(1, posts + 1):
        name = rng.choice(NAMES)
        text = " ".join(rng.choice(WORDS) for _ in range(rng.randint(12, 40))).capitalize() + "."
        lines += [name, "Member", f"Joined: {rng.randint(1, 28)} May 20{rng.randint(10, 19)}", f"Posts: {rng.randint(1, 9999)}"]
        lines += [f"{1 + n % 28} June 2021 at 10:{n % 60:02d}", f"#{n}"]
        if said and rng.random() < 0.3:
            who, what = rng.choice(said[-40:])
            lines += [f"{who} said:", what, "Click to expand..."]
        lines += [text, "Reply", "Report"]
        said.append((name, text))
    return "\n".join([*lines, "", "You must log in or register to reply here.", "Powered by the forum"])


def seconds_per_mb(posts: int, rounds: int = 1) -> float:
    """Best time of ``rounds``, in seconds per million characters."""
    text = thread(posts)
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        boilerstrip.clean(text)
        best = min(best, time.perf_counter() - start)
    return best / (len(text) / 1e6)


def main(sizes: list[int]) -> None:
    boilerstrip.clean(thread(20))  # catalogues are read once
    base = 0.0
    for size in sizes:
        cost = seconds_per_mb(size, 3 if size <= 1000 else 1)
        base = base or cost
        print(f"{size:>7} posts  {1 / cost:6.2f} MB/s  {cost / base:5.2f} x the time per MB of {sizes[0]} posts")


if __name__ == "__main__":
    main([int(x) for x in sys.argv[1:]] or [100, 1000, 10_000])
