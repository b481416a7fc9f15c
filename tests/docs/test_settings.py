"""Every setting is documented, with the default it has."""

from pydantic import SecretStr

from hub.settings import Settings
from tests.needs import ROOT

PAGE = (ROOT / "docs" / "settings.md").read_text("utf-8")


def variable_of(name: str) -> str:
    plain = {"database_url": "DATABASE_URL", "kafka_bootstrap": "KAFKA_BOOTSTRAP"}
    return plain.get(name, f"STATUSHUB_{name.upper()}")


def shown(default: object) -> str:
    text = default.get_secret_value() if isinstance(default, SecretStr) else default
    if text is None or text == "":
        return "(none)"
    return f"`{str(text).lower() if isinstance(text, bool) else text}`"


def test_every_setting_stands_in_the_page_with_its_default_and_its_meaning() -> None:
    for name, field in Settings.model_fields.items():
        assert f"| `{variable_of(name)}` | {shown(field.default)} | {field.description} |" in PAGE


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
