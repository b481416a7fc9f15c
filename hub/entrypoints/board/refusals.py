"""Why the hub refuses what somebody does on a page, in the reader's language."""

from __future__ import annotations

from typing import Final

from hub.entrypoints.board.phrases import Phrases
from hub.entrypoints.board.words import Language

_IN_CHINESE: Final = Phrases(
    {
        # people
        r"a person has a role of people; give the system a key": "此角色不属于人员；请为系统签发密钥",
        r"there is somebody named (.+) already": "已有名为 {0} 的人员",
        r"there is nobody named (.+)": "没有名为 {0} 的人员",
        r"a password has (\d+) to (\d+) characters; a sentence is a good one": (
            "密码须为 {0} 至 {1} 个字符，建议使用一句话"
        ),
        r"choose a password that is not your name": "密码不能与姓名相同",
        r"nobody does that to themselves; ask another administrator": "不能对自己执行此操作，请联系其他管理员",
        r"a name has 1 to 64 letters, digits and .@\+-_ or spaces between": (
            "姓名须为 1 至 64 个字母、文字、数字或 .@+-_，中间可有空格"
        ),
        # parked reports
        r"retry at most (.+) parked reports at a time, not (.+)": "一次最多重试 {0} 条搁置报告，而非 {1} 条",
        r"nothing is parked as (.+); list what is parked first": "没有编号为 {0} 的搁置报告；请先查看搁置列表",
        r"a link needs a system and the system's own id": "关联须写明系统及其系统内编号",
        r"(.+) of (.+) is (.+) already; force the link if they are one ticket": (
            "{1} 的 {0} 已关联到 {2}；若确为同一工单，请强制关联"
        ),
        r"(.+) is (.+) in (.+) already; force the link if they are one ticket": (
            "{0} 在 {2} 中已是 {1}；若确为同一工单，请强制关联"
        ),
        # tables and rules
        r"(.+) has no version (.+); list what was published first": "{0} 没有版本 {1}；请先查看历次版本",
        r"there is no version (.+) of the rules; list what was published first": "规则没有版本 {0}；请先查看历次版本",
        r"there is no system (.+); add its adapter first": "没有系统 {0}；请先添加其适配器",
        r"say who publishes (?:it|them)": "请写明发布人",
        r"publishing needs a reason; say why in a sentence": "发布须写明理由",
        r"another trial is under way; try again when it is through": "另一次试算正在进行，请待其结束后重试",
        # conflicts
        r"say who (?:claims it|hands it over|comments|decides)": "请写明操作人",
        r"there is no exception ticket (.+); list them to see which (?:are open|there are)": (
            "没有异常单 {0}；请在冲突列表中查看"
        ),
        r"say which system's side to accept": "请选择采纳哪个系统",
        r"say which status to set": "请选择要设定的状态",
        r"a comment needs a text": "评论不能为空",
        r"a decision needs a reason; say why in a sentence": "裁决须写明理由",
        r"accept a side or set a status, not both": "采纳一方与设定状态只能选择其一",
        r"(.+) is no side of this conflict; its sides are (.+)": "{0} 不是此冲突的一方；各方为 {1}",
    }
)


def refusal(error: Exception, language: Language) -> str:
    """What the hub says of it; a sentence that is new here stays in English."""
    return _IN_CHINESE(str(error)) if language is Language.ZH else str(error)
