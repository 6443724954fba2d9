"""The words of 督办: numbered papers to units, and what becomes of them."""

from __future__ import annotations

from planapp.domain.terms.term import Term


class NoticeKind(Term):
    """What a paper is called; a 商请函 asks, the others urge."""

    NOTICE = "notice", "督办通知单"
    LETTER = "letter", "督办函"
    REQUEST = "request", "商请函"


class NoticeState(Term):
    DRAFT = "draft", "草稿"
    SIGNED = "signed", "已签发"
    ACKNOWLEDGED = "acknowledged", "已签收"
    ANSWERED = "answered", "已反馈"
    CLOSED = "closed", "已办结"
    VOID = "void", "已作废"


class NoticeAct(Term):
    """What somebody does with a paper."""

    DRAFTED = "drafted", "拟稿"
    EDITED = "edited", "修改"
    SIGNED = "signed", "签发"
    ACKNOWLEDGED = "acknowledged", "签收"
    ANSWERED = "answered", "反馈"
    SENT_BACK = "sent_back", "退回反馈"
    CLOSED = "closed", "办结"
    VOIDED = "voided", "作废"


class NoticeMatter(Term):
    """Why an item stands on a paper."""

    LATE = "late", "逾期未报"
    UNFINISHED = "unfinished", "逾期未完成"
    BEHIND = "behind", "进度滞后"


class Settlement(Term):
    """What ended the matter of an item."""

    SUBMITTED = "submitted", "已报送"
    FINISHED = "finished", "已完成"
    EXTENDED = "extended", "已延期"
    NOT_PUBLISHED = "not_published", "数据未公布"
    ROUND_CLOSED = "round_closed", "填报期已关闭"
    NOT_OWED = "not_owed", "不再由该单位承担"
