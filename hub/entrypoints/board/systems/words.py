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
    silent_too_long: str
    silence_usual: str
    silence_unknown: str
    reports: str
    rate: str
    rate_usual: str
    repeats: str
    sent_again: str
    repeats_about: str
    transport: str
    deviation: str
    p95: str
    clock: str
    clock_ahead: str
    clock_about: str
    silence_about: str
    agreement: str
    behind: str
    parked: str
    lookups: str
    lookups_failed: str
    lookups_about: str
    unmapped: str
    conflicts: str
    writes: str
    owed: str
    failed: str
    left_alone: str
    left_alone_about: str
    lookups_left_alone: str
    lookups_left_alone_about: str
    uids_owed: str
    uids_failed: str
    troubles: str
    trouble: str
    trouble_left_alone: str
    writes_tried: str
    lookups_tried: str
    failures: str
    failure: str
    failure_of_uid: str
    state_failed: str
    state_forbidden: str
    unheard: str
    silent: str


EN: Final = SystemWords(
    system="System",
    last_seen="Last heard",
    silent_too_long="silent too long",
    silence_usual="usually up to {span}",
    silence_unknown="usual pause not known yet",
    reports="Reports",
    rate="{now} in the last hour",
    rate_usual="{now} in the last hour, usually {usual}",
    repeats="{share} repeat",
    sent_again="{share} sent again",
    repeats_about="Repeat: of its reports, those that changed nothing. Sent again: of all that it sent, what the hub "
    "had already, and which counts as no report.",
    transport="Transport delay",
    deviation="Runs behind",
    p95="95 % within {span}",
    clock="Clock",
    clock_ahead="{span} ahead",
    clock_about="Ahead by so much at least: five reports of a day came before they happened. "
    "A clock that is behind cannot be told from slow delivery.",
    silence_about="Yellow: nothing has come for longer than in the weeks before at this hour of the week, by over "
    "{at_least} and by more than {pauses} × its usual pause. Nothing is claimed of an hour known from fewer "
    "weeks than {weeks}.",
    agreement="Agrees",
    behind="{count} yellow",
    parked="Parked",
    lookups="{count} to look up, oldest",
    lookups_failed="{count} looked up in vain",
    lookups_about="Events that name an object without its status. The hub reads the object, usually within seconds; "
    "why one waits for longer, or was looked up in vain, stands with the parked reports.",
    unmapped="{count} unknown word|{count} unknown words",
    conflicts="Conflicts",
    writes="Writes",
    owed="{count} owed",
    failed="{count} failed",
    left_alone="left alone for now",
    left_alone_about="Writing failed several times in a row, so the system is left alone for up to a quarter of an "
    "hour, and then tried with one write. Why stands below the table.",
    lookups_left_alone="left alone for now",
    lookups_left_alone_about="Looking up failed several times in a row, so the system is left alone for up to a "
    "quarter of an hour, and then asked once. Why stands below the table.",
    uids_owed="UIDs: {count} owed",
    uids_failed="UIDs: {count} failed",
    troubles="Systems that cannot be written to or asked",
    trouble="{system}: the last {what} failed: {error}|{system}: {count} {what} in a row failed, at last: {error}",
    trouble_left_alone="{system} is left alone until {until}: {count} {what} in a row failed, at last: {error}",
    writes_tried="write|writes",
    lookups_tried="look-up|look-ups",
    failures="Writes that failed",
    failure="{system} {native_id}: “{native}”, {state}, tried {attempts} times: {error}",
    failure_of_uid="{system} {native_id}: UID {uid}, {state}, tried {attempts} times: {error}",
    state_failed="failed",
    state_forbidden="forbidden",
    unheard="Not heard yet: {systems}",
    silent="No system was heard yet.",
)

ZH: Final = SystemWords(
    system="系统",
    last_seen="最近一次",
    silent_too_long="静默过久",
    silence_usual="通常不超过 {span}",
    silence_unknown="通常间隔尚不清楚",
    reports="报告数",
    rate="最近一小时 {now} 条",
    rate_usual="最近一小时 {now} 条，通常 {usual} 条",
    repeats="{share} 未改变状态",
    sent_again="{share} 为重复发送",
    repeats_about="未改变状态：其报告中没有带来变化的部分。重复发送：所发送内容中系统早已收到的部分，不计入报告数。",
    transport="传送延迟",
    deviation="落后",
    p95="95 % 在 {span} 以内",
    clock="时钟",
    clock_ahead="快 {span}",
    clock_about="至少快这么多：一天内有五条报告在发生之前就已收到。时钟偏慢与传送缓慢无法区分。",
    silence_about="变黄：静默时间比前几周同一时段更长，且超出 {at_least}，并超出其通常间隔的 {pauses} 倍。"
    "记录不足 {weeks} 周的时段不作判断。",
    agreement="一致率",
    behind="{count} 个变黄",
    parked="搁置",
    lookups="待查询 {count} 个，最久",
    lookups_failed="查询未果 {count} 个",
    lookups_about="这些事件只指明对象而不含状态，由系统去读取该对象，通常只需数秒；久等或读取未果的原因见搁置的报告。",
    unmapped="{count} 个未知词",
    conflicts="冲突",
    writes="写回",
    owed="待写 {count} 个",
    failed="失败 {count} 个",
    left_alone="暂停写回",
    left_alone_about="连续多次写回失败，因此暂停对该系统的写回（最长一刻钟），之后先试写一次。原因见表格下方。",
    lookups_left_alone="暂停查询",
    lookups_left_alone_about="连续多次查询失败，因此暂停对该系统的查询（最长一刻钟），之后先试查一次。原因见表格下方。",
    uids_owed="UID 待写 {count} 个",
    uids_failed="UID 失败 {count} 个",
    troubles="无法写入或查询的系统",
    trouble="{system}：连续 {count} 次{what}失败，最近一次的原因：{error}",
    trouble_left_alone="{system}：连续 {count} 次{what}失败，暂停{what}至 {until}，最近一次的原因：{error}",
    writes_tried="写回",
    lookups_tried="查询",
    failures="失败的写回",
    failure="{system} {native_id}：“{native}”，{state}，已试 {attempts} 次：{error}",
    failure_of_uid="{system} {native_id}：UID {uid}，{state}，已试 {attempts} 次：{error}",
    state_failed="失败",
    state_forbidden="无权限",
    unheard="尚未收到报告：{systems}",
    silent="尚未收到任何系统的报告。",
)

SYSTEM_WORDS: Final = {Language.EN: EN, Language.ZH: ZH}
