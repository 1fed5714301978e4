"""Names that no element holds: "jane says:", "posted by jane on 3 May", "jane - 3 May 2012"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from boilerstrip.segment.structure_dates import JOINED
from boilerstrip.segment.structure_names import clean_name, is_name

if TYPE_CHECKING:
    from boilerstrip.segment.structure_dates import FindDate
    from boilerstrip.segment.structure_entries import Entry
    from boilerstrip.segment.structure_tree import Tree

MAX_LINE = 120
# "lee says:", "jane wrote on 3 May:"
_SAYS = re.compile(
    r"^(.{1,40}?)\s(?:says?|said|wrote|writes|commented|replied|schrieb|schreibt|sagte?|meint|kommentierte|a écrit|a dit|dit|écrit|escribió|dijo|dice|"
    r"ha scritto|scrive|escreveu|disse|schreef|zegt|napisał\w?|пишет|написал\w?)\b(?=\W|$).{0,60}$",
    re.I,
)
# "posted by jane on 3 May", "von jane am 3. Mai", "by jane"
_BY = re.compile(
    r"^(?:[^\W\d_]{2,14}\s){0,2}?(?:by|von|par|por|door|av|af|od|від|от)\W{1,3}(.{1,40}?)(?:\s(?:on|at|am|um|le|el|il|op|den|»|«|—|–|-|\||·)(?=\W).*|,\s.*|\(.*)?$",
    re.I,
)
_LEAD = re.compile(r"^(?:posted|written|created|on|am|le|el|il|date|datum|erstellt|geschrieben|publié|publicado|pubblicato|#?\d{1,9}(?!\d)|\W)+$", re.I)


def said_name(tree: Tree, entry: Entry, find_date: FindDate) -> str | None:
    """The name in a post's head lines, ``None`` where no line has the shape of one."""
    doc = tree.document
    for b in entry.blocks()[:6]:
        text = doc.block_text(b)
        if len(text) > MAX_LINE or JOINED.search(text.lower()):
            continue
        dated = tree.dated[b + 1] > tree.dated[b]
        for pattern in (_SAYS, _BY):
            m = pattern.match(text)
            if m and is_name(name := clean_name(m[1])):
                return name
        if dated:
            found = find_date(text)
            if found is not None and 2 < found.start <= 44:
                name = clean_name(_tail_off(text[: found.start]))
                if name and is_name(name) and len(name.split()) <= 4 and not _LEAD.match(name):
                    return name
    return None


def _tail_off(text: str) -> str:
    """The text without the little words that lead over to a date."""
    return re.sub(r"[\s\W]+(?:on|at|am|um|le|el|il|op|den|the)?[\s\W]*$", "", text, flags=re.I)
