"""The texts of the door, in English and in Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hub.entrypoints.board.words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorWords:
    """The texts of one language; what stands in braces is filled in."""

    log_in: str
    name: str
    password: str
    wrong: str
    too_often: str
    away: str
    by_openid: str
    openid_failed: str
    or_link: str
    welcome: str
    welcome_why: str
    new_password: str
    about_password: str
    choose: str
    no_invitation: str
    no_invitation_why: str
    no_link: str
    no_link_why: str
    nowhere: str
    nowhere_why: str
    change: str
    old_password: str
    old_wrong: str
    back: str


EN: Final = DoorWords(
    log_in="Log in",
    name="Name",
    password="Password",  # noqa: S106
    wrong="Name or password is wrong.",
    too_often="Too many wrong passwords. Try again in {seconds} s.",
    away="The database cannot be reached. Try again in a moment.",
    by_openid="Log in with the site's account",
    openid_failed="The site's login did not let you in: {why}",
    or_link="Without a password: a link from where the hub runs, by",
    welcome="Welcome, {name}",
    welcome_why="Choose a password. You log in with it from now on.",
    new_password="New password",  # noqa: S106
    about_password="At least {shortest} characters; a sentence is a good one.",  # noqa: S106
    choose="Choose and log in",
    no_invitation="This invitation does not hold any more",
    no_invitation_why="It works once, and for three days. Ask an administrator for another.",
    no_link="This link does not work any more",
    no_link_why="A login link works once, and for half an hour. Ask for a new one, or make it where the hub runs, by",
    nowhere="There is nothing here",
    nowhere_why="This address leads nowhere: it may be mistyped, or cut off where it was copied.",
    change="Change the password",
    old_password="Present password",  # noqa: S106
    old_wrong="The present password is wrong.",
    back="Back to the board",
)

ZH: Final = DoorWords(
    log_in="登录",
    name="姓名",
    password="密码",  # noqa: S106
    wrong="姓名或密码不正确。",
    too_often="密码错误次数过多，请在 {seconds} 秒后重试。",
    away="无法连接数据库，请稍后重试。",
    by_openid="使用企业账号登录",
    openid_failed="企业账号登录未成功：{why}",
    or_link="没有密码时，可在运行本系统的主机上获取登录链接：",
    welcome="欢迎，{name}",
    welcome_why="请设置密码，以后凭此密码登录。",
    new_password="新密码",  # noqa: S106
    about_password="至少 {shortest} 个字符，建议使用一句话。",  # noqa: S106
    choose="设置并登录",
    no_invitation="此邀请已失效",
    no_invitation_why="邀请仅可使用一次，三天内有效。请向管理员索取新的邀请。",
    no_link="此链接已失效",
    no_link_why="登录链接仅可使用一次，半小时内有效。请索取新的链接，或在运行本系统的主机上获取：",
    nowhere="此处没有内容",
    nowhere_why="此地址不存在：可能输入有误，或复制时不完整。",
    change="修改密码",
    old_password="当前密码",  # noqa: S106
    old_wrong="当前密码不正确。",
    back="返回看板",
)

DOOR_WORDS: Final = {Language.EN: EN, Language.ZH: ZH}
