"""The closed vocabularies of the field, each word once with its Chinese label."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A word of a closed vocabulary: its value is stored, its label is shown."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs of value and label, for a model or form field."""
        return [(member.value, member.label) for member in cls]


class DocumentKind(Term):
    OFFICIAL = "official", "正式印发"
    CONSULTATION = "consultation", "征求意见稿"
    REFERENCE = "reference", "参考资料"


class DocumentStatus(Term):
    RECEIVED = "received", "待提取"
    EXTRACTED = "extracted", "待审核"
    PUBLISHED = "published", "已发布"
    READ = "read", "已阅存"
    FAILED = "failed", "提取失败"


class ItemKind(Term):
    GOAL = "goal", "目标"
    INDICATOR = "indicator", "指标"
    TASK = "task", "任务"


class Decision(Term):
    PENDING = "pending", "待定"
    ACCEPTED = "accepted", "采用"
    CORRECTED = "corrected", "修改后采用"
    REJECTED = "rejected", "不采纳"


class PlanStatus(Term):
    PREPARING = "preparing", "准备中"
    ACTIVE = "active", "实施中"
    ENDED = "ended", "已结束"


class Measure(Term):
    LEVEL = "level", "期末值"
    GROWTH = "growth", "年均增速"
    CUMULATIVE = "cumulative", "累计值"
    INCREASE = "increase", "较基期增加"
    DECREASE = "decrease", "较基期下降"
    MULTIPLE = "multiple", "基期倍数"
    QUALITATIVE = "qualitative", "定性"


class Comparator(Term):
    GE = "ge", "≥"
    LE = "le", "≤"
    APPROX = "approx", "约"
    RANGE = "range", "区间"


class Entry(Term):
    """How the yearly records of a series are to be read."""

    LEVEL = "level", "年末数"
    FLOW = "flow", "当年新增"
    RUNNING = "running", "累计数"
    RATE = "rate", "当年增速"

    @classmethod
    def default_for(cls, measure: Measure) -> Entry:
        """How a measure is read unless the series says otherwise."""
        return {
            Measure.CUMULATIVE: cls.FLOW,
            Measure.GROWTH: cls.RATE,
            Measure.INCREASE: cls.RUNNING,
            Measure.DECREASE: cls.RUNNING,
        }.get(measure, cls.LEVEL)


class DuePath(Term):
    """What is due in a year without its own official annual target."""

    LINEAR = "linear", "匀速"
    GEOMETRIC = "geometric", "等比"


class PartsMake(Term):
    """How the parts of a broken-down indicator make its whole."""

    SUM = "sum", "各部分合计为总数"
    EACH = "each", "各部分均须达到总目标"
    WEIGHTED = "weighted", "加权得出，不逐项核对"


class RevisionState(Term):
    PROPOSED = "proposed", "待确认"
    CONFIRMED = "confirmed", "已生效"
    REFUSED = "refused", "未确认"


class Attribute(Term):
    BINDING = "binding", "约束性"
    EXPECTED = "expected", "预期性"
    UNSTATED = "unstated", "未注明"


class Role(Term):
    """The part a unit plays in an indicator or a task."""

    LEAD = "lead", "牵头单位"
    SUPPORT = "support", "配合单位"
    RESPONSIBLE = "responsible", "责任单位"


class UnitKind(Term):
    GOVERNMENT = "government", "政府部门"
    PARTY = "party", "党委部门"
    CENTRAL = "central", "中央驻省单位"
    LOCAL = "local", "市县政府"
    INSTITUTION = "institution", "事业单位"
    PARK = "park", "园区"
    ENTERPRISE = "enterprise", "企业"
    OTHER = "other", "其他"


class MemberRole(Term):
    """What a person does in the product, for a unit."""

    REPORTER = "reporter", "填报人"
    UNIT_HEAD = "unit_head", "单位负责人"
    UNIT_ADMIN = "unit_admin", "单位管理员"
    SUPERVISOR = "supervisor", "督查"
    AUDITOR = "auditor", "审计员"
    ADMINISTRATOR = "administrator", "管理员"


class CycleKind(Term):
    ANNUAL = "annual", "年度填报"
    QUARTERLY = "quarterly", "季度调度"
    MIDTERM = "midterm", "中期评估"
    FINAL = "final", "总结评估"


class ReportState(Term):
    """Where a figure or a task report stands on its way to approval."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "被退回"
    APPROVED = "approved", "已审核"
    SUPERSEDED = "superseded", "已被更正"


class Vintage(Term):
    FLASH = "flash", "快报"
    ESTIMATE = "estimate", "预计"
    PRELIMINARY = "preliminary", "初步核算"
    FINAL = "final", "最终核实"
    REVISED = "revised", "数据修订"

    def is_later_than(self, earlier: Vintage) -> bool:
        """Whether it takes the place of the other in the course of time; a revision always does."""
        order = (Vintage.ESTIMATE, Vintage.FLASH, Vintage.PRELIMINARY, Vintage.FINAL)
        return self is Vintage.REVISED or (
            earlier is not Vintage.REVISED and order.index(self) > order.index(earlier)
        )


class ScanState(Term):
    """What the virus scanner said of a file; what it could not tell stays locked away."""

    NOT_CHECKED = "not_checked", "未检查"
    CLEAN = "clean", "未发现病毒"
    INFECTED = "infected", "发现病毒（已隔离）"
    FAILED = "failed", "检查失败（已隔离）"


class SelfAssessment(Term):
    NOT_STARTED = "not_started", "未启动"
    ON_COURSE = "on_course", "正常推进"
    SLOW = "slow", "进度缓慢"
    DONE = "done", "已完成"
    CONTINUOUS = "continuous", "持续推进"


class Status(Term):
    """What an assessment finds; docs/gaps.md gives the rule of each."""

    NOT_DUE = "not_due", "未到期"
    NO_DATA = "no_data", "未填报"
    UNASSESSABLE = "unassessable", "无法评估"
    BREACHED = "breached", "超出控制目标"
    EXCEEDED = "exceeded", "超额完成"
    ACHIEVED = "achieved", "完成"
    NEARLY = "nearly", "基本完成"
    MISSED = "missed", "未完成"
    REGRESSING = "regressing", "劣于基期"
    AHEAD = "ahead", "快于预期"
    ON_TRACK = "on_track", "达到序时进度"
    BEHIND = "behind", "滞后"


class Light(Term):
    GREEN = "green", "绿灯"
    YELLOW = "yellow", "黄灯"
    RED = "red", "红灯"
    GREY = "grey", "灰灯"


class Trend(Term):
    LIKELY = "likely", "预计可如期完成"
    AT_RISK = "at_risk", "有一定难度"
    UNLIKELY = "unlikely", "实现难度较大"


class AnnualStatus(Term):
    MET = "met", "达到年度目标"
    MISSED = "missed", "未达年度目标"


class Reason(Term):
    """Why an assessment could not be made."""

    QUALITATIVE = "qualitative", "定性目标，由人评定"
    MISSING_BASE = "missing_base", "缺基期值"
    MISSING_YEARS = "missing_years", "缺中间年份数据"
    UNDEFINED = "undefined", "算式无意义（对数或几何路径遇非正数）"


class LightMode(Term):
    RATIO = "ratio", "按完成比（增量进度÷应达进度）"
    POINTS = "points", "按百分点差"


class ReminderKind(Term):
    DUE_SOON = "due_soon", "到期提醒"
    OVERDUE = "overdue", "逾期催办"
    NOTICE = "notice", "督办"


class SecurityKind(Term):
    """What the record of security events tells apart."""

    LOGIN = "login", "登录"
    LOGOUT = "logout", "退出"
    LOGIN_FAILED = "login_failed", "登录失败"
    LOCKED = "locked", "登录锁定"
    PASSWORD_CHANGED = "password_changed", "修改密码"
    PASSWORD_RESET = "password_reset", "重置密码"
    SESSIONS_ENDED = "sessions_ended", "结束登录"
    DOWNLOAD = "download", "下载、导出"
    REFUSED = "refused", "拒绝"


class Channel(Term):
    INBOX = "inbox", "站内信"


class FindingKind(Term):
    """In what way a plan contradicts itself or another plan."""

    TARGET_GROWTH = "target_growth", "目标与增速不符"
    STATED_GROWTH = "stated_growth", "文中增速与数据不符"
    ROW_GROWTH = "row_growth", "逐年增速与数据不符"
    PARTS = "parts", "分项与总数不符"
    COUNT = "count", "个数与列举不符"
    POINTS = "points", "百分比应为百分点"
    TWO_TARGETS = "two_targets", "同一指标两个目标"
    NOT_COMPARABLE = "not_comparable", "相近指标口径不同"


class Severity(Term):
    """How far a finding needs a person."""

    ERROR = "error", "明显矛盾"
    WARNING = "warning", "需要核实"
    NOTE = "note", "提示"
