"""What the forms about takeaways and reports stand for."""

from services.gateway.http.requests import validated
from services.gateway.web.clinic.outcomes import told_of
from services.gateway.web.forms.datetimes import moment
from services.gateway.web.forms.fields import Fields, FormAction
from shared.contracts import clinic as c
from shared.contracts.base import Command
from shared.contracts.types import Id

ASKED_AT = "10:00"
"""A follow-up is asked for on a day; the question comes in the morning."""


def _said(fields: Fields, name: str) -> str | None:
    return fields.get(name, "").strip() or None


def _made_of(fields: Fields) -> dict[str, object]:
    advice = [name for name in fields.get("advice", "").split() if name]
    return {
        "choice": fields.get("choice", "taken"),
        "text": _said(fields, "text"),
        "why": _said(fields, "why"),
        "advice_ids": advice,
    }


def _weigh(clinic: Id, fields: Fields) -> Command:
    return validated(c.NoteTakeaway, {"clinic_id": clinic, **_made_of(fields)})


def _change(clinic: Id, fields: Fields) -> Command:
    return validated(
        c.ChangeTakeaway, {"clinic_id": clinic, "takeaway_id": fields.get("takeaway", ""), **_made_of(fields)}
    )


def _drop(clinic: Id, fields: Fields) -> Command:
    return validated(c.DropTakeaway, {"clinic_id": clinic, "takeaway_id": fields.get("takeaway", "")})


def _report(clinic: Id, fields: Fields) -> Command:
    """What became of each takeaway of which something was chosen, the whole story, and a day to be asked again."""
    outcomes = [
        {
            "takeaway_id": name,
            "done": fields[f"done-{name}"],
            "result": fields.get(f"result-{name}") or None,
            "story": _said(fields, f"story-{name}"),
        }
        for name in told_of(fields)
    ]
    again = moment(fields, "again", ASKED_AT) if fields.get("date") else None
    return validated(
        c.ReportFollowUp, {"clinic_id": clinic, "text": _said(fields, "text"), "outcomes": outcomes, "again": again}
    )


def _postpone(clinic: Id, fields: Fields) -> Command:
    return validated(c.PostponeFollowUp, {"clinic_id": clinic, "until": moment(fields, "until", ASKED_AT)})


def _discuss(clinic: Id, fields: Fields) -> Command:
    return validated(c.NoteDiscussion, {"clinic_id": clinic, "where": _said(fields, "where")})


OUTCOME_ACTIONS: dict[str, FormAction] = {
    "weigh": _weigh,
    "change-takeaway": _change,
    "drop-takeaway": _drop,
    "report": _report,
    "postpone": _postpone,
    "discuss": _discuss,
}
