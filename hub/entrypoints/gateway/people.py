"""Who gets in, and who did what: for administrators."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict

from hub.application.access import Principal, Right, Role
from hub.application.people import Person
from hub.entrypoints.gateway.auth import demand
from hub.entrypoints.gateway.context import Here, ask
from hub.entrypoints.gateway.params import STORABLE, ShortText
from hub.entrypoints.gateway.views.people import DeedsView, DeedView, InvitationView, PeopleView, PersonView

router = APIRouter(prefix="/api/v1", tags=["people"])

Admin = Annotated[Principal, Depends(demand(Right.ADMIT))]
Name = Annotated[str, Path(min_length=1, max_length=256, pattern=STORABLE, examples=["mei"])]
PersonRole = Literal[Role.VIEWER, Role.REVIEWER, Role.ADMIN]


class PersonIn(BaseModel):
    """Somebody to let in."""

    model_config = ConfigDict(extra="forbid")

    name: ShortText
    role: PersonRole = Role.VIEWER


class RoleIn(BaseModel):
    """The role that somebody has from now on."""

    model_config = ConfigDict(extra="forbid")

    role: PersonRole


@router.get("/people")
async def list_people(here: Here, _admin: Admin) -> PeopleView:
    """Everybody who was added. Who came by a link or by the site's login is in the list of deeds."""
    return PeopleView(items=tuple(map(_view, await ask(here.deps.entering.people.everybody))))


@router.post("/people", status_code=201)
async def add_person(here: Here, admin: Admin, wanted: PersonIn) -> InvitationView:
    """Add somebody. The answer holds the link by which they choose their password, this once."""
    token = await ask(here.deps.entering.people.add, wanted.name, Role(wanted.role), admin.name)
    return InvitationView(name=wanted.name, path=f"/welcome?token={token}")


@router.post("/people/{name}/invite")
async def invite_person(here: Here, admin: Admin, name: Name) -> InvitationView:
    """A link by which somebody chooses a new password."""
    token = await ask(here.deps.entering.people.invite, name, admin.name)
    return InvitationView(name=name, path=f"/welcome?token={token}")


@router.post("/people/{name}/role", status_code=204)
async def give_role(here: Here, admin: Admin, name: Name, wanted: RoleIn) -> None:
    """Give somebody another role; they log in again to have it."""
    await ask(here.deps.entering.people.give_role, name, Role(wanted.role), admin.name)


@router.post("/people/{name}/sign-out", status_code=204)
async def sign_out(here: Here, admin: Admin, name: Name) -> None:
    """Log somebody out everywhere, however they got in."""
    await ask(here.deps.entering.people.sign_out, name, admin.name)


@router.post("/people/{name}/remove", status_code=204)
async def remove_person(here: Here, admin: Admin, name: Name) -> None:
    """Let somebody in no more, and log them out."""
    await ask(here.deps.entering.people.remove, name, admin.name)


@router.get("/deeds")
async def list_deeds(
    here: Here,
    _admin: Admin,
    who: Annotated[str, Query(max_length=256, pattern=STORABLE)] = "",
    before: Annotated[int, Query(ge=0, lt=1 << 62, description="The `next` of the page before.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
) -> DeedsView:
    """Who did what, the latest first: decisions, links, retries, tables, people, keys, and who logged in."""
    found = await ask(here.deps.queries.deeds, who, before, limit)
    items = tuple(
        DeedView(at=each.at, who=each.who, what=each.what, about=each.about, detail=each.detail) for each in found
    )
    return DeedsView(items=items, next=found[-1].position if len(found) == limit else 0)


def _view(person: Person) -> PersonView:
    return PersonView(name=person.name, role=person.role, active=bool(person.password), created_at=person.created_at)
