"""From a key back to its line."""

import pytest

from mappings.origin import Origin

TEXT = """\
[columns]
"On Hold" = "number"

[ mapping . servicenow ]          # the header, loosely spaced
On = "New"
'single' = "New"
"with \\"quotes\\" and \\u00e9" = "New"
dotted."two parts" = "New"
" padded " = "New"
"@writes" = [
    "Resolved",
]
"@flags" = { CRTD = "New" }

[mapping.servicenow."@back"]
"Resolved" = "6"
"""


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("On",), 5),
        (("single",), 6),
        (('with "quotes" and é',), 7),
        (("dotted", "two parts"), 8),
        (("dotted",), 8),
        ((" padded ",), 9),
        (("padded",), 9),
        (("@flags", "CRTD"), 13),
        (("@back",), 15),
        (("@back", "Resolved"), 16),
        ((), 4),
    ],
)
def test_a_key_is_found_in_its_own_section(keys: tuple[str, ...], line: int) -> None:
    origin = Origin("profile.toml", TEXT, ("mapping", "servicenow"))

    assert origin.line_of(*keys) == line


@pytest.mark.parametrize("keys", [("On Hold",), ("nowhere",), ("@back", "Closed")])
def test_a_key_that_has_no_line_is_shown_where_it_would_stand(keys: tuple[str, ...]) -> None:
    origin = Origin("profile.toml", TEXT, ("mapping", "servicenow"))

    assert origin.line_of(*keys) == (15 if keys[0] == "@back" else 4)


@pytest.mark.parametrize("text", ["", '"\\q" = 0', "[[x]]\n=", "\0"])
def test_a_text_of_any_kind_has_a_first_line(text: str) -> None:
    assert Origin("profile.toml", text).line_of("anything") == 1
