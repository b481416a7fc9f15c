"""What every table obeys beyond being readable: each word has one meaning, and the way back leads back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from itertools import combinations

import msgspec

from mappings.errors import render
from mappings.model import Mapped, MappingTable
from mappings.translate import to_native, translate


class Severity(StrEnum):
    """Whether a table must be mended, or a person should look at it."""

    ERROR = "error"
    WARNING = "warning"


class Finding(msgspec.Struct, frozen=True):
    """A law that a table breaks, where, and what to do about it."""

    file: str
    line: int
    problem: str
    cure: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return render(self.file, self.line, self.problem, self.cure)


def check(table: MappingTable) -> list[Finding]:
    """Every law that ``table`` breaks, in the order of the lines."""
    findings = [finding for law in _LAWS for finding in law(table)]
    return sorted(findings, key=lambda finding: finding.line)


def a_word_has_one_spelling(table: MappingTable) -> Iterator[Finding]:
    """Two words that differ only in case or inner white space mean the same, or one of them is a slip."""
    seen: dict[str, str] = {}
    for word, meaning in table.words.items():
        first = seen.setdefault("".join(word.split()).casefold(), word)
        if _says(table.words[first]) != _says(meaning):
            problem = f'"{word}" and "{first}" differ only in case or white space, and mean different things'
            cure = "give both the same meaning, or make sure that the system really uses both"
            yield _finding(table, (word,), problem, cure, Severity.WARNING)


def a_pattern_can_match(table: MappingTable) -> Iterator[Finding]:
    """No pattern stands twice. It is the only way to hide one: a wider pattern always gives way to a narrower one."""
    for first, second in combinations(table.patterns, 2):
        if first.pieces == second.pieces:
            problem = f'"{second.text}" never matches, because "{first.text}" is the same pattern'
            yield _finding(table, (second.text,), problem, "keep one of the two")


def patterns_do_not_vie(table: MappingTable) -> Iterator[Finding]:
    """Where two patterns match one word, precedence says which counts, and not the order of the lines."""
    for first, second in combinations(table.patterns, 2):
        if first.pieces == second.pieces or first.precedence != second.precedence:
            continue
        if first.overlaps(second) and _says(first.meaning) != _says(second.meaning):
            problem = f'"{first.text}" and "{second.text}" match the same words equally well, and mean different things'
            yield _finding(table, (second.text,), problem, "write out the words that both match")


def what_is_written_has_a_word(table: MappingTable) -> Iterator[Finding]:
    """Each status in ``@writes`` has a way back."""
    for status in table.writes:
        if to_native(table, status) is None:
            problem = f"{table.system} must be told {status}, and has no word for it"
            cure = f'name the word under "@back": "{status}" = "…", or take {status} out of "@writes"'
            yield _finding(table, ("@writes",), problem, cure)


def the_way_back_returns(table: MappingTable) -> Iterator[Finding]:
    """The word for a status, once it comes back as a report, means that status: else every write starts a quarrel."""
    for status, native in table.back.items():
        answer = translate(table, native)
        if not isinstance(answer, Mapped) or not answer.word.can_mean(status):
            meant = answer.word.status.value if isinstance(answer, Mapped) else "no status"
            problem = f'{status} goes back to "{native}", which means {meant}'
            cure = f'name a word under "@back" that means {status}, or map "{native}" to {status}'
            yield _finding(table, ("@back", status.value), problem, cure)


def ranks_decide(table: MappingTable) -> Iterator[Finding]:
    """Flags that mean different things have different ranks, or the set that holds both says nothing."""
    ranked = [(flag, meaning.word) for flag, meaning in table.flags.items() if isinstance(meaning, Mapped)]
    for (first, one), (second, other) in combinations(ranked, 2):
        if one.rank == other.rank and one != other:
            problem = f"{first} and {second} have the same rank {one.rank}, and mean different things"
            cure = "give the flag that should win the higher rank"
            yield _finding(table, ("@flags", second), problem, cure)


_LAWS: tuple[Callable[[MappingTable], Iterator[Finding]], ...] = (
    a_word_has_one_spelling,
    a_pattern_can_match,
    patterns_do_not_vie,
    what_is_written_has_a_word,
    the_way_back_returns,
    ranks_decide,
)


def _says(meaning: object) -> object:
    """A meaning without the reason for ignoring a word, in which the word itself is named."""
    return meaning if isinstance(meaning, Mapped) else None


def _finding(
    table: MappingTable, keys: tuple[str, ...], problem: str, cure: str, severity: Severity = Severity.ERROR
) -> Finding:
    return Finding(table.origin.file, table.origin.line_of(*keys), problem, cure, severity)
