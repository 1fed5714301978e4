"""The date on which a page was fetched, where the page itself says so; relative dates are resolved against it."""

from __future__ import annotations

import re

_MONTHS = {m: i for i, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}

# "/web/20210214201330/http://..." of the Wayback Machine's rewritten links.
_WAYBACK = re.compile(r"web\.archive\.org/web/(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)")
# SingleFile: "saved date: Tue Mar 02 2021 10:11:12 GMT+0100"
_SAVED = re.compile(r"saved date: [A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{4}) (\d\d:\d\d:\d\d)")
# HTTrack: "Mirrored from x by HTTrack Website Copier/3.x [XR&CO'2014], Tue, 21 Mar 2017 12:00:00 GMT"
_MIRRORED = re.compile(r"by HTTrack Website Copier[^,]{0,60}, [A-Z][a-z]{2}, (\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d)")
# phpBB: "It is currently Tue Mar 05, 2019 4:13 pm"
_CURRENTLY = re.compile(
    r"It is currently (?:[A-Z][a-z]{2},? )?([A-Z][a-z]{2})[a-z]{0,6} (\d{1,2}),? (\d{4}),? (\d{1,2}):(\d\d)(?::\d\d)? ?([ap]m)?", re.I
)
_MARGIN = 20_000  #: characters of head and tail in which such notes stand


def fetch_date(source: str, text: str) -> str | None:
    """ISO 8601 date (with time, where given) of the fetch, or ``None``.

    Args:
        source: the HTML; notes of archiving tools stand in comments and links.
        text: the canonical text; some forums print the time of the server.
    """
    head = source[:_MARGIN]
    if "web.archive.org/web/" in head and (found := _WAYBACK.search(head)):
        y, mo, d, h, mi, s = found.groups()
        return _checked(int(y), int(mo), int(d), f"{h}:{mi}:{s}")
    if "SingleFile" in head and (found := _SAVED.search(head)):
        return _checked(int(found[3]), _MONTHS.get(found[1].lower(), 0), int(found[2]), found[4])
    for edge in (head, source[-_MARGIN:]):
        if "HTTrack" in edge and (found := _MIRRORED.search(edge)):
            return _checked(int(found[3]), _MONTHS.get(found[2].lower(), 0), int(found[1]), found[4])
    for edge in (text[:3000], text[-3000:]):
        if "It is currently" in edge and (found := _CURRENTLY.search(edge)):
            hour = int(found[4])
            if found[6]:
                hour = hour % 12 + (12 if found[6].lower() == "pm" else 0)
            return _checked(int(found[3]), _MONTHS.get(found[1].lower(), 0), int(found[2]), f"{hour:02}:{found[5]}")
    return None


def _checked(year: int, month: int, day: int, time: str) -> str | None:
    from datetime import datetime

    try:
        datetime.fromisoformat(f"{year:04}-{month:02}-{day:02}T{time}")
    except ValueError:
        return None
    return f"{year:04}-{month:02}-{day:02}T{time}"
