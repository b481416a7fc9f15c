"""The texts of the page of systems, in English and in Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hub.entrypoints.board.words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemWords:
    """The texts of one language; what stands in braces is filled in."""

    system: str
    last_seen: str
    reports: str
    repeats: str
    transport: str
    deviation: str
    p95: str
    clock: str
    clock_ahead: str
    agreement: str
    behind: str
    parked: str
    unmapped: str
    conflicts: str
    writes: str
    owed: str
    failed: str
    failures: str
    failure: str
    unheard: str
    silent: str


EN: Final = SystemWords(
    system="System",
    last_seen="Last heard",
    reports="Reports",
    repeats="{share} repeat",
    transport="Transport delay",
    deviation="Runs behind",
    p95="95 % within {span}",
    clock="Clock",
    clock_ahead="{span} ahead",
    agreement="Agrees",
    behind="{count} yellow",
    parked="Parked",
    unmapped="{count} unknown words",
    conflicts="Conflicts",
    writes="Writes",
    owed="{count} owed",
    failed="{count} failed",
    failures="Writes that failed",
    failure="{system} {native_id}: “{native}”, {state}, tried {attempts} times: {error}",
    unheard="Not heard yet: {systems}",
    silent="No system was heard yet.",
)

ZH: Final = SystemWords(
    system="系统",
    last_seen="最近一次",
    reports="报告数",
    repeats="{share} 为重复",
    transport="传送延迟",
    deviation="落后",
    p95="95 % 在 {span} 以内",
    clock="时钟",
    clock_ahead="快 {span}",
    agreement="一致率",
    behind="{count} 个变黄",
    parked="搁置",
    unmapped="{count} 个未知词",
    conflicts="冲突",
    writes="写回",
    owed="待写 {count} 个",
    failed="失败 {count} 个",
    failures="失败的写回",
    failure="{system} {native_id}：“{native}”，{state}，已试 {attempts} 次：{error}",
    unheard="尚未收到报告：{systems}",
    silent="尚未收到任何系统的报告。",
)

SYSTEM_WORDS: Final = {Language.EN: EN, Language.ZH: ZH}
