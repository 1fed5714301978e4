"""Containers: the same container out, ids and unknown fields intact, faults reported with their place."""

from __future__ import annotations

import gzip
import json
import os
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest

from boilerstrip.corpus.jsontext import dumps
from boilerstrip.corpus.reading import Refused, gunzip
from boilerstrip.corpus.runner import FolderRun
from boilerstrip.corpus.settings import Settings
from boilerstrip.corpus.warcread import dechunk, http_body
from boilerstrip.corpus.warcread import header as warc_header

PROSE = "The ferry did not sail that evening, so we stayed at the inn and talked with the old skipper until midnight."
FORM = "\n\nLeave a Reply\n\nYour email address will not be published. Required fields are marked *\n"
THREAD = """Best glue for canoes?

Joined: Mar 3, 2015
Messages: 120

anna_k said:
Which glue do you take for cedar strips?

I take the yellow one, it holds in salt water as well, and I have used it for ten years now.
"""
PAGE = (
    "<html><head><title>T</title></head><body><nav><a href='/'>Home</a> <a href='/b'>Blog</a></nav><article><h1>An evening</h1>"
    + f"<p>{PROSE} {PROSE}</p><p>{PROSE} In the morning the wind had turned.</p>"
    + "</article><footer>Copyright 2020. All rights reserved.</footer></body></html>"
)


def clean(inp: Path, out: Path, **settings: Any) -> int:
    return FolderRun(os.fsencode(inp), os.fsencode(out), Settings(progress="none", **{"jobs": 2, **settings})).run()


def row(out: Path, name: str) -> dict[str, Any]:
    return next(r for r in map(json.loads, (out / "manifest.jsonl").read_text().splitlines()) if r["path"] == name)


def records() -> list[dict[str, Any]]:
    return [
        {"id": "a", "text": PROSE + FORM, "url": "https://e.org/a", "metadata": {"lang": "en", "n": [1, 2.5, None]}, "score": 10**20},
        {"text": PROSE, "id": 7, "": "empty name", "boilerstrip": "old"},
        {"id": "page", "html": PAGE, "date": "2020-05-06"},
        {"id": "thread", "content": THREAD},
        {"id": "none"},
        {"id": "odd", "text": 7, "kept": True},
    ]


def lines(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(r).encode() + b"\n" for r in rows)


def one(tmp_path: Path, name: str, data: bytes, **settings: Any) -> tuple[dict[str, Any], bytes]:
    (tmp_path / "in").mkdir(exist_ok=True)
    (tmp_path / "in" / name).write_bytes(data)
    clean(tmp_path / "in", tmp_path / "out", **settings)
    told = row(tmp_path / "out", name)
    return told, (tmp_path / "out" / told["outputs"][0]).read_bytes() if told["outputs"] else b""


def check_records(got: list[dict[str, Any]]) -> None:
    want = records()
    assert len(got) == len(want)
    for a, b in zip(want, got, strict=True):
        assert {k: v for k, v in b.items() if k not in ("text", "content", "boilerstrip")} == {
            k: v for k, v in a.items() if k not in ("text", "content", "boilerstrip")
        }
    assert got[0]["text"].strip() == PROSE
    assert list(got[0]) == ["id", "text", "url", "metadata", "score", "boilerstrip"], "order of fields"
    assert got[0]["boilerstrip"]["status"] == "ok" and got[0]["boilerstrip"]["characters"]["dropped"]
    assert got[1]["text"] == PROSE and got[1]["boilerstrip"]["kind"] == "article"
    assert "wind had turned" in got[2]["text"] and "Copyright" not in got[2]["text"] and got[2]["html"] == PAGE
    assert "yellow one" in got[3]["content"] and "text" not in got[3]
    assert got[4]["text"] == "" and got[4]["boilerstrip"]["reasons"] == ["no-text"]
    assert got[5]["text"] == "" and got[5]["boilerstrip"]["reasons"] == ["not-text"]


def test_json_lines(tmp_path: Path) -> None:
    told, data = one(tmp_path, "a.jsonl", lines(records()))
    check_records([json.loads(x) for x in data.splitlines()])
    assert told["records"]["in"] == 6 and told["records"]["failed"] == 2
    assert "line 5: no-text" in told["detail"] and "line 6: not-text" in told["detail"]


def test_json_lines_gz(tmp_path: Path) -> None:
    _, data = one(tmp_path, "a.jsonl.gz", gzip.compress(lines(records())))
    assert data[:2] == b"\x1f\x8b"
    check_records([json.loads(x) for x in gzip.decompress(data).splitlines()])


def test_json_lines_zst(tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    _, data = one(tmp_path, "a.jsonl.zst", zstandard.compress(lines(records())))
    with zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True) as reader:
        check_records([json.loads(x) for x in reader.read().splitlines()])


def test_one_row_a_record(tmp_path: Path) -> None:
    told, data = one(tmp_path, "a.jsonl", lines(records()[:1] + records()[3:4]), records=True)
    got = [json.loads(x) for x in data.splitlines()]
    assert told["records"]["in"] == 2 and len(got) >= 2
    assert got[0]["id"].startswith("a#") and got[0]["url"] == "https://e.org/a" and got[0]["metadata"]["lang"] == "en"
    assert got[0]["boilerstrip"]["document"] == "a" and got[0]["boilerstrip"]["record"]["kind"] == "article"


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b'{"id": 1, "text": "cut', "json"), (b"[1]", "json"), (b"7", "json"), (b"{'a': 1}", "json"), (b'{"a": 1}{"b": 2}', "json"),
        (b"[" * 100_000, "json"), (b'{"text": ' + b"9" * 5000 + b"}", "json"), (b"\x00", "json"),
    ],
)  # fmt: skip
def test_a_broken_line_costs_one_record(tmp_path: Path, bad: bytes, reason: str) -> None:
    good = lines([{"id": 1, "text": PROSE}])
    told, data = one(tmp_path, "a.jsonl", good + bad + b"\n" + good)
    assert told["records"] == {"in": 3, "ok": 2, "degraded": 0, "failed": 1, "found": {"article": 2}, "reasons": {reason: 1}}
    assert told["status"] == "degraded" and told["detail"].startswith(f"line 2: {reason}: ")
    assert [json.loads(x)["text"] for x in data.splitlines()] == [PROSE, PROSE]


def test_odd_lines_that_are_none(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + lines([{"id": 1, "text": PROSE}]).replace(b"\n", b"\r\n") + b"\n  \n" + lines([{"id": 2, "text": PROSE}])[:-1]
    told, _ = one(tmp_path, "a.jsonl", data)
    assert told["status"] == "ok" and told["records"]["in"] == 2


def test_what_json_cannot_say(tmp_path: Path) -> None:
    line = rb'{"id": "\udfff", "text": "lone \ud800 half", "score": NaN, "big": 1e999}' + b"\n"
    told, data = one(tmp_path, "a.jsonl", line)
    value = json.loads(data, parse_constant=pytest.fail)
    assert value["score"] is None and value["big"] is None and told["status"] == "degraded"
    json.dumps(value, ensure_ascii=False).encode("utf-8")


def test_a_line_over_the_limit(tmp_path: Path) -> None:
    from boilerstrip.model import Limits, Options

    good = lines([{"id": 1, "text": PROSE}])
    told, _ = one(tmp_path, "a.jsonl", good + lines([{"id": 2, "text": "x" * 5000}]) + good, options=Options(limits=Limits(max_bytes=2000)))
    assert told["records"]["failed"] == 1 and "line 2: too-large" in told["detail"]


def test_a_cut_gzip_gives_what_it_holds(tmp_path: Path) -> None:
    rows = [{"id": i, "text": f"{PROSE} {os.urandom(40).hex()}"} for i in range(200)]
    whole = gzip.compress(lines(rows))
    told, data = one(tmp_path, "a.jsonl.gz", whole[: len(whole) // 2])
    assert told["status"] == "degraded" and told["reason"].startswith("gzip")
    assert f"cut off at byte {len(whole) // 2}" in told["detail"]
    assert len(gzip.decompress(data).splitlines()) > 50


def test_named_fields(tmp_path: Path) -> None:
    rows = [{"id": 1, "body": PROSE + FORM, "text": "untouched"}, {"id": 2, "page": PAGE}]
    _, data = one(tmp_path, "a.jsonl", lines(rows), text_field="body", html_field="page")
    got = [json.loads(x) for x in data.splitlines()]
    assert got[0]["body"].strip() == PROSE and got[0]["text"] == "untouched"
    assert "wind had turned" in got[1]["body"] and got[1]["page"] == PAGE


def test_pseudonyms(tmp_path: Path) -> None:
    text = "\n\n".join(
        f"{name} wrote on March {day}, 2019 at 10:0{day} am\n\n{PROSE} I, too, think so, as {other} said, and will not go there again."
        for day, (name, other) in enumerate([("Karla Brandt", "nobody"), ("Ole Hansen", "Karla Brandt"), ("Karla Brandt", "Ole Hansen")], 1)
    )
    _, kept = one(tmp_path, "a.jsonl", lines([{"id": 1, "text": text}]))
    names = {r["author"] for r in json.loads(kept)["boilerstrip"]["records"]} - {None}
    _, data = one(tmp_path, "a.jsonl", lines([{"id": 1, "text": text}]), authors="pseudonym")
    value = json.loads(data)
    for name in names:
        assert name not in json.dumps(value)
    assert {r["author"] for r in value["boilerstrip"]["records"]} - {None} == {f"person-{i + 1}" for i in range(len(names))}
    _, data = one(tmp_path, "a.jsonl", lines([{"id": 1, "text": text}]), authors="drop")
    assert {r["author"] for r in json.loads(data)["boilerstrip"]["records"]} <= {None}


# --------------------------------------------------------------------------- Parquet


def test_parquet(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    (tmp_path / "in").mkdir()
    n = 40
    table = pa.table(
        {
            "id": [f"d{i}" for i in range(n)],
            "text": [PROSE + FORM if i % 2 else None for i in range(n)],
            "html": [None if i % 2 else PAGE for i in range(n)],
            "n": pa.array(range(n), pa.int16()),
            "tags": [["a", str(i)] for i in range(n)],
            "when": pa.array([1_600_000_000 + i for i in range(n)], pa.timestamp("ms")),
        }
    )
    pq.write_table(table, tmp_path / "in/a.parquet", row_group_size=15, compression="gzip")
    assert clean(tmp_path / "in", tmp_path / "out") == 0
    got = pq.read_table(tmp_path / "out/a.parquet")
    for name in ("id", "html", "n", "tags", "when"):
        assert got[name].equals(table[name]), name
    texts = got["text"].to_pylist()
    assert all(t.strip() == PROSE if i % 2 else "wind had turned" in t for i, t in enumerate(texts))
    struct = got["boilerstrip"].to_pylist()[1]
    assert struct["status"] == "ok" and struct["records"][0]["text"].strip() == PROSE
    assert struct["characters"]["dropped"]
    assert pq.ParquetFile(tmp_path / "out/a.parquet").metadata.num_row_groups == 3
    assert pq.ParquetFile(tmp_path / "out/a.parquet").metadata.row_group(0).column(0).compression == "GZIP"
    clean(tmp_path / "in", tmp_path / "one", jobs=1)
    assert (tmp_path / "one/a.parquet").read_bytes() == (tmp_path / "out/a.parquet").read_bytes()


def test_parquet_that_is_none_and_rows_without_text(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    told, _ = one(tmp_path, "bad.parquet", b"PAR1 this is no Parquet file")
    assert told["status"] == "failed" and told["reason"] == "parquet"
    pq.write_table(pa.table({"id": [1, 2], "text": ["", PROSE]}), tmp_path / "in/a.parquet")
    clean(tmp_path / "in", tmp_path / "out", drop_empty=True)
    assert pq.read_table(tmp_path / "out/a.parquet")["id"].to_pylist() == [2]


# --------------------------------------------------------------------------- WARC


def warc(kind: str, block: bytes, **headers: str) -> bytes:
    head = "".join(f"{k.replace('_', '-')}: {v}\r\n" for k, v in headers.items())
    return f"WARC/1.0\r\nWARC-Type: {kind}\r\n{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def response(body: bytes, number: int, *headers: str, kind: str = "text/html; charset=utf-8") -> bytes:
    head = "\r\n".join(["HTTP/1.1 200 OK", f"Content-Type: {kind}", *headers]).encode()
    names = {"WARC_Record_ID": f"<urn:uuid:{number}>", "WARC_Date": "2020-01-02T03:04:05Z", "WARC_Target_URI": f"https://e.org/{number}"}
    return warc("response", head + b"\r\n\r\n" + body, Content_Type="application/http; msgtype=response", **names)


def parse_warc(data: bytes) -> list[tuple[str, dict[str, str], bytes]]:
    out = []
    while data:
        head, _, rest = data.partition(b"\r\n\r\n")
        pairs = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
        length = int(pairs["Content-Length"])
        out.append((pairs["WARC-Type"], pairs, rest[:length]))
        assert rest[length : length + 4] == b"\r\n\r\n"
        data = rest[length + 4 :]
    return out


INFO = warc("warcinfo", b"software: x\r\n", WARC_Record_ID="<urn:uuid:info>", WARC_Date="2020-01-01T00:00:00Z", Content_Type="application/warc-fields")


@pytest.mark.parametrize("packed", [False, True])
def test_warc(tmp_path: Path, packed: bool) -> None:
    chunked = b"%x\r\n" % 100 + PAGE.encode()[:100] + b"\r\n%x;ext=1\r\n" % (len(PAGE) - 100) + PAGE.encode()[100:] + b"\r\n0\r\n\r\n"
    parts = [
        INFO,
        response(PAGE.encode(), 1),
        response(gzip.compress(PAGE.encode()), 2, "Content-Encoding: gzip"),
        response(chunked, 3, "Transfer-Encoding: chunked"),
        response(b"\x89PNG", 4, kind="image/png"),
        response(gzip.compress(PAGE.encode())[:-20], 5, "Content-Encoding: gzip"),
        warc("request", b"GET / HTTP/1.1\r\n\r\n", WARC_Record_ID="<urn:uuid:6>", WARC_Date="2020-01-01T00:00:00Z"),
    ]
    name = "a.warc.gz" if packed else "a.warc"
    told, data = one(tmp_path, name, b"".join(map(gzip.compress, parts)) if packed else b"".join(parts))
    assert told["records"]["in"] == 5 and told["records"]["ok"] == 3 and told["records"]["failed"] == 1 and told["records"]["skipped"] == 1
    assert "record 6: http: the gzip body is cut off" in told["detail"]
    got = parse_warc(gzip.decompress(data) if packed else data)
    assert [g[0] for g in got] == ["warcinfo", *["conversion", "metadata"] * 4, "request"]
    for _, headers, block in got[1:7:2]:
        assert b"wind had turned" in block and b"Copyright" not in block
        assert headers["WARC-Refers-To"] in ("<urn:uuid:1>", "<urn:uuid:2>", "<urn:uuid:3>")
    assert json.loads(got[2][2])["status"] == "ok" and got[2][1]["WARC-Refers-To"] == got[1][1]["WARC-Record-ID"]
    assert got[0][2] == b"software: x\r\n"


def test_wet(tmp_path: Path) -> None:
    names = {"WARC_Record_ID": "<urn:uuid:9>", "WARC_Date": "2020-01-02T03:04:05Z", "WARC_Target_URI": "https://e.org/9", "X_Own": "kept"}
    told, data = one(tmp_path, "a.warc.wet.gz", gzip.compress(INFO) + gzip.compress(warc("conversion", (PROSE + FORM).encode(), **names)))
    got = parse_warc(gzip.decompress(data))
    assert told["status"] == "ok" and got[1][1]["WARC-Record-ID"] == "<urn:uuid:9>" and got[1][1]["X-Own"] == "kept"
    assert got[1][2].decode().strip() == PROSE


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda d: d[:-60], "is cut off"),
        (lambda d: d[: len(INFO)] + b"rubbish\r\n" + d[len(INFO) :], f"no WARC record at byte {len(INFO)} (after record 1)"),
        (lambda d: d.replace(b"Content-Length: 13", b"Content-Length: xx"), "record 1 at byte 0: broken headers"),
    ],
)
def test_broken_warc(tmp_path: Path, damage: Any, words: str) -> None:
    told, _ = one(tmp_path, "a.warc", damage(INFO + response(PAGE.encode(), 1)))
    assert told["status"] == "failed" and told["reason"] == "warc" and words in told["detail"]


def test_http_oddities() -> None:
    assert dechunk(b"not chunked at all") == b"not chunked at all"
    with pytest.raises(Refused, match="broken chunk"):
        dechunk(b"3\r\nabc\r\nzz\r\n")
    for packed in (zlib.compress(b"body"), zlib.compress(b"body")[2:-4]):
        assert http_body(b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n" + packed, 100)[0] == b"body"
    with pytest.raises(Refused, match="too-large"):
        http_body(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b" " * 10_000), 100)
    assert warc_header((("A", "1"), ("a", "2")), "a") == "1"


# --------------------------------------------------------------------------- extras, packing, JSON


@pytest.mark.parametrize(
    ("module", "name", "extra"), [("pyarrow", "a.parquet", "arrow"), ("zstandard", "a.jsonl.zst", "fast"), ("zstandard", "a.txt.zst", "fast")]
)
def test_a_missing_extra_gives_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], module: str, name: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    (tmp_path / "in").mkdir()
    (tmp_path / "in/b.txt").write_text(PROSE)
    (tmp_path / "in" / name).write_bytes(b"\x28\xb5\x2f\xfd rest")
    (tmp_path / "in" / ("z" + name)).write_bytes(b"\x28\xb5\x2f\xfd rest")
    assert clean(tmp_path / "in", tmp_path / "out") == 1
    said = capsys.readouterr().err
    assert said.count("pip install") == 1 and f"boilerstrip[{extra}]" in said
    assert row(tmp_path / "out", name)["reason"] == "missing-extra" and row(tmp_path / "out", "b.txt")["status"] == "ok"


def test_gunzip() -> None:
    data = gzip.compress(b"one ") + gzip.compress(b"two")
    assert gunzip(data, 100) == (b"one two", [])
    assert gunzip(data + b"\0" * 10, 100) == (b"one two", [])
    assert gunzip(data + b"rubbish", 100) == (b"one two", ["gzip-rubbish"])
    assert gunzip(b"plain", 100) == (b"plain", ["not-gzip"])
    for bad, reason in ((data[:-3], "gzip"), (gzip.compress(b" " * 10_000), "too-large"), (gzip.compress(b"") * 1001, "gzip")):
        with pytest.raises(Refused) as error:
            gunzip(bad, 100)
        assert error.value.reason == reason


def test_strict_json() -> None:
    out = dumps({"a\ud800": ["\x9b\u2028\ufeff\x00", float("inf"), {"b": float("nan")}]})
    assert out == b'{"a\\ufffd": ["\\u009b\\u2028\\ufeff\\u0000", null, {"b": null}]}'
