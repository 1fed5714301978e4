"""``report``, ``diff`` and ``review`` for the command line, and the page of ``explain --html``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from boilerstrip.model import Cleaned, Options

Formats = Annotated[str, typer.Option("--format", metavar="text|json|md", help="what goes to standard output", show_default=False)]
Html = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="also write a page", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command()(report)
    app.command()(diff)
    app.command()(review)


def report(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="what boilerstrip clean IN OUT wrote")],
    html: Html = None,
    fmt: Formats = "md",
    inputs: Annotated[str, typer.Option("--in", metavar="IN", help="the folder that was cleaned, for the commands beside the documents", show_default=False)] = "IN",
    pages: Annotated[bool, typer.Option("--pages", help="also write inspector pages of the listed documents (runs with --format json)")] = False,
) -> None:
    """What became of the documents of a run, what was dropped by which rule, and which documents to look at."""
    from boilerstrip.view import report as made

    _known(fmt, ("md", "json"))
    told = made.report(out, inputs=inputs)
    if pages:
        _pages(out, html, told)
    if html is not None:
        _write(html, made.report_html(told))
    print(_json(told) if fmt == "json" else made.report_markdown(told))


def diff(
    a: Annotated[Path, typer.Argument(metavar="OUT_A", help="a run")],
    b: Annotated[Path, typer.Argument(metavar="OUT_B", help="another run over the same documents")],
    html: Html = None,
    fmt: Formats = "text",
) -> None:
    """What changed between two runs.  Exit code 0: nothing; 1: something; 2: it could not be found out."""
    from boilerstrip.view import diff as made

    _known(fmt, ("text", "json"))
    told = made.diff(a, b)
    if html is not None:
        _write(html, made.diff_html(told))
    print(_json(told) if fmt == "json" else "\n".join(made.diff_lines(told)))
    raise typer.Exit(1 if told["changed"] else 0)


def review(
    marks: Annotated[list[Path], typer.Argument(metavar="MARKS.jsonl...", help="marks downloaded from inspector pages")],
    gold: Annotated[Path | None, typer.Option("--gold", metavar="FILE", help="put the reviewed lines into this gold file (JSON)", show_default=False)] = None,
    keep: Annotated[Path | None, typer.Option("--keep", metavar="FILE", help="write the passages that should have been kept (JSON lines)", show_default=False)] = None,
) -> None:
    """Turn a reviewer's marks into gold for a fixture, or into a list of passages to keep."""
    from boilerstrip.view import review as made

    found = made.read_marks(marks)
    if gold is not None:
        _write(gold, json.dumps(made.merge_gold(gold, made.gold(found)), ensure_ascii=False, indent=1) + "\n")
    if keep is not None:
        _write(keep, "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in made.keep_list(found)))
    print("\n".join(made.summary(found)))


def write_inspector(
    cleaned: Cleaned | Mapping[str, Any], target: str, *, name: str, against: str | None = None, threshold: float = 0.0
) -> None:
    """The page of ``explain FILE --html TARGET [--against OTHER]``; ``-`` is standard output.

    :param cleaned: the answer, or its JSON form (:func:`stored_answer`).
    :param against: a JSON file (gold or another answer), or a text file with what is right.
    :param threshold: log-odds from which a block was kept.
    :raises UsageError: when ``against`` cannot be read or compared.
    """
    from boilerstrip.view.answers import load
    from boilerstrip.view.inspector import inspect_html

    other: Any = None
    if against is not None:
        path = Path(against)
        other = load(path) if path.suffix == ".json" else _text(path)
    page = inspect_html(cleaned, name=name, against=other, against_name=Path(against).name if against else "", threshold=threshold)
    if target == "-":
        print(page)
    else:
        _write(Path(target), page)


def threshold_of(options: Options, cleaned: Cleaned | None = None) -> float:
    """The score from which ``options`` keep a block; a probability asked for is one before what follows from the page as a whole."""
    import math

    from boilerstrip.scoring import FAVOR, PAGE

    if options.threshold is not None:
        p = min(max(options.threshold, 1e-6), 1 - 1e-6)
        page = next((t for b in cleaned.blocks if (t := sum(x.value for x in b.terms if x.name in PAGE))), 0.0) if cleaned else 0.0
        return math.log(p / (1 - p)) + page
    return FAVOR[options.favor]


def stored_answer(path: str) -> dict[str, Any] | None:
    """The answer that ``clean --format json`` wrote to ``path``; ``None`` where the file is anything else."""
    if not path.endswith(".json"):
        return None
    try:
        value = json.loads(Path(path).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and value.get("schema") == 1 and "blocks" in value and "source" in value else None


def _pages(out: Path, html: Path | None, told: dict[str, Any]) -> None:
    """Inspector pages of the listed documents in a folder beside the report."""
    from urllib.parse import quote

    from boilerstrip.model import UsageError
    from boilerstrip.view.inspector import inspect_html
    from boilerstrip.view.runs import open_run

    if html is None:
        raise UsageError("--pages goes with --html FILE: the pages are put beside it")
    folder = html.with_name(html.name + ".pages")
    wanted: dict[str, list[dict[str, Any]]] = {}
    for entry in [*told["changed"], *told["uncertain"]]:
        wanted.setdefault(entry["path"], []).append(entry)
    run = open_run(out)
    for row in run.rows():
        answer = run.answer(row) if row["path"] in wanted else None
        if answer is None:
            continue
        folder.mkdir(parents=True, exist_ok=True)
        number = list(wanted).index(row["path"]) + 1
        _write(folder / f"{number:02d}.html", inspect_html(answer, name=row["path"]))
        for entry in wanted[row["path"]]:
            entry["page"] = f"./{quote(folder.name)}/{number:02d}.html"


def _known(fmt: str, known: tuple[str, ...]) -> None:
    from boilerstrip.model import UsageError

    if fmt not in known:
        raise UsageError(f"--format has to be one of {', '.join(known)}, not {fmt!r}")


def _json(value: Any) -> str:
    return json.dumps(value, indent=1)


def _text(path: Path) -> str:
    from boilerstrip.model import UsageError

    try:
        return path.read_text("utf-8", "replace")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None


def _write(path: Path, text: str) -> None:
    from boilerstrip.model import UsageError

    try:
        path.write_text(text, "utf-8", "backslashreplace", newline="")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
