from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern

import pytest

from services.notify.adapters.channels.mail import AddressUnfit, Mail, MailRefused, compose, sender_of

AT = datetime(2026, 12, 3, 13, 0, tzinfo=UTC)
SENDER = sender_of("Convene <convene@convene.example>")


def wire(mail: Mail) -> bytes:
    return compose(mail, SENDER, AT).as_bytes()


def read_back(mail: Mail) -> EmailMessage:
    return message_from_bytes(wire(mail), policy=modern)  # type: ignore[return-value]


def raw_header(mail: Mail, name: str) -> str:
    """The header's line as it goes over the wire, without what follows on further lines."""
    lines = wire(mail).split(b"\r\n\r\n")[0].decode("ascii").split("\r\n")
    return next(line for line in lines if line.startswith(f"{name}: ")).removeprefix(f"{name}: ")


def test_a_mail_says_who_it_is_for_and_what_it_is(a_mail):
    message = read_back(a_mail())
    assert str(message["To"]) == "Zoë Müller <zoe@example.org>"
    assert str(message["From"]) == "Convene <convene@convene.example>"
    assert message["Subject"] == "In 24 hours: Night shifts (case clinic)"
    assert message["Date"].datetime == AT
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Convene-Category"] == "reminder"


def test_text_and_html_are_alternatives_and_the_plain_text_comes_first(a_mail):
    message = read_back(a_mail(text="Grüße\n", html="<p>Grüße</p>\n"))
    assert message.get_content_type() == "multipart/alternative"
    plain, html = message.iter_parts()
    assert (plain.get_content_type(), plain.get_content()) == ("text/plain", "Grüße\r\n")
    assert (html.get_content_type(), html.get_content()) == ("text/html", "<p>Grüße</p>\r\n")


def test_a_mail_without_html_is_plain_text(a_mail):
    assert read_back(a_mail(html=None)).get_content_type() == "text/plain"


def test_every_attempt_carries_the_message_id_that_was_given(a_mail):
    assert raw_header(a_mail(), "Message-ID") == "<d1@convene.example>"


def test_mails_about_one_clinic_hang_on_one_root(a_mail):
    assert raw_header(a_mail(), "In-Reply-To") == "<clinic-1@convene.example>"
    assert raw_header(a_mail(), "References") == "<clinic-1@convene.example>"


def test_the_root_itself_replies_to_nothing(a_mail):
    message = read_back(a_mail(message_id="<clinic-1@convene.example>"))
    assert "In-Reply-To" not in message
    assert "References" not in message


def test_one_click_unsubscribes(a_mail):
    assert raw_header(a_mail(), "List-Unsubscribe") == "<https://convene.example/unsubscribe/token>"
    assert raw_header(a_mail(), "List-Unsubscribe-Post") == "List-Unsubscribe=One-Click"


def test_a_mail_nobody_subscribed_to_offers_no_unsubscribing(a_mail):
    message = read_back(a_mail(unsubscribe_url=None))
    assert "List-Unsubscribe" not in message
    assert "List-Unsubscribe-Post" not in message


def test_long_ids_and_links_are_never_folded_or_encoded(a_mail):
    link = f"https://convene.example/unsubscribe/{'t' * 400}?a=1&b=2"
    long_id, root = f"<{'a' * 150}@convene.example>", f"<{'b' * 150}@convene.example>"
    mail = a_mail(unsubscribe_url=link, message_id=long_id, thread_root=root)
    assert raw_header(mail, "List-Unsubscribe") == f"<{link}>"
    assert raw_header(mail, "Message-ID") == long_id
    assert raw_header(mail, "References") == root


@pytest.mark.parametrize("community", ["Bakers", "Bäcker & Friends", 'The "best" <a@b.c>', "Ж" * 300, ""])
def test_mail_filters_find_the_list_id_whatever_the_community_is_called(a_mail, community):
    assert raw_header(a_mail(community=community), "List-Id").endswith("<c7.convene.example>")


def test_no_line_on_the_wire_is_longer_than_mail_servers_take(a_mail):
    mail = a_mail(subject="Überlänge " * 60, community="Ж" * 300, text="ü" * 5000, html="x" * 5000)
    content = wire(mail)
    assert content.isascii()
    assert max(len(line) for line in content.split(b"\r\n")) < 998
    assert read_back(mail)["Subject"] == ("Überlänge " * 60).strip()


BREAKS = ["\r", "\n", "\r\n", "\x00", "\x0b", "\x85", "\u2028", "\ud800"]


@pytest.mark.parametrize("breaking", BREAKS, ids=ascii)
@pytest.mark.parametrize("part", ["subject", "to_name", "to_address", "community"])
def test_nothing_breaks_out_of_a_header(a_mail, part, breaking):
    with pytest.raises(MailRefused, match="must be one line"):
        wire(a_mail(**{part: f"a{breaking}Bcc: thief@example.org"}))


@pytest.mark.parametrize("part", ["message_id", "thread_root", "list_id", "category", "unsubscribe_url"])
def test_nothing_breaks_out_of_an_id_or_link(a_mail, part):
    good = getattr(a_mail(), part)
    with pytest.raises(MailRefused):
        wire(a_mail(**{part: f"{good}\r\nBcc: thief@example.org"}))
    with pytest.raises(MailRefused):
        wire(a_mail(**{part: f"{good}\n"}))


SMUGGLED = "=?utf-8?q?a=0D=0ABcc:_thief@example.org?="


def test_what_looks_like_mail_encoding_arrives_as_it_was_written_and_smuggles_in_nothing(a_mail):
    message = read_back(a_mail(subject=SMUGGLED, to_name=SMUGGLED, community=SMUGGLED))
    assert message["Subject"] == SMUGGLED
    [reader] = message["To"].addresses
    assert (reader.display_name, reader.addr_spec) == (SMUGGLED, "zoe@example.org")
    assert "Bcc" not in message
    assert SMUGGLED.encode() not in wire(a_mail(community=SMUGGLED)), "not even where programs look for it themselves"


@pytest.mark.parametrize("text", ["Ü" * 200, "x" * 200, "日本語 " * 40, "=?" + "é?=" * 60, "a  b " * 30])
def test_no_encoded_word_is_longer_than_programs_read(a_mail, text):
    headers = wire(a_mail(subject=text.strip(), to_name=text.strip(), community=text.strip())).split(b"\r\n\r\n")[0]
    words = [word for word in headers.split() if word.startswith(b"=?")]
    assert words
    assert max(map(len, words)) <= 75
    assert all(len(line) <= 76 for line in headers.split(b"\r\n") if b"=?" in line and b"List-Id" not in line)


def test_a_name_never_adds_a_reader(a_mail):
    message = read_back(a_mail(to_name='Eve" <eve@example.org>, "Zoë'))
    assert [address.addr_spec for address in message["To"].addresses] == ["zoe@example.org"]


@pytest.mark.parametrize(
    "address",
    ["", "zoe", "zoe@", "@example.org", "a@b.c, d@e.f", "a b@c.d", "<a@b.c>", "zoë@example.org", "a(b)@c.de"],
)
def test_an_address_no_mail_can_reach_is_refused_with_an_example(a_mail, address):
    with pytest.raises(MailRefused, match=r"name@example\.org"):
        wire(a_mail(to_address=address))


def test_a_domain_with_accents_goes_over_the_wire_in_ascii(a_mail):
    assert (
        read_back(a_mail(to_address="zoe@bücher.example"))["To"].addresses[0].addr_spec == "zoe@xn--bcher-kva.example"
    )


def test_a_refusal_quotes_no_address(a_mail):
    for address in ("zoë@example.org", "a..b@example.org", "secret\x91@example.org"):
        with pytest.raises(AddressUnfit) as refused:
            wire(a_mail(to_address=address))
        assert address.partition("@")[0] not in str(refused.value)


@pytest.mark.parametrize("mail_from", ["", "Convene", "Convene <>", "a@b\r\nBcc: c@d"])
def test_a_sender_that_is_no_address_is_refused(mail_from):
    with pytest.raises(MailRefused, match="sender"):
        sender_of(mail_from)


def test_template_braces_and_equation_marks_in_a_subject_stay_as_they_are(a_mail):
    assert read_back(a_mail(subject="{{7*7}} =? 49 ?="))["Subject"] == "{{7*7}} =? 49 ?="


@pytest.mark.parametrize("part", ["text", "html"])
def test_a_body_no_mail_can_carry_is_refused(a_mail, part):
    with pytest.raises(MailRefused, match=part):
        wire(a_mail(**{part: "lone \ud800 surrogate"}))


@pytest.mark.parametrize(
    "subject",
    [
        "Case clinic: Who starts the oven?, Monday 21 September 2026, 12:00 (Europe/Paris)",
        "New time: " + "who starts the oven when nobody is awake " * 4 + "now Monday",
        "Ü" + "ber den Ofen und wer ihn morgens anmacht, wenn alle noch schlafen und niemand " * 2,
        "x" * 120,
    ],
)
def test_a_long_subject_begins_on_its_own_line_and_arrives_as_it_was_written(a_mail, subject):
    mail = a_mail(subject=subject.strip())
    assert raw_header(mail, "Subject").strip()
    assert read_back(mail)["Subject"] == subject.strip()
