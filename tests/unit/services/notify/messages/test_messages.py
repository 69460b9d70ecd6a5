import pytest

from services.notify.domain.message_kinds import FACTS, QUOTED, Kind
from services.notify.messages import Letter, LetterRefused, write

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


def letter(kind: Kind, **changed: str | None) -> Letter:
    wanted = FACTS[kind].needed | FACTS[kind].welcome
    return write(kind, {name: value for name, value in (PLAIN | changed).items() if name in wanted})


SUBJECTS = {
    Kind.INVITATION: "Ivo invites you to Night Bakers",
    Kind.CLINIC_SCHEDULED: f"Case clinic: Who starts the oven?, {WHEN}",
    Kind.CLINIC_RESCHEDULED: f"New time: Who starts the oven?, now {WHEN}",
    Kind.CLINIC_CANCELLED: "Cancelled: case clinic Who starts the oven?",
    Kind.REMINDER: "In 24 hours: Who starts the oven? (case clinic)",
    Kind.FOLLOW_UP_DUE: "What really happened? Who starts the oven?",
    Kind.FOLLOW_UP_NUDGE: "Two lines are enough: Who starts the oven?",
    Kind.FOLLOW_UP_REPORTED: "What became of your advice: Who starts the oven?",
    Kind.VISIT_SCHEDULED: f"Visit: Who starts the oven?, {WHEN}",
    Kind.VISIT_RESCHEDULED: f"New time: Who starts the oven?, now {WHEN}",
    Kind.VISIT_CANCELLED: "Cancelled: visit Who starts the oven?",
    Kind.SIGN_UP_OPENED: "Sign up: Who starts the oven?",
    Kind.SIGN_UP_CLOSED: "Sign-up is closed: Who starts the oven?",
    Kind.SEAT_TAKEN: "You have a seat: Who starts the oven?",
    Kind.SEAT_WAITING: "On the waiting list: Who starts the oven?",
    Kind.SEAT_OFFERED: "A seat for you: Who starts the oven?",
    Kind.SEAT_LOST: "No longer signed up: Who starts the oven?",
    Kind.DAY_CHANGED: "Another time today: Who starts the oven?",
    Kind.STOP_SKIPPED: "Skipped today: Landfill (Who starts the oven?)",
    Kind.TURN_PROPOSED: "Would you host the next visit of Night Bakers?",
    Kind.SWAP_OFFERED: "Ada asks you to swap turns in Night Bakers",
    Kind.TRYING_DUE: "What came of it? Who starts the oven?",
    Kind.CHAT_GONE: "Your chat channel no longer takes messages of Night Bakers",
    Kind.WAY_IN: "Your way in to Night Bakers",
    Kind.WAY_IN_GIVEN: "A link to come in to Night Bakers was made for you",
    Kind.HOOK_GONE: "A webhook of Night Bakers was switched off",
    Kind.HOOK_UNATTENDED: "A webhook of Night Bakers needs a convener",
    Kind.MAIL_GONE: "Mail to you from Night Bakers does not arrive",
    Kind.MEMBER_UNREACHED: "Mail to Ada does not arrive",
    Kind.ADDRESS_CONFIRM: "Confirm your new mail address for Night Bakers",
    Kind.ADDRESS_ASKED: "Another mail address was given for you in Night Bakers",
    Kind.ADDRESS_CHANGED: "Your mail address for Night Bakers was changed",
    Kind.INVITATION_RETURNED: "Your invitation to Ida did not arrive",
}


@pytest.mark.parametrize("kind", Kind)
def test_the_subject_says_what_the_letter_is(kind):
    assert letter(kind).subject == SUBJECTS[kind]


@pytest.mark.parametrize("kind", Kind)
def test_every_fact_is_told_in_text_and_html(kind):
    written = letter(kind)
    for fact in FACTS[kind].needed | FACTS[kind].welcome:
        for line in PLAIN[fact].splitlines():
            assert line in written.text, fact
            assert line.replace("&", "&amp;") in written.html, fact


@pytest.mark.parametrize("kind", Kind)
def test_a_letter_is_whole_without_the_facts_that_are_merely_welcome(kind):
    written = letter(kind, **dict.fromkeys(FACTS[kind].welcome))
    for form in (written.subject, written.text, written.html, written.chat):
        assert "None" not in form
    assert "\n\n\n" not in written.text
    assert written.text.startswith("Hello,\n\n")
    assert "Stop messages" not in written.text + written.html


@pytest.mark.parametrize("kind", Kind)
def test_a_letter_without_a_needed_fact_names_it(kind):
    for fact in FACTS[kind].needed:
        with pytest.raises(LetterRefused, match=rf"needs {fact}\."):
            letter(kind, **{fact: " "})


@pytest.mark.parametrize("kind", Kind)
def test_braces_in_a_fact_stay_literal_and_tags_are_escaped_in_html(kind):
    hostile = "{{7*7}} {% raw %} <script>alert(1)</script>"
    facts = FACTS[kind].needed | FACTS[kind].welcome
    written = letter(kind, **dict.fromkeys(facts - {"link", "unsubscribe", "what"}, hostile))
    assert hostile in written.text
    assert "<script>" not in written.html
    assert "{{7*7}} {% raw %} &lt;script&gt;" in written.html
    assert "49" not in written.text + written.html.replace("#245a4b", "")


@pytest.mark.parametrize("kind", Kind)
def test_a_fact_cannot_leave_the_attribute_it_stands_in(kind):
    written = letter(kind, link='https://convene.example/"onmouseover="x')
    assert '"onmouseover' not in written.html


@pytest.mark.parametrize("kind", Kind)
def test_a_line_break_in_a_short_fact_becomes_a_space(kind):
    facts = FACTS[kind].needed - QUOTED - {"link", "what"}
    written = letter(kind, **dict.fromkeys(facts, "one\r\n\r\ntwo"))
    assert len(written.subject.splitlines()) == 1
    assert "one two" in written.text


def test_a_quotation_keeps_its_lines_and_is_marked_as_one():
    written = letter(Kind.CLINIC_SCHEDULED, question="first\n\n> second")
    assert "> first\n>\n> > second\n" in written.text
    assert "<blockquote>first<br>\n<br>\n&gt; second</blockquote>" in written.html


def test_a_long_question_is_shortened_in_chat_but_not_in_the_mail():
    question = "why " * 200
    written = letter(Kind.CLINIC_SCHEDULED, question=question)
    assert question.strip() in written.text
    assert len(written.chat) < 500
    assert written.chat.endswith(PLAIN["link"])


def test_a_way_in_is_never_told_in_a_chat_room():
    assert PLAIN["link"] not in letter(Kind.WAY_IN).chat


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.WAY_IN, Kind.ADDRESS_CONFIRM)])
def test_a_chat_line_greets_no_one_and_leads_on(kind):
    chat = letter(kind).chat
    assert PLAIN["link"] in chat
    assert "Zoë" not in chat


def test_a_report_in_someones_own_words_stays_out_of_the_chat_room():
    assert "drew lots" not in letter(Kind.FOLLOW_UP_REPORTED).chat


def test_a_nudge_is_kind_and_the_last_one_says_that_it_is_the_last():
    first, last = letter(Kind.FOLLOW_UP_NUDGE, last=None), letter(Kind.FOLLOW_UP_NUDGE)
    for this_letter in (first, last):
        assert "Two lines are enough" in this_letter.text
        assert "> Ask the youngest first." in this_letter.text
    assert "choose another day" in first.text
    assert "choose another day" not in last.text
    assert "last time" not in first.text


@pytest.mark.parametrize("lead", ["7 days", "24 hours", "1 hour"])
@pytest.mark.parametrize(("what", "called"), [("clinic", "case clinic"), ("visit", "visit")])
def test_a_reminder_says_how_soon_and_for_what(lead, what, called):
    written = letter(Kind.REMINDER, lead=lead, what=what)
    assert written.subject == f"In {lead}: Who starts the oven? ({called})"
    assert f"begins in {lead}" in written.text


@pytest.mark.parametrize("fact", ["link", "unsubscribe"])
@pytest.mark.parametrize("value", ["javascript:alert(1)", "//evil.example", "data:text/html,x"])
def test_a_link_that_is_no_web_address_is_refused(fact, value):
    with pytest.raises(LetterRefused, match=fact):
        letter(Kind.REMINDER, **{fact: value})


def test_an_unknown_letter_and_an_unknown_fact_are_refused_by_name():
    with pytest.raises(LetterRefused, match="postcard"):
        write("postcard", {})
    with pytest.raises(LetterRefused, match="no place for salary"):
        write(Kind.INVITATION, {"community": "A", "link": "https://a.example", "inviter": "Ivo", "salary": "1"})
