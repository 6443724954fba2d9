"""The words of units, people and what happens to their accounts."""

from __future__ import annotations

from planapp.domain.terms.term import Term


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

    @property
    def is_asked(self) -> bool:
        """Whether it is asked (商请) and never urged: not under the government's orders."""
        return self in {UnitKind.PARTY, UnitKind.CENTRAL}


class MemberRole(Term):
    """What a person does in the product, for a unit."""

    REPORTER = "reporter", "填报人"
    UNIT_HEAD = "unit_head", "单位负责人"
    UNIT_ADMIN = "unit_admin", "单位管理员"
    SUPERVISOR = "supervisor", "督查"
    AUDITOR = "auditor", "审计员"
    ADMINISTRATOR = "administrator", "管理员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"


class SecurityKind(Term):
    """What the record of security events tells apart."""

    LOGIN = "login", "登录"
    LOGOUT = "logout", "退出"
    LOGIN_FAILED = "login_failed", "登录失败"
    LOCKED = "locked", "登录锁定"
    PASSWORD_CHANGED = "password_changed", "修改密码"
    PASSWORD_RESET = "password_reset", "重置密码"
    SESSIONS_ENDED = "sessions_ended", "结束登录"
    SECOND_FACTOR_ON = "2fa_on", "开启两步验证"
    SECOND_FACTOR_OFF = "2fa_off", "停用两步验证"
    RECOVERY_CODES = "recovery_renewed", "更新恢复码"
    RECOVERY_CODE_USED = "recovery_used", "使用恢复码"
    IDENTITY_LINKED = "id_linked", "绑定统一身份"
    IDENTITY_UNLINKED = "id_unlinked", "解除统一身份"
    DOWNLOAD = "download", "下载、导出"
    REFUSED = "refused", "拒绝"
