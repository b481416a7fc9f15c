"""One entry of a table: what stands behind the ``=`` of a word, a flag or an event type."""

from __future__ import annotations

from collections.abc import Mapping

from mappings.errors import Problems, near_miss
from mappings.model import Ignored, Mapped, Meaning, Word
from mappings.origin import Keys
from schemas.status import Status

IGNORE = "@ignore"
_STATUSES = {status.value: status for status in Status}
_FIELDS = ("status", "after_done", "rank")
_FORM = 'write "word" = "In Progress", or { status = "In Progress", after_done = "Reopened" }'
_TOML_TYPES = {bool: "a true/false value", int: "a number", float: "a number", list: "a list", dict: "a table"}


def read_meaning(raw: object, keys: Keys, problems: Problems, *, ranked: bool = False) -> Meaning | None:
    """The meaning of the entry at ``keys``; None where it has none, which is then among the ``problems``."""
    if raw == IGNORE:
        return Ignored(f'"{keys[-1].strip()}" is not a status')
    if isinstance(raw, str):
        status = read_status(raw, keys, problems)
        return Mapped(Word(status)) if status else None
    if isinstance(raw, dict):
        return _read_detailed(raw, keys, problems, ranked=ranked)
    problems.add(keys, f'"{keys[-1]}" is {type_name(raw)} instead of a status', _FORM)
    return None


def read_status(raw: object, keys: Keys, problems: Problems) -> Status | None:
    """The canonical status that ``raw`` spells, letter for letter."""
    status = _STATUSES.get(raw) if isinstance(raw, str) else None
    if status is None:
        shown = f'"{raw}"' if isinstance(raw, str) else type_name(raw)
        hint = near_miss(raw, (*_STATUSES, IGNORE)) if isinstance(raw, str) else ""
        problems.add(keys, f"{shown} is not a canonical status", f"{hint}use one of: {', '.join(_STATUSES)}")
    return status


def type_name(raw: object) -> str:
    """What a TOML value is, in words."""
    return _TOML_TYPES.get(type(raw), "text" if isinstance(raw, str) else "a date or time")


def _read_detailed(raw: Mapping[str, object], keys: Keys, problems: Problems, *, ranked: bool) -> Mapped | None:
    if "status" not in raw:
        problems.add(keys, f'"{keys[-1]}" names no status', f"put quotes around a word that holds a dot; else {_FORM}")
        return None
    for name in [name for name in raw if name not in _FIELDS]:
        cure = f"{near_miss(name, _FIELDS)}keep to {', '.join(_FIELDS)}"
        problems.add(keys, f'"{keys[-1]}" has an unknown part "{name}"', cure)
    status = read_status(raw["status"], keys, problems)
    if status is None:
        return None
    reopens = _read_after_done(raw, status, keys, problems)
    return Mapped(Word(status, reopens, _read_rank(raw, keys, problems, ranked=ranked)))


def _read_after_done(raw: Mapping[str, object], status: Status, keys: Keys, problems: Problems) -> bool:
    if "after_done" not in raw:
        return False
    if raw["after_done"] != Status.REOPENED:
        problems.add(
            keys,
            f'after_done of "{keys[-1]}" is not "Reopened"',
            'out of done or void there is one way only: write after_done = "Reopened", or leave it out',
        )
    elif status.is_over:
        problems.add(
            keys,
            f'"{keys[-1]}" means {status}, and after_done would make a ticket that is over Reopened',
            "leave after_done out: it belongs to words of open tickets, such as In Progress",
        )
    return True


def _read_rank(raw: Mapping[str, object], keys: Keys, problems: Problems, *, ranked: bool) -> int:
    rank = raw.get("rank", 0)
    if type(rank) is not int:
        problems.add(keys, f'rank of "{keys[-1]}" is {type_name(rank)}', "write a whole number, such as rank = 2")
        return 0
    if "rank" in raw and not ranked:
        problems.add(keys, f'"{keys[-1]}" has a rank but is no flag', 'move it under "@flags", or leave rank out')
    return rank
