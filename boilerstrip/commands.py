"""The commands ``clean``, ``check``, ``explain``, ``rules`` with their options; everything heavy is imported inside of them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(
    name="boilerstrip",
    help="What did a person write here, and who? Cleans scraped text and HTML.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
)

_KEEP = "keep|drop|auto"
_WHAT = "What to keep"
_HOW = "How to run"
_IO = "What to read and write"


def _option(*names: str, text: str, metavar: str | None = None, panel: str = _IO) -> Any:
    return typer.Option(*names, help=text, metavar=metavar, rich_help_panel=panel, show_default=False)


def _choice(name: str, text: str) -> Any:
    return _option(f"--{name}", text=text, metavar=_KEEP, panel=_WHAT)


Comments = Annotated[str | None, _choice("comments", "comments below an article")]
Quotes = Annotated[str | None, _choice("quotes", "quoted posts; auto drops a quote whose post is in the document")]
Signatures = Annotated[str | None, _choice("signatures", "signatures under posts")]
Meta = Annotated[str | None, _choice("meta", "author lines, dates, edit notes")]
Title = Annotated[str | None, _choice("title", "titles")]
Duplicates = Annotated[str | None, _choice("duplicates", "blocks that come again")]
Witness = Annotated[str | None, _option("--witness", text="another extractor to hear on HTML pages; slow", metavar="none|trafilatura", panel=_WHAT)]
Favor = Annotated[str | None, _option("--favor", text="which error to avoid", metavar="balanced|precision|recall", panel=_WHAT)]
Threshold = Annotated[float | None, _option("--threshold", text="probability from which a block is kept", metavar="P", panel=_WHAT)]
Platforms = Annotated[bool | None, _option("--platforms/--no-platforms", text="consult the known platforms, or structure alone", panel=_WHAT)]
Language = Annotated[str | None, _option("--language", text="language of the documents", metavar="BCP47", panel=_WHAT)]
Data = Annotated[list[str] | None, _option("--data", text="folder with platforms/ and phrases/ of your own", metavar="DIR", panel=_WHAT)]
ConfigFile = Annotated[Path | None, _option("--config", text="configuration file (default: the nearest upwards)", metavar="FILE", panel=_HOW)]
Isolated = Annotated[bool, _option("--isolated", text="read no configuration file", panel=_HOW)]


def _version(wanted: bool) -> None:
    if wanted:
        from boilerstrip import __version__

        print(f"boilerstrip {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="show the version")] = False,
) -> None:
    pass


def _config(path: Path | None, isolated: bool, start: Path) -> Any:
    from boilerstrip import config
    from boilerstrip.model import UsageError

    if isolated and path is not None:
        raise UsageError("--config and --isolated do not go together")
    if path is not None:
        return config.load(path)
    return config.Config() if isolated else config.load(config.find(start))


@app.command()
def clean(
    source: Annotated[str, typer.Argument(metavar="IN", help="a file (also an address: s3://...), a folder, or - for standard input")],
    target: Annotated[str, typer.Argument(metavar="[OUT]", help="a folder for a folder, a file for a file; - for standard output")] = "-",
    fmt: Annotated[str | None, _option("--format", text="what is written for a document", metavar="text|json|md")] = None,
    include: Annotated[list[str] | None, _option("--include", text="only files that match, also of unknown kinds", metavar="GLOB")] = None,
    exclude: Annotated[list[str] | None, _option("--exclude", text="not these files and folders", metavar="GLOB")] = None,
    encoding: Annotated[str | None, _option("--encoding", text="encoding of documents that do not name theirs", metavar="NAME")] = None,
    records: Annotated[bool | None, _option("--records", text="containers: one row for each article, comment and post")] = None,
    text_field: Annotated[str | None, _option("--text-field", text="field that holds the text", metavar="NAME")] = None,
    html_field: Annotated[str | None, _option("--html-field", text="field that holds the HTML", metavar="NAME")] = None,
    drop_empty: Annotated[bool | None, _option("--drop-empty", text="leave out documents of which nothing is left")] = None,
    authors: Annotated[str | None, _option("--authors", text="names of the writers", metavar="keep|pseudonym|drop")] = None,
    attributes: Annotated[bool | None, _option("--attributes", text="JSON lines: write spans as Dolma attributes, not texts")] = None,
    comments: Comments = None,
    quotes: Quotes = None,
    signatures: Signatures = None,
    meta: Meta = None,
    title: Title = None,
    duplicates: Duplicates = None,
    favor: Favor = None,
    threshold: Threshold = None,
    witness: Witness = None,
    platforms: Platforms = None,
    language: Language = None,
    data: Data = None,
    jobs: Annotated[int | None, _option("--jobs", "-j", text="worker processes (default: one for each CPU)", metavar="N", panel=_HOW)] = None,
    on_error: Annotated[str | None, _option("--on-error", text="stop at a failure, report it, or pass over it", metavar="error|warn|skip", panel=_HOW)] = None,
    force: Annotated[bool, _option("--force", text="do all again, also what is done and unchanged", panel=_HOW)] = False,
    dry_run: Annotated[bool, _option("--dry-run", text="clean, but write nothing", panel=_HOW)] = False,
    stats: Annotated[bool | None, _option("--stats", text="show what was dropped by every rule, and the platforms", panel=_HOW)] = None,
    progress: Annotated[str | None, _option("--progress", text="how to show it", metavar="auto|bar|log|none", panel=_HOW)] = None,
    log: Annotated[bool | None, _option("--log", text="write OUT/run.log, with times", panel=_HOW)] = None,
    engine: Annotated[str, _option("--engine", text="what runs it (docs/engines.md)", metavar="local|datatrove|spark", panel=_HOW)] = "local",
    config: ConfigFile = None,
    isolated: Isolated = False,
) -> None:
    """Clean a file, a folder or standard input.

    The same command again goes on where it stopped and passes over what is done and unchanged.  Exit code 0: all done;
    1: finished, but some documents failed or could not be read whole; 2: could not run.
    """
    from boilerstrip.config import checked_all

    given = checked_all(
        {
            "format": fmt, "include": include, "exclude": exclude, "encoding": encoding, "records": records,
            "text_field": text_field, "html_field": html_field, "drop_empty": drop_empty, "authors": authors,
            "attributes": attributes,
            "comments": comments, "quotes": quotes, "signatures": signatures, "meta": meta, "title": title,
            "duplicates": duplicates, "favor": favor, "threshold": threshold, "witness": witness, "platforms": platforms,
            "language": language, "data": data, "jobs": jobs, "on_error": on_error, "stats": stats,
            "progress": progress, "log": log,
        }
    )  # fmt: skip
    found = _config(config, isolated, Path.cwd())
    from boilerstrip.corpus.entrance import clean_command, settings_of

    settings = settings_of(found.values, found.per_path, given, force=force, dry_run=dry_run)
    if engine != "local":
        from boilerstrip.adapters.run import run_engine

        raise typer.Exit(run_engine(engine, source, target, settings))
    raise typer.Exit(clean_command(source, target, settings))


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILES...", help="corpus files: text, Markdown, HTML, JSON lines", show_default=False)],
    fix: Annotated[bool, _option("--fix", text="take the findings out of text, Markdown and JSON lines", panel=_HOW)] = False,
    diff: Annotated[bool, _option("--diff", text="show what --fix would do, change nothing", panel=_HOW)] = False,
    fmt: Annotated[str, _option("--format", text="how findings are written", metavar="text|json|sarif|github", panel=_HOW)] = "text",
    max_chrome: Annotated[str | None, _option("--max-chrome", text="only a file with more than this share of chrome counts", metavar="SHARE", panel=_HOW)] = None,
    select: Annotated[list[str] | None, _option("--select", text="only findings of this rule", metavar="RULE", panel=_WHAT)] = None,
    ignore: Annotated[list[str] | None, _option("--ignore", text="no findings of this rule", metavar="RULE", panel=_WHAT)] = None,
    baseline: Annotated[str | None, _option("--baseline", text="file of findings that are accepted", metavar="FILE", panel=_HOW)] = None,
    write_baseline: Annotated[bool, _option("--write-baseline", text="accept all findings there are now", panel=_HOW)] = False,
    quiet: Annotated[bool, _option("--quiet", "-q", text="no closing line", panel=_HOW)] = False,
    comments: Comments = None,
    quotes: Quotes = None,
    signatures: Signatures = None,
    meta: Meta = None,
    title: Title = None,
    duplicates: Duplicates = None,
    favor: Favor = None,
    threshold: Threshold = None,
    witness: Witness = None,
    platforms: Platforms = None,
    language: Language = None,
    data: Data = None,
    text_field: Annotated[str | None, _option("--text-field", text="field that holds the text", metavar="NAME")] = None,
    html_field: Annotated[str | None, _option("--html-field", text="field that holds the HTML", metavar="NAME")] = None,
    jobs: Annotated[int | None, _option("--jobs", "-j", text="worker processes (default: one for each CPU)", metavar="N", panel=_HOW)] = None,
    config: ConfigFile = None,
    isolated: Isolated = False,
) -> None:
    """Find chrome, comment forms and duplicated blocks in corpus files; a pre-commit hook.

    Exit code 0: clean; 1: something was found (--fix: a file was changed; --diff: one would be); 2: could not run.
    """
    from boilerstrip.hook import run_check

    raise typer.Exit(
        run_check(
            files, fix=fix, diff=diff, fmt=fmt, config=config, isolated=isolated, quiet=quiet, write_baseline=write_baseline,
            comments=comments, quotes=quotes, signatures=signatures, meta=meta, title=title, duplicates=duplicates,
            favor=favor, threshold=threshold, witness=witness, platforms=platforms, language=language, data=data, jobs=jobs,
            max_chrome=max_chrome, select=select, ignore=ignore, baseline=baseline, text_field=text_field, html_field=html_field,
        )
    )  # fmt: skip


@app.command()
def explain(
    file: Annotated[str, typer.Argument(metavar="FILE", help="a document, or - for standard input")],
    colour: Annotated[bool | None, typer.Option("--colour/--no-colour", help="default: on a terminal", show_default=False)] = None,
    encoding: Annotated[str | None, _option("--encoding", text="encoding of the document", metavar="NAME")] = None,
    comments: Comments = None,
    quotes: Quotes = None,
    signatures: Signatures = None,
    meta: Meta = None,
    title: Title = None,
    duplicates: Duplicates = None,
    favor: Favor = None,
    threshold: Threshold = None,
    witness: Witness = None,
    platforms: Platforms = None,
    language: Language = None,
    data: Data = None,
    config: ConfigFile = None,
    isolated: Isolated = False,
    html: Annotated[str | None, _option("--html", text="write the inspector, one self-contained page, instead", metavar="OUT")] = None,
    against: Annotated[str | None, _option("--against", text="gold or another version's JSON to compare with", metavar="FILE")] = None,
) -> None:
    """Show every block of a document with its region, label, probability and the terms of its score."""
    from boilerstrip.config import checked_all

    given = checked_all(
        {
            "encoding": encoding, "comments": comments, "quotes": quotes, "signatures": signatures, "meta": meta,
            "title": title, "duplicates": duplicates, "favor": favor, "threshold": threshold, "witness": witness, "platforms": platforms,
            "language": language, "data": data,
        }
    )  # fmt: skip
    found = _config(config, isolated, Path.cwd())
    from boilerstrip.corpus.entrance import clean_one, settings_of
    from boilerstrip.corpus.output import put
    from boilerstrip.explain import render

    settings = settings_of(found.values, found.per_path, given)
    if html is not None:
        from boilerstrip.view.commands import stored_answer, threshold_of, write_inspector

        stored = stored_answer(file) if file != "-" else None
        shown = stored if stored is not None else clean_one(file, settings)
        write_inspector(shown, html, name=file, against=against, threshold=threshold_of(settings.options, None if isinstance(shown, dict) else shown))
        return
    cleaned = clean_one(file, settings)
    if colour is None:
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    put(render(cleaned, colour=colour))


def _register_view() -> None:
    from boilerstrip.view.commands import register

    register(app)


_register_view()


@app.command()
def rules(
    rule: Annotated[str, typer.Argument(metavar="[ID]", help="a rule's name", show_default=False)] = "",
) -> None:
    """List the rules, or print what one of them sees and why."""
    from boilerstrip.rules import RULES

    named = {r.name: r for r in RULES}
    if not rule:
        width = max(map(len, named), default=0)
        for name, one in sorted(named.items()):
            print(f"{name:<{width}}  {(one.doc.strip().splitlines() or [''])[0]}")
        return
    if rule not in named:
        import difflib

        from boilerstrip.model import UsageError

        near = difflib.get_close_matches(rule, sorted(named), 1, 0.5)
        raise UsageError(f"no rule {rule!r}" + (f"; did you mean {near[0]!r}?" if near else "; boilerstrip rules lists them"))
    print(f"{rule}\n\n{named[rule].doc.strip()}")
