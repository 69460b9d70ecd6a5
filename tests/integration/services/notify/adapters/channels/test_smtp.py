import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from services.notify.adapters.channels.mail import MailRefused
from services.notify.adapters.channels.smtp import SmtpClient
from services.notify.domain.delivery.outcomes import Later, Refused, Sent, Unknown, Withheld
from shared.settings import Settings

AT = datetime(2026, 12, 3, 13, 0, tzinfo=UTC)


@asynccontextmanager
async def postman_to(port: int, *, timeout: float = 10, idle: float = 60, **settings: Any) -> AsyncIterator[SmtpClient]:
    smtp = SmtpClient(Settings(smtp_host="127.0.0.1", smtp_port=port, **settings), timeout=timeout, idle=idle)
    try:
        yield smtp
    finally:
        await smtp.close()


async def test_a_mail_arrives_as_it_was_written(mail_host, a_mail):
    async with postman_to(mail_host.port) as smtp:
        assert await smtp.send(a_mail(), AT) == Sent()
    [mail] = mail_host.took
    assert mail["Message-ID"] == "<d1@convene.example>"
    assert mail.get_body(("plain",)).get_content() == "See you there!\r\n"


async def test_a_line_with_a_single_dot_does_not_end_the_mail(mail_host, a_mail):
    async with postman_to(mail_host.port) as smtp:
        assert await smtp.send(a_mail(text="one\n.\ntwo\n", html=None), AT) == Sent()
    assert mail_host.took[0].get_content() == "one\r\n.\r\ntwo\r\n"


async def test_many_mails_at_once_share_one_connection(mail_host, a_mail):
    async with postman_to(mail_host.port) as smtp:
        mails = [a_mail(message_id=f"<d{n}@convene.example>") for n in range(20)]
        assert await asyncio.gather(*(smtp.send(mail, AT) for mail in mails)) == [Sent()] * 20
    assert [mail["Message-ID"] for mail in mail_host.took] == [mail.message_id for mail in mails]
    assert mail_host.connections == 1


async def test_a_connection_the_server_closed_is_opened_again(mail_host, a_mail):
    async with postman_to(mail_host.port) as smtp:
        await smtp.send(a_mail(), AT)
        mail_host.hang_up()
        assert await smtp.send(a_mail(message_id="<d2@convene.example>"), AT) == Sent()
    assert len(mail_host.took) == 2
    assert mail_host.connections == 2


async def test_a_server_that_has_enough_of_one_connection_gets_another(mail_host, a_mail):
    async with postman_to(mail_host.port) as smtp:
        await smtp.send(a_mail(), AT)
        mail_host.answers["MAIL"] = ["421 Too many mails on this connection"]
        assert await smtp.send(a_mail(message_id="<d2@convene.example>"), AT) == Sent()
    assert len(mail_host.took) == 2


async def test_a_connection_left_alone_too_long_is_not_trusted(mail_host, a_mail):
    async with postman_to(mail_host.port, idle=-1) as smtp:
        await smtp.send(a_mail(), AT)
        await smtp.send(a_mail(), AT)
    assert mail_host.connections == 2


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
async def test_a_550_is_for_good_and_the_next_mail_goes_on_the_same_connection(mail_host, a_mail, verb):
    mail_host.answers[verb] = ["550 5.1.1 No such user here"]
    async with postman_to(mail_host.port) as smtp:
        assert await smtp.send(a_mail(), AT) == Refused("The mail server answered: 550 5.1.1 No such user here")
        assert await smtp.send(a_mail(message_id="<d2@convene.example>"), AT) == Sent()
    assert [mail["Message-ID"] for mail in mail_host.took] == ["<d2@convene.example>"]
    assert mail_host.connections == 1


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
async def test_a_451_is_for_later(mail_host, a_mail, verb):
    mail_host.answers[verb] = ["451 4.7.1 Greylisted"]
    async with postman_to(mail_host.port) as smtp:
        assert await smtp.send(a_mail(), AT) == Later("The mail server answered: 451 4.7.1 Greylisted")
        assert mail_host.said.count("DATA") == (1 if verb == "DATA" else 0)
        assert await smtp.send(a_mail(), AT) == Sent()


@pytest.mark.parametrize("mishap", ["cut midway", "cut before the answer", "fall silent", "babble"])
async def test_a_mail_lost_sight_of_after_data_is_unknown_and_not_sent_again(mail_host, a_mail, mishap):
    async with postman_to(mail_host.port, timeout=0.3) as smtp:
        await smtp.send(a_mail(), AT)
        mail_host.at_data = mishap
        begun = mail_host.said.count("RCPT")
        assert isinstance(await smtp.send(a_mail(message_id="<d2@convene.example>"), AT), Unknown)
        assert mail_host.said.count("RCPT") == begun + 1
        mail_host.at_data = "take"
        assert await smtp.send(a_mail(message_id="<d3@convene.example>"), AT) == Sent()
    assert [mail["Message-ID"] for mail in mail_host.took] == ["<d1@convene.example>", "<d3@convene.example>"]


async def test_a_cancelled_mail_does_not_spoil_or_delay_the_next_one(mail_host, a_mail):
    async with postman_to(mail_host.port) as smtp:
        await smtp.send(a_mail(), AT)
        mail_host.at_data = "fall silent"
        mail_host.data_begun.clear()
        sending = asyncio.create_task(smtp.send(a_mail(message_id="<d2@convene.example>"), AT))
        await mail_host.data_begun.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        mail_host.at_data = "take"
        async with asyncio.timeout(5):  # less than the patience with a server that no longer listens
            assert await smtp.send(a_mail(message_id="<d3@convene.example>"), AT) == Sent()
    assert [mail["Message-ID"] for mail in mail_host.took] == ["<d1@convene.example>", "<d3@convene.example>"]


async def test_without_a_server_a_mail_waits_and_says_where_it_knocked(closed_port, a_mail):
    async with postman_to(closed_port) as smtp:
        outcome = await smtp.send(a_mail(), AT)
    assert isinstance(outcome, Later)
    assert f"127.0.0.1:{closed_port}" in outcome.reason


async def test_a_server_that_never_greets_does_not_hold_a_mail_for_ever(a_mail):
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    async with server, postman_to(server.sockets[0].getsockname()[1], timeout=0.2) as smtp:
        assert isinstance(await smtp.send(a_mail(), AT), Later)


async def test_the_right_password_opens_the_door(locked_mail_host, a_mail):
    async with postman_to(locked_mail_host.port, smtp_user="convene", smtp_password="open-sesame-4711") as smtp:
        assert await smtp.send(a_mail(), AT) == Sent()


async def test_a_wrong_password_is_our_fault_and_strikes_no_reader_off(locked_mail_host, a_mail):
    async with postman_to(locked_mail_host.port, smtp_user="convene", smtp_password="wrong-pass-99") as smtp:
        outcome = await smtp.send(a_mail(), AT)
    assert isinstance(outcome, Later)
    assert "wrong-pass-99" not in outcome.reason


async def test_a_forgotten_password_strikes_no_reader_off_either(locked_mail_host, a_mail):
    async with postman_to(locked_mail_host.port) as smtp:
        outcome = await smtp.send(a_mail(), AT)
    assert isinstance(outcome, Later)
    assert "530" in outcome.reason


async def test_where_encryption_is_asked_for_nothing_goes_in_the_clear(mail_host, a_mail):
    async with postman_to(mail_host.port, smtp_tls="starttls") as smtp:
        assert isinstance(await smtp.send(a_mail(), AT), Later)
    assert mail_host.said == []


async def test_a_mail_that_cannot_be_built_is_refused_before_the_server_hears_of_it(mail_host, a_mail):
    async with postman_to(mail_host.port) as smtp:
        outcome = await smtp.send(a_mail(subject="Hello\r\nBcc: thief@example.org"), AT)
    assert isinstance(outcome, Refused)
    assert "subject" in outcome.reason
    assert mail_host.connections == 0


def test_a_house_without_a_proper_sender_address_says_so_at_once():
    with pytest.raises(MailRefused, match="sender"):
        SmtpClient(Settings(mail_from="nobody"))


async def test_the_attempt_begins_when_the_server_is_ready_and_has_seen_nothing_of_the_mail(mail_host, a_mail):
    async def begin() -> bool:
        assert mail_host.said == ["MAIL", "RCPT"]
        assert not mail_host.data_begun.is_set()
        return True

    async with postman_to(mail_host.port) as smtp:
        assert await smtp.send(a_mail(), AT, begin) == Sent()


async def test_a_mail_withheld_at_the_last_moment_is_not_sent_and_the_next_one_is(mail_host, a_mail):
    async def begin() -> bool:
        return False

    async with postman_to(mail_host.port) as smtp:
        assert await smtp.send(a_mail(), AT, begin) == Withheld()
        assert await smtp.send(a_mail(message_id="<d2@convene.example>"), AT) == Sent()
    assert [mail["Message-ID"] for mail in mail_host.took] == ["<d2@convene.example>"]
    assert mail_host.connections == 1


async def test_a_server_that_is_away_is_told_apart_from_one_that_does_not_want_this_mail(
    mail_host, a_mail, closed_port
):
    mail_host.answers["RCPT"] = ["451 Not now"]
    async with postman_to(mail_host.port) as here, postman_to(closed_port) as away:
        not_this_one, nothing = await here.send(a_mail(), AT), await away.send(a_mail(), AT)
    assert isinstance(not_this_one, Later)
    assert isinstance(nothing, Later)
    assert (not_this_one.whole_channel, nothing.whole_channel) == (False, True)
