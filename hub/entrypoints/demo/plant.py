"""The plant of the demo: its machines, its people, its four systems and their words."""

from __future__ import annotations

from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from schemas.status import Status


class Fault(NamedTuple):
    """What goes wrong, in both languages."""

    en: str
    zh: str

    def at(self, machine: str) -> str:
        return f"{machine}: {self.en} · {self.zh}"


class Habits(NamedTuple):
    """How a system delivers. Times in seconds."""

    lag: tuple[float, float]
    """From the change until it is sent: at least, at most."""
    skew: float
    """How far its clock is ahead."""
    every: float = 0
    """It collects its changes, and sends them together this often; 0: each by itself."""
    follows: tuple[float, float] = (20, 200)
    """How long its people take to enter what another system says already."""


MACHINES: Final = (
    "CNC-03", "CNC-07", "CNC-12", "Press P1", "Press P4", "Robot cell R2", "Robot cell R6", "Conveyor C1",
    "Conveyor C5", "Paint line", "Leak tester", "Compressor K2", "AGV 11", "AGV 14", "Oven O3", "Packer V2",
)  # fmt: skip
MECHANICAL: Final = (
    Fault("spindle bearing runs hot", "主轴轴承过热"),
    Fault("hydraulic pressure drops", "液压压力下降"),
    Fault("gripper does not close", "夹爪无法闭合"),
    Fault("belt slips under load", "皮带负载打滑"),
    Fault("coolant leaks", "冷却液泄漏"),
    Fault("door interlock fails", "门联锁失效"),
    Fault("axis Y loses its reference", "Y 轴丢失参考点"),
)
DIGITAL: Final = (
    Fault("PLC drops off the network", "PLC 掉线"),
    Fault("HMI screen stays black", "操作面板黑屏"),
    Fault("recipe download hangs", "配方下载卡死"),
    Fault("label printer prints nothing", "标签打印机不出纸"),
    Fault("badge reader refuses everybody", "门禁读卡器失灵"),
)
PEOPLE: Final = {
    "crm": ("wang.fang", "s.keller", "li.na"),
    "erp": ("zhao.lei", "m.huber"),
    "mes": ("shift-a", "shift-b", "chen.wei"),
    "itsm": ("liu.yang", "a.novak", "sun.mei"),
}
HABITS: Final = {
    "crm": Habits(lag=(1, 4), skew=0),
    "erp": Habits(lag=(1, 2), skew=-8, every=240, follows=(40, 270)),
    "mes": Habits(lag=(4, 35), skew=35),
    "itsm": Habits(lag=(2, 9), skew=3),
}
SYSTEMS: Final = tuple(HABITS)
ZONE: Final = ZoneInfo("Asia/Shanghai")
NATIVE_IDS: Final = {"crm": "CASE-10{:03}", "erp": "4000{:04}", "mes": "JOB-7{:03}", "itsm": "INC00{:05}"}

_CRM: Final = {
    Status.NEW: "New",
    Status.ACKNOWLEDGED: "Accepted",
    Status.IN_PROGRESS: "Working",
    Status.PENDING: "Waiting on Supplier",
    Status.PENDING_VERIFICATION: "Customer to Confirm",
    Status.RESOLVED: "Solved",
    Status.CLOSED: "Closed",
    Status.REOPENED: "Reopened",
    Status.CANCELLED: "Withdrawn",
}
_ERP: Final = {
    Status.NEW: "CRTD PRC",
    Status.ACKNOWLEDGED: "REL PRT",
    Status.IN_PROGRESS: "REL PCNF GMPS",
    Status.PENDING: "REL PCNF LKD",
    Status.PENDING_VERIFICATION: "REL CNF",
    Status.RESOLVED: "REL CNF TECO",
    Status.CLOSED: "REL CNF TECO CLSD",
    Status.REOPENED: "REL PCNF",
    Status.CANCELLED: "REL DLFL",
}
_MES: Final = {
    Status.NEW: "PENDING",
    Status.ACKNOWLEDGED: "ACCEPTED",
    Status.IN_PROGRESS: "IN_PROGRESS",
    Status.PENDING: "BLOCKED",
    Status.PENDING_VERIFICATION: "TEST_RUN",
    Status.RESOLVED: "DONE",
    Status.CLOSED: "CLOSED",
    Status.REOPENED: "IN_PROGRESS",
    Status.CANCELLED: "CANCELLED",
}
_ITSM: Final = {
    Status.NEW: "New",
    Status.ACKNOWLEDGED: "Assigned",
    Status.IN_PROGRESS: "In Progress",
    Status.PENDING: "On Hold",
    Status.PENDING_VERIFICATION: "User Acceptance",
    Status.RESOLVED: "Resolved",
    Status.CLOSED: "Closed",
    Status.REOPENED: "In Progress",
    Status.CANCELLED: "Cancelled",
}
WORDS: Final = {"crm": _CRM, "erp": _ERP, "mes": _MES, "itsm": _ITSM}
"""What each system says for a status. Words that mean Reopened do so after done only, but for the CRM's own."""
