"""Every text of the board, in English and in Chinese. Both are values of one type, so neither can lack a text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from schemas.status import Status


class Language(StrEnum):
    """A language of the board, by the code that a browser uses."""

    EN = "en"
    ZH = "zh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The texts of one language; what stands in braces is filled in."""

    product: str
    live: str
    connecting: str
    away: str
    away_since: str
    away_never: str
    log_out: str
    language_other: str
    language_name: str
    theme: str
    pages: str
    role_viewer: str
    role_reviewer: str
    role_admin: str

    consistency: str
    consistency_of: str
    rate_yesterday: str
    rate_last_week: str
    open_conflicts: str
    contradictions: str
    yellow_tickets: str
    parked: str
    parked_unreadable: str
    parked_unlinked: str
    parked_unmapped: str
    parked_bad_uid: str
    parked_uid_clash: str
    parked_failed: str
    parked_lookup: str
    parked_lookup_failed: str
    oldest: str
    longest: str
    none_open: str
    nothing_yet: str
    silent_systems: str
    delay: str
    delay_about: str
    agree: str
    never_heard: str

    tickets: str
    ticket: str
    conflicts: str
    mappings: str
    rules: str
    systems: str
    status: str
    find: str
    find_about: str
    any_status: str
    system: str
    any_system: str
    within: str
    within_ever: str
    within_hour: str
    within_shift: str
    within_day: str
    within_week: str
    show_all: str
    show_frozen: str
    show_apart: str
    show_yellow: str
    rows_of: str
    rows_of_more: str
    pages_of_list: str
    page_number: str
    page_first: str
    page_previous: str
    page_next: str
    page_keys: str
    page_left: str
    held: str
    no_tickets: str
    no_match: str
    frozen: str
    apart: str
    yellow: str
    behind: str
    no_report: str
    no_status: str
    reported: str
    canonical_since: str

    no_conflicts: str
    no_contradictions: str
    more: str
    more_evidence: str
    unclaimed: str
    claimed_by: str
    claim: str
    decide: str
    show_ticket: str
    raw: str
    raw_none: str
    raw_cut: str
    raw_bytes: str

    how: str
    set_status: str
    no_conflict: str
    which_status: str
    reason_about: str
    reason_missing: str
    choice_missing: str
    status_missing: str
    confirm: str
    decided: str
    claimed: str
    superseded: str
    unknown_reviewer: str
    refused: str
    not_allowed: str
    unavailable: str
    session_over: str

    entrance_title: str
    entrance_why: str
    entrance_how: str
    entrance_then: str

    days: str
    hours: str
    minutes: str
    seconds: str


EN: Final = Words(
    product="Ticket Status Hub",
    live="Live",
    connecting="Reading",
    away="Database away",
    away_since="The database cannot be reached. This is how it was at {moment}. The hub keeps trying.",
    away_never="The database cannot be reached. The hub keeps trying, and this page fills as soon as it answers.",
    log_out="Log out",
    language_other="中文",
    language_name="中文: switch to Chinese",
    theme="Light or dark",
    pages="Pages",
    role_viewer="viewer",
    role_reviewer="reviewer",
    role_admin="admin",
    consistency="Consistency",
    consistency_of="{agreeing} of {pairs} agree",
    rate_yesterday="{rate} yesterday",
    rate_last_week="{rate} last week",
    open_conflicts="Open conflicts",
    contradictions="Standing contradictions",
    yellow_tickets="Yellow tickets",
    parked="Parked",
    parked_unreadable="unreadable",
    parked_unlinked="unlinked",
    parked_unmapped="unknown word",
    parked_bad_uid="bad UID",
    parked_uid_clash="UID clash",
    parked_failed="hub failed",
    parked_lookup="to be looked up",
    parked_lookup_failed="not found out",
    oldest="oldest",
    longest="longest",
    none_open="none",
    nothing_yet="no reports yet",
    silent_systems="{systems} silent for longer than usual|{count} silent for longer than usual: {systems}",
    delay="Transport delay",
    delay_about="From the change there to its receipt here: median; 95 % arrive within {p95}. Last heard {seen}.",
    agree="agreement",
    never_heard="not heard yet",
    tickets="Tickets",
    ticket="Ticket",
    conflicts="Conflicts",
    mappings="Mappings",
    rules="Rules",
    systems="Systems",
    status="Status",
    find="UID or native id",
    find_about="Find a ticket by part of its UID or of a system's own id. Press / to come here.",
    any_status="Any status",
    system="System",
    any_system="Any system",
    within="Last change",
    within_ever="Any time",
    within_hour="Last hour",
    within_shift="Last 8 h",
    within_day="Last 24 h",
    within_week="Last 7 days",
    show_all="All",
    show_frozen="Frozen",
    show_apart="Contradictions",
    show_yellow="Yellow",
    rows_of="{first}–{last} of {total}",
    rows_of_more="{first}–{last} of more than {total}",
    pages_of_list="Pages of the list",
    page_number="page {number}",
    page_first="First page",
    page_previous="Previous",
    page_next="Next",
    page_keys="Page Down at the end of the list turns to the next page, Page Up at its beginning back",
    page_left="What stood on this page has moved to others meanwhile.",
    held="{count} waiting: show",
    no_tickets="No tickets yet. They appear here as soon as a system reports one.",
    no_match="No ticket matches the filter.",
    frozen="Frozen",
    apart="Contradiction",
    yellow="Yellow",
    behind="behind",
    no_report="no report",
    no_status="No status",
    reported="{system} reported “{native}”, since {moment}",
    canonical_since="{status} since {moment}",
    no_conflicts="No open conflicts.",
    no_contradictions="No standing contradictions.",
    more="and {count} more",
    more_evidence="and {count} more in the evidence",
    unclaimed="unclaimed",
    claimed_by="claimed by {name}",
    claim="Claim",
    decide="Decide",
    show_ticket="Show this ticket only",
    raw="As it came",
    raw_none="The body of this report is not kept, or no more.",
    raw_cut="The beginning of {bytes} bytes.",
    raw_bytes="{bytes} bytes that are no text, in Base64.",
    how="How is it settled?",
    set_status="Neither; set the status myself",
    no_conflict="No conflict; the ticket goes on as it stands",
    which_status="Status to set",
    reason_about="It is kept with the decision and broadcast to everyone.",
    reason_missing="Give a reason.",
    choice_missing="Choose how it is settled.",
    status_missing="Choose the status to set.",
    confirm="Decide",
    decided="{conflict} is decided.",
    claimed="{conflict} is yours.",
    superseded="Somebody else has claimed or decided it meanwhile.",
    unknown_reviewer="There is no reviewer named {name}. Name one of those offered; somebody new logs in once first.",
    refused="The hub refused this: {why}",
    not_allowed="Your role does not permit this.",
    unavailable="The database cannot be reached, so nothing was stored. Try again.",
    session_over="Your session is over. Log in again.",
    entrance_title="You are not logged in",
    entrance_why="This board shows tickets only to people whom the hub knows.",
    entrance_how="Get a login link where the hub runs:",
    entrance_then="Open the link here. It works once, and not for long.",
    days="d",
    hours="h",
    minutes="min",
    seconds="s",
)

ZH: Final = Words(
    product="工单状态中枢",
    live="实时",
    connecting="读取中",
    away="数据库不可用",
    away_since="无法连接数据库。当前显示的是 {moment} 的内容。系统正在重试，恢复后页面自动更新。",
    away_never="无法连接数据库。系统正在重试，恢复后页面自动显示内容。",
    log_out="退出登录",
    language_other="English",
    language_name="English：切换到英文",
    theme="浅色或深色",
    pages="页面",
    role_viewer="查看者",
    role_reviewer="审核员",
    role_admin="管理员",
    consistency="一致率",
    consistency_of="{agreeing} / {pairs} 对一致",
    rate_yesterday="昨天 {rate}",
    rate_last_week="上周 {rate}",
    open_conflicts="未决冲突",
    contradictions="持续矛盾",
    yellow_tickets="黄色工单",
    parked="搁置",
    parked_unreadable="无法读取",
    parked_unlinked="未关联",
    parked_unmapped="未知状态词",
    parked_bad_uid="UID 无效",
    parked_uid_clash="UID 冲突",
    parked_failed="中枢处理失败",
    parked_lookup="待查询",
    parked_lookup_failed="查询未果",
    oldest="最早",
    longest="最久",
    none_open="无",
    nothing_yet="尚无报告",
    silent_systems="{systems} 静默过久|{count} 个系统静默过久：{systems}",
    delay="传送延迟",
    delay_about="从系统内变更到此处收到的中位时间；95% 在 {p95} 内到达。最近一次收到：{seen}。",
    agree="一致率",
    never_heard="尚未收到",
    tickets="工单",
    ticket="工单号",
    conflicts="冲突",
    mappings="映射",
    rules="规则",
    systems="系统",
    status="状态",
    find="UID 或系统内编号",
    find_about="按 UID 或系统内编号的一部分查找工单。按 / 键定位到此处。",
    any_status="全部状态",
    system="系统",
    any_system="全部系统",
    within="最近变更",
    within_ever="全部时间",
    within_hour="1 小时内",
    within_shift="8 小时内",
    within_day="24 小时内",
    within_week="7 天内",
    show_all="全部",
    show_frozen="已冻结",
    show_apart="持续矛盾",
    show_yellow="黄色",
    rows_of="第 {first}–{last} 条，共 {total} 条",
    rows_of_more="第 {first}–{last} 条，共超过 {total} 条",
    pages_of_list="列表分页",
    page_number="第 {number} 页",
    page_first="首页",
    page_previous="上一页",
    page_next="下一页",
    page_keys="在列表末尾按 Page Down 翻到下一页，在列表开头按 Page Up 返回上一页",
    page_left="此页的内容已移到其他页。",
    held="{count} 条更新待显示",
    no_tickets="还没有工单。任一系统报告后会立即显示在此处。",
    no_match="没有符合筛选条件的工单。",
    frozen="已冻结",
    apart="矛盾",
    yellow="黄色",
    behind="落后",
    no_report="无报告",
    no_status="无状态",
    reported="{system} 报告“{native}”，自 {moment}",
    canonical_since="自 {moment} 起为“{status}”",
    no_conflicts="没有未决冲突。",
    no_contradictions="没有持续矛盾。",
    more="另有 {count} 条",
    more_evidence="证据中另有 {count} 处",
    unclaimed="无人认领",
    claimed_by="{name} 已认领",
    claim="认领",
    decide="裁决",
    show_ticket="仅显示此工单",
    raw="收到的原文",
    raw_none="未保存此报告的原文，或已过保存期。",
    raw_cut="共 {bytes} 字节，仅显示开头。",
    raw_bytes="{bytes} 字节，非文本，以 Base64 显示。",
    how="如何裁决？",
    set_status="均不采纳，自行设定状态",
    no_conflict="不存在冲突，工单按现状继续",
    which_status="设定为",
    reason_about="理由会随裁决一并保存，并广播给所有订阅方。",
    reason_missing="请填写理由。",
    choice_missing="请选择裁决方式。",
    status_missing="请选择要设定的状态。",
    confirm="裁决",
    decided="{conflict} 已裁决。",
    claimed="{conflict} 已由您认领。",
    superseded="他人已认领或裁决此冲突。",
    unknown_reviewer="没有名为“{name}”的审核员。请填写列出的人员；新人员需先登录一次。",
    refused="系统拒绝了此操作：{why}",
    not_allowed="您的角色无权执行此操作。",
    unavailable="无法连接数据库，未保存任何内容。请重试。",
    session_over="会话已结束，请重新登录。",
    entrance_title="您尚未登录",
    entrance_why="看板只向已登录的人员显示工单。",
    entrance_how="在运行本系统的主机上获取登录链接：",
    entrance_then="然后在此浏览器中打开该链接。链接只能使用一次，且很快过期。",
    days="天",
    hours="小时",
    minutes="分",
    seconds="秒",
)

WORDS: Final = {Language.EN: EN, Language.ZH: ZH}


def status_word(status: Status, language: Language) -> str:
    """The canonical status as people read it."""
    return status.zh if language is Language.ZH else status.value


def status_named(text: str | None) -> Status | None:
    """The canonical status of that name."""
    return next((status for status in Status if status.value == text), None)


def parked_word(reason: str, words: Words) -> str:
    """Why something is parked, as people read it; a reason that is new here as it is."""
    known = {
        "unreadable": words.parked_unreadable,
        "unlinked": words.parked_unlinked,
        "unmapped": words.parked_unmapped,
        "bad-uid": words.parked_bad_uid,
        "uid-clash": words.parked_uid_clash,
        "failed": words.parked_failed,
        "lookup": words.parked_lookup,
        "lookup-failed": words.parked_lookup_failed,
    }
    return known.get(reason, reason)
