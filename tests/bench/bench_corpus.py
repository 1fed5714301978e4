"""Throughput, memory and resumption of a run over many documents: the seeds and the fixtures, varied.

    python tests/bench/bench_corpus.py [--documents 10000] [--jobs 2] [--html 0.3]

Prints documents per second of the run beside one loop of ``clean()`` and beside as many loops as jobs over the same documents (what
two CPUs of one machine give is less than twice one of them), the largest resident size of any process after a tenth and at the
end, and whether three kills change the outcome.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
LARGEST = 20_000  #: bytes of a page that is varied; the corpus of 100,000 is to be cleaned within the hour
_LONG_LINE = re.compile(r"[^<>\n]{80,}")
_WORD = re.compile(r"\b[a-zà-ž]{5,}\b")


def models(html: float) -> list[tuple[str, str, float]]:
    """The seeds and the fixtures: suffix, text, weight."""
    paths = sorted(p for top in ("seeds", "fixtures") for p in (ROOT / top).rglob("*") if p.suffix in (".txt", ".html"))
    small = [p for p in paths if p.stat().st_size <= LARGEST]
    pages = sum(p.suffix == ".html" for p in small)
    share = {".html": html / pages, ".txt": (1 - html) / (len(small) - pages)}
    return [(p.suffix, p.read_text("utf-8", "replace"), share[p.suffix]) for p in small]


def vary(text: str, rng: random.Random) -> str:
    """Another document of the same make: the long words of every long line in another order."""

    def shuffled(line: re.Match[str]) -> str:
        words = _WORD.findall(line[0])
        rng.shuffle(words)
        return _WORD.sub(lambda _: words.pop(), line[0])

    return _LONG_LINE.sub(shuffled, text)


def build(top: Path, n: int, html: float) -> int:
    size = 0
    known = models(html)
    weights = [weight for _, _, weight in known]
    for i in range(n):
        rng = random.Random(i)
        suffix, text, _ = rng.choices(known, weights)[0]
        text = vary(text, rng)
        folder = top / f"{i // 500:04d}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"d{i:06d}{suffix}").write_text(text, "utf-8", newline="")
        size += len(text)
    return size


def command(inp: Path, out: Path, jobs: int) -> list[str]:
    return [sys.executable, "-m", "boilerstrip", "clean", str(inp), str(out), "--jobs", str(jobs), "--progress", "none"]


def loop(sample: list[Path], at_once: int = 1) -> float:
    """Documents per second of ``clean()`` alone; with ``at_once`` loops side by side, what the machine gives at most."""
    from boilerstrip import Cleaner

    cleaner = Cleaner()
    for path in sample[:20]:
        cleaner.clean(path.read_bytes())
    start = time.perf_counter()
    children = []
    for k in range(at_once):
        if at_once > 1 and (child := os.fork()):
            children.append(child)
            continue
        for path in sample[k::at_once]:
            cleaner.clean(path.read_bytes(), media_type="text/html" if path.suffix == ".html" else "text/plain")
        if at_once > 1:
            os._exit(0)
    for child in children:
        os.waitpid(child, 0)
    return len(sample) / (time.perf_counter() - start)


def rounds(work: Path, a: argparse.Namespace) -> None:
    """Loop, loops side by side and run in turn, several times: a machine's pace changes by the minute."""
    part = work / "part"
    build(part, n := min(a.documents, 10_000), a.html)
    every = sorted(part.rglob("*.*"))
    sample = every[:: max(1, len(every) // 2000)]
    ratios: list[tuple[float, float]] = []
    for k in range(a.rounds):
        one, side = loop(sample), loop(sample, a.jobs)
        start = time.perf_counter()
        subprocess.run(command(part, work / f"part-{k}", a.jobs), stderr=subprocess.DEVNULL, check=False)
        run = n / (time.perf_counter() - start)
        one = (one + loop(sample)) / 2
        ratios.append((run / one, run / side))
        print(f"one loop of clean(): {one:.0f} documents/s, {a.jobs} side by side: {side:.0f} ({side / one:.2f} x), "
              f"the run with {a.jobs} jobs: {run:.0f} ({run / one:.2f} x)", flush=True)  # fmt: skip
        shutil.rmtree(work / f"part-{k}")
    if ratios:
        by_one, by_side = (statistics.median(x) for x in zip(*ratios, strict=True))
        print(f"the run: {by_one:.2f} x one loop, {by_side:.2f} of loops side by side (medians of {a.rounds})", flush=True)


def largest(pid: int) -> int:
    """Resident size, in MiB, of the largest process of a run."""
    top = 0
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                stat = Path(f"/proc/{name}/stat").read_text().rsplit(")", 1)[1].split()
                if int(name) == pid or int(stat[1]) == pid:
                    top = max(top, int(Path(f"/proc/{name}/statm").read_text().split()[1]) * resource.getpagesize())
            except (OSError, IndexError, ValueError):
                continue
    return top >> 20


def tree(top: Path) -> dict[str, bytes]:
    return {str(p.relative_to(top)): p.read_bytes() for p in top.rglob("*") if p.is_file()}


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--documents", type=int, default=10_000)
    args.add_argument("--jobs", type=int, default=2)
    args.add_argument("--html", type=float, default=0.3, help="share of HTML")
    args.add_argument("--rounds", type=int, default=5, help="of loop and run in turn")
    args.add_argument("--kills", type=int, default=3)
    a = args.parse_args()
    work = Path(tempfile.mkdtemp(prefix="bench-corpus-"))
    try:
        size = build(work / "in", a.documents, a.html)
        print(f"{a.documents} documents, {size / 1e6:.1f} MB")
        rounds(work, a)

        start = time.perf_counter()
        run = subprocess.Popen(command(work / "in", work / "whole", a.jobs), stderr=subprocess.DEVNULL)
        sizes: list[tuple[int, int]] = []
        journal = work / "whole/manifest.jsonl.part"
        while run.poll() is None:
            time.sleep(0.5)  # looking costs CPU, too
            rows = journal.stat().st_size if journal.exists() else 0
            sizes.append((rows, largest(run.pid)))
        seconds = time.perf_counter() - start
        print(f"the run over all, {a.jobs} jobs: {a.documents / seconds:.0f} documents/s in {seconds:.1f} s", flush=True)
        full = max(rows for rows, _ in sizes) or 1
        early = max((m for rows, m in sizes if rows <= full / 10), default=0)
        print(f"largest process: {early} MiB in the first tenth, {max(m for _, m in sizes)} MiB in all")

        rng = random.Random(0)
        for _ in range(a.kills):
            run = subprocess.Popen(command(work / "in", work / "killed", a.jobs), stderr=subprocess.DEVNULL)
            time.sleep(seconds * rng.uniform(0.1, 0.4))
            run.send_signal(signal.SIGKILL)
            run.wait()
        subprocess.run(command(work / "in", work / "killed", a.jobs), stderr=subprocess.DEVNULL, check=False)
        print(f"after {a.kills} kills: {'identical' if tree(work / 'whole') == tree(work / 'killed') else 'DIFFERENT'}")
        start = time.perf_counter()
        subprocess.run(command(work / "in", work / "whole", a.jobs), stderr=subprocess.DEVNULL, check=False)
        print(f"a run with nothing to do: {time.perf_counter() - start:.1f} s")
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
