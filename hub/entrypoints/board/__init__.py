"""The board: one live page, served beside the gateway by the same process."""

from __future__ import annotations

from hub.entrypoints.board.mounting import mount_board

__all__ = ["mount_board"]
