"""The pool: order, and what happens when workers die, hang or run out of memory."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from boilerstrip.corpus.pool import Death, Pool, PoolLimits, Task, restart_clock
from boilerstrip.corpus.work import write_new

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
QUICK = PoolLimits(cpu=0.3, wall=2.0, memory=1 << 29)


@dataclass(frozen=True)
class Batch:
    parts: tuple[Any, ...]


def work(payload: Any) -> tuple[Any, bool]:
    if isinstance(payload, Batch):
        out = []
        for part in payload.parts:
            restart_clock()
            out.append(work(part)[0])
        return out, False
    if payload == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if payload == "spin":
        while True:
            pass
    if payload == "sleep":
        time.sleep(60)
    if payload == "exit":
        os._exit(3)
    if payload == "renew":
        return os.getpid(), True
    if isinstance(payload, str) and payload.startswith("once:"):  # dies the first time only
        try:
            os.close(os.open(payload[5:], os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return "second time", False
        os._exit(1)
    if isinstance(payload, str) and payload.startswith("wait:"):
        time.sleep(float(payload[5:]))
    return payload, False


def run(payloads: list[Any], jobs: int = 2, limits: PoolLimits = QUICK) -> list[Any]:
    return [answer for _, answer in Pool(jobs, work, limits).run(Task(i, p) for i, p in enumerate(payloads))]


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_answers_come_in_the_order_of_the_tasks(jobs: int) -> None:
    payloads = ["wait:0.2", *range(40), "wait:0.1", *range(20)]
    assert run(payloads, jobs) == payloads


def test_a_task_without_payload_keeps_its_place() -> None:
    pool = Pool(2, work, QUICK)
    got = [(t.tag, a) for t, a in pool.run(iter([Task("a", 1), Task("b"), Task("c", 3)]))]
    assert got == [("a", 1), ("b", None), ("c", 3)]


@pytest.mark.parametrize(("what", "reason"), [("die", "worker-died"), ("exit", "worker-died"), ("spin", "timeout")])
def test_a_dead_worker_costs_only_its_task(what: str, reason: str) -> None:
    got = run([1, 2, what, *range(20)], jobs=3)
    assert isinstance(got[2], Death) and got[2].reason == reason
    assert [g for i, g in enumerate(got) if i != 2] == [1, 2, *range(20)]


def test_what_only_sleeps_ends_at_the_wall() -> None:
    got = run([1, "sleep", 3], limits=PoolLimits(cpu=5, wall=0.5))
    assert got[0] == 1 and got[1] == Death("timeout", "over 0.5 seconds") and got[2] == 3


def test_a_task_whose_worker_died_is_tried_once_more(tmp_path: Any) -> None:
    assert run([1, f"once:{tmp_path}/mark", 2]) == [1, "second time", 2]


def test_a_batch_that_dies_is_taken_apart() -> None:
    got = run([Batch((1, "die", 3)), 4, Batch(("spin", 5))])
    assert got[0][0] == 1 and got[0][1].reason == "worker-died" and got[0][2] == 3
    assert got[1] == 4 and got[2][0].reason == "timeout" and got[2][1] == 5


def test_every_part_of_a_batch_has_its_own_seconds() -> None:
    def burn(payload: Any) -> tuple[Any, bool]:
        for _ in range(4):
            restart_clock()
            end = time.process_time() + 0.2
            while time.process_time() < end:
                pass
        return "done", False

    assert [a for _, a in Pool(1, burn, PoolLimits(cpu=0.5)).run(iter([Task(0, 1)]))] == ["done"]


def test_memory_is_limited() -> None:
    def eat(payload: Any) -> tuple[Any, bool]:
        try:
            return len(bytearray(payload)), False
        except MemoryError:
            return "memory", True

    got = [a for _, a in Pool(1, eat, PoolLimits(memory=100 << 20)).run(iter([Task(0, 1 << 30), Task(1, 10)]))]
    assert got == ["memory", 10]


def test_a_tired_worker_is_replaced() -> None:
    first, second = run(["renew", "renew"], jobs=1)
    assert first != second


def test_no_worker_is_left() -> None:
    pool = Pool(3, work, QUICK)
    answers = pool.run(Task(i, i) for i in range(10))
    next(answers)
    pids = [w.pid for w in pool.workers]
    answers.close()  # type: ignore[attr-defined]
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_workers_are_not_started_before_there_is_work() -> None:
    pool = Pool(50, work, QUICK)
    assert [a for _, a in pool.run(iter([Task(0, 1)]))] == [1]
    assert pool.workers == []


def test_what_a_dead_worker_left_is_written_anew(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path / "w-1-1")
    write_new(path, b"half of i")
    write_new(path, b"whole")
    assert (tmp_path / "w-1-1").read_bytes() == b"whole"
