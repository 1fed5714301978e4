"""Self-contained pages: templates with autoescape, own style and script inline, data as JSON that cannot end its element."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

# What would end the element, begin another one, or break a line for old parsers of scripts; all are legal \u escapes.
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029", "\x7f": "\\u007f"}
_ESCAPED = re.compile("[<>&\u2028\u2029\x7f\ud800-\udfff]")


def json_text(value: Any) -> str:
    """Compact JSON that may stand in a ``<script type="application/json">``: no ``<``, no half of a surrogate."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _ESCAPED.sub(lambda m: _ESCAPES.get(m[0]) or f"\\u{ord(m[0]):04x}", text)


def render(template: str, *, style: str, script: str = "", **values: Any) -> str:
    """A page from ``templates/``; ``style`` and ``script`` are names of files there, put in as they are."""
    from markupsafe import Markup

    css = read(style)
    js = read(script) if script else ""
    page: str = _environment().get_template(template).render(
        css=Markup(css), js=Markup(js), policy=_policy(css, js), **values
    )
    return page


def safe_json(value: Any) -> Any:
    """:func:`json_text` as markup for a template."""
    from markupsafe import Markup

    return Markup(json_text(value))


@lru_cache(maxsize=16)
def read(name: str) -> str:
    """A file of ``templates/``."""
    return resources.files("boilerstrip").joinpath("view", "templates", name).read_text("utf-8")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    env = Environment(
        loader=FunctionLoader(read), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    env.filters["number"] = lambda n: f"{n:,}"
    return env


def _policy(css: str, js: str) -> str:
    """Nothing may be loaded and nothing may run but what we wrote: the two are named by their hashes."""
    rules = ["default-src 'none'", f"style-src 'sha256-{_digest(css)}'", "img-src data:", "base-uri 'none'", "form-action 'none'"]
    rules.append(f"script-src 'sha256-{_digest(js)}'" if js else "script-src 'none'")
    return "; ".join(rules)


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
