"""Expected errors end in one sentence and a code that scripts may rely on."""

import pytest
import typer

from adapters.errors import ManifestError, ManifestErrors
from conflict.loader import RulesError, RulesProblem
from hub.application.ports import Unavailable
from hub.entrypoints.cli.exits import Exit, Unusable, errors_told, exit_of
from hub.entrypoints.lock import FolderInUse
from hub.settings import Settings
from mappings.errors import MappingError, MappingErrors
from schemas.errors import InvalidUid, Refused, Superseded, UnknownConflict, UnknownTicket


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Unusable("say one"), Exit.WRONG),
        (InvalidUid("x", "too short"), Exit.WRONG),
        (MappingErrors([MappingError("a.toml", 3, "is wrong", "mend it")]), Exit.WRONG),
        (ManifestErrors([ManifestError("a.toml", "zone", "is wrong", "mend it")]), Exit.WRONG),
        (RulesError([RulesProblem("rules.toml", 3, "is wrong", "mend it")]), Exit.WRONG),
        (Refused("not now"), Exit.REFUSED),
        (Superseded("li was faster"), Exit.REFUSED),
        (UnknownTicket("no such ticket"), Exit.REFUSED),
        (UnknownConflict("no such conflict"), Exit.REFUSED),
        (Unavailable("the database is away"), Exit.UNAVAILABLE),
        (FolderInUse("a hub is up already"), Exit.UNAVAILABLE),
        (KeyboardInterrupt(), Exit.INTERRUPTED),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_expected_error_is_told_and_ends_in_its_code(
    error: BaseException, code: Exit, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as ended, errors_told():
        raise error
    assert ended.value.exit_code == code
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.strip() == str(error)


def test_an_error_that_nobody_expected_is_let_through() -> None:
    assert exit_of(RuntimeError("a slip of ours")) is None
    with pytest.raises(RuntimeError, match="a slip of ours"), errors_told():
        raise RuntimeError("a slip of ours")


def test_a_setting_that_is_wrong_is_named_as_people_set_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STATUSHUB_ZONE", "Mars/Olympus")
    monkeypatch.setenv("STATUSHUB_PORT", "lots")
    with pytest.raises(typer.Exit), errors_told():
        Settings()  # type: ignore[call-arg]
    said = capsys.readouterr().err
    assert "STATUSHUB_ZONE cannot be used: there is no time zone 'Mars/Olympus'" in said
    assert "STATUSHUB_PORT cannot be used" in said
