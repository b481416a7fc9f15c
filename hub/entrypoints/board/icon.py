"""The board's icon, drawn here so that no page asks for a file."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

ICON: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#155e75"/>'
    '<path d="M7 10h18M7 16h18M7 22h18" stroke="#fff" stroke-width="2.4" stroke-linecap="round" opacity=".45"/>'
    '<circle cx="12" cy="10" r="3" fill="#fff"/><circle cx="20" cy="16" r="3" fill="#fbbf24"/>'
    '<circle cx="15" cy="22" r="3" fill="#fff"/></svg>'
)

ICON_LINK: Final = f"data:image/svg+xml,{quote(ICON)}"
