"""E-mail by SMTP: the form of its settings, and sending one plain letter. Knows no colleagues."""

import contextlib
import re
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from bot import forms
from handlers import rota

#: Seconds to wait for the server at each step.
TIMEOUT = 20
#: The schemes and their usual ports: encrypted later by STARTTLS, or from the start.
PORTS = {"smtp": 587, "smtps": 465}


class MailError(Exception):
    """The server did not take a letter."""

    def __init__(self, code: str, *, retryable: bool) -> None:
        super().__init__(code)
        #: what the server said, as a word or a number; never an address
        self.code = code
        #: it may work later
        self.retryable = retryable


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where letters are handed over, read from SMTP_URL."""

    host: str
    port: int
    #: encrypted from the start; otherwise by STARTTLS
    is_tls: bool
    user: str | None
    password: str | None


def address(text: object) -> str:
    """SMTP_URL as an operator writes it."""
    wrong = "is not a mail server: write it like smtp://user:password@mail.example.org:587"
    try:
        parts = urlsplit(str(text))
        usable = parts.scheme in PORTS and parts.hostname and parts.port != 0
    except ValueError:
        raise ValueError(wrong) from None
    if not usable or parts.path.strip("/") or parts.query or re.search(r"\s", str(text)):
        raise ValueError(wrong)
    return str(text)


def mailbox(text: object) -> str:
    """One e-mail address, nothing beside it."""
    found = str(text).strip()
    if not rota.is_mailbox(found):
        raise ValueError("is not an e-mail address: write one like help@example.org")
    return found


def server(url: str) -> Server:
    """The parts of an address that `address` has accepted."""
    parts = urlsplit(url)
    return Server(
        host=parts.hostname or "",
        port=parts.port or PORTS[parts.scheme],
        is_tls=parts.scheme == "smtps",
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def send(to: Server, sender: str, receiver: str, subject: str, text: str) -> None:
    """Hand one letter over; blocking, so call it in a thread. Raises MailError."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, receiver, subject
    letter["Date"] = formatdate(usegmt=True)
    letter["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(text)
    with _faults(), _opened(to) as connection:
        connection.send_message(letter)


def check(to: Server) -> None:
    """Reach the server and sign in, and send nothing. Raises MailError."""
    with _faults(), _opened(to) as connection:
        connection.noop()


@contextlib.contextmanager
def _opened(to: Server) -> Iterator[smtplib.SMTP]:
    """A connection that is encrypted, unless the server is this machine and asks for no more."""
    secure = ssl.create_default_context()
    if to.is_tls:
        opened: smtplib.SMTP = smtplib.SMTP_SSL(to.host, to.port, timeout=TIMEOUT, context=secure)
    else:
        opened = smtplib.SMTP(to.host, to.port, timeout=TIMEOUT)
    try:
        opened.ehlo_or_helo_if_needed()
        if not to.is_tls and opened.has_extn("starttls"):
            opened.starttls(context=secure)
        elif not to.is_tls and not forms.is_loopback(to.host):
            raise MailError("no_encryption", retryable=False)
        if to.user is not None:
            opened.login(to.user, to.password or "")
        yield opened
        with contextlib.suppress(smtplib.SMTPException, OSError):
            opened.quit()  # what was taken is taken, whatever the goodbye
    finally:
        opened.close()


@contextlib.contextmanager
def _faults() -> Iterator[None]:
    """Every fault of the library as one of ours."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise MailError(f"sign_in_{error.smtp_code}", retryable=False) from None
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()), (550, b""))[0]
        raise MailError(f"receiver_{code}", retryable=400 <= code < 500) from None
    except smtplib.SMTPResponseException as error:
        temporary = 400 <= error.smtp_code < 500
        raise MailError(f"smtp_{error.smtp_code}", retryable=temporary) from None
    except smtplib.SMTPException as error:
        raise MailError(type(error).__name__, retryable=True) from None
    except ssl.SSLCertVerificationError:
        raise MailError("certificate", retryable=False) from None
    except OSError as error:
        raise MailError(type(error).__name__, retryable=True) from None
