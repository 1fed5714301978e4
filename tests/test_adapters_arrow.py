"""``clean_batch``: the same answers as ``clean()``, the same rows, and no row that raises."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import fields
from typing import Any

import pytest
from enginedocs import CAPTURED, documents, got, right
from hypothesis import given, settings
from hypothesis import strategies as st

import boilerstrip
from boilerstrip.model import Options, Quote, Record, UsageError

pa = pytest.importorskip("pyarrow")

from boilerstrip.adapters.arrow import clean_batch, quote_type, record_type, schema_for, struct_type  # noqa: E402
from boilerstrip.adapters.job import Job, job_of  # noqa: E402
from boilerstrip.adapters.run import run_engine  # noqa: E402
from boilerstrip.corpus.work import Worker  # noqa: E402

THREAD = "Anna wrote on 3 May 2021:\nThe bridge is closed.\n\nLeave a Reply\n\nYour email address will not be published.\n"


def structs(out: Any) -> list[dict[str, Any]]:
    return out.column("boilerstrip").to_pylist()  # type: ignore[no-any-return]


# --------------------------------------------------------------------------- the schema


def test_record_and_quote_types_hold_the_fields_of_the_dataclasses() -> None:
    assert [f.name for f in record_type()] == [f.name for f in fields(Record)]
    spread = [n for f in fields(Quote) for n in (("start", "end") if f.name == "span" else (f.name,))]
    assert [f.name for f in quote_type()] == spread
    assert record_type().field("quotes").type.value_type == quote_type()
    assert record_type().field("number").type == pa.int64()
    assert record_type().field("confidence").type == pa.float64()


def test_records_have_the_fields_of_the_local_parquet_files() -> None:
    from boilerstrip.corpus.parquet import struct_type as local

    ours, theirs = (t.field("records").type.value_type for t in (struct_type(), local()))
    assert {f.name: f.type for f in ours if f.name != "quotes"} == {f.name: f.type for f in theirs if f.name != "quotes"}
    quotes = [{f.name: f.type for f in t.field("quotes").type.value_type} for t in (ours, theirs)]
    assert quotes[0] == quotes[1]


def test_schema_for_says_what_clean_batch_gives() -> None:
    for column in (pa.string(), pa.large_string(), pa.binary(), pa.large_binary(), pa.dictionary(pa.int32(), pa.string())):
        batch = pa.table({"n": pa.array([1]), "text": pa.array([THREAD]).cast(pa.binary()).cast(column) if pa.types.is_binary(column) else pa.array([THREAD]).cast(column)})
        for records in (False, True):
            out = clean_batch(batch, records=records)
            assert out.schema.equals(schema_for(batch.schema, records=records))
        wanted = pa.large_string() if column in (pa.large_string(), pa.large_binary()) else pa.string()
        assert clean_batch(batch).schema.field("text").type == wanted


def test_metadata_that_lists_the_old_columns_goes() -> None:
    batch = pa.table({"text": ["a"]}).replace_schema_metadata({"huggingface": "{}", "mine": "1"})
    assert clean_batch(batch).schema.metadata == {b"mine": b"1"}


# --------------------------------------------------------------------------- the answers


def test_the_answers_are_those_of_clean() -> None:
    rows = documents(60)
    out = clean_batch(pa.Table.from_pylist(rows), captured_field="captured")
    assert out.column("id").to_pylist() == [r["id"] for r in rows]
    assert out.column("source").to_pylist() == [r["source"] for r in rows]
    found = [got(r["text"], r["boilerstrip"]) for r in out.to_pylist()]
    wanted = [right(r) for r in rows]
    assert found == wanted
    assert sum(len(w["records"]) for w in wanted) > 60  # else this test says nothing
    assert any(q for w in wanted for r in w["records"] for q in r["quotes"])


def test_batch_or_table_chunked_or_sliced_is_all_the_same() -> None:
    table = pa.Table.from_pylist(documents(12))
    whole = structs(clean_batch(table))
    batch = table.combine_chunks().to_batches()[0]
    assert isinstance(clean_batch(batch), pa.RecordBatch)
    assert structs(clean_batch(batch)) == whole
    chunked = pa.concat_tables([table.slice(0, 5), table.slice(5, 1), table.slice(6)])
    out = clean_batch(chunked)
    assert isinstance(out, pa.Table)
    assert structs(out) == whole
    assert structs(clean_batch(batch.slice(3, 4))) == whole[3:7]
    assert clean_batch(batch.slice(0, 0)).num_rows == 0
    assert clean_batch(table.slice(0, 0)).num_rows == 0


def test_options_change_the_answer_and_may_come_in_three_ways() -> None:
    row = next(r for r in documents(60) if r["text"] and right(r) != right(r, quotes="keep"))
    batch = pa.Table.from_pylist([row])
    ways: list[dict[str, Any]] = [{"options": Options(quotes="keep")}, {"options": {"quotes": "keep"}}, {"quotes": "keep"}]
    for way in ways:
        found = clean_batch(batch, captured_field="captured", **way).to_pylist()[0]
        assert got(found["text"], found["boilerstrip"]) == right(row, quotes="keep")


def test_columns_stay_where_they_are_and_html_stays() -> None:
    page = "<html><body><nav><a href='/'>Home</a></nav><article><h1>A</h1><p>" + "The bridge has been closed since May. " * 6 + "</p></article></body></html>"
    batch = pa.table({"a": [1], "html": [page], "boilerstrip": ["old"], "z": [b"\xff"]})
    out = clean_batch(batch)
    assert out.schema.names == ["a", "html", "boilerstrip", "z", "text"]
    row = out.to_pylist()[0]
    assert (row["a"], row["html"], row["z"]) == (1, page, b"\xff")
    assert row["text"] == boilerstrip.clean(page, media_type="text/html").text
    assert "bridge" in row["text"]
    named = clean_batch(pa.table({"page": [page.encode()]}), html_field="page", text_field="words").to_pylist()[0]
    assert (named["page"], named["words"]) == (page.encode(), row["text"])


def test_a_named_date_or_address_is_the_one_that_counts() -> None:
    # which date "3 days ago" is hangs on the day of the capture
    text = "Topic: The bridge\n\nanna\n3 days ago\nIs the bridge open again?\n\nbert\n2 days ago\nNo, they are still at it.\n\nanna\n1 day ago\nWhat a pity, I had hoped for May.\n"
    batch = pa.table({"text": [text], "date": ["1999-01-01"], "fetched": [CAPTURED], "where": ["https://example.org/x/"]})
    found = structs(clean_batch(batch, captured_field="fetched"))[0]["records"]
    wanted = [r.date for r in boilerstrip.clean(text, captured=CAPTURED).records]
    assert [r["date"] for r in found] == wanted
    assert [r["date"] for r in structs(clean_batch(batch))[0]["records"]] != wanted
    seen: list[Any] = []
    job = job_of(url_field="where")
    seen = [job._context({"text": text, "url": "https://wrong.example/", "metadata": {"url": "w", "k": 1}, "where": "right"})]
    assert seen[0]["url"] == "right" and seen[0]["metadata"] == {"k": 1}


def test_one_row_a_record() -> None:
    rows = documents(20)
    whole = clean_batch(pa.Table.from_pylist(rows)).to_pylist()
    out = clean_batch(pa.Table.from_pylist(rows), records=True).to_pylist()
    wanted = [(f"{r['id']}#{x['id']}", x["text"], r["id"]) for r in whole for x in r["boilerstrip"]["records"]]
    found = [(r["id"], r["text"], r["boilerstrip"]["document"]) for r in out if not r["boilerstrip"]["error"]]
    assert found == wanted
    assert len(wanted) > len(rows)
    assert all(r["source"] is not None for r in out)
    unnamed = clean_batch(pa.table({"text": [rows[0]["text"], rows[1]["text"]]}), records=True).column("id").to_pylist()
    again = clean_batch(pa.table({"text": [rows[1]["text"]]}), records=True).column("id").to_pylist()
    assert unnamed[-len(again) :] == again  # named by content: how the rows are split does not matter
    assert len(set(unnamed)) == len(unnamed)


def test_authors_and_empty_rows_as_the_command_line_has_them() -> None:
    rows = [r for r in documents(40) if r["text"]]
    names = [x["author"] for s in structs(clean_batch(pa.Table.from_pylist(rows), authors="pseudonym")) for x in s["records"] if x["author"]]
    assert names and all(n.startswith("person-") for n in names)
    batch = pa.table({"text": [THREAD, None, "Leave a Reply\n\nYour email address will not be published.\n"], "n": [1, 2, 3]})
    kept = clean_batch(batch, drop_empty=True).column("n").to_pylist()
    assert kept == [r["n"] for r in clean_batch(batch).to_pylist() if r["text"]]
    assert kept != [1, 2, 3]


# --------------------------------------------------------------------------- no row raises


def test_rows_that_cannot_be_cleaned_stay_with_their_reason() -> None:
    rubbish = bytes(range(256)) * 20
    batch = pa.table({"n": [0, 1, 2, 3], "text": pa.array([THREAD.encode(), None, rubbish, b"x" * 5000], pa.binary())})
    out = clean_batch(batch, limits={"max_bytes": 4000}).to_pylist()
    assert [r["n"] for r in out] == [0, 1, 2, 3]
    assert [r["text"] for r in out[1:]] == ["", "", ""]
    assert [r["boilerstrip"]["status"] for r in out] == ["ok", "failed", "failed", "failed"]
    assert out[0]["boilerstrip"]["error"] is None
    errors = [r["boilerstrip"]["error"] for r in out[1:]]
    assert errors[0].startswith("not-text: ")
    assert errors[2].startswith("too-large: ")
    assert [r["boilerstrip"]["reasons"] for r in out[1:]] == [[e.split(":")[0]] for e in errors]
    assert all(r["boilerstrip"]["records"] == [] for r in out[1:])


@pytest.mark.parametrize("fault", [ValueError("of ours"), MemoryError(), RecursionError("deep")])
def test_a_fault_of_ours_costs_one_row(monkeypatch: pytest.MonkeyPatch, fault: BaseException) -> None:
    real = Worker.clean

    def clean(self: Worker, source: str, *args: Any, **context: Any) -> Any:
        if "boom" in source:
            raise fault
        return real(self, source, *args, **context)

    monkeypatch.setattr(Worker, "clean", clean)
    out = clean_batch(pa.table({"text": [THREAD, "boom", THREAD], "k": [1, 2, 3]})).to_pylist()
    assert [r["k"] for r in out] == [1, 2, 3]
    assert [bool(r["boilerstrip"]["error"]) for r in out] == [False, True, False]
    bad = out[1]["boilerstrip"]
    assert out[1]["text"] == "" and bad["status"] == "failed"
    if not isinstance(fault, MemoryError):
        assert type(fault).__name__ in bad["error"] and str(fault) in bad["error"]
    else:
        assert bad["reasons"] == ["memory"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=300), st.binary(max_size=300)), max_size=4))
def test_never_raises_and_never_loses_a_row(values: list[str | bytes | None]) -> None:
    data = [v.encode("utf-8", "surrogatepass") if isinstance(v, str) else v for v in values]
    out = clean_batch(pa.table({"text": pa.array(data, pa.binary()), "n": list(range(len(data)))}))
    assert out.column("n").to_pylist() == list(range(len(data)))
    out.validate(full=True)
    json.dumps(out.to_pylist())


# --------------------------------------------------------------------------- wrong use


def test_wrong_use_is_said_at_once() -> None:
    table = pa.table({"text": ["a"], "n": [1]})
    with pytest.raises(UsageError, match="did you mean 'quotes'"):
        clean_batch(table, quote="keep")
    with pytest.raises(UsageError, match="no column words"):
        clean_batch(table, text_field="words")
    with pytest.raises(UsageError, match="column n is int64, not string or binary"):
        clean_batch(table, text_field="n")
    with pytest.raises(UsageError, match="no column html, text"):
        clean_batch(pa.table({"n": [1]}))
    with pytest.raises(UsageError, match="authors"):
        clean_batch(table, authors="hide")


@pytest.mark.parametrize(
    ("module", "extra", "use"),
    [
        ("pyarrow", "arrow", "from boilerstrip.adapters.arrow import clean_batch; clean_batch(None)"),
        ("pyspark", "spark", "from boilerstrip.adapters.spark import clean_dataframe; clean_dataframe(None)"),
        ("ray", "ray", "from boilerstrip.adapters.ray import clean_dataset; clean_dataset(None)"),
        ("datasets", "datasets", "from boilerstrip.adapters.datasets import clean_dataset; clean_dataset(None)"),
        ("datatrove", "datatrove", "import boilerstrip.adapters.datatrove"),
        ("datatrove", "datatrove", "from boilerstrip.adapters.run import run_engine; run_engine('datatrove', '.', '/nowhere/x')"),
        ("pyspark", "spark", "from boilerstrip.adapters.run import run_engine; run_engine('spark', '.', '/nowhere/x')"),
    ],
)
def test_a_missing_engine_is_one_line_with_its_extra(module: str, extra: str, use: str) -> None:
    code = f"import sys; sys.modules[{module!r}] = None\n{use}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    last = done.stderr.strip().splitlines()[-1]
    assert last == f"boilerstrip.model.UsageError: {module} is not installed: pip install 'boilerstrip[{extra}]'"


def test_the_adapters_import_no_engine_by_themselves() -> None:
    code = (
        "import sys, boilerstrip.adapters.arrow, boilerstrip.adapters.spark, boilerstrip.adapters.ray, boilerstrip.adapters.datasets,"
        " boilerstrip.adapters.run; print({'pyarrow', 'pandas', 'pyspark', 'ray', 'datasets', 'datatrove'} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "set()"


def test_the_fingerprint_hangs_on_what_the_answer_hangs_on(tmp_path: Any) -> None:
    phrases = tmp_path / "phrases"
    phrases.mkdir()
    (phrases / "x.toml").write_text("# 1\n")
    jobs: list[Job] = [job_of(), job_of(quotes="keep"), job_of(captured_field="c"), job_of(records=True), job_of(data=[str(tmp_path)])]
    prints = [j.fingerprint("a") for j in jobs]
    assert len(set(prints)) == len(prints)
    assert job_of().fingerprint("a") == prints[0] != job_of().fingerprint("b")
    (phrases / "x.toml").write_text("# 2\n")
    assert job_of(data=[str(tmp_path)]).fingerprint("a") != prints[-1]


def test_run_engine_refuses_what_it_cannot_do(tmp_path: Any) -> None:
    with pytest.raises(UsageError, match="engine is one of local, datatrove, spark"):
        run_engine("dask", "a", "b")
    with pytest.raises(UsageError, match="folders"):
        run_engine("spark", "-", "b")
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(THREAD)
    assert run_engine("local", os.fspath(tmp_path / "in"), os.fspath(tmp_path / "out")) == 0
    assert (tmp_path / "out/a.txt").exists()
