"""The words of handing in and of judging what was handed in."""

from __future__ import annotations

from planapp.domain.terms.term import Term


class CycleKind(Term):
    ANNUAL = "annual", "年度填报"
    QUARTERLY = "quarterly", "季度调度"
    MIDTERM = "midterm", "中期评估"
    FINAL = "final", "总结评估"


class ReportState(Term):
    """Where a figure or a task report stands on its way to approval."""

    DRAFT = "draft", "草稿"
    CONFIRMING = "confirming", "待单位确认"
    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "被退回"
    APPROVED = "approved", "已审核"
    SUPERSEDED = "superseded", "已被更正"


class SubmissionKind(Term):
    """What a unit hands in for a cycle, or what is entered for one that has no accounts."""

    SHEET = "sheet", "报送"
    NOTHING = "nothing", "零报告"
    ON_BEHALF = "on_behalf", "代填"


class SubmissionState(Term):
    PREPARING = "preparing", "准备中"
    CONFIRMING = "confirming", "待单位确认"
    SENT = "sent", "已报送"
    WITHDRAWN = "withdrawn", "已撤回"


class ExtensionKind(Term):
    """Why an item is not handed in by its date."""

    MORE_TIME = "more_time", "申请延期"
    NOT_PUBLISHED = "not_published", "数据未公布"


class ExtensionState(Term):
    ASKED = "asked", "待批复"
    GRANTED = "granted", "已同意"
    REFUSED = "refused", "未同意"
    WITHDRAWN = "withdrawn", "已撤回"


class CheckFinding(Term):
    """What was found where a figure or a report was checked on the spot."""

    TRUE = "true", "属实"
    DIFFERS = "differs", "有出入"


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


class ReminderKind(Term):
    """A rung's kind; URGE is no rung: a supervisor urged by hand."""

    DUE_SOON = "due_soon", "到期提醒"
    OVERDUE = "overdue", "逾期催办"
    NOTICE = "notice", "督办"
    URGE = "urge", "督查催办"


class ReminderState(Term):
    """How far a reminder has come; one that ended says why by its `ReminderClosing`."""

    OWED = "owed", "待送达"
    CLAIMED = "claimed", "送达中"
    SENT = "sent", "已送达"
    FAILED = "failed", "渠道发送失败"
    ACKNOWLEDGED = "acknowledged", "已签收"
    CLOSED = "closed", "已终止"


class ReminderClosing(Term):
    """What ended a reminder."""

    HANDED_IN = "handed_in", "已提交"
    FINISHED = "finished", "任务已完成"
    DELAYED = "delayed", "已延期或改期"
    NOT_PUBLISHED = "not_published", "数据未公布"
    ROUND_CLOSED = "round_closed", "填报期已关闭"
    NOT_RESPONSIBLE = "not_responsible", "不再负责"
    WITHDRAWN = "withdrawn", "规划撤销"
