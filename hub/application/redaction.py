"""What a system sent, for people to look at: without the secrets that may be in it.

Names tell what is secret, in JSON, XML, forms and headers alike. What is stored stays as it came, for it may have to be
read again.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Final

HIDDEN: Final = "***"

_NAMES: Final = (
    r"[\w.-]*(?:pass(?:word|wd|phrase)?(?![a-z])|secret|token|(?:api|access|private)[_-]?key|credential|authorization"
    r"|cookie|session[_-]?id|signature)[\w.-]*"
)
_JSON: Final = re.compile(rf'("{_NAMES}"\s*:\s*)(?:"(?:[^"\\]|\\.)*("|$)|(?!null\b)[^\s,\}}\]\[{{"]+)', re.IGNORECASE)
_XML: Final = re.compile(rf"(<(?P<tag>(?:[\w-]+:)?{_NAMES})(?:\s[^<>]*)?>)[^<]+(?=<|$)", re.IGNORECASE)
_FORM: Final = re.compile(rf"((?:^|[&?;]){_NAMES}=)[^&\s;]+", re.IGNORECASE)
_NAME: Final = re.compile(_NAMES, re.IGNORECASE)
_BEARER: Final = re.compile(r"\b((?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE)


def legible(body: bytes, most: int) -> tuple[str, str]:
    """The start of a body for people, and its encoding: ``utf-8`` without secrets, or ``base64`` where it is no text.

    A cut through a letter makes no Base64 of it.
    """
    start = body[:most]
    try:
        body.decode()
    except UnicodeDecodeError:
        return base64.b64encode(start).decode("ascii"), "base64"
    return redacted(start.decode(errors="ignore")), "utf-8"


def legible_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers for people, without the values of secrets."""
    return {name: HIDDEN if _NAME.fullmatch(name) else redacted(text) for name, text in headers.items()}


def redacted(text: str) -> str:
    """The text with the values of secrets hidden."""
    text = _JSON.sub(rf'\1"{HIDDEN}"', text)
    text = _XML.sub(rf"\1{HIDDEN}", text)
    text = _FORM.sub(rf"\1{HIDDEN}", text)
    return _BEARER.sub(rf"\1{HIDDEN}", text)
