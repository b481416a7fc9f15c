"""What is wrong with an adapter's manifest, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Fault(NamedTuple):
    """Something wrong in a manifest, before it is known which file it stands in."""

    key: str
    problem: str
    cure: str


class ManifestError(ValueError):
    """One thing that is wrong in a manifest."""

    def __init__(self, file: str, key: str, problem: str, cure: str) -> None:
        super().__init__(file, key, problem, cure)
        self.file = file
        self.key = key
        self.problem = problem
        self.cure = cure

    def __str__(self) -> str:
        place = f"{self.file}: {self.key}" if self.key else self.file
        return f"{place}: {self.problem} — {self.cure}"


class ManifestErrors(ValueError):
    """Everything that is wrong with the manifests that were read, so that a person sees all of it at once."""

    def __init__(self, problems: Iterable[ManifestError]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))
