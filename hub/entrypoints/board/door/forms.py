"""The pages of the door: plain HTML with forms, so that nothing has to work but the browser."""

from __future__ import annotations

from html import escape
from typing import Final
from urllib.parse import quote

from starlette.responses import HTMLResponse

from hub.application.people import SHORTEST_PASSWORD
from hub.entrypoints.board.door.words import DOOR_WORDS
from hub.entrypoints.board.icon import ICON_LINK
from hub.entrypoints.board.look import Look
from hub.entrypoints.board.words import WORDS, Language

COMMAND: Final = "statushub login-link"

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
}

_PAGE: Final = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="{icon}">{again}<title>{product}</title><style>
:root {{ color-scheme: {scheme}; }}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; background: Canvas; color: CanvasText;
  font: 17px/1.6 Roboto, "Segoe UI", system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }}
main {{ width: min(26rem, 88vw); padding: 2rem 0; }}
small {{ letter-spacing: .02em; }}
h1 {{ margin: .2rem 0 1rem; font-size: 1.7rem; line-height: 1.25; }}
code {{ display: block; padding: .6rem .9rem; border: 1px solid; border-radius: .4rem;
  font-family: ui-monospace, Consolas, monospace; user-select: all; }}
label {{ display: block; margin: .9rem 0 .2rem; }}
input {{ box-sizing: border-box; width: 100%; font: inherit; padding: .5rem .7rem; border: 1px solid;
  border-radius: .4rem; }}
button, a.way {{ display: block; box-sizing: border-box; width: 100%; margin-top: 1.2rem; font: inherit; padding: .6rem;
  text-align: center; border: 1px solid; border-radius: .4rem; cursor: pointer; text-decoration: none; }}
button {{ background: #1a4f8b; color: #fff; border-color: #1a4f8b; }}
a {{ color: LinkText; }}
[role=alert] {{ padding: .6rem .9rem; border-left: 4px solid #c62828; }}
.more {{ margin-top: 2rem; font-size: .9rem; }}
</style></head><body><main>
<small>{product}</small><h1>{title}</h1>{body}
</main></body></html>
"""


def entrance(
    look: Look,
    *,
    root: str = "",
    to: str = "/",
    wrong: str = "",
    has_people: bool = False,
    has_openid: bool = False,
    status: int = 401,
) -> HTMLResponse:
    """What somebody sees whom the hub does not know: how to get in, and nothing else.

    ``to`` is where they wanted to go, ``wrong`` why they did not get in just now.
    """
    texts, words = DOOR_WORDS[look.language], WORDS[look.language]
    parts = [f"<p>{escape(words.entrance_why)}</p>", _alert(wrong)]
    if has_openid:
        parts.append(f'<a class="way" href="{root}/sign-in/openid?to={quote(to)}">{escape(texts.by_openid)}</a>')
    if has_people:
        fields = _field("name", texts.name, "username", kind="text") + _field(
            "password", texts.password, "current-password"
        )
        parts.append(_form(f"{root}/sign-in", fields, texts.log_in, to=to))
    if has_people or has_openid:
        parts.append(f'<p class="more">{escape(texts.or_link)}</p><code>{COMMAND}</code>')
    else:
        parts.append(f"<p>{escape(words.entrance_how)}</p><code>{COMMAND}</code><p>{escape(words.entrance_then)}</p>")
    return page(look, words.entrance_title, "".join(parts), status)


def welcome(look: Look, name: str, token: str, wrong: str = "", status: int = 200) -> HTMLResponse:
    """Where an invitation leads to."""
    texts = DOOR_WORDS[look.language]
    fields = _new_password(look)
    body = f"<p>{escape(texts.welcome_why)}</p>{_alert(wrong)}" + _form("welcome", fields, texts.choose, token=token)
    return page(look, texts.welcome.format(name=name) if name else texts.choose, body, status)


def no_invitation(look: Look) -> HTMLResponse:
    """An invitation that does not hold."""
    texts = DOOR_WORDS[look.language]
    return page(look, texts.no_invitation, f"<p>{escape(texts.no_invitation_why)}</p>", 403)


def no_link(look: Look) -> HTMLResponse:
    """A login link that does not work."""
    texts = DOOR_WORDS[look.language]
    return page(look, texts.no_link, f"<p>{escape(texts.no_link_why)}</p><code>{COMMAND}</code>", 403)


def denied(look: Look, root: str) -> HTMLResponse:
    """What somebody sees who may not open a page: that it is the role which is missing, and the way back."""
    return page(look, WORDS[look.language].not_allowed, _way_back(look, root), 403)


def nowhere(look: Look, root: str, status: int = 404) -> HTMLResponse:
    """What somebody sees where there is no page: that, and the way back."""
    texts = DOOR_WORDS[look.language]
    return page(look, texts.nowhere, f"<p>{escape(texts.nowhere_why)}</p>{_way_back(look, root)}", status)


def change(look: Look, wrong: str = "", status: int = 200) -> HTMLResponse:
    """Where one changes one's own password."""
    texts = DOOR_WORDS[look.language]
    fields = _field("old", texts.old_password, "current-password") + _new_password(look)
    body = _alert(wrong) + _form("password", fields, texts.change) + f'<p class="more"><a href=".">{texts.back}</a></p>'
    return page(look, texts.change, body, status)


def away(look: Look) -> HTMLResponse:
    """While the database is away, and with it who is logged in: the page looks again by itself."""
    words = WORDS[look.language]
    return page(look, words.away, f"<p>{escape(words.away_never)}</p>", 503, again=True)


def page(look: Look, title: str, body: str, status: int, *, again: bool = False) -> HTMLResponse:
    """A page of the door; ``body`` is HTML."""
    filled = _PAGE.format(
        language="zh-CN" if look.language is Language.ZH else "en",
        scheme={True: "dark", False: "light", None: "light dark"}[look.theme.is_dark],
        icon=ICON_LINK,
        product=escape(WORDS[look.language].product),
        again='<meta http-equiv="refresh" content="3">' if again else "",
        title=escape(title),
        body=body,
    )
    more = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "3"}}
    return HTMLResponse(filled, status, headers=HEADERS | more.get(status, {}))


def _way_back(look: Look, root: str) -> str:
    return f'<p><a href="{root}/">{escape(DOOR_WORDS[look.language].back)}</a></p>'


def _alert(wrong: str) -> str:
    return f'<p role="alert">{escape(wrong)}</p>' if wrong else ""


def _new_password(look: Look) -> str:
    texts = DOOR_WORDS[look.language]
    about = texts.about_password.format(shortest=SHORTEST_PASSWORD)
    return _field("password", texts.new_password, "new-password") + f"<p><small>{escape(about)}</small></p>"


def _field(name: str, label: str, autocomplete: str, *, kind: str = "password") -> str:
    return (
        f'<label for="{name}">{escape(label)}</label>'
        f'<input id="{name}" name="{name}" type="{kind}" autocomplete="{autocomplete}" required>'
    )


def _form(action: str, fields: str, act: str, **hidden: str) -> str:
    kept = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in hidden.items())
    return f'<form method="post" action="{action}">{kept}{fields}<button>{escape(act)}</button></form>'
