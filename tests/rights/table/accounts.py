"""Who gets what from the addresses of planapp/pages/urls/accounts.py."""

from __future__ import annotations

from tests.rights.table.rows import BOTH, GET, POST, Row

PAGES: dict[str, Row] = {
    "api_tokens": Row(BOTH, "", "L ooo oo ooo oo oo o"),
    "all_api_tokens": Row(GET, "", "L 333 33 333 o3 3o 3"),
    "revoke_api_token": Row(POST, "api_token.pk", "L o44 44 444 44 4o 4"),
    "password_change": Row(BOTH, "", "L ooo oo ooo oo oo o"),
    "my_sessions": Row(GET, "", "L ooo oo ooo oo oo o"),
    "end_other_sessions": Row(POST, "", "L ooo oo ooo oo oo o"),
    "end_sessions_of": Row(POST, "somebody.pk", "L 333 33 333 33 3o 3"),
    "totp": Row(GET, "", "L ooo oo ooo oo oo o"),
    "set_up_totp": Row(GET, "", "L ooo oo ooo oo oo o"),
    "unlock_account_of": Row(POST, "somebody.pk", "L 333 33 333 33 3o 3"),
    "reset_totp_of": Row(POST, "somebody.pk", "L 333 33 333 33 3o 3"),
    "unlink_identity_of": Row(POST, "somebody.pk", "L 333 33 333 33 3o 3"),
    "supervisions": Row(GET, "", "L 333 33 333 oo 3o 3"),
    "assign_supervisions": Row(BOTH, "", "L 333 33 333 33 3o 3"),
    "end_supervision": Row(POST, "supervision.pk", "L 333 33 333 33 3o 3"),
    "unit_handover": Row(GET, "unit.pk", "L 333 33 333 3o 33 3"),
    "handover": Row(BOTH, "user.pk", "L 44o 44 444 4o 44 4"),
    "unit_accounts": Row(GET, "", "L 33o 33 333 33 33 3"),
    "add_account": Row(BOTH, "", "L 33o 33 333 33 33 3"),
    "reset_password": Row(POST, "user.pk", "L 33o 33 333 33 33 3"),
    "set_offices": Row(POST, "", "L 33o 33 333 33 33 3"),
    "end_membership": Row(POST, "membership.pk", "L 33o 33 333 33 33 3"),
    "unsent": Row(GET, "", "L ooo oo ooo oo oo o"),
}
