"""A sentence that is said in both languages, in the form in which it is read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """The same in both languages."""

    en: str
    zh: str
