"""A clinic from the proposal to the report: who is told what, when, and how often."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from convene.story import play, script
from tests.support.tale import LEADS, MINUTES, STARTS, days_pass
from tests.support.town import Town

ANNOUNCED = "Case clinic: ..., Tuesday 24 September 2024, 14:00 (Europe/Rome)"
ADVISERS = ("Amara", "Elif", "Farid")


def each(names: Iterable[str], *subjects: str) -> Counter[tuple[str, str]]:
    """Every one of these subjects for each of these people, once."""
    return Counter((name, subject) for name in names for subject in subjects)


def reminders(*leads: str) -> list[str]:
    return [f"In {lead}: ... (case clinic)" for lead in leads]


async def test_everybody_hears_of_everything_once_from_the_invitation_to_what_became_of_the_advice(town: Town) -> None:
    await play.schedule_clinic(town.api, town.cast, STARTS, MINUTES)
    await town.at_rest()
    wanted = each(script.NAMES, ANNOUNCED)
    assert town.mails(script.TITLE) == wanted

    for lead, before in LEADS.items():
        await town.comes(STARTS - before)
        wanted += each(script.NAMES, *reminders(lead))
        assert town.mails(script.TITLE) == wanted, f"{lead} before"

    await town.comes(STARTS)

    async def step_over(step: str) -> None:
        await town.comes(town.clock.now() + timedelta(minutes=MINUTES[step]))
        assert len(town.ears.heard("StepTimeUp", step=step)) == 1

    await play.run_clinic(town.api, town.cast, town.at_rest, step_over)
    follow_up = STARTS + timedelta(days=21)
    await play.close_clinic(town.api, town.cast, follow_up)
    await town.comes(follow_up - timedelta(seconds=1))
    assert town.mails(script.TITLE) == wanted
    assert len(town.ears.heard("AdviceGiven")) == len(ADVISERS)

    await town.comes(follow_up)
    wanted += each([script.PRESENTER], "What really happened? ...")
    assert town.mails(script.TITLE) == wanted

    await play.report(town.api, town.cast)
    await town.comes(follow_up + timedelta(days=100))
    wanted += each(ADVISERS, "What became of your advice: ...")
    assert town.mails(script.TITLE) == wanted
    invitations = Counter(mail.recipients for mail in town.box.mails if "invites you" in mail.subject)
    assert set(invitations.values()) == {1}
    assert len(invitations) == len(script.NAMES) - 1
    assert town.chats(script.TITLE) == (
        each(script.WITH_CHAT, "Case clinic: ...")
        + Counter(
            {
                (name, f"In {lead}: ... (case clinic), Tuesday 24 September 2024, 14:00 (Europe/Rome)"): 1
                for name in script.WITH_CHAT
                for lead in LEADS
            }
        )
        + each(["Elif"], f"{script.PRESENTER} tells what became of the advice on ...")
    )


async def test_the_follow_up_letter_reminds_the_presenter_of_what_they_took_along(town: Town) -> None:
    await play.schedule_clinic(town.api, town.cast, STARTS, MINUTES)
    await play.run_clinic(town.api, town.cast, town.at_rest, lambda _: town.at_rest())
    follow_up = STARTS + timedelta(days=21)
    await play.close_clinic(town.api, town.cast, follow_up)
    await town.at_rest()
    await town.comes(follow_up)
    [letter] = [mail.text for mail in town.box.mails if mail.subject.startswith("What really happened?")]
    for takeaway in script.CLINIC[-1][1]:
        assert takeaway.text in " ".join(letter.replace("\n> ", " ").split())


async def test_the_reminders_follow_a_clinic_that_moves(town: Town) -> None:
    await play.schedule_clinic(town.api, town.cast, STARTS, MINUTES)
    await town.at_rest()
    later = STARTS + timedelta(days=3)
    body = {"starts": play.wall(later), "facilitator_id": town.cast[script.FACILITATOR].id}
    await town.api.post(f"/api/clinics/{town.cast.clinic}/schedule", body, town.cast[script.FACILITATOR])
    await town.at_rest()
    wanted = each(script.NAMES, ANNOUNCED, "New time: ..., now Friday 27 September 2024, 14:00 (Europe/Rome)")
    assert town.mails(script.TITLE) == wanted

    await town.comes(later - timedelta(days=7) - timedelta(minutes=1))
    assert town.mails(script.TITLE) == wanted, "reminded of the old time"
    await days_pass(town, later)
    assert town.mails(script.TITLE) == wanted + each(script.NAMES, *reminders(*LEADS))
    assert [rang["starts_at"] for rang in town.ears.heard("ReminderDue")] == ["2024-09-27T12:00:00Z"] * 3
