"""XML as a document that expressions can address: elements by their local names, whatever prefix a sender chose.

An element without attributes and children is its text, or null if it is empty. Any other is an object: its children by
name, several of one name as a list, its attributes by ``@name`` and its text by ``#``. Namespaces are left out.
"""

from __future__ import annotations

from typing import Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser

_DEEPEST: Final = 100
_NIL: Final = "@nil"
_TEXT: Final = "#"


class UnreadableXml(ValueError):
    """XML that cannot be read, or that must not be: the text says why."""


def parse_xml(body: bytes, charset: str | None = None) -> dict[str, Any]:
    """The document in a body, encoded as it says itself, or as ``charset`` says. Raises UnreadableXml.

    A document type is refused altogether, and with it every entity that could grow or reach for another file.
    """
    builder = _Builder()
    try:
        parser = XMLParser(target=builder, encoding=charset, forbid_dtd=True)
        parser.feed(body)
        parser.close()
    except DefusedXmlException as error:
        raise UnreadableXml("the XML declares a document type or entities, which are refused") from error
    except (ParseError, LookupError, ValueError) as error:
        raise UnreadableXml(f"the body is not XML: {error}") from error
    return builder.document


class _Builder:
    """Takes what the parser meets, and builds the document without a tree in between."""

    def __init__(self) -> None:
        self.document: dict[str, Any] = {}
        self._open: list[tuple[str, dict[str, Any], list[str]]] = [("", self.document, [])]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) > _DEEPEST:
            raise UnreadableXml(f"the XML is nested more than {_DEEPEST} deep")
        found = {"@" + _local(name): value for name, value in attributes.items()}
        self._open.append((_local(tag), found, []))

    def data(self, text: str) -> None:
        self._open[-1][2].append(text)

    def end(self, _tag: str) -> None:
        name, members, texts = self._open.pop()
        around = self._open[-1][1]
        value = _element(members, "".join(texts).strip())
        if name not in around:
            around[name] = value
        elif isinstance(around[name], list):
            around[name].append(value)
        else:
            around[name] = [around[name], value]

    def close(self) -> dict[str, Any]:
        return self.document


def _element(members: dict[str, Any], text: str) -> Any:
    if members.get(_NIL) in ("true", "1"):
        return None
    if not members:
        return text or None
    return {**members, _TEXT: text} if text else members


def _local(name: str) -> str:
    return name.rpartition("}")[2]
