import smtplib
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import aiohttp
import aiosmtplib
import pytest

from convene.stack.postbox import Postbox
from tests.support.small_disk import small_disk


@pytest.fixture
async def box() -> AsyncIterator[Postbox]:
    async with Postbox() as box:
        yield box


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def letter(subject: str = "Your turn, Zoë", text: str = "Tomorrow at 14:00.") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "convene@example.org", "zoe@example.org", subject
    message.set_content(text)
    message.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="invite.ics")
    return message


async def send(box: Postbox, message: EmailMessage) -> None:
    await aiosmtplib.send(message, hostname="127.0.0.1", port=box.smtp_port)


async def test_a_mail_that_was_sent_lies_in_the_postbox(box: Postbox) -> None:
    await send(box, letter())
    await box.until(lambda: len(box.mails) == 1)

    mail = box.mails[0]
    assert (mail.sender, mail.recipients) == ("convene@example.org", ("zoe@example.org",))
    assert (mail.subject, mail.text.strip(), mail.attachments) == (
        "Your turn, Zoë",
        "Tomorrow at 14:00.",
        ["invite.ics"],
    )


async def test_a_chat_post_lies_in_the_postbox_with_its_channel(box: Postbox, http: aiohttp.ClientSession) -> None:
    async with http.post(f"{box.chat_url}/team/blue", json={"text": "Step over"}, headers={"X-Who": "me"}) as answer:
        assert answer.status == 200
    await box.until(lambda: len(box.chats) == 1)

    chat = box.chats[0]
    assert (chat.channel, chat.body, chat.headers["X-Who"]) == ("team/blue", {"text": "Step over"}, "me")


async def test_waiting_for_what_does_not_come_ends(box: Postbox) -> None:
    with pytest.raises(TimeoutError):
        await box.until(lambda: len(box.mails) == 1, seconds=0.01)


async def test_what_arrived_is_told_as_json(box: Postbox, http: aiohttp.ClientSession) -> None:
    await send(box, letter())
    await http.post(f"{box.chat_url}/blue", json={"text": "Step over"})

    async with http.get(f"{box.http_url}/mails") as answer:
        (mail,) = await answer.json()
    async with http.get(f"{box.http_url}/chats") as answer:
        (chat,) = await answer.json()
    assert (mail["number"], mail["recipients"], mail["headers"]["Subject"]) == (
        1,
        ["zoe@example.org"],
        "Your turn, Zoë",
    )
    assert (chat["number"], chat["channel"], chat["body"]) == (1, "blue", {"text": "Step over"})


async def test_one_mail_is_shown_as_text(box: Postbox, http: aiohttp.ClientSession) -> None:
    await send(box, letter())

    async with http.get(f"{box.http_url}/mails/1") as answer:
        assert answer.content_type == "text/plain"
        text = await answer.text()
    assert "Subject: Your turn, Zoë\n" in text
    assert "\n\nTomorrow at 14:00.\n" in text
    assert "[attached: invite.ics]" in text


async def test_a_mail_that_is_not_there_is_not_found(box: Postbox, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{box.http_url}/mails/7") as answer:
        assert answer.status == 404


async def test_markup_in_mails_and_posts_is_shown_as_text_and_may_not_run(
    box: Postbox, http: aiohttp.ClientSession
) -> None:
    await send(box, letter(subject="<script>alert(1)</script>"))
    await http.post(f"{box.chat_url}/<b>", json={"text": "<img src=x onerror=alert(2)>"})

    async with http.get(box.http_url) as answer:
        page, policy = await answer.text(), answer.headers["Content-Security-Policy"]
    assert "&lt;script&gt;" in page
    assert "&lt;img" in page
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>" not in page
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


async def test_halves_of_characters_do_not_break_the_page(box: Postbox, http: aiohttp.ClientSession) -> None:
    await http.post(box.chat_url, data=rb'{"text": "a \ud800 b"}')

    for path in ("/", "/chats"):
        async with http.get(box.http_url + path) as answer:
            assert answer.status == 200


async def test_a_web_page_that_reaches_us_under_a_foreign_name_reads_nothing(
    box: Postbox, http: aiohttp.ClientSession
) -> None:
    async with http.get(f"{box.http_url}/mails", headers={"Host": f"evil.example:{box.http_port}"}) as answer:
        assert answer.status == 403


async def test_what_was_kept_is_there_again_after_a_restart_and_never_written_over(tmp_path: Path) -> None:
    async with Postbox(tmp_path) as box, aiohttp.ClientSession() as http:
        await send(box, letter())
        await http.post(f"{box.chat_url}/blue", json={"text": "one"})
        kept = box.mails, box.chats
    async with Postbox(tmp_path) as box:
        assert (box.mails, box.chats) == kept
        await send(box, letter("Another"))
        assert [mail.number for mail in box.mails] == [1, 2]

    assert sorted(path.name for path in tmp_path.iterdir()) == ["chat-1.json", "mail-1.eml", "mail-2.eml"]


async def test_a_file_nobody_can_read_does_not_keep_the_postbox_from_opening(tmp_path: Path) -> None:
    (tmp_path / "mail-3.eml").write_bytes(b"half a li")
    (tmp_path / "chat-9.json").write_bytes(b"{")

    async with Postbox(tmp_path) as box:
        assert (box.mails, box.chats) == ([], [])


async def test_what_cannot_be_kept_is_refused_for_now_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", megabytes=1) as disk:
        async with Postbox(disk.path) as box, aiohttp.ClientSession() as http:
            disk.fill(left=5000)
            with pytest.raises(aiosmtplib.SMTPResponseException, match="No space left") as refused:
                await send(box, letter(text="x" * 100_000))
            async with http.post(f"{box.chat_url}/blue", data=b"x" * 100_000) as answer:
                assert (refused.value.code, answer.status) == (452, 503)
            disk.make_room()
            await send(box, letter())
            assert len(box.mails) == 1
        assert [path.name for path in disk.path.iterdir()] == ["mail-2.eml"]


async def test_a_closed_postbox_takes_no_more_mail() -> None:
    async with Postbox() as box:
        port = box.smtp_port

    with pytest.raises(OSError, match="refused"):
        smtplib.SMTP("127.0.0.1", port)
