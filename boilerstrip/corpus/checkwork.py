"""What a worker does for ``check``: find what ``clean`` would drop, and take it out of a file where asked to."""

from __future__ import annotations

import json
import os
import stat
from contextlib import suppress
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from boilerstrip.corpus.fields import source_field
from boilerstrip.corpus.names import form_of, media_type_of, safe
from boilerstrip.corpus.policy import Policy, rule_of, with_kept
from boilerstrip.corpus.pool import restart_clock
from boilerstrip.corpus.reading import Refused, read_raw
from boilerstrip.corpus.work import fault, warm_up
from boilerstrip.model import Error, Options

if TYPE_CHECKING:
    from boilerstrip.model import Block, Cleaned
    from boilerstrip.pipeline import Cleaner

#: how often a text is cleaned until nothing more is found, so that a second run finds nothing
ROUNDS = 4
#: a corpus file of records may be large; one document may not (``Limits.max_bytes``)
MAX_FILE = 4 << 30


@dataclass
class Finding:
    """A stretch of a file that is no content.  Lines and columns count from 1, in code points."""

    rule: str
    label: str
    message: str
    line: int
    column: int
    end_line: int
    end_column: int
    size: int  #: characters
    keys: list[str]  #: what a baseline remembers, one for each block
    record: str = ""

    @property
    def key(self) -> str:
        return self.keys[0]


@dataclass
class Checked:
    """What was found in one file."""

    findings: list[Finding] = field(default_factory=list)
    accepted: int = 0  #: findings that the baseline names
    size: int = 0  #: characters of text in the file, white space aside
    chrome: int = 0  #: of them in findings
    note: str = ""  #: why it was not checked, or not changed
    changed: bool = False
    diff: str = ""


@dataclass(frozen=True)
class CheckJob:
    """Check one file; ``mode`` is ``check``, ``diff`` or ``fix``."""

    path: bytes  #: of the file itself, links resolved
    shown: str  #: as the user named it
    mode: str
    options: Options
    policy: Policy
    accepted: frozenset[str] = frozenset()
    max_chrome: float = 0.0
    text_field: str | None = None
    html_field: str | None = None


class CheckWorker:
    """Callable for the pool."""

    def __init__(self, html: bool) -> None:
        from boilerstrip.pipeline import Cleaner

        self.make = Cleaner
        self.cleaners: dict[str, Cleaner] = {}
        warm_up(self.cleaner(Options()), html)  # what only pages need costs a third of a short check

    def cleaner(self, options: Options) -> Cleaner:
        key = repr(options)
        if key not in self.cleaners:
            self.cleaners[key] = self.make(**{f.name: getattr(options, f.name) for f in fields(options)})
        return self.cleaners[key]

    def __call__(self, job: CheckJob) -> tuple[Checked, bool]:
        try:
            return _FileCheck(job, self.cleaner(job.options)).run(), False
        except Refused as refused:
            return Checked(note=f"{refused.reason}: {refused.detail}" if refused.detail else refused.reason), False
        except Error as error:
            return Checked(note=f"{error.reason}: {error}"), False
        except MemoryError:
            return Checked(note="memory: over the memory limit"), True
        except OSError as error:
            return Checked(note=f"{error.strerror or error}"), False
        except Exception as error:
            return Checked(note=f"internal: {fault(error).detail}"), False


class _FileCheck:
    def __init__(self, job: CheckJob, cleaner: Cleaner) -> None:
        self.job, self.cleaner = job, cleaner
        self.out = Checked()

    def run(self) -> Checked:
        job = self.job
        form = form_of(os.path.basename(job.path))
        if form in ("parquet", "warc") or job.path.lower().endswith((b".gz", b".zst")):
            self.out.note = "packed and binary containers are not checked; boilerstrip clean reads them"
            return self.out
        limit = job.options.limits.max_bytes
        raw = read_raw(job.path, MAX_FILE if form == "jsonl" else limit)
        new = self._jsonl(raw) if form == "jsonl" else self._document(raw, form == "html")
        o = self.out
        if job.max_chrome and o.chrome <= job.max_chrome * o.size:
            broken = [f for f in o.findings if f.label == "broken"]
            o.accepted += len(o.findings) - len(broken)
            o.findings = broken
        if new is None or new == raw or all(f.label == "broken" for f in o.findings):
            return o
        if raw.strip() and not new.strip():
            o.note = "nothing would be left of it: not changed"
        elif job.mode == "diff":
            o.diff, o.changed = _diff(raw, new, job.shown), True
        elif job.mode == "fix":
            replace_file(job.path, new)
            o.changed = True
        return o

    # -- one document

    def _document(self, raw: bytes, html: bool) -> bytes | None:
        bom = raw[:3] == b"\xef\xbb\xbf"
        try:
            source: str | bytes = raw[3 * bom :].decode("utf-8")
        except UnicodeDecodeError:
            source = raw
        cleaned = self.cleaner.clean(source, media_type=media_type_of(os.path.basename(self.job.path)))
        kept = self._judge(cleaned, Places(source) if html and isinstance(source, str) else None, "", 0)
        if html:
            self.out.note = "HTML is not rewritten; boilerstrip clean makes text of it" * (self.job.mode != "check")
            return None
        if not isinstance(source, str):
            self.out.note = "not UTF-8: not rewritten" * (self.job.mode != "check")
            return None
        if kept is None or self.job.mode == "check":
            return None
        return b"\xef\xbb\xbf" * bom + self._settle(kept, source).encode("utf-8", "replace")

    def _settle(self, cleaned: Cleaned, source: str) -> str:
        """Clean until nothing is found any more: the second run of a hook has to be silent."""
        text = _newlines(cleaned.text, source)
        for _ in range(ROUNDS):
            again = self.cleaner.clean(text, media_type=media_type_of(os.path.basename(self.job.path)) or "text/plain")
            following = with_kept(again, lambda b: b.kept or not self._wanted(b))
            if all(b.kept for b in following.blocks) or not following.text.strip():
                break
            text = _newlines(following.text, source)
        return text

    def _wanted(self, block: Block) -> bool:
        return self.job.policy.drops(block) and _key(rule_of(block), block.text) not in self.job.accepted

    def _judge(self, cleaned: Cleaned, places: Places | None, record: str, line: int) -> Cleaned | None:
        """Note the findings; gives the document without them, or ``None`` where there are none."""
        where = places or Places(cleaned.source)
        before = len(self.out.findings)
        run: list[Block] = []

        def flush() -> None:
            if run:
                self.out.findings.append(_finding(run, where, record, line, html=places is not None))
                run.clear()

        for block in cleaned.blocks:
            size = sum(not c.isspace() for c in block.text)
            self.out.size += size
            if block.kept or not self.job.policy.drops(block):
                flush()
                continue
            if _key(rule_of(block), block.text) in self.job.accepted:
                self.out.accepted += 1
                flush()
                continue
            self.out.chrome += size
            if run and (rule_of(run[-1]), run[-1].label, run[-1].region) != (rule_of(block), block.label, block.region):
                flush()
            run.append(block)
        flush()
        if len(self.out.findings) == before:
            return None
        return with_kept(cleaned, lambda b: b.kept or not self._wanted(b))

    # -- JSON lines

    def _jsonl(self, raw: bytes) -> bytes | None:
        from boilerstrip.corpus.jsonl import BadLine, parse_line

        out: list[bytes] = []
        limit = self.job.options.limits.max_bytes
        for number, line in enumerate(raw.split(b"\n"), 1):
            restart_clock()
            out.append(line)
            if not line.strip():
                continue
            if len(line) > limit:
                self._broken(number, "too-large", f"{len(line):,} bytes")
                continue
            try:
                record, _ = parse_line(line)
            except BadLine as bad:
                self._broken(number, "broken-record", bad.detail)
                continue
            new = self._record(record, number)
            if new is not None and self.job.mode != "check":
                out[-1] = new + (b"\r" if line.endswith(b"\r") else b"")
        return b"\n".join(out)

    def _broken(self, number: int, rule: str, detail: str) -> None:
        self.out.findings.append(Finding(rule, "broken", safe(detail, 120), number, 1, number, 1, 0, [_key(rule, detail)]))

    def _record(self, record: dict[str, Any], number: int) -> bytes | None:
        found = source_field(record, self.job.text_field, self.job.html_field)
        if found is None or found[1] or not isinstance(record[found[0]], str):
            return None
        text = record[found[0]]
        try:
            cleaned = self.cleaner.clean(text)
        except Error as error:
            self._broken(number, error.reason, str(error))
            return None
        name = record.get("id")
        kept = self._judge(cleaned, None, safe(str(name), 60) if name is not None else "", number)
        if kept is None or self.job.mode == "check" or not kept.text.strip():
            return None
        record[found[0]] = self._settle(kept, text).rstrip("\n") if not text.endswith("\n") else self._settle(kept, text)
        return json.dumps(record, ensure_ascii=not any(ord(c) > 127 for c in text)).encode("utf-8", "replace")


class Places:
    """Lines and columns of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0  # how far an HTML source was searched

    def of(self, offset: int) -> tuple[int, int]:
        line = self.text.count("\n", 0, offset) + 1
        return line, offset - (self.text.rfind("\n", 0, offset) + 1) + 1

    def find(self, words: str) -> int:
        """Where a block of a page begins in its source, by its first words; the last place where they are not found."""
        at = self.text.find(words.split("\n", maxsplit=1)[0][:40], self.at)
        if at >= 0:
            self.at = at
        return self.at


def _finding(run: list[Block], where: Places, record: str, line: int, *, html: bool) -> Finding:
    first, last = run[0], run[-1]
    rule = rule_of(first)
    text = " ".join(" ".join(b.text for b in run[:4]).split())
    if html:
        start = where.of(where.find(first.text))
        end = start
    else:
        start, end = where.of(first.span.start), where.of(last.span.end)
    place = f" (record {record})" if record else ""
    if line:  # one line of JSON holds it all: the place inside of the text is said in words
        place += f" at text line {start[0]}"
        start = end = (line, 1)
    what = "a person's comment below an article" if first.label == "body" else first.label
    blocks = f", {len(run)} blocks" if len(run) > 1 else ""
    message = f'{what}{blocks}{place}: "{safe(text, 60)}"'
    size = sum(len(b.text) for b in run)
    return Finding(rule, first.label, message, *start, *end, size, [_key(rule, b.text) for b in run], record)


def _key(rule: str, text: str) -> str:
    """What a baseline remembers of a finding: rule and words, not the place."""
    import hashlib

    return hashlib.sha256(f"{rule}\0{' '.join(text.split())}".encode("utf-8", "replace")).hexdigest()[:16]


def _newlines(text: str, source: str) -> str:
    """``text`` with the line ends of its source, and a last one where the source has one."""
    if source.endswith(("\n", "\r")) and text and not text.endswith(("\n", "\r")):
        text += "\n"
    if "\r\n" in source and source.count("\n") == source.count("\r\n"):
        text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    return text


def _diff(old: bytes, new: bytes, shown: str) -> str:
    import difflib

    a, b = (x.decode("utf-8", "replace").splitlines() for x in (old, new))
    lines = difflib.unified_diff(a, b, safe(shown), safe(shown), lineterm="")
    return "\n".join(safe(line, 2000) for line in lines)


def replace_file(path: bytes, data: bytes) -> None:
    """New content under the old name, with the old mode and owner; at no moment is half of it there."""
    old = os.stat(path)
    tmp = os.path.join(os.path.dirname(path), b".boilerstrip-%d.tmp" % os.getpid())
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    fd = os.open(tmp, flags, 0o600)
    try:
        with os.fdopen(fd, "wb") as f:
            f.write(data)
            f.flush()
            if (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
                with suppress(OSError):
                    os.fchown(fd, old.st_uid, old.st_gid)
            os.fchmod(fd, stat.S_IMODE(old.st_mode))
            os.fsync(fd)
        os.replace(tmp, path)
    except BaseException:
        os.unlink(tmp)
        raise
