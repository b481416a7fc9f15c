"""What is wrong with a mapping table, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches

from mappings.origin import Origin


class MappingError(ValueError):
    """One thing that is wrong in a mapping table."""

    def __init__(self, file: str, line: int, problem: str, cure: str) -> None:
        super().__init__(file, line, problem, cure)
        self.file = file
        self.line = line
        self.problem = problem
        self.cure = cure

    def __str__(self) -> str:
        return render(self.file, self.line, self.problem, self.cure)


class MappingErrors(ValueError):
    """Everything that is wrong with what was read; also a single problem is raised in it, so callers catch one type."""

    def __init__(self, problems: Iterable[MappingError]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class Problems:
    """Collects what is wrong with one text while reading goes on, so that a person sees all of it at once."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._found: list[MappingError] = []

    def add(self, keys: Iterable[str], problem: str, cure: str) -> None:
        """Note a problem at the entry that ``keys`` lead to."""
        origin = self._origin
        self._found.append(MappingError(origin.file, origin.line_of(*keys), problem, cure))

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Take over what is raised inside, and go on."""
        try:
            yield
        except MappingErrors as errors:
            self._found.extend(errors.problems)

    def raise_if_any(self) -> None:
        """Raise what was found, in the order of the lines."""
        if self._found:
            raise MappingErrors(sorted(self._found, key=lambda found: found.line))


def render(file: str, line: int, problem: str, cure: str) -> str:
    """The one form in which a problem is shown: editors and terminals can follow ``file:line``."""
    return f"{file}:{line}: {problem} — {cure}"


def near_miss(word: str, known: Iterable[str]) -> str:
    """A question to put before a cure, where ``word`` looks like a slip for one of ``known``; else nothing."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    close = get_close_matches(word.strip().casefold(), by_folded, n=1)
    return f'did you mean "{by_folded[close[0]]}"? ' if close else ""
