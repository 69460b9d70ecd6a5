"""Every message is one class, with a template for mail and chat, and a category or none."""

from pathlib import Path
from typing import get_args

import pytest
from jinja2 import Environment

from services.notify.adapters.messages import renderer
from services.notify.domain.messages.catalogue import MESSAGES
from services.notify.domain.messages.message import Message
from shared.contracts import notify as c
from tools.words.sentences import sentences

ROOT = Path(__file__).parents[6]
TEMPLATES = Path(renderer.__file__).parent / "templates"
LAYOUTS = {"layout.txt", "layout.html"}
BLOCKS = {"subject", "body", "action", "chat"}


def all_messages(message: type[Message] = Message) -> list[type[Message]]:
    below = [deeper for child in message.__subclasses__() for deeper in all_messages(child)]
    return [message, *below] if hasattr(message, "kind") else below


def test_every_kind_of_message_is_exactly_one_class() -> None:
    kinds = [message.kind for message in all_messages()]
    assert len(kinds) == len(set(kinds))
    assert set(kinds) == set(MESSAGES)
    assert all(MESSAGES[message.kind] is message for message in all_messages())


def test_every_message_has_a_template_and_every_template_a_message() -> None:
    templates = {path.name.removesuffix(".j2") for path in TEMPLATES.glob("*.j2")}
    assert templates - LAYOUTS == set(MESSAGES)


@pytest.mark.parametrize("kind", MESSAGES)
def test_every_template_has_words_for_mail_and_chat(kind: str) -> None:
    environment = Environment(autoescape=True)
    environment.filters |= {"quoted": str, "brief": str}
    assert set(environment.from_string((TEMPLATES / f"{kind}.j2").read_text()).blocks) == BLOCKS


def test_every_category_is_one_that_readers_can_stop_and_each_has_messages() -> None:
    categories = {message.category for message in MESSAGES.values()}
    assert categories - {None} == set(get_args(c.Category.__value__))


@pytest.mark.parametrize("kind", MESSAGES)
def test_facts_are_typed_and_no_message_can_be_changed(kind: str) -> None:
    message = MESSAGES[kind]
    assert message.model_config.get("frozen") and message.model_config.get("extra") == "forbid"
    assert {"community", "link", "name", "unsubscribe"} <= set(message.model_fields)


def test_every_message_says_what_it_is_about_in_words_of_its_own() -> None:
    words = [message.about for message in MESSAGES.values()]
    assert all(words) and len(set(words)) == len(words)
    assert set(words) <= {text.id for text in sentences(ROOT)}
