"""Every setting is documented, with the default it has."""

import re

from pydantic import SecretStr

from hub.settings import Settings, env_example, variable_of
from tests.needs import ROOT

PAGE = (ROOT / "docs" / "settings.md").read_text("utf-8")


def shown(default: object) -> str:
    text = default.get_secret_value() if isinstance(default, SecretStr) else default
    if text is None or text == "":
        return "(none)"
    return f"`{str(text).lower() if isinstance(text, bool) else text}`"


def test_every_setting_stands_in_the_page_with_its_default_and_its_meaning() -> None:
    for name, field in Settings.model_fields.items():
        assert f"| `{variable_of(name)}` | {shown(field.default)} | {field.description} |" in PAGE


def test_the_example_of_an_environment_is_as_make_env_example_writes_it() -> None:
    assert (ROOT / "deploy" / "env.example").read_text("utf-8") == env_example()


def test_the_example_names_every_setting_once_and_runs_as_it_is(monkeypatch) -> None:
    lines = [line.removeprefix("#") for line in env_example().splitlines() if re.match(r"#?[A-Z_]+=", line)]
    ours = [line.partition("=")[0] for line in lines if not line.startswith(("POSTGRES_PASSWORD", "STATUSHUB_SECRET_"))]
    assert ours == [variable_of(name) for name in Settings.model_fields]
    for line in lines:
        name, _, value = line.partition("=")
        if value:
            monkeypatch.setenv(name, value)
    assert Settings() == Settings.model_construct()


def test_the_page_names_no_setting_that_does_not_exist() -> None:
    known = {variable_of(name) for name in Settings.model_fields} | {"STATUSHUB_SECRET_<SYSTEM>"}
    named = {cell for line in PAGE.splitlines() if line.startswith("| `") for cell in [line.split("`")[1]]}
    assert named == known


def test_the_environment_is_read_by_the_names_in_the_page(monkeypatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")
    monkeypatch.setenv("STATUSHUB_YELLOW_AFTER", "2")
    settings = Settings()
    assert settings.database_url is not None
    assert settings.yellow_after == 2
