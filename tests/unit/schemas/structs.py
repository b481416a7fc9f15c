"""Any value of a struct, for properties that must hold for all of them."""

import types
import typing
from collections.abc import Mapping
from enum import Enum
from typing import Any, Literal

import msgspec
from hypothesis import strategies as st

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20),
    st.sampled_from(['"at":1', '{"recorded_at":123}', '\\"since\\":1', "at", 'x","at":5,"y":"', '"recorded_at":"']),
)
"""Also such as look like the JSON around them."""
INTEGERS = st.integers(0, 4_000_000_000_000_000)


def any_of(kind: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    """Any value of a struct."""
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{name: _of(hints[name]) for name in kind.__struct_fields__})


def _of(hint: Any) -> st.SearchStrategy[Any]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in {typing.Union, types.UnionType}:
        return st.one_of([_of(argument) for argument in arguments])
    if origin is tuple:
        return st.lists(_of(arguments[0]), min_size=1, max_size=3).map(tuple)
    if origin is Mapping:
        return st.dictionaries(_of(arguments[0]), _of(arguments[1]), max_size=3)
    simple: dict[Any, st.SearchStrategy[Any]] = {
        str: TEXTS,
        int: INTEGERS,
        bool: st.booleans(),
        bytes: st.binary(max_size=20),
        type(None): st.none(),
    }
    if hint in simple:
        return simple[hint]
    return st.sampled_from(list(hint)) if issubclass(hint, Enum) else any_of(hint)
