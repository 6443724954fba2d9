"""The words of documents and of what plans commit to."""

from __future__ import annotations

from planapp.domain.terms.term import Term


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
    WITHDRAWN = "withdrawn", "已撤销"


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
