"""The page of people, for administrators."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Final

from nicegui import ui
from nicegui.events import GenericEventArguments
from starlette.requests import Request

from hub.application.access import Right, Role
from hub.application.people import People
from hub.entrypoints.board.acting import carry_out
from hub.entrypoints.board.filters import query_of, tidy
from hub.entrypoints.board.live import Board, LivePage, PageSpec, say_address
from hub.entrypoints.board.parts import SHARED, PageSheet
from hub.entrypoints.board.people.reading import AskPeople, Seen, Wanted, from_address
from hub.entrypoints.board.people.sheet import Sheet, sheet_of
from hub.entrypoints.board.people.words import PEOPLE_WORDS
from hub.entrypoints.board.reader import Reader

_STYLE: Final = (Path(__file__).parent / "people.css").read_text("utf-8")


class PeopleSheet(PageSheet, component="people.js", esm=SHARED):
    """Emits ``add`` and ``role`` (name, role), ``invite``, ``out``, ``remove`` (name), ``who`` and ``before``."""


class PeoplePage(LivePage[Seen]):
    """One administrator's look at who gets in, and at who did what."""

    def __init__(self, board: Board, reader: Reader, wanted: Wanted) -> None:
        super().__init__(board, reader)
        self._wanted = wanted
        self._deps = board.gateway.deps
        self._texts = PEOPLE_WORDS[reader.look.language]

    async def look(self) -> Seen | None:
        return await self.board.watch.look(AskPeople(self._wanted))

    def draw(self, seen: Seen | None) -> None:
        ui.add_css(_STYLE)
        self._sheet = PeopleSheet(
            self._drawn(seen or Seen((), ())),
            words=asdict(self.reader.words) | asdict(self._texts),
            zone=self.board.zone,
        )
        self._sheet.on("add", self._on_add)
        self._sheet.on("role", self._on_role)
        self._sheet.on("invite", self._on_invite)
        self._sheet.on("out", self._on_out)
        self._sheet.on("remove", self._on_remove)
        self._sheet.on("who", self._on_who)
        self._sheet.on("before", self._on_before)

    def show(self, seen: Seen, *, asked: bool) -> None:  # noqa: ARG002
        self._sheet.show(self._drawn(seen))

    def _drawn(self, seen: Seen) -> Sheet:
        me = self.reader.principal.name if self.reader.principal else ""
        return sheet_of(seen, self._wanted, me, self.reader.look.language)

    @property
    def _people(self) -> People:
        return self._deps.entering.people

    async def _on_add(self, event: GenericEventArguments) -> None:
        name, role = _texts_of(event)
        token = await carry_out(self.reader, Right.ADMIT, lambda by: self._people.add(name, _role(role), by))
        self._show_link(name, token)

    async def _on_invite(self, event: GenericEventArguments) -> None:
        name, _ = _texts_of(event)
        token = await carry_out(self.reader, Right.ADMIT, lambda by: self._people.invite(name, by))
        self._show_link(name, token)

    async def _on_role(self, event: GenericEventArguments) -> None:
        name, role = _texts_of(event)
        done = await carry_out(self.reader, Right.ADMIT, lambda by: self._people.give_role(name, _role(role), by))
        self._tell(done, self._texts.role_given.format(name=name))

    async def _on_out(self, event: GenericEventArguments) -> None:
        name, _ = _texts_of(event)
        done = await carry_out(self.reader, Right.ADMIT, lambda by: self._people.sign_out(name, by))
        self._tell(done, self._texts.signed_out.format(name=name))

    async def _on_remove(self, event: GenericEventArguments) -> None:
        name, _ = _texts_of(event)
        done = await carry_out(self.reader, Right.ADMIT, lambda by: self._people.remove(name, by))
        self._tell(done, self._texts.removed.format(name=name))

    def _on_who(self, event: GenericEventArguments) -> None:
        self._want(Wanted(_texts_of(event)[0]))

    def _on_before(self, event: GenericEventArguments) -> None:
        before = event.args[0] if isinstance(event.args, list) and event.args else event.args
        self._want(self._wanted._replace(before=before if isinstance(before, int) and before >= 0 else 0))

    def _want(self, wanted: Wanted) -> None:
        """The reader wants to see other deeds: say so in the address, and look."""
        self._wanted = wanted
        say_address(query_of(wanted._asdict()))
        self.again()

    def _show_link(self, name: str, token: str | None) -> None:
        if token is not None:
            self._sheet.run_method("invited", name, f"/welcome?token={token}")
        self.again()

    def _tell(self, done: int | None, text: str) -> None:
        if done is not None:
            ui.notify(text, type="positive")
        self.again()


def _role(text: str) -> Role:
    return Role(text) if text in set(Role) else Role.VIEWER


def _texts_of(event: GenericEventArguments) -> tuple[str, str]:
    """The two texts that the page emitted; what is missing is empty."""
    given = event.args if isinstance(event.args, list) else [event.args]
    texts = [tidy(item) if isinstance(item, str) else "" for item in given]
    return (*texts, "", "")[0], (*texts, "", "")[1]


def _make(board: Board, reader: Reader, request: Request) -> PeoplePage:
    return PeoplePage(board, reader, from_address(request.query_params))


SPEC: Final = PageSpec("/people", lambda language: PEOPLE_WORDS[language].title, Right.ADMIT, _make)
