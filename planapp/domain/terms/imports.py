"""Words of taking ledgers in."""

from __future__ import annotations

from planapp.domain.terms.term import Term


class ImportState(Term):
    """How far an uploaded file is on its way into the product."""

    MAPPING = "mapping", "待确认对应关系"
    CHECKING = "checking", "预览中"
    CHECKED = "checked", "待确认"
    WRITING = "writing", "导入中"
    DONE = "done", "已完成"
    CANCELLED = "cancelled", "已取消"
    FAILED = "failed", "失败"

    @property
    def is_running(self) -> bool:
        """Whether a job has it, or is to take it up."""
        return self in {ImportState.CHECKING, ImportState.WRITING}

    @property
    def is_over(self) -> bool:
        return self in {ImportState.DONE, ImportState.CANCELLED, ImportState.FAILED}


class ImportPhase(Term):
    """What the job of an import is at."""

    WAITING = "waiting", "排队"
    READING = "reading", "读取文件"
    CHECKING = "checking", "逐行核对"
    WRITING = "writing", "写入"
