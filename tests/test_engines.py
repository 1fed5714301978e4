"""The same documents through the real engines give what ``clean()`` gives.  Each test is skipped where its engine is not installed."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from enginedocs import documents, got, right

from boilerstrip.corpus.entrance import settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.engine
COUNT = int(os.environ.get("BOILERSTRIP_ENGINE_DOCS", "300"))


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return documents(COUNT)


@pytest.fixture(scope="module")
def wanted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [right(r) for r in rows]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    pytest.importorskip("pyspark")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Spark wants a Java runtime")
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    made = SparkSession.builder.master("local[2,4]").appName("boilerstrip-tests").config("spark.ui.enabled", "false")
    made = made.config("spark.driver.host", "127.0.0.1").config("spark.sql.shuffle.partitions", "2")
    session = made.config("spark.sql.execution.arrow.maxRecordsPerBatch", "64").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def by_id(found: list[dict[str, Any]], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """In the order of ``rows``: engines may split and reorder."""
    place = {r["id"]: r for r in found}
    assert len(place) == len(found) == len(rows)
    return [place[r["id"]] for r in rows]


def write_folder(folder: Path, rows: list[dict[str, Any]]) -> Path:
    """Three files of JSON lines, one of them packed, with fields that must pass through; the date is where runners look for it."""
    (folder / "b").mkdir(parents=True)
    third = len(rows) // 3 + 1
    for name, part in (("a.jsonl", rows[:third]), ("b/c.jsonl.gz", rows[third : 2 * third]), ("d.jsonl", rows[2 * third :])):
        lines = "".join(json.dumps({"zeta": 1, **{k: v for k, v in r.items() if k != "captured"}, "date": r["captured"]}) + "\n" for r in part)
        (folder / name).write_bytes(gzip.compress(lines.encode()) if name.endswith(".gz") else lines.encode())
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """Path to content; packed files unpacked."""
    out = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        data = path.read_bytes()
        out[path.relative_to(folder).as_posix()] = gzip.decompress(data) if path.suffix == ".gz" else data
    return out


def run(engine: str, source: Path, out: Path, **given: Any) -> int:
    from boilerstrip.adapters.run import run_engine

    force = given.pop("force", False)
    told = {"jobs": 2, "progress": "none", **{k.replace("_", "-"): v for k, v in given.items()}}
    return run_engine(engine, str(source), str(out), settings_of({}, (), told, force=force))


# --------------------------------------------------------------------------- local


def test_local_runner(rows: list[dict[str, Any]], wanted: list[dict[str, Any]], tmp_path: Path) -> None:
    assert run("local", write_folder(tmp_path / "in", rows), tmp_path / "out") == 1
    lines = [line for name, data in tree(tmp_path / "out").items() if ".jsonl" in name and "manifest" not in name for line in data.splitlines()]
    found = by_id([json.loads(line) for line in lines], rows)
    assert [got(r["text"], r["boilerstrip"]) for r in found] == wanted


# --------------------------------------------------------------------------- Spark


def test_spark_dataframe(spark: Any, rows: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> None:
    from boilerstrip.adapters.spark import clean_dataframe

    schema = "id string, text string, url string, captured string, source struct<shard: bigint>"
    frame = spark.createDataFrame([(r["id"], r["text"], r["url"], r["captured"], (r["source"]["shard"],)) for r in rows], schema)
    cleaned = clean_dataframe(frame.repartition(4), captured_field="captured")
    found = by_id([r.asDict(recursive=True) for r in cleaned.collect()], rows)
    assert [got(r["text"], r["boilerstrip"]) for r in found] == wanted
    assert [r["source"] for r in found] == [r["source"] for r in rows]
    statuses = {r["status"]: r["count"] for r in cleaned.groupBy("boilerstrip.status").count().collect()}
    assert statuses["failed"] == sum(w["status"] == "failed" for w in wanted)


def test_spark_runs_a_folder_of_lines(spark: Any, rows: list[dict[str, Any]], tmp_path: Path) -> None:
    source = write_folder(tmp_path / "in", rows)
    with open(source / "d.jsonl", "ab") as f:
        f.write(b'{"broken": \n')
    code = run("spark", source, tmp_path / "out")
    assert code == 1  # rows without a text failed
    assert (tmp_path / "out/_SUCCESS").exists()
    parts = [p for p in (tmp_path / "out").iterdir() if p.name.startswith("part-")]
    assert parts and all(p.name.endswith(".jsonl") for p in parts)
    assert run("local", source, tmp_path / "local") == 1
    lines = sorted(line for p in parts for line in p.read_bytes().splitlines())
    local = sorted(line for name, data in tree(tmp_path / "local").items() if ".jsonl" in name and "manifest" not in name for line in data.splitlines())
    assert lines == local  # byte for byte, but for the order of the files
    from boilerstrip.corpus.places import CannotRun

    with pytest.raises(CannotRun, match="not empty"):
        run("spark", source, tmp_path / "out")
    assert run("spark", source, tmp_path / "out", force=True, on_error="skip") == 0


def test_spark_runs_parquet(spark: Any, rows: list[dict[str, Any]], wanted: list[dict[str, Any]], tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    (tmp_path / "in").mkdir()
    table = pa.Table.from_pylist(rows).rename_columns(["id", "text", "url", "date", "source"])
    pq.write_table(table.slice(0, 100), tmp_path / "in/a,{1}.parquet")  # a name that would be a pattern
    pq.write_table(table.slice(100), tmp_path / "in/b.parquet")
    assert run("spark", tmp_path / "in", tmp_path / "out") == 1
    found = by_id(pq.read_table(tmp_path / "out").to_pylist(), rows)
    assert [got(r["text"], r["boilerstrip"]) for r in found] == wanted


# --------------------------------------------------------------------------- Ray


def test_ray_dataset(rows: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> None:
    ray = pytest.importorskip("ray")
    pa = pytest.importorskip("pyarrow")
    from boilerstrip.adapters.ray import clean_dataset

    here = str(Path(__file__).parent.parent)
    ray.init(num_cpus=2, object_store_memory=200 << 20, include_dashboard=False, log_to_driver=False, logging_level="ERROR", runtime_env={"env_vars": {"PYTHONPATH": here}})
    try:
        import ray.data

        ray.data.DataContext.get_current().enable_progress_bars = False
        ds = ray.data.from_arrow(pa.Table.from_pylist(rows)).repartition(4)
        found = by_id(clean_dataset(ds, captured_field="captured", batch_size=32).take_all(), rows)
        assert [got(r["text"], r["boilerstrip"]) for r in found] == wanted
        assert [r["source"] for r in found] == [r["source"] for r in rows]
    finally:
        ray.shutdown()


# --------------------------------------------------------------------------- datasets


def test_datasets(rows: list[dict[str, Any]], wanted: list[dict[str, Any]], tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    from boilerstrip.adapters.datasets import clean_dataset

    ds = datasets.Dataset.from_list(rows)
    out = clean_dataset(ds, num_proc=2, captured_field="captured")
    assert [r["id"] for r in out] == [r["id"] for r in rows]
    assert [got(r["text"], r["boilerstrip"]) for r in out] == wanted
    stream = clean_dataset(ds.to_iterable_dataset(), captured_field="captured")
    assert [got(r["text"], r["boilerstrip"]) for r in stream] == wanted
    parts = clean_dataset(datasets.DatasetDict(train=ds.select(range(3)), test=ds.select([3])), captured_field="captured")
    assert [got(r["text"], r["boilerstrip"]) for r in parts["test"]] == [wanted[3]]


def test_datasets_takes_the_cache_for_the_same_work_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    datasets = pytest.importorskip("datasets")
    from boilerstrip.adapters import datasets as adapter

    (tmp_path / "in.jsonl").write_text("".join(json.dumps({"text": r["text"] or "", "label": i % 2}) + "\n" for i, r in enumerate(documents(6))))
    ds = datasets.load_dataset("json", data_files=str(tmp_path / "in.jsonl"), cache_dir=str(tmp_path / "cache"), split="train")
    ds = ds.cast_column("label", datasets.ClassLabel(names=["a", "b"]))
    calls: list[int] = []
    real = adapter.run_batch

    def counted(job: Any, batch: Any) -> Any:
        calls.append(batch.num_rows)
        return real(job, batch)

    monkeypatch.setattr(adapter, "run_batch", counted)
    first = adapter.clean_dataset(ds)
    done = len(calls)
    assert done
    assert first.features["label"] == ds.features["label"]
    again = adapter.clean_dataset(ds)
    assert len(calls) == done and again._fingerprint == first._fingerprint  # from the cache
    other = adapter.clean_dataset(ds, quotes="keep")
    assert len(calls) > done and other._fingerprint != first._fingerprint
    monkeypatch.setattr("boilerstrip.corpus.settings.__version__", "99.0")
    done = len(calls)
    upgraded = adapter.clean_dataset(ds)
    assert len(calls) > done and upgraded._fingerprint != first._fingerprint


# --------------------------------------------------------------------------- datatrove


def test_datatrove_step(rows: list[dict[str, Any]], wanted: list[dict[str, Any]], tmp_path: Path) -> None:
    pytest.importorskip("datatrove")
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from boilerstrip.adapters.datatrove import CleanStep

    texts = [r for r in rows if r["text"]]  # datatrove's reader passes over rows without a text
    source = tmp_path / "in"
    write_folder(source, texts)
    steps = [JsonlReader(str(source)), CleanStep(), JsonlWriter(str(tmp_path / "out"), output_filename="${rank}.jsonl", compression=None)]
    LocalPipelineExecutor(pipeline=steps, tasks=3, workers=2, logging_dir=str(tmp_path / "logs")).run()
    found = [json.loads(line) for p in sorted((tmp_path / "out").glob("*.jsonl")) for line in p.read_bytes().splitlines()]
    place = dict(zip([r["id"] for r in rows], wanted, strict=True))
    assert [got(r["text"], r["metadata"]["boilerstrip"]) for r in by_id(found, texts)] == [place[r["id"]] for r in texts]
    assert found[0]["metadata"]["zeta"] == 1
    assert len(list((tmp_path / "logs/completions").iterdir())) == 3
    stats = next(s for s in json.loads((tmp_path / "logs/stats.json").read_text()) if "boilerstrip" in s["name"])["stats"]
    assert _total(stats["total"]) == _total(stats["forwarded"]) == len(texts)
    assert _total(stats["characters_kept"]) > 0 and _total(stats["characters_dropped"]) > 0
    kinds = [r["kind"] for w in wanted for r in w["records"]]
    assert _total(stats["post"]) == kinds.count("post")


def _total(value: Any) -> int:
    return int(value["total"] if isinstance(value, dict) else value)


def test_datatrove_keeps_and_tells_what_fails() -> None:
    pytest.importorskip("datatrove")
    from datatrove.data import Document

    from boilerstrip.adapters.datatrove import CleanStep

    step = CleanStep(limits={"max_bytes": 100})
    given = [Document(text="A first line.", id="1"), Document(text="x" * 200, id="2", metadata={"k": 1}), Document(text="Another.", id="3")]
    found = list(step.run(iter(given)))
    assert [d.id for d in found] == ["1", "2", "3"]
    assert found[1].text == "" and found[1].metadata["k"] == 1
    assert found[1].metadata["boilerstrip"]["error"].startswith("too-large: ")
    assert step.stats["failed_too-large"].total == 1
    assert [d.id for d in CleanStep(limits={"max_bytes": 100}, drop_empty=True).run(iter(given))] == ["1", "3"]


def test_datatrove_runs_a_folder_as_the_local_engine_does(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    pytest.importorskip("datatrove")
    source = write_folder(tmp_path / "in", rows)
    assert run("datatrove", source, tmp_path / "out") == run("local", source, tmp_path / "local") == 1
    assert tree(tmp_path / "out") == tree(tmp_path / "local")  # manifest and summary too
    stamps = {p: p.stat().st_mtime_ns for p in (tmp_path / "out").glob("*.jsonl") if "manifest" not in p.name}
    assert run("datatrove", source, tmp_path / "out") == 1
    assert {p: p.stat().st_mtime_ns for p in stamps} == stamps  # done before: not done again
    (source / "d.jsonl").unlink()
    assert run("datatrove", source, tmp_path / "out", quotes="keep") == 1
    assert run("local", source, tmp_path / "local", quotes="keep") == 1
    assert tree(tmp_path / "out") == tree(tmp_path / "local")  # other options, and an input less
    assert run("local", source, tmp_path / "out", quotes="keep") == 1  # either engine goes on where the other was
    (tmp_path / "out/mine.txt").write_text("mine")
    from boilerstrip.corpus.places import CannotRun

    with pytest.raises(CannotRun, match="not ours"):
        run("datatrove", source, tmp_path / "out", quotes="keep")
    (tmp_path / "in/notes.txt").write_text("a note")
    from boilerstrip.model import UsageError

    with pytest.raises(UsageError, match=r"notes\.txt"):
        run("datatrove", source, tmp_path / "out2")


def test_datatrove_goes_on_after_a_stop_and_a_killer_costs_itself_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("datatrove")
    from boilerstrip.adapters import runtrove
    from boilerstrip.corpus.places import CannotRun
    from boilerstrip.corpus.work import Worker

    rows = [r for r in documents(30) if r["text"]]
    source = write_folder(tmp_path / "in", rows)
    victim = rows[15]["text"]
    real = Worker.clean

    def clean(self: Worker, text: str, *args: Any, **context: Any) -> Any:
        if text == victim:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, text, *args, **context)

    monkeypatch.setattr(Worker, "clean", clean)
    done: list[bytes] = []
    whole = runtrove.CleanFiles._clean

    def stops(self: Any, entry: Any) -> Any:
        done.append(entry.path)
        if entry.path == b"d.jsonl" and done.count(b"d.jsonl") == 1:
            raise OSError(28, "No space left on device")
        return whole(self, entry)

    monkeypatch.setattr(runtrove.CleanFiles, "_clean", stops)
    with pytest.raises(CannotRun, match="goes on where it stopped"):
        run("datatrove", source, tmp_path / "out", jobs=1)
    shutil.copytree(tmp_path / "out", tmp_path / "half")
    assert run("datatrove", source, tmp_path / "out", jobs=1) == 1
    assert sorted(done) == [b"a.jsonl", b"b/c.jsonl.gz", b"d.jsonl", b"d.jsonl"]
    assert run("local", source, tmp_path / "local", jobs=1) == 1
    assert run("local", source, tmp_path / "half", jobs=1) == 1  # the local engine goes on there, too
    assert tree(tmp_path / "out") == tree(tmp_path / "local") == tree(tmp_path / "half")
    # more files than tasks
    monkeypatch.setattr(runtrove, "MAX_TASKS", 2)
    assert run("datatrove", source, tmp_path / "shared", jobs=1) == 1
    assert tree(tmp_path / "shared") == tree(tmp_path / "local")
    found = [json.loads(line) for name, data in tree(tmp_path / "out").items() if ".jsonl" in name and "manifest" not in name for line in data.splitlines()]
    bad = [r["id"] for r in found if r["boilerstrip"]["status"] == "failed"]
    assert len(found) == len(rows) and bad == [rows[15]["id"]]
    assert next(r for r in found if r["id"] == bad[0])["boilerstrip"]["reasons"] == ["worker-died"]
