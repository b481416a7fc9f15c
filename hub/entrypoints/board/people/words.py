"""The texts of the page of people, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hub.entrypoints.board.words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleWords:
    """The texts of one language; what stands in braces is filled in."""

    title: str
    name: str
    role: str
    state: str
    active: str
    invited: str
    nobody: str
    add: str
    invite: str
    sign_out: str
    remove: str
    sure_remove: str
    invitation: str
    signed_out: str
    removed: str
    role_given: str
    deeds: str
    at: str
    who: str
    what: str
    about: str
    detail: str
    everybody: str
    no_deeds: str
    older: str
    newest: str


EN: Final = PeopleWords(
    title="People",
    name="Name",
    role="Role",
    state="State",
    active="has a password",
    invited="invited, no password yet",
    nobody="Nobody has been added yet. People get in by login links, or by the site's own login.",
    add="Add, and show a link",
    invite="New password",
    sign_out="Log out",
    remove="Remove",
    sure_remove="Let {name} in no more?",
    invitation="Give {name} this link. It works once, for three days, and is shown only now:",
    signed_out="{name} is logged out everywhere.",
    removed="{name} is removed.",
    role_given="{name} has another role, and logs in again to use it.",
    deeds="Who did what",
    at="When",
    who="Who",
    what="What",
    about="To what",
    detail="With",
    everybody="Everybody",
    no_deeds="Nobody has done anything yet.",
    older="Older",
    newest="Newest",
)

ZH: Final = PeopleWords(
    title="人员",
    name="姓名",
    role="角色",
    state="状态",
    active="已设置密码",
    invited="已邀请，尚未设置密码",
    nobody="尚未添加任何人。人员可通过登录链接或企业账号登录。",
    add="添加并显示链接",
    invite="重置密码",
    sign_out="强制退出",
    remove="移除",
    sure_remove="不再允许 {name} 登录？",
    invitation="请将此链接交给 {name}。链接仅可使用一次，三天内有效，且只显示这一次：",
    signed_out="{name} 已在所有地方退出登录。",
    removed="{name} 已移除。",
    role_given="{name} 的角色已更改，重新登录后生效。",
    deeds="操作记录",
    at="时间",
    who="操作人",
    what="操作",
    about="对象",
    detail="内容",
    everybody="所有人",
    no_deeds="尚无操作记录。",
    older="更早",
    newest="最新",
)

PEOPLE_WORDS: Final = {Language.EN: EN, Language.ZH: ZH}

DEEDS: Final[Mapping[Language, Mapping[str, str]]] = {
    Language.EN: {
        "claimed": "took a conflict",
        "handed-over": "handed a conflict over",
        "commented": "wrote about a conflict",
        "decided": "decided a conflict",
        "linked": "linked an id to a ticket",
        "retried": "tried a parked report again",
        "released": "brought a parked report in",
        "published": "published words or rules",
        "rolled-back": "rolled words or rules back",
        "signed-in": "logged in",
        "person-added": "added somebody",
        "person-role": "gave somebody a role",
        "person-invited": "invited somebody anew",
        "person-password": "set a password",
        "person-signed-out": "logged somebody out",
        "person-removed": "removed somebody",
        "key-issued": "issued a key",
        "key-revoked": "revoked a key",
        "key-link": "made a login link",
    },
    Language.ZH: {
        "claimed": "认领冲突",
        "handed-over": "转交冲突",
        "commented": "评论冲突",
        "decided": "裁决冲突",
        "linked": "关联编号与工单",
        "retried": "重试搁置的报告",
        "released": "放行搁置的报告",
        "published": "发布映射或规则",
        "rolled-back": "回退映射或规则",
        "signed-in": "登录",
        "person-added": "添加人员",
        "person-role": "更改角色",
        "person-invited": "重新邀请",
        "person-password": "设置密码",
        "person-signed-out": "强制退出",
        "person-removed": "移除人员",
        "key-issued": "签发密钥",
        "key-revoked": "吊销密钥",
        "key-link": "生成登录链接",
    },
}
"""What can be done, in the words of either language."""

DETAILS: Final[Mapping[Language, Mapping[str, str]]] = {
    Language.EN: {
        "link": "by a link",
        "password": "by password",
        "openid": "by the site's login",
        "accepted": "taken in",
        "duplicate": "was there already",
        "ignored": "not a status",
    },
    Language.ZH: {
        "link": "通过链接",
        "password": "通过密码",
        "openid": "通过站点登录",
        "accepted": "已接收",
        "duplicate": "已有此报告",
        "ignored": "不是状态",
    },
}
"""Ways to get in, and what became of a report, in the words of either language."""
