"""The texts of the ticket page, in English and in Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hub.entrypoints.board.words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketWords:
    """The texts of one language; what stands in braces is filled in."""

    missing: str
    hub_lane: str
    lanes: str
    marks: str
    zoom_in: str
    zoom_out: str
    whole: str
    to_conflict: str
    zone_site: str
    zone_utc: str
    times_in: str
    save: str
    legend: str
    legend_behind: str
    legend_yellow: str
    legend_disputed: str
    legend_window: str
    legend_many: str
    change: str
    repeat: str
    late: str
    echo: str
    was_echo: str
    was_no_echo: str
    was_read: str
    conflict: str
    freeze: str
    decision: str
    withdrawal: str
    parked_mark: str
    last_told: str
    said: str
    said_by: str
    happened: str
    received: str
    actor: str
    mapping: str
    until: str
    lasts: str
    together: str
    changes: str
    marks_here: str
    then: str
    then_at: str
    then_now: str
    then_known: str
    why: str
    why_none: str
    why_more: str
    keys: str
    keys_within: str


EN: Final = TicketWords(
    missing="The hub does not know this ticket.",
    hub_lane="Canonical",
    lanes="What each system said, and the canonical status",
    marks="Marks",
    zoom_in="Zoom in",
    zoom_out="Zoom out",
    whole="Whole ticket",
    to_conflict="To the conflict",
    zone_site="Site time",
    zone_utc="UTC",
    times_in="Times in {zone}",
    save="Save as",
    legend="Legend",
    legend_behind="differs from canonical",
    legend_yellow="differs for longer than the threshold",
    legend_disputed="contradicting statuses",
    legend_window="window of the rule around them",
    legend_many="changes too close to tell apart",
    change="change",
    repeat="repeat",
    late="delivered late",
    echo="the hub's own write coming back",
    was_echo="first taken for the hub's own write coming back",
    was_no_echo="known only later to be the hub's own write coming back",
    was_read="first read as {status}",
    conflict="contradiction",
    freeze="frozen",
    decision="decided",
    withdrawal="conflict withdrawn",
    parked_mark="parked report",
    last_told="last broadcast: {status}",
    said="said: “{native}”",
    said_by="{system} said: “{native}”",
    happened="happened: {moment}",
    received="received: {moment} (under way {span})",
    actor="by: {actor}",
    mapping="mapping: {mapping}",
    until="until",
    lasts="lasts",
    together="{count} reports here; zoom in to tell them apart",
    changes="{count} changes; zoom in to tell them apart",
    marks_here="{count} marks here; zoom in to tell them apart",
    then="As the hub knew it",
    then_at="As the hub knew it: {moment}",
    then_now="now",
    then_known="What the hub knew at {moment}. Reports that came later are left out.",
    why="Why it stands there",
    why_none="Nothing has moved this ticket yet.",
    why_more="and {count} earlier",
    keys="Arrow keys move, + and - zoom, 0 shows the whole ticket, c goes to the conflict.",
    keys_within="Within the lanes (Tab) they go from part to part and say what it is; Enter looks closer.",
)

ZH: Final = TicketWords(
    missing="系统中没有此工单。",
    hub_lane="规范状态",
    lanes="各系统报告的状态与规范状态",
    marks="标记",
    zoom_in="放大",
    zoom_out="缩小",
    whole="显示全部",
    to_conflict="定位到冲突",
    zone_site="现场时间",
    zone_utc="协调世界时",
    times_in="时间按{zone}",
    save="导出为",
    legend="图例",
    legend_behind="与规范状态不一致",
    legend_yellow="不一致已超过阈值",
    legend_disputed="相互矛盾的状态",
    legend_window="前后的规则时间窗口",
    legend_many="过密而无法分辨的变更",
    change="变更",
    repeat="重复",
    late="迟到",
    echo="系统自身写入的回声",
    was_echo="最初被当作系统自身写入的回声",
    was_no_echo="后来才认定为系统自身写入的回声",
    was_read="最初理解为“{status}”",
    conflict="矛盾",
    freeze="冻结",
    decision="裁决",
    withdrawal="冲突撤销",
    parked_mark="搁置的报告",
    last_told="最后广播：{status}",
    said="原词：“{native}”",
    said_by="{system} 原词：“{native}”",
    happened="发生于：{moment}",
    received="收到于：{moment}（传输用时 {span}）",
    actor="操作人：{actor}",
    mapping="映射版本：{mapping}",
    until="至",
    lasts="持续",
    together="此处有 {count} 条报告，放大后可分别查看",
    changes="{count} 次变更，放大后可分别查看",
    marks_here="此处有 {count} 个标记，放大后可分别查看",
    then="按当时所知显示",
    then_at="按当时所知显示：{moment}",
    then_now="现在",
    then_known="显示的是 {moment} 时系统所知的内容，之后收到的报告不计入。",
    why="为何处于此状态",
    why_none="尚无任何变更。",
    why_more="另有更早的 {count} 条",
    keys="方向键平移，+ 与 - 缩放，0 显示全部，c 定位到冲突。",
    keys_within="按 Tab 进入时间轴后，方向键在各段与标记间移动并说明其内容，Enter 放大查看。",
)

TICKET_WORDS: Final = {Language.EN: EN, Language.ZH: ZH}
