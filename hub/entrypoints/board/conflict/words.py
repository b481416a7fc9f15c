"""The texts of the review page, in English and in Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hub.entrypoints.board.words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewWords:
    """The texts of one language; what stands in braces is filled in."""

    unknown: str
    settled: str
    take_over: str
    hand_over: str
    hand_to: str
    hand_back: str
    note: str
    handed: str
    comment: str
    comment_about: str
    commented: str
    side: str
    happened: str
    received: str
    delivery: str
    delivery_usual: str
    actor: str
    remark: str
    mapping: str
    adapter: str
    recorded: str
    rules_files: str
    rules_version: str
    recorded_note: str
    stands_now: str
    same: str
    apart_by: str
    is_right: str
    now_title: str
    others: str
    last_told: str
    last_told_none: str
    since: str
    outcome_title: str
    subscribers: str
    told: str
    told_none: str
    told_note: str
    choose_first: str
    reason_label: str
    keys: str
    similar: str
    similar_none: str
    similar_counts: str
    similar_why: str
    course: str
    opened: str
    joined: str
    claimed_step: str
    handed_step: str
    taken_step: str
    back_step: str
    commented_step: str
    decided_step: str
    withdrawn_step: str


EN: Final = ReviewWords(
    unknown="There is no conflict {conflict}.",
    settled="Settled",
    take_over="Take over",
    hand_over="Hand over",
    hand_to="To whom",
    hand_back="Back into the queue",
    note="What the next one should know",
    handed="{conflict} was handed over.",
    comment="Comment",
    comment_about="A comment for everybody who looks at this conflict",
    commented="The comment is written down.",
    side="Evidence",
    happened="Happened",
    received="Received",
    delivery="On its way for",
    delivery_usual="usually {median}, up to {p95}",
    actor="By",
    remark="Remark",
    mapping="Mapping",
    adapter="Adapter",
    recorded="As it was recorded",
    rules_files="{rule} (the rules as they came)",
    rules_version="{rule} (version {version} of the rules)",
    recorded_note="What the hub keeps of a report that it understood. Passwords and the like are not shown.",
    stands_now="Says now",
    same="the same",
    apart_by="{span} apart",
    is_right="{system} is right: {status}",
    now_title="What each system says now",
    others="All subscribers",
    last_told="last broadcast, as version {version}",
    last_told_none="nothing was ever broadcast",
    since="since {moment}",
    outcome_title="What it leads to",
    subscribers="Subscribers get {status}, as version {version}.",
    told="{systems} would be told, where writing to it is on:",
    told_none="No system would be told anything: each stands there already, or cannot be told.",
    told_note="{system} {native_id} → “{native}”",
    choose_first="Choose above what is right, and see here what it leads to before you decide.",
    reason_label="Reason, for the record",
    keys="Keys: 1–9 choose, r reason, Ctrl+Enter decide, c claim, h hand over, m comment, Esc leave",
    similar="Similar conflicts before",
    similar_none="There was none between these systems by these rules.",
    similar_counts="{count} × {verdict}",
    similar_why="{by}: {reason}",
    course="What happened so far",
    opened="The ticket froze",
    joined="More contradictions joined the evidence",
    claimed_step="{by} claimed it",
    handed_step="{by} handed it to {to}",
    taken_step="{by} took it over",
    back_step="{by} put it back into the queue",
    commented_step="{by} remarked",
    decided_step="{by} decided",
    withdrawn_step="Withdrawn: a late report showed that there was no contradiction",
)

ZH: Final = ReviewWords(
    unknown="没有冲突 {conflict}。",
    settled="已结",
    take_over="接管",
    hand_over="转交",
    hand_to="转交给",
    hand_back="放回队列",
    note="下一位应知道的事",
    handed="{conflict} 已转交。",
    comment="备注",
    comment_about="给所有查看此冲突的人的备注",
    commented="备注已记录。",
    side="证据",
    happened="发生于",
    received="收到于",
    delivery="传送用时",
    delivery_usual="通常 {median}，最长约 {p95}",
    actor="操作人",
    remark="说明",
    mapping="映射版本",
    adapter="适配器",
    recorded="记录原文",
    rules_files="{rule}（出厂规则）",
    rules_version="{rule}（规则版本 {version}）",
    recorded_note="中枢对已理解报告所保存的内容。密码等不予显示。",
    stands_now="现在为",
    same="相同",
    apart_by="相差 {span}",
    is_right="采信 {system}：{status}",
    now_title="各系统现在的状态",
    others="所有订阅方",
    last_told="最后一次广播，版本 {version}",
    last_told_none="从未广播过",
    since="自 {moment}",
    outcome_title="裁决后果",
    subscribers="订阅方将收到“{status}”，版本 {version}。",
    told="若已开启写回，将通知 {systems}：",
    told_none="无需通知任何系统：各系统已处于该状态，或无法写入。",
    told_note="{system} {native_id} 写为“{native}”",
    choose_first="请先在上方选择，此处会显示其后果，然后再裁决。",
    reason_label="理由（将被记录）",
    keys="按键：1–9 选择，r 理由，Ctrl+Enter 裁决，c 认领，h 转交，m 备注，Esc 离开",
    similar="以往类似冲突",
    similar_none="这些系统之间没有出现过此类冲突。",
    similar_counts="{count} 次：{verdict}",
    similar_why="{by} 的理由：{reason}",
    course="处理经过",
    opened="工单被冻结",
    joined="又有矛盾加入证据",
    claimed_step="{by} 认领",
    handed_step="{by} 转交给 {to}",
    taken_step="{by} 接管",
    back_step="{by} 放回队列",
    commented_step="{by} 备注",
    decided_step="{by} 裁决",
    withdrawn_step="已撤销：迟到的报告表明并无矛盾",
)

REVIEW_WORDS: Final = {Language.EN: EN, Language.ZH: ZH}
