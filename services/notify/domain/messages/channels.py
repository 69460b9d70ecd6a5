"""Messages about what does not arrive any more: mail, chat, webhooks. Pure."""

from collections.abc import Mapping
from typing import Any

from services.notify.domain.delivery import facts
from services.notify.domain.delivery.state import Delivery
from services.notify.domain.messages.message import Known, Line, Message, translatable
from shared.contracts.types import Id


class ChatGone(Message):
    kind = "chat_gone"
    about = translatable("Your chat channel takes no messages any more")


class MailGone(Message):
    kind = "mail_gone"
    about = translatable("Mail to you does not arrive")
    page = "/settings#contact"


class MemberUnreached(Message):
    kind = "member_unreached"
    about = translatable("Mail to a member does not arrive")
    asker: Line
    """Who is not reached."""

    @classmethod
    def people(cls, delivery: Delivery, known: Known) -> Mapping[str, Id | None]:
        return {"asker": delivery.facts.get(facts.ASKER)}


class HookGone(Message):
    kind = "hook_gone"
    about = translatable("A webhook takes nothing any more")
    trouble: Line | None = None

    @classmethod
    def told(cls, delivery: Delivery, known: Known, zone: str, names: Mapping[str, str]) -> Mapping[str, Any]:
        return {"trouble": delivery.facts.get(facts.TROUBLE)}


class HookUnattended(Message):
    kind = "hook_unattended"
    about = translatable("A webhook needs a convener")
