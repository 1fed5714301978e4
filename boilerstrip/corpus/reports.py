"""Findings as text, JSON, SARIF and GitHub annotations."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from boilerstrip import __version__
from boilerstrip.corpus.names import safe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from boilerstrip.corpus.checkwork import Finding

Found = tuple[str, "Finding"]


def as_text(findings: Iterable[Found]) -> str:
    """``path:line:col: rule message``, one a line."""
    return "".join(f"{safe(path)}:{f.line}:{f.column}: {f.rule} {f.message}\n" for path, f in findings)


def as_github(findings: Iterable[Found]) -> str:
    """Workflow commands; ``%``, line ends, ``:`` and ``,`` are escaped as they ask for."""
    out = []
    for path, f in findings:
        where = f"file={_property(safe(path))},line={f.line},col={f.column},endLine={f.end_line},endColumn={f.end_column}"
        out.append(f"::error title={_property('boilerstrip (' + f.rule + ')')},{where}::{_data(f.message)}\n")
    return "".join(out)


def as_json(findings: Iterable[Found]) -> str:
    rows = [
        {
            "code": f.rule,
            "label": f.label,
            "message": f.message,
            "filename": _strict(path),
            "location": {"row": f.line, "column": f.column},
            "end_location": {"row": f.end_line, "column": f.end_column},
            "record": f.record or None,
            "characters": f.size,
            "fingerprint": f.key,
        }
        for path, f in findings
    ]
    return json.dumps(rows, indent=1) + "\n"


def as_sarif(findings: Iterable[Found]) -> str:
    """SARIF 2.1.0, as code scanning reads it."""
    from urllib.parse import quote

    results: list[dict[str, Any]] = []
    rules: dict[str, int] = {}
    for path, f in findings:
        index = rules.setdefault(f.rule, len(rules))
        region: dict[str, int] = {"startLine": f.line, "startColumn": f.column, "endLine": f.end_line}
        if f.end_line > f.line or f.end_column > f.column:
            region["endColumn"] = f.end_column
        results.append(
            {
                "ruleId": f.rule,
                "ruleIndex": index,
                "level": "warning",
                "message": {"text": f.message},
                "locations": [
                    {
                        "physicalLocation": {
                            "artifactLocation": {"uri": quote(path.encode("utf-8", "surrogateescape"))},
                            "region": region,
                        }
                    }
                ],
                "partialFingerprints": {"boilerstrip/v1": f.key},
            }
        )
    driver = {"name": "boilerstrip", "version": __version__, "rules": [{"id": r} for r in rules]}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }
    return json.dumps(log, indent=1) + "\n"


FORMATS = {"text": as_text, "github": as_github, "json": as_json, "sarif": as_sarif}


def _strict(path: str) -> str:
    """A path for JSON: halves of surrogates (bytes that are no UTF-8) as U+FFFD."""
    return path.encode("utf-8", "replace").decode() if path.isprintable() else safe(path)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
