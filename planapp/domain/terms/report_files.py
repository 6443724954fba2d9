"""Words of what is handed in: kinds of papers, and files that are made in the background."""

from __future__ import annotations

from planapp.domain.terms.term import Term


class PaperKind(Term):
    """The papers for which an office may have a layout of its own."""

    ANNUAL = "annual", "监测评估报告"
    CIRCULAR = "circular", "情况通报"
    INDICATOR_BRIEF = "indicator_brief", "指标简报"
    GROUP_BRIEF = "group_brief", "规划和单位简报"


class FileState(Term):
    """How far a file is that is made in the background."""

    WAITING = "waiting", "排队中"
    MAKING = "making", "生成中"
    DONE = "done", "已生成"
    CANCELLED = "cancelled", "已取消"
    FAILED = "failed", "失败"

    @property
    def is_running(self) -> bool:
        """Whether a job has it, or is to take it up."""
        return self in {FileState.WAITING, FileState.MAKING}
