"""What people are told when the installation itself fails."""

from __future__ import annotations

import errno
import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for errors; a disk that is full is told as such: it is nobody's slip here."""
    error = sys.exc_info()[1]
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return render(request, "507.html", status=507)
    return defaults.server_error(request)
