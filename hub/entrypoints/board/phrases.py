"""Sentences that the hub says in English, by their form, in Chinese: where they are made, no reader is known."""

from __future__ import annotations

import re
from collections.abc import Mapping


class Phrases:
    """Forms of sentences: an expression that all of an English one fits, and the Chinese one that takes its groups."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        self._forms = [(re.compile(pattern, re.DOTALL), form) for pattern, form in forms.items()]

    def __call__(self, said: str) -> str:
        """The sentence in Chinese, and within it what it is made of; one of a form that is new here as it is."""
        for pattern, form in self._forms:
            if found := pattern.fullmatch(said):
                parts = [part if part is None or part == said else self(part) for part in found.groups()]
                return form.format(*parts)
        return said
