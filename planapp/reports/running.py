"""A file in the background, step by step: read in parts, written, kept. Jobs call this."""

from __future__ import annotations

import logging
import tempfile
from datetime import date, datetime
from pathlib import Path

from billiard.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.utils import timezone

from planapp.domain.monitoring import Monitoring, joined
from planapp.models import ReportRun
from planapp.queries.gap_list import GapFilter
from planapp.queries.report_figures import count_lines, load_in_parts
from planapp.queries.scope import lies_within
from planapp.reports.archive import ARCHIVE, write_archive
from planapp.reports.report_files import REPORT_FILES
from planapp.rights import Action, Scope, may, scope_of
from planapp.services.errors import Refused
from planapp.services.report_runs import begin_making, fail_file, keep_file, note_done

logger = logging.getLogger(__name__)


def make_file(run: ReportRun, *, at: datetime) -> bool:
    """Make what was asked for, once; whatever stops it ends it with the reason.

    False where it is made or given up already.
    """
    if not begin_making(run=run, at=at):
        return False
    try:
        return _made(run, at=at)
    except (Refused, ValueError) as error:
        reason = str(error)
    except _GivenUp:
        return False
    except SoftTimeLimitExceeded:
        reason = "超过了后台作业的时限；请缩小范围后重新生成。"
    except Exception:
        logger.exception("report file %s stopped", run.pk)
        reason = "程序出错；原因已记入系统日志，请联系运维。"
    fail_file(run=run, reason=reason, at=at)
    return False


def _made(run: ReportRun, *, at: datetime) -> bool:
    """With the rights that the person has by now."""
    on = timezone.localdate(at)
    if not may(run.made_by, Action.SEE_ALL, on=on):
        raise Refused("您现在没有查看报告的权限。")
    scope = scope_of(run.made_by, on=on)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        if run.kind == ARCHIVE:
            _write_archive(run, path, scope=scope)
        else:
            report = _report(run, scope=scope, on=on)
            path.write_bytes(REPORT_FILES[run.kind].write(report, settings.OFFICE_NAME))
        return keep_file(run=run, path=path, reach=scope.mark, at=at)


def _write_archive(run: ReportRun, path: Path, *, scope: Scope) -> None:
    if run.frozen is None or not lies_within(run.frozen, scope):
        raise Refused("这份归档报告已不在您的可见范围内。")
    steps = write_archive(
        path, run.frozen, scope=scope, with_evidence=run.with_evidence, office=settings.OFFICE_NAME
    )
    for done, total in steps:
        _note(run, done, total)


def _report(run: ReportRun, *, scope: Scope, on: date) -> Monitoring:
    chosen = GapFilter(**run.chosen, scope=scope)
    words = [(label, value) for label, value in run.words]
    total, parts = count_lines(chosen, on=on), []
    _note(run, 0, total)
    for part in load_in_parts(chosen, on=on, words=words):
        parts.append(part)
        _note(run, min(sum(map(_lines, parts)), total), total)
    return joined(parts, on=on, chosen=words)


def _lines(part: Monitoring) -> int:
    return len(part.indicators) + len(part.tasks)


def _note(run: ReportRun, done: int, total: int) -> None:
    if not note_done(run=run, done=done, total=total):
        raise _GivenUp


class _GivenUp(Exception):
    """Somebody cancelled it while it was being made."""
