"""The one rule for mail addresses."""

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.contracts.addresses import mailbox, on_the_wire
from shared.contracts.types import Email

EMAIL = TypeAdapter[str](Email)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "nina",
        "nina@",
        "@example.org",
        "a(b)@example.org",
        "a@example.org (Nina)",
        "a..b@example.org",
        ".a@example.org",
        "a.@example.org",
        "a@example..org",
        "a@-example.org",
        "a@example.org.",
        "a b@example.org",
        '"a b"@example.org',
        "Nina <a@example.org>",
        "a@b.org, c@d.org",
        "a@b@c.org",
        "a@[127.0.0.1]",
        "a@127.0.0.1",
        "a@☃.example",
        "a\x91@example.org",
        "a\x85@example.org",
        "a\u2028@example.org",
        "a\x00@example.org",
        "a\u202e@example.org",
        "a@exam\ud800ple.org",
        "=?utf-8?q?x?=@example.org",
        "a\r\nBcc: b@example.org",
        f"{'a' * 65}@example.org",
        f"a@{'ü' * 50}.{'ü' * 50}.{'ü' * 50}.{'ü' * 50}.org",
    ],
)
def test_what_no_letter_reaches_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(ValidationError, match=r"name@example\.org|at most 254|valid string"):
        EMAIL.validate_python(written)


def test_letters_before_the_at_that_many_servers_do_not_take_are_refused_in_words_of_their_own() -> None:
    with pytest.raises(ValidationError, match="letters before the @"):
        EMAIL.validate_python("zoë@example.org")


@pytest.mark.parametrize(
    ("written", "kept", "sent"),
    [
        (" Nina.Berg+post@Example.ORG ", "Nina.Berg+post@example.org", "Nina.Berg+post@example.org"),
        ("o'neil@example.org", "o'neil@example.org", "o'neil@example.org"),
        ("nina@bücher.example", "nina@bücher.example", "nina@xn--bcher-kva.example"),
        ("nina@BÜCHER.example", "nina@bücher.example", "nina@xn--bcher-kva.example"),
        ("nina@xn--bcher-kva.example", "nina@bücher.example", "nina@xn--bcher-kva.example"),
        ("nina@straße.example", "nina@straße.example", "nina@xn--strae-oqa.example"),
        ("nina@mail.local", "nina@mail.local", "nina@mail.local"),
        ("nina@localhost", "nina@localhost", "nina@localhost"),
    ],
)
def test_an_address_is_kept_in_one_form_and_goes_over_the_wire_in_ascii(written: str, kept: str, sent: str) -> None:
    assert EMAIL.validate_python(written) == kept
    assert "@".join(on_the_wire(kept)) == sent


def test_the_same_mailbox_is_known_again_however_it_is_written() -> None:
    assert mailbox("Nina@Bücher.example") == mailbox("nina@xn--bcher-kva.EXAMPLE")
    assert mailbox("nina@straße.example") != mailbox("nina@strasse.example")
    assert mailbox("Zoë@example.org") == mailbox("zoë@EXAMPLE.org"), "kept before there was the rule"
