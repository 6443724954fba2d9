"""Letters by SMTP, as text and as HTML, through the mail server of the installation."""

from __future__ import annotations

from contextlib import suppress
from email.utils import parseaddr
from smtplib import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from planapp.domain.outgoing import as_html
from planapp.services.channels.base import Outgoing, PermanentFailure, TemporaryFailure

_FOR_EVER = 500  # SMTP: 4xx may work later, 5xx will not


class MailAdapter:
    """Hands a letter to the mail server, which takes it on from there."""

    def send(self, message: Outgoing, address: str) -> None:
        """Raises TemporaryFailure or PermanentFailure."""
        connection = get_connection()
        try:
            validate_email(address)
            letter = _letter(message, address, connection)
            connection.open()
            letter.send()
        except SMTPRecipientsRefused as refusal:
            code, words = next(iter(refusal.recipients.values()))
            raise _refused(code, words, of_address=True) from refusal
        except SMTPAuthenticationError as refusal:
            why = f"邮件服务器不接受账号和密码（{refusal.smtp_code}）"
            raise TemporaryFailure(why, of_channel=True) from refusal
        except SMTPResponseException as refusal:
            raise _refused(refusal.smtp_code, refusal.smtp_error, of_address=False) from refusal
        except (SMTPException, OSError) as failure:
            why = f"邮件服务器没有响应（{type(failure).__name__}）"
            raise TemporaryFailure(why, of_channel=True) from failure
        except (ValidationError, ValueError) as failure:
            raise PermanentFailure("地址不是有效的邮箱地址", of_address=True) from failure
        finally:
            with suppress(OSError):  # a letter that was taken is sent, however the two part
                connection.close()


def _letter(message: Outgoing, address: str, connection: Any) -> EmailMultiAlternatives:
    _, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    letter = EmailMultiAlternatives(
        message.subject,
        f"{message.to}：\n\n{message.body}\n",
        to=[address],
        connection=connection,
        headers={
            # The same at every attempt: mail systems know a letter that comes twice by it.
            "Message-ID": f"<{message.reference}@{sender.rpartition('@')[2]}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    body = SafeString(as_html(message.body))
    html = render_to_string("planapp/letter.html", {"message": message, "body": body})
    letter.attach_alternative(html, "text/html")
    return letter


def _refused(
    code: int, words: bytes | str, *, of_address: bool
) -> PermanentFailure | TemporaryFailure:
    told = words.decode(errors="replace") if isinstance(words, bytes) else words
    reason = f"邮件服务器拒收：{code} {told}"
    if code >= _FOR_EVER:
        return PermanentFailure(reason, of_address=of_address)
    return TemporaryFailure(reason, of_channel=not of_address)
