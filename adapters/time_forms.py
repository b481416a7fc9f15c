"""The form in which a time is probably written that was seen in a body. A proposal for a person."""

from __future__ import annotations

import re
from typing import Final

from adapters.clocks import ISO, ODATA, Clock

_UNITS: Final = ((10**17, "unix-ns"), (10**14, "unix-us"), (10**11, "unix-ms"), (10**8, "unix-s"))
"""From which number on a time counts in which unit: all of them in this century."""
_LOOKS: Final = (
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*"), (ISO,)),
    (re.compile(r"/Date\(.*"), (ODATA,)),
    (re.compile(r"(19|20)\d{12}Z?"), ("%Y%m%d%H%M%S", "%Y%m%d%H%M%S%z")),
    (re.compile(r"\d\d?\.\d\d?\.\d{4}.*"), ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M")),
    (re.compile(r"\d\d?\.\d\d?\.\d\d .*"), ("%d.%m.%y %H:%M:%S", "%d.%m.%y %H:%M")),
    (re.compile(r"\d{4}\.\d\d?\.\d\d?.*"), ("%Y.%m.%d %H:%M:%S", "%Y.%m.%d %H:%M")),
    (re.compile(r"\d{4}/\d\d?/\d\d?.*"), ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S.%f")),
    (re.compile(r"\d{4}年.*"), ("%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日 %H:%M")),
    (
        re.compile(r"\d\d?/\d\d?/\d{4}.*"),
        (
            *("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y %I:%M:%S %p", "%d/%m/%Y %I:%M %p"),
            *("%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p"),
        ),
    ),
    (re.compile(r"\d\d?-\d\d?-\d{4}.*"), ("%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%m-%d-%Y %H:%M:%S")),
    (re.compile(r"[A-Z][a-z]{2}, .*"), ("%a, %d %b %Y %H:%M:%S %z", "%a, %d %b %Y %H:%M:%S %Z")),
    (re.compile(r"\d\d?-[A-Z][A-Za-z]{2}-\d{4} .*"), ("%d-%b-%Y %H:%M:%S", "%d-%b-%Y %H:%M", "%d-%b-%Y %I:%M:%S %p")),
    (
        re.compile(r"[A-Z][a-z]{2} \d\d?, \d{4} .*"),
        ("%b %d, %Y %I:%M:%S %p", "%b %d, %Y %I:%M %p", "%b %d, %Y %H:%M:%S"),
    ),
    (re.compile(r"\d\d/[A-Z][a-z]{2}/\d{4}:.*"), ("%d/%b/%Y:%H:%M:%S %z",)),
)
"""What a time looks like, and the forms that are tried then, the likeliest first."""


def forms_of_time(value: object) -> list[str]:
    """The forms that read a value, the likeliest first; none where it does not look like a time."""
    text = str(value).strip() if isinstance(value, str) else ""
    for look, forms in _LOOKS:
        if look.fullmatch(text):
            return [form for form in forms if _reads(form, text)]
    unit = _unit(value)
    return [unit] if unit else []


def _reads(form: str, text: str) -> bool:
    try:
        Clock((form,)).read(text)
    except ValueError:
        return False
    return True


def _unit(value: object) -> str:
    is_number = isinstance(value, int | float) or (isinstance(value, str) and value.isascii() and value.isdecimal())
    number = float(value) if is_number and isinstance(value, int | float | str) and len(str(value)) < 21 else 0.0
    return next((unit for least, unit in _UNITS if number >= least), "")
