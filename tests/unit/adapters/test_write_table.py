"""``[write]`` as it is written: what is wrong with it is named by its key, and so is what it needs."""

from __future__ import annotations

import pytest

from adapters.contract import Connection
from adapters.errors import ManifestErrors
from adapters.manifest import Manifest, parse_manifest

SOUND = """system = "fax"
[write]
path = "/jobs/{id}"
method = "PUT"
%s
[write.read]
path = "/jobs/{id}"
word = "state"
"""


def manifest(more: str = "") -> Manifest:
    return parse_manifest(SOUND % more, "fax.toml")


STEP = 'steps = [{ from = ["a"], to = "b", key = "c" }]'


@pytest.mark.parametrize(
    ("more", "key", "said"),
    [
        (f'{STEP}\nkeys = {{ a = "1" }}', "write.steps", "keys come from one place"),
        ('keys = { a = "1" }\nlookup = { path = "/x", items = "i", name = "n", key = "k" }', "write.keys", "one place"),
        ('through = ["a"]', "write.through", "no steps are looked up"),
        ('id = "("', "write.id", "no regular expression"),
        ('refused = "]["', "write.refused", "jmespath"),
        ('settings = { "Close Code" = "" }', "write.settings.Close Code", "no name"),
        ('steps = [{ from = [], to = "b", key = "c" }]', "write.steps", "length"),
    ],
)
def test_what_is_wrong_is_named_by_its_key(more: str, key: str, said: str) -> None:
    with pytest.raises(ManifestErrors) as raised:
        manifest(more)
    assert key in str(raised.value)
    assert said in str(raised.value)


def test_a_setting_replaces_what_the_manifest_says_and_one_without_a_value_has_to_be_set() -> None:
    write = manifest('settings = { note = "done", team = "" }').write
    assert write is not None
    known = Connection(system="fax", url="", values={"team": "7"})
    assert write.values(known) == {"note": "done", "team": "7"}
    assert write.lacking(known) == []
    assert write.lacking(Connection(system="fax", url="")) == ["STATUSHUB_FAX_TEAM"]


def test_a_setting_in_the_pattern_of_ids_stands_for_itself() -> None:
    write = manifest("id = '{model}/.+'\nsettings = { model = \"a.b\" }").write
    assert write is not None
    usual = write.id_pattern(Connection(system="fax", url=""))
    set_otherwise = write.id_pattern(Connection(system="fax", url="", values={"model": "c.d"}))
    assert usual is not None
    assert set_otherwise is not None
    assert [bool(usual.fullmatch(text)) for text in ("a.b/1", "axb/1", "c.d/1")] == [True, False, False]
    assert [bool(set_otherwise.fullmatch(text)) for text in ("c.d/1", "a.b/1")] == [True, False]
