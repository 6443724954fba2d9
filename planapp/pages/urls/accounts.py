"""Addresses: people and their accounts."""

from __future__ import annotations

from planapp.pages import (
    api_tokens,
    handover,
    identity,
    own_account,
    supervisions,
    totp,
    unit_accounts,
    unsent,
)
from planapp.pages.address import Address

PAGES: list[Address] = [
    ("api-tokens/", api_tokens.api_tokens, "api_tokens"),
    ("api-tokens/all/", api_tokens.all_api_tokens, "all_api_tokens"),
    ("api-tokens/<int:pk>/revoke/", api_tokens.revoke_api_token, "revoke_api_token"),
    ("password_change/", own_account.change_password, "password_change"),
    ("sessions/", own_account.my_sessions, "my_sessions"),
    ("sessions/end-others/", own_account.end_other_sessions, "end_other_sessions"),
    ("users/<int:pk>/end-sessions/", own_account.end_sessions_of, "end_sessions_of"),
    ("users/<int:pk>/unlock/", own_account.unlock_account_of, "unlock_account_of"),
    ("totp/", totp.totp, "totp"),
    ("totp/set-up/", totp.set_up_totp, "set_up_totp"),
    ("users/<int:pk>/reset-totp/", totp.reset_totp_of, "reset_totp_of"),
    ("users/<int:pk>/unlink-identity/", identity.unlink_identity_of, "unlink_identity_of"),
    ("supervisions/", supervisions.supervisions, "supervisions"),
    ("supervisions/assign/", supervisions.assign, "assign_supervisions"),
    ("supervisions/<int:pk>/end/", supervisions.end, "end_supervision"),
    ("units/<int:pk>/handover/", handover.unit_handover, "unit_handover"),
    ("users/<int:pk>/handover/", handover.handover, "handover"),
    ("unit-accounts/", unit_accounts.unit_accounts, "unit_accounts"),
    ("unit-accounts/add/", unit_accounts.add_account, "add_account"),
    ("unit-accounts/<int:pk>/reset/", unit_accounts.reset, "reset_password"),
    ("unit-accounts/offices/", unit_accounts.keep_offices, "set_offices"),
    ("unit-accounts/memberships/<int:pk>/end/", unit_accounts.end, "end_membership"),
    ("unsent/", unsent.unsent, "unsent"),
]
