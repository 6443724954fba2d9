"""What the system proposes to write to a unit: the kind of paper, its subject and its words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from planapp.domain.day_words import day_in_words
from planapp.domain.terms import NoticeKind, NoticeMatter, UnitKind
from planapp.domain.terms.term import Term

REPLY_WORKDAYS = 5  # working days that a unit is given to answer


@dataclass(frozen=True, slots=True)
class Wording:
    """A subject, and a body whose paragraphs stand on lines of their own.

    It names no days and no numbers of items: those stand beside it and change with the paper.
    """

    subject: str
    body: str


def kinds_for(unit_kind: UnitKind) -> tuple[NoticeKind, ...]:
    """The papers that may go to a unit, the usual one first: some are only ever asked."""
    return (NoticeKind.REQUEST,) if unit_kind.is_asked else tuple(NoticeKind)


def propose_wording(
    kind: NoticeKind, *, plan: str, cycle: str, matters: Collection[Term]
) -> Wording:
    """The usual words of such a paper about a round of a plan; matters in any order."""
    named = "、".join(each.label for each in NoticeMatter if each in matters)
    about = f"《{plan}》{cycle}"
    if kind is NoticeKind.REQUEST:
        return Wording(
            f"关于商请协助办理{about}{named}事项的函",
            f"贵单位一直以来对{about}实施工作给予大力支持，谨致谢意。\n"
            f"经核对，下列由贵单位承担的事项尚有{named}的情况（详见事项清单）。"
            "为如期完成汇总，商请贵单位协助办理；确有困难的，请函告原因和预计办理时间。",
        )
    return Wording(
        f"关于{about}{named}事项的{kind.label.removesuffix('单')}",
        f"经核查，{about}实施工作中，下列由你单位承担的事项{named}（详见事项清单）。\n"
        "请你单位高度重视，明确责任人和完成时限，逐项办理；"
        "不能按时办理的，说明原因、下一步措施和完成时间。",
    )


def reply_sentence(kind: NoticeKind, reply_by: date) -> str:
    """Until when an answer is expected; stands at the end of the paper."""
    day = day_in_words(reply_by)
    if kind is NoticeKind.REQUEST:
        return f"商请于{day}前函复或在系统中反馈办理情况。专此致函，盼复为感。"
    return f"请于{day}前在系统中反馈办理情况。"
