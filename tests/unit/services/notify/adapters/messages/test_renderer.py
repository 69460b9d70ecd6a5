import pytest

from services.notify.adapters.messages.renderer import Rendered, render
from services.notify.domain.messages.catalogue import MESSAGES, UnknownMessage, message_class
from services.notify.domain.messages.message import MessageRefused

WHEN = "Thursday 3 December 2026, 14:00 (Europe/Paris)"
PLAIN = {
    "community": "Night Bakers",
    "link": "https://convene.example/c/1?from=mail&x=1",
    "unsubscribe": "https://convene.example/u/1",
    "name": "Zoë",
    "title": "Who starts the oven?",
    "question": "How do we share\nthe night shifts?",
    "presenter": "Ann",
    "facilitator": "Bo",
    "guide": "Gil",
    "host": "Hana",
    "inviter": "Ivo",
    "role": "facilitator",
    "message": "Do come.",
    "when": WHEN,
    "before": "Wednesday 2 December 2026, 14:00 (Europe/Paris)",
    "held": "Monday 5 October 2026, 10:00 (Europe/Paris)",
    "trouble": "It answered 410.",
    "until": "Monday 5 October 2026, 11:00 (Europe/Paris)",
    "lead": "24 hours",
    "what": "clinic",
    "place": "Old Mill, Ghent",
    "reason": "The oven broke.",
    "report": "We drew lots.\nIt worked.",
    "takeaway": "Ask the youngest first.",
    "advice": "You advised: draw lots\nAnn took it along.",
    "last": "This is the last time we ask.",
    "hosted": "You have hosted once, in March 2026.",
    "asker": "Ada",
    "invited": "Ida",
    "trying": "Rest the dough.\nAsk the night shift.",
    "again": "We do not ask again.",
    "meeting_point": "Platform 4, under the clock",
    "departure": "Train to Ghent, Thursday 3 December 2026, 06:10 (Europe/Brussels)",
    "bring": "Boots.\nA towel.",
    "seats": "15",
    "why": "You are 3rd on the waiting list.",
    "group": "2",
    "lost": "The time for which it was kept is over.",
    "change": "20 minutes later than last told",
    "stops": "15:20: Landfill\n16:15: Villages",
    "stop": "Landfill",
}


QUOTED = {"question", "message", "report", "reason", "takeaway", "advice", "bring", "trying", "stops"}


def needed(kind: str) -> set[str]:
    return {name for name, field in MESSAGES[kind].model_fields.items() if field.is_required()}


def all_facts(kind: str) -> set[str]:
    return set(MESSAGES[kind].model_fields)


def rendered(kind: str, **changed: str | None) -> Rendered:
    facts = {name: value for name, value in (PLAIN | changed).items() if name in all_facts(kind)}
    return render(message_class(kind).of(facts))


SUBJECTS = {
    "invitation": "Ivo invites you to Night Bakers",
    "clinic_scheduled": f"Case clinic: Who starts the oven?, {WHEN}",
    "clinic_rescheduled": f"New time: Who starts the oven?, now {WHEN}",
    "clinic_cancelled": "Cancelled: case clinic Who starts the oven?",
    "reminder": "In 24 hours: Who starts the oven? (case clinic)",
    "follow_up_due": "What really happened? Who starts the oven?",
    "follow_up_nudge": "Two lines are enough: Who starts the oven?",
    "follow_up_reported": "What became of your advice: Who starts the oven?",
    "visit_scheduled": f"Visit: Who starts the oven?, {WHEN}",
    "visit_rescheduled": f"New time: Who starts the oven?, now {WHEN}",
    "visit_cancelled": "Cancelled: visit Who starts the oven?",
    "sign_up_opened": "Sign up: Who starts the oven?",
    "sign_up_closed": "Sign-up is closed: Who starts the oven?",
    "seat_taken": "You have a seat: Who starts the oven?",
    "seat_waiting": "On the waiting list: Who starts the oven?",
    "seat_offered": "A seat for you: Who starts the oven?",
    "seat_lost": "No longer signed up: Who starts the oven?",
    "day_changed": "Another time today: Who starts the oven?",
    "stop_skipped": "Skipped today: Landfill (Who starts the oven?)",
    "turn_proposed": "Would you host the next visit of Night Bakers?",
    "swap_offered": "Ada asks you to swap turns in Night Bakers",
    "trying_due": "What came of it? Who starts the oven?",
    "chat_gone": "Your chat channel no longer takes messages of Night Bakers",
    "way_in": "Your way in to Night Bakers",
    "way_in_given": "A link to come in to Night Bakers was made for you",
    "hook_gone": "A webhook of Night Bakers was switched off",
    "hook_unattended": "A webhook of Night Bakers needs a convener",
    "mail_gone": "Mail to you from Night Bakers does not arrive",
    "member_unreached": "Mail to Ada does not arrive",
    "address_confirm": "Confirm your new mail address for Night Bakers",
    "address_asked": "Another mail address was given for you in Night Bakers",
    "address_changed": "Your mail address for Night Bakers was changed",
    "invitation_returned": "Your invitation to Ida did not arrive",
}


@pytest.mark.parametrize("kind", MESSAGES)
def test_the_subject_says_what_the_letter_is(kind):
    assert rendered(kind).subject == SUBJECTS[kind]


@pytest.mark.parametrize("kind", MESSAGES)
def test_every_fact_is_told_in_text_and_html(kind):
    written = rendered(kind)
    for fact in all_facts(kind):
        for line in PLAIN[fact].splitlines():
            assert line in written.text, fact
            assert line.replace("&", "&amp;") in written.html, fact


@pytest.mark.parametrize("kind", MESSAGES)
def test_a_letter_is_whole_without_the_facts_that_are_merely_welcome(kind):
    written = rendered(kind, **dict.fromkeys(all_facts(kind) - needed(kind)))
    for form in (written.subject, written.text, written.html, written.chat):
        assert "None" not in form
    assert "\n\n\n" not in written.text
    assert written.text.startswith("Hello,\n\n")
    assert "Stop messages" not in written.text + written.html


@pytest.mark.parametrize("kind", MESSAGES)
def test_a_letter_without_a_needed_fact_names_it(kind):
    for fact in needed(kind):
        with pytest.raises(MessageRefused, match=rf"needs {fact}\."):
            rendered(kind, **{fact: " "})


@pytest.mark.parametrize("kind", MESSAGES)
def test_braces_in_a_fact_stay_literal_and_tags_are_escaped_in_html(kind):
    hostile = "{{7*7}} {% raw %} <script>alert(1)</script>"
    facts = all_facts(kind)
    written = rendered(kind, **dict.fromkeys(facts - {"link", "unsubscribe", "what"}, hostile))
    assert hostile in written.text
    assert "<script>" not in written.html
    assert "{{7*7}} {% raw %} &lt;script&gt;" in written.html
    assert "49" not in written.text + written.html.replace("#245a4b", "")


@pytest.mark.parametrize("kind", MESSAGES)
def test_a_fact_cannot_leave_the_attribute_it_stands_in(kind):
    written = rendered(kind, link='https://convene.example/"onmouseover="x')
    assert '"onmouseover' not in written.html


@pytest.mark.parametrize("kind", MESSAGES)
def test_a_line_break_in_a_short_fact_becomes_a_space(kind):
    facts = needed(kind) - QUOTED - {"link", "what"}
    written = rendered(kind, **dict.fromkeys(facts, "one\r\n\r\ntwo"))
    assert len(written.subject.splitlines()) == 1
    assert "one two" in written.text


def test_a_quotation_keeps_its_lines_and_is_marked_as_one():
    written = rendered("clinic_scheduled", question="first\n\n> second")
    assert "> first\n>\n> > second\n" in written.text
    assert "<blockquote>first<br>\n<br>\n&gt; second</blockquote>" in written.html


def test_a_long_question_is_shortened_in_chat_but_not_in_the_mail():
    question = "why " * 200
    written = rendered("clinic_scheduled", question=question)
    assert question.strip() in written.text
    assert len(written.chat) < 500
    assert written.chat.endswith(PLAIN["link"])


def test_a_way_in_is_never_told_in_a_chat_room():
    assert PLAIN["link"] not in rendered("way_in").chat


@pytest.mark.parametrize("kind", [kind for kind in MESSAGES if kind not in ("way_in", "address_confirm")])
def test_a_chat_line_greets_no_one_and_leads_on(kind):
    chat = rendered(kind).chat
    assert PLAIN["link"] in chat
    assert "Zoë" not in chat


def test_a_report_in_someones_own_words_stays_out_of_the_chat_room():
    assert "drew lots" not in rendered("follow_up_reported").chat


def test_a_nudge_is_kind_and_the_last_one_says_that_it_is_the_last():
    first, last = rendered("follow_up_nudge", last=None), rendered("follow_up_nudge")
    for nudge in (first, last):
        assert "Two lines are enough" in nudge.text
        assert "> Ask the youngest first." in nudge.text
    assert "choose another day" in first.text
    assert "choose another day" not in last.text
    assert "last time" not in first.text


@pytest.mark.parametrize("lead", ["7 days", "24 hours", "1 hour"])
@pytest.mark.parametrize(("what", "called"), [("clinic", "case clinic"), ("visit", "visit")])
def test_a_reminder_says_how_soon_and_for_what(lead, what, called):
    written = rendered("reminder", lead=lead, what=what)
    assert written.subject == f"In {lead}: Who starts the oven? ({called})"
    assert f"begins in {lead}" in written.text


@pytest.mark.parametrize("fact", ["link", "unsubscribe"])
@pytest.mark.parametrize("value", ["javascript:alert(1)", "//evil.example", "data:text/html,x"])
def test_a_link_that_is_no_web_address_is_refused(fact, value):
    with pytest.raises(MessageRefused, match=fact):
        rendered("reminder", **{fact: value})


def test_an_unknown_message_and_an_unknown_fact_are_refused_by_name():
    with pytest.raises(UnknownMessage, match="postcard"):
        message_class("postcard")
    with pytest.raises(MessageRefused, match="no place for salary"):
        facts = {"community": "A", "link": "https://a.example", "inviter": "Ivo", "salary": "1"}
        message_class("invitation").of(facts)


@pytest.mark.parametrize("kind", MESSAGES)
def test_facts_in_peoples_own_words_are_quoted_and_all_others_are_one_line(kind):
    message = message_class(kind).of(
        {name: PLAIN[name] for name in all_facts(kind)} | dict.fromkeys(QUOTED & all_facts(kind), "a\nb")
    )
    told = message.model_dump()
    assert {name for name, value in told.items() if "\n" in value} == QUOTED & all_facts(kind)
