"""Read ``rules.toml``; what is wrong in it is named with file, place and cure."""

from __future__ import annotations

import hashlib
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import msgspec

from conflict.rules import Order, Rule, RuleSet, Scope
from schemas.errors import HubError
from schemas.instant import SECOND
from schemas.status import Status


class RulesError(HubError):
    """A rules file that cannot be used: where, what is wrong, and what to do."""


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


class _RulesForm(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    rule: Annotated[tuple[_RuleForm, ...], msgspec.Meta(min_length=1)]
    window_seconds: Annotated[int, msgspec.Meta(ge=1, le=86_400)] = 900
    strict: bool = False


def load_rules(path: Path | None = None) -> RuleSet:
    """The rules of a file, or the built-in ones.

    Raises RulesError when the file is missing, cannot be read or does not hold together.
    """
    if path is None:
        return parse_rules(files("conflict").joinpath("rules.toml").read_text("utf-8"), "conflict/rules.toml")
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise RulesError(f"{path}: cannot be read ({error.strerror}); point STATUSHUB_RULES at a rules file") from error
    except UnicodeDecodeError as error:
        raise RulesError(f"{path}: no UTF-8 (byte {error.start}); save it as UTF-8") from error
    return parse_rules(text, str(path))


def parse_rules(text: str, source: str) -> RuleSet:
    """The rules in ``text``; ``source`` names them in errors.

    Raises RulesError when the text does not hold together.
    """
    try:
        form = msgspec.convert(tomllib.loads(text), _RulesForm)
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{source}: no valid TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise RulesError(f"{source}: {error}; the statuses are {', '.join(Status)}") from error
    names = [rule.name for rule in form.rule]
    for name in names:
        if names.count(name) > 1:
            raise RulesError(f"{source}: two rules are called {name!r}; rename one")
    rules = [_compile(rule) for rule in form.rule]
    if form.strict:
        rules = [rule.strictest() for rule in rules]
    version = hashlib.sha256(msgspec.json.encode(form)).hexdigest()[:8]
    return RuleSet(rules, form.window_seconds * SECOND, version)


def _compile(form: _RuleForm) -> Rule:
    return Rule(
        name=form.name,
        first=form.first,
        second=form.second,
        scope=form.scope,
        order=form.order,
        correction=form.correction_seconds * SECOND,
        en=form.en,
        zh=form.zh,
    )
