"""What systems are for, in Chinese: manifests say it in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hub.entrypoints.board.words import Language

_CHINESE: Final[Mapping[str, str]] = {
    "IT service desk": "IT 服务台",
    "IT service management": "IT 服务管理",
    "alerts": "告警",
    "anything else": "其他",
    "approvals": "审批",
    "customer relationship management": "客户关系管理",
    "customer service": "客户服务",
    "enterprise resource planning": "企业资源计划",
    "help desk": "服务台",
    "internal help desk": "内部服务台",
    "issues": "问题跟踪",
    "manufacturing and repair": "生产与维修",
    "manufacturing execution": "制造执行",
    "production and maintenance": "生产与维护",
    "projects and helpdesk": "项目与服务台",
    "repair on the shop floor": "车间维修",
    "service desk": "客服台",
    "service hub": "服务中心",
    "service orders and spare parts": "服务订单与备件",
    "work orders and issues": "工单与问题",
}


def role_of(role: str, language: Language) -> str:
    """A manifest's role as people read it; one that is not of ours as it is."""
    return _CHINESE.get(role, role) if language is Language.ZH else role
