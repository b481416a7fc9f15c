"""Read ``rules.toml``; what is wrong in it is named with file, place and cure."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec

from conflict.rules import Order, Rule, RuleSet, Scope
from schemas.errors import HubError
from schemas.instant import SECOND
from schemas.status import Status


class RulesProblem(msgspec.Struct, frozen=True):
    """One thing that is wrong in a rules file; ``line`` is 0 where no line is to blame."""

    file: str
    line: int
    problem: str
    cure: str

    def __str__(self) -> str:
        place = f"{self.file}: line {self.line}" if self.line else self.file
        return f"{place}: {self.problem}; {self.cure}"


class RulesError(HubError):
    """A rules file that cannot be used: where, what is wrong, and what to do."""

    def __init__(self, problems: Sequence[RulesProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


_Statuses = Annotated[tuple[Status, ...], msgspec.Meta(min_length=1)]
_Seconds = Annotated[int, msgspec.Meta(ge=0)]


class _RuleForm(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    first: _Statuses
    second: _Statuses
    scope: Scope
    order: Order
    correction_seconds: _Seconds = 0
    en: str = ""
    zh: str = ""
    enabled: bool | msgspec.UnsetType = msgspec.UNSET


class _HeadForm(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    window_seconds: Annotated[int, msgspec.Meta(ge=1, le=86_400)] = 900
    strict: bool = False


class _RulesForm(_HeadForm, forbid_unknown_fields=True, kw_only=True):
    rule: Annotated[tuple[_RuleForm, ...], msgspec.Meta(min_length=1)]


def load_rules(path: Path | None = None) -> RuleSet:
    """The rules of a file, or the built-in ones.

    Raises RulesError when the file is missing, cannot be read or does not hold together.
    """
    if path is None:
        return parse_rules(files("conflict").joinpath("rules.toml").read_text("utf-8"), "conflict/rules.toml")
    source = str(path)
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        problem, cure = f"cannot be read ({error.strerror})", "point STATUSHUB_RULES at a rules file"
        raise RulesError([RulesProblem(source, 0, problem, cure)]) from error
    except UnicodeDecodeError as error:
        problem = f"no UTF-8 (byte {error.start})"
        raise RulesError([RulesProblem(source, 0, problem, "save it as UTF-8")]) from error
    return parse_rules(text, source)


def parse_rules(text: str, source: str) -> RuleSet:
    """The rules in ``text``; ``source`` names them in errors.

    Raises RulesError, with everything that is wrong, when the text does not hold together.
    """
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"at line (\d+)", str(error))
        line = int(where[1]) if where else len(text.splitlines())
        cure = "write it as TOML, in the form of the rules in force"
        raise RulesError([RulesProblem(source, line, f"no valid TOML: {error}", cure)]) from error
    try:
        form = msgspec.convert(given, _RulesForm)
    except msgspec.ValidationError as error:
        raise RulesError(list(_wrong_in(given, error, source, text))) from error
    if twice := list(_named_twice(form, source, text)):
        raise RulesError(twice)
    rules = [_compile(rule, strict=form.strict) for rule in form.rule]
    version = hashlib.sha256(msgspec.json.encode(form)).hexdigest()[:8]
    on = [rule for rule, said in zip(rules, form.rule, strict=True) if said.enabled is not False]
    off = [rule for rule in rules if rule not in on]
    return RuleSet(on, form.window_seconds * SECOND, version, off=off, text=text)


def _compile(form: _RuleForm, *, strict: bool) -> Rule:
    rule = Rule(
        name=form.name,
        first=form.first,
        second=form.second,
        scope=form.scope,
        order=form.order,
        correction=form.correction_seconds * SECOND,
        en=form.en,
        zh=form.zh,
    )
    return rule.strictest() if strict else rule


# -- what is wrong, and where -----------------------------------------------------------------------------------

_PLACE: Final = re.compile(r" - at `\$\.?(\w*).*`$")
_WORD: Final = re.compile(r"[`']([^`']*)[`']$")
_CHOICES: Final[dict[str, Sequence[str]]] = {
    "first": tuple(Status),
    "second": tuple(Status),
    "scope": tuple(Scope),
    "order": tuple(Order),
}


def _wrong_in(given: dict[str, Any], error: msgspec.ValidationError, source: str, text: str) -> Iterator[RulesProblem]:
    """Everything that is wrong with the form, each thing at its line; the parser itself stops at the first."""
    rules = given.get("rule")
    if not isinstance(rules, list) or not rules or not all(isinstance(rule, dict) for rule in rules):
        line = _line_of(text, "rule") or 1
        yield RulesProblem(source, line, _PLACE.sub(" - at `rule`", str(error)), "write at least one [[rule]]")
    head = {key: value for key, value in given.items() if key != "rule"}
    each = rules if isinstance(rules, list) else []
    parts: list[tuple[Any, Any, int]] = [(head, _HeadForm, -1)]
    parts += [(rule, _RuleForm, number) for number, rule in enumerate(each) if isinstance(rule, dict)]
    for part, form, number in parts:
        try:
            msgspec.convert(part, form)
        except msgspec.ValidationError as wrong:
            yield _problem(str(wrong), form, source, text, number)


def _problem(said: str, form: type[msgspec.Struct], source: str, text: str, number: int) -> RulesProblem:
    place = _PLACE.search(said)
    key = place[1] if place else ""
    what = _PLACE.sub("", said)
    word = _WORD.search(what)
    keys = tuple(field for field in form.__struct_fields__ if field != "rule")
    choices = _CHOICES.get(key, ()) if key else keys
    close = get_close_matches(word[1], choices, n=1) if word else []
    cure = f'did you mean "{close[0]}"? ' if close else ""
    if key in {"first", "second"}:
        cure += f"the statuses are {', '.join(Status)}"
    elif choices:
        cure += f"{'it is one of' if key else 'the keys are'} {', '.join(choices)}"
    else:
        cure += "correct the value"
    line = _line_of(text, key or (word[1] if word else ""), number)
    return RulesProblem(source, line, f"{key}: {what}" if key else what, cure)


def _named_twice(form: _RulesForm, source: str, text: str) -> Iterator[RulesProblem]:
    names = [rule.name for rule in form.rule]
    for number, name in enumerate(names):
        if name in names[:number]:
            yield RulesProblem(source, _line_of(text, "name", number), f"two rules are called {name!r}", "rename one")


def _line_of(text: str, key: str, number: int = -1) -> int:
    """The line of a key of the ``number``-th rule (-1: before all of them), else that of the rule."""
    heads = [line for line, said in enumerate(text.splitlines(), start=1) if re.match(r"\s*\[\[\s*rule\s*\]\]", said)]
    begin = heads[number] if 0 <= number < len(heads) else 1
    ends = chain(heads[number + 1 : number + 2], [len(text.splitlines()) + 1])
    for line, said in enumerate(text.splitlines()[begin - 1 : next(ends) - 1], start=begin):
        if key and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*=""", said):
            return line
    return begin
