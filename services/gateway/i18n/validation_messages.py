"""What is wrong with a field, in words for whoever filled it in: libraries' own sentences become ours. Pure."""

import re

from services.gateway.i18n.gettext import N_, gettext, told

_FIELD = re.compile(r"^'[\w.]+': ")
_OURS = (
    (re.compile(r"String should have at least 1 character"), N_("Write something here.")),
    (re.compile(r"String should have at most ([\d,]+) characters"), N_("Use at most {number} characters.")),
    (re.compile(r"Input should be a valid string, unable.*"), N_("This holds half of a character; write it again.")),
    (re.compile(r"String should match pattern .*"), N_("This does not look right; check it.")),
    (re.compile(r"Input should be a valid integer.*"), N_("Give a whole number.")),
    (re.compile(r"Input should be greater than or equal to (\d+)"), N_("Give a number of at least {number}.")),
    (re.compile(r"Input should be less than or equal to (\d+)"), N_("Give a number of at most {number}.")),
    (re.compile(r"Input should be '.*"), N_("Choose one of the list.")),
)


def plain(detail: str) -> str:
    """The sentence in the language of the page, without the name that programs have for the field."""
    detail = _FIELD.sub("", detail)
    for theirs, ours in _OURS:
        if found := theirs.fullmatch(detail):
            return gettext(ours).format(number=found[1] if found.groups() else "")
    said = told(detail)
    return said[:1].upper() + said[1:]
