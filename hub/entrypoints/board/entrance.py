"""What somebody sees whom the hub does not know: how to get in, and nothing else."""

from __future__ import annotations

from html import escape
from typing import Final

from starlette.responses import HTMLResponse

from hub.entrypoints.board.icon import ICON_LINK
from hub.entrypoints.board.look import Look
from hub.entrypoints.board.words import WORDS, Language

COMMAND: Final = "statushub login-link"

_HEADERS: Final = {"Cache-Control": "no-store", "WWW-Authenticate": "Bearer"}

_PAGE: Final = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="{icon}"><title>{product}</title><style>
:root {{ color-scheme: {scheme}; }}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; background: Canvas; color: CanvasText;
  font: 17px/1.6 Roboto, "Segoe UI", system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }}
main {{ max-width: 30rem; padding: 2rem; }}
small {{ letter-spacing: .02em; opacity: .75; }}
h1 {{ margin: .2rem 0 1rem; font-size: 1.7rem; line-height: 1.25; }}
code {{ display: block; padding: .7rem 1rem; border: 1px solid; border-radius: .4rem; font-size: 1.05rem;
  font-family: ui-monospace, Consolas, monospace; user-select: all; }}
</style></head><body><main>
<small>{product}</small><h1>{title}</h1><p>{why}</p><p>{how}</p><code>{command}</code><p>{then}</p>
</main></body></html>
"""


def entrance(look: Look) -> HTMLResponse:
    """The page, with the status that says what is missing."""
    words = WORDS[look.language]
    scheme = {True: "dark", False: "light", None: "light dark"}[look.theme.is_dark]
    page = _PAGE.format(
        language="zh-CN" if look.language is Language.ZH else "en",
        scheme=scheme,
        icon=ICON_LINK,
        product=escape(words.product),
        title=escape(words.entrance_title),
        why=escape(words.entrance_why),
        how=escape(words.entrance_how),
        command=COMMAND,
        then=escape(words.entrance_then),
    )
    return HTMLResponse(page, 401, headers=_HEADERS)


def away(look: Look) -> HTMLResponse:
    """While the database is away, and with it who is logged in: the page looks again by itself."""
    words = WORDS[look.language]
    language = "zh-CN" if look.language is Language.ZH else "en"
    return HTMLResponse(
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta http-equiv="refresh" content="3">'
        f"<title>{escape(words.product)}</title><style>:root {{ color-scheme: light dark; }} "
        f"body {{ font: 17px/1.6 system-ui, sans-serif; margin: 4rem; }}</style></head><body><main>"
        f"<h1>{escape(words.away)}</h1><p>{escape(words.away_never)}</p></main></body></html>",
        503,
        headers={"Cache-Control": "no-store", "Retry-After": "3"},
    )
