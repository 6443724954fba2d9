"""How passwords are kept where the rules of commercial cryptography (GM/T) ask for SM3."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.auth.hashers import PBKDF2PasswordHasher

SM3 = "sm3"


class SM3PasswordHasher(PBKDF2PasswordHasher):
    """Django's PBKDF2 over HMAC-SM3 (GB/T 32905, GB/T 15852.2), from OpenSSL.

    Raises ValueError where Python's OpenSSL was built without SM3; `planapp.checks` says so.
    """

    algorithm = "pbkdf2_sm3"
    digest: Any = staticmethod(lambda: hashlib.new(SM3))
