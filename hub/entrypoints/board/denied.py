"""What somebody sees who may not open a page: that it is the role which is missing, and the way back."""

from __future__ import annotations

from html import escape

from starlette.responses import HTMLResponse

from hub.entrypoints.board.look import Look
from hub.entrypoints.board.words import WORDS, Language


def denied(look: Look, home: str) -> HTMLResponse:
    """The page; ``home`` is the address of the list of tickets."""
    words = WORDS[look.language]
    language = "zh-CN" if look.language is Language.ZH else "en"
    return HTMLResponse(
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(words.product)}</title>'
        "<style>:root { color-scheme: light dark; } body { font: 17px/1.6 system-ui, sans-serif; margin: 4rem; }"
        f"</style></head><body><main><h1>{escape(words.not_allowed)}</h1>"
        f'<p><a href="{escape(home)}">{escape(words.tickets)}</a></p></main></body></html>',
        403,
        headers={"Cache-Control": "no-store"},
    )
