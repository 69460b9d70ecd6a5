"""What a mail address is: the one rule for whoever types one, and for whoever writes to it. Pure.

Without looking at DNS: whether mail arrives there only a mail can tell.
"""

import unicodedata
from functools import lru_cache

import email_validator
from email_validator import EmailNotValidError, ValidatedEmail, validate_email

# A house may have a mail server of its own, with names for its own network such as `.local`.
email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()

LONGEST = 254


def address(written: str) -> str:
    """The address as it is kept: its domain in small letters, with accents where it has some. `ValueError` for what is none."""
    return _checked(written).normalized


def on_the_wire(written: str) -> tuple[str, str]:
    """Both sides of the @ as mail servers know them, a domain with accents in its ASCII form; `ValueError` for what is none."""
    found = _checked(written)
    return found.local_part, str(found.ascii_domain)


def mailbox(written: str) -> str:
    """What is the same for two addresses that reach the same person: hardly any mail server minds capitals.

    For anything at all, also what was kept before there was this rule. A community of ten thousand compares as many, so that
    what needs no parsing is not parsed.
    """
    return written.casefold() if written.isascii() else _mailbox_beyond_ascii(written)


@lru_cache(10_000)
def _mailbox_beyond_ascii(written: str) -> str:
    try:
        local, domain = on_the_wire(written)
    except ValueError:
        return unicodedata.normalize("NFC", written).casefold()
    return f"{local.casefold()}@{domain}"


def _checked(written: str) -> ValidatedEmail:
    name, at, domain = written.rpartition("@")
    if at and not name.isascii():
        # Many servers on the way take no such names, and then the mail is lost.
        raise ValueError("has letters before the @ that many mail servers do not take; use one like name@example.org")
    try:
        found = validate_email(
            written, allow_smtputf8=False, check_deliverability=False, globally_deliverable=False, strict=True
        )
    except EmailNotValidError:
        raise _unreachable() from None
    # Mail programs read `=?...?=` as another text, and a number is no name of a domain.
    if "=?" in name or domain.rpartition(".")[2].isdecimal() or len(str(found.ascii_email)) > LONGEST:
        raise _unreachable()
    return found


def _unreachable() -> ValueError:
    return ValueError("is not an address that mail can reach; it looks like name@example.org")
