"""A system's word into the hub's, and back. Nothing here guesses: what the table does not say is unmapped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mappings.model import Ignored, Mapped, MappingTable, Translation, Unmapped
from schemas.status import Status

SEPARATOR = "/"

# Native words are free text from outside: neither their number nor their length may grow the table without bound.
_RECENT_WORDS = 1024
_LONGEST_RECENT_WORD = 256


def translate(table: MappingTable, native: str, *, flags: Sequence[str] = (), event: str = "") -> Translation:
    """What ``native`` means in the words of ``table``.

    An event type that the table lists beats the status, and a set of flags beats the word.
    """
    if event:
        meaning = table.events.get(event)
        if meaning is not None:
            return meaning
    if flags:
        return _highest(table, flags)
    meaning = table.words.get(native)
    if meaning is not None:
        return meaning
    return table.recent.get(native) or _search(table, native)


def to_native(table: MappingTable, status: Status) -> str | None:
    """The word by which the system is told ``status``, or None where it has none."""
    return table.back.get(status)


def join_key(parts: Iterable[str]) -> str:
    """Several fields (status, substatus, resolution) as one word: ``On Hold/3``.

    A field at the end that is empty leaves no trace, so ``("Open", "")`` is the word ``Open``.
    """
    stripped = [part.strip() for part in parts]
    while stripped and not stripped[-1]:
        stripped.pop()
    return SEPARATOR.join(stripped)


def _search(table: MappingTable, native: str) -> Translation:
    """The answer for a word that no entry spells exactly as it came; remembered, since systems repeat themselves."""
    answer = _search_patterns(table, native.strip())
    if len(native) <= _LONGEST_RECENT_WORD:
        if len(table.recent) >= _RECENT_WORDS:
            table.recent.clear()
        table.recent[native] = answer
    return answer


def _search_patterns(table: MappingTable, word: str) -> Translation:
    exact = table.words.get(word)
    if exact is not None:
        return exact
    for pattern in table.patterns:
        if pattern.matches(word):
            return pattern.meaning
    return Unmapped(word, f'the table of {table.system} has no word "{word}"')


def _highest(table: MappingTable, flags: Sequence[str]) -> Translation:
    """The flag of the highest rank. One unknown flag may outrank all the others, so it leaves the set unmapped."""
    meanings = {flag: table.flags.get(flag.strip()) for flag in flags}
    unknown = sorted({flag.strip() for flag, meaning in meanings.items() if meaning is None})
    if unknown:
        return Unmapped(" ".join(unknown), f"the table of {table.system} has no flag {', '.join(unknown)}")
    mapped = [meaning for meaning in meanings.values() if isinstance(meaning, Mapped)]
    if not mapped:
        return Ignored(f"none of the flags {', '.join(sorted(meanings))} is a status")
    return max(mapped, key=_precedence)


def _precedence(meaning: Mapped) -> tuple[int, int, bool]:
    """Rank first; the rest settles equal ranks alike whatever the order in which the flags came."""
    word = meaning.word
    return word.rank, word.status.rank, word.reopens
