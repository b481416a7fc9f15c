"""What the hub adds to the functions of JMESPath, for bodies that are more than plain JSON.

None of them fails on what a system sends: what cannot be read is null, so that ``json(payload) || @`` says what then.
"""

from __future__ import annotations

from typing import Any, Final

import jmespath
import msgspec
from jmespath import functions

from adapters.loose import parse_loose

ON: Final = (True, 1, "X", "x", "true", "True", "1")
"""How systems write that a flag is set."""

_LONGEST_SPLIT: Final = 4_096

_TEXT: Final[Any] = {"types": ["string", "null"]}
_MARK: Final[Any] = {"types": ["string"]}
_COUNT: Final[Any] = {"types": ["number"]}
_OBJECT: Final[Any] = {"types": ["object", "null"]}


class _Functions(functions.Functions):
    """JMESPath finds a function by its name behind ``_func_``, and its arguments by a decorator."""

    @functions.signature(_TEXT)
    def _func_json(self, text: str | None) -> Any:
        """The document that a text holds: ``json(payload)``."""
        try:
            return msgspec.json.decode(text or "")
        except (ValueError, RecursionError):
            return None

    @functions.signature(_TEXT)
    def _func_loose(self, text: str | None) -> Any:
        """The document that a text spells without quotes: ``loose(event).status.to``."""
        try:
            return parse_loose(text or "")
        except ValueError:
            return None

    @functions.signature(_TEXT, _MARK)
    def _func_split(self, text: str | None, mark: str) -> list[str] | None:
        """The parts of a text: ``split(subject, ':')[-1]``."""
        if text is None or not mark or len(text) > _LONGEST_SPLIT:
            return None
        return text.split(mark)

    @functions.signature(_TEXT, _COUNT)
    def _func_first(self, text: str | None, count: float) -> str | None:
        """The first characters of a text: ``first(Id, `15`)``."""
        return None if text is None else text[: max(0, int(count))]

    @functions.signature(_TEXT)
    def _func_lower(self, text: str | None) -> str | None:
        """A text in lower case."""
        return None if text is None else text.lower()

    @functions.signature(_OBJECT)
    def _func_flags(self, members: dict[str, Any] | None) -> list[str]:
        """The names of the members that are set: ``flags({REL: OrderIsReleased, CNF: OrderIsConfirmed})``."""
        return [name for name, value in (members or {}).items() if isinstance(value, bool | int | str) and value in ON]


NAMES: Final = tuple(sorted(_Functions.FUNCTION_TABLE))
"""Every function that an expression may call."""

OPTIONS: Final = jmespath.Options(custom_functions=_Functions())
"""With these, an expression may use the hub's functions."""
