"""The parts of one table: its words, and what its ``@`` keys say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mappings.entries import read_meaning, read_status, type_name
from mappings.errors import Problems, near_miss
from mappings.model import Mapped, Meaning
from mappings.origin import Keys
from mappings.patterns import WILDCARD, Pattern, by_precedence
from schemas.status import Status

_MARK = "@"
_SETTINGS = ("@version", "@flags", "@events", "@back", "@writes")


class Sections:
    """Reads a table part by part, and notes among the problems what it cannot read."""

    def __init__(self, raw: Mapping[str, object], problems: Problems) -> None:
        self._raw = raw
        self._problems = problems
        for key in raw:
            if key.startswith(_MARK) and key not in _SETTINGS:
                cure = f"{near_miss(key, _SETTINGS)}the settings are: {', '.join(_SETTINGS)}"
                problems.add([key], f'"{key}" is not a setting of a table', cure)

    @property
    def holds_words(self) -> bool:
        """Whether there is anything to translate by."""
        return any(raw != {} for key, raw in self._raw.items() if key not in ("@version", "@back", "@writes"))

    def words(self) -> tuple[dict[str, Meaning], tuple[Pattern[Meaning], ...]]:
        """The words that are meant letter for letter, in file order, and the patterns in order of precedence."""
        written = {key: value for key, value in self._raw.items() if not key.startswith(_MARK)}
        words: dict[str, Meaning] = {}
        patterns: list[Pattern[Meaning]] = []
        for key, meaning in self._read(written, ()):
            word = key.strip()
            if WILDCARD in word:
                patterns.append(Pattern.of(word, meaning))
            else:
                self._keep(words, meaning, (key,))
        return words, by_precedence(patterns)

    def meanings(self, section: str) -> dict[str, Meaning]:
        """The flags with their ranks, or the event types."""
        meanings: dict[str, Meaning] = {}
        for key, meaning in self._read(self._table(section), (section,), ranked=section == "@flags"):
            self._keep(meanings, meaning, (section, key))
            if WILDCARD in key:
                self._problems.add([section, key], f'"{key}" under {section} is a pattern', "write each one out")
        return meanings

    def back(self, words: Mapping[str, Meaning]) -> dict[Status, str]:
        """The way back: what ``@back`` says, else the first word that means the status by itself."""
        back: dict[Status, str] = {}
        for key, native in self._table("@back").items():
            keys = ("@back", key)
            status = read_status(key, keys, self._problems)
            if not isinstance(native, str) or not native.strip() or WILDCARD in native:
                shown = f'"{native}"' if isinstance(native, str) else type_name(native)
                self._problems.add(keys, f"{key} goes back to {shown}", 'write one word as the system spells it: "6"')
            elif status:
                back[status] = native.strip()
        for word, meaning in words.items():
            if isinstance(meaning, Mapped):
                back.setdefault(meaning.word.status, word)
        return back

    def writes(self) -> tuple[Status, ...]:
        """The statuses that the system must be able to be told, in life-cycle order."""
        raw = self._raw.get("@writes", [])
        if not isinstance(raw, list):
            self._problems.add(["@writes"], f"@writes is {type_name(raw)}", 'write a list: ["Resolved", "Closed"]')
            return ()
        wanted = [read_status(item, ("@writes",), self._problems) for item in raw]
        return tuple(status for status in Status if status in wanted)

    def number(self) -> int:
        """The table's own version; 1 where it does not say."""
        raw = self._raw.get("@version", 1)
        if type(raw) is int and raw >= 1:
            return raw
        shown = raw if type(raw) is int else type_name(raw)
        self._problems.add(["@version"], f"@version is {shown}", "write a whole number from 1 on: 3")
        return 1

    def _keep(self, meanings: dict[str, Meaning], meaning: Meaning, keys: Keys) -> None:
        """Put a meaning where it will be looked up: white space around a word does not count."""
        word = keys[-1].strip()
        if meanings.setdefault(word, meaning) != meaning:
            problem = f'"{word}" is there twice with different meanings'
            self._problems.add(keys, problem, "keep one of the two: white space around a word does not count")

    def _read(
        self, entries: Mapping[str, object], section: Keys, *, ranked: bool = False
    ) -> Iterator[tuple[str, Meaning]]:
        for key, raw in entries.items():
            meaning = read_meaning(raw, (*section, key), self._problems, ranked=ranked)
            if meaning is not None:
                yield key, meaning

    def _table(self, section: str) -> dict[str, object]:
        raw = self._raw.get(section, {})
        if isinstance(raw, dict):
            return raw
        self._problems.add([section], f"{section} is {type_name(raw)}", f'write a table: "{section}" = {{ … }}')
        return {}
