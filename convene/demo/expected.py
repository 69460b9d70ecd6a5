"""What must have arrived in the demo, and whether it did: everything that its stories promised, and exactly once."""

from collections import Counter
from collections.abc import Iterable, Sequence

from convene.stack.postbox import Postbox
from convene.story import letters, script
from convene.story.letters import Letter
from convene.story.play import Cast

type Arrival = tuple[str, str, str]
"""Channel, who it was for, and how its subject or text begins."""


class Promises:
    """Everything the stories must lead to, by what everybody agreed to receive, beside what arrived in a postbox."""

    def __init__(self, box: Postbox) -> None:
        self.wanted: Counter[Arrival] = Counter()
        self._box = box
        self._seen = (0, 0)
        self._arrived: dict[tuple[str, str], list[str]] = {}

    def add(self, promised: Iterable[Letter]) -> Sequence[Arrival]:
        """The messages these letters are; each is wanted once more."""
        messages = [message for letter in promised for message in messages_of(letter)]
        self.wanted.update(messages)
        return messages

    def missing(self, messages: Iterable[Arrival]) -> Sequence[Arrival]:
        """Those of these messages that have not arrived as often as they are wanted."""
        self._look()
        return [message for message in messages if self._count(message) < self.wanted[message]]

    def arrived(self) -> Counter[Arrival]:
        """What arrived, told by what was wanted."""
        self._look()
        found: Counter[Arrival] = Counter()
        for (channel, name), texts in self._arrived.items():
            found.update(recognised(self.wanted, channel, name, text) for text in texts)
        return found

    def _count(self, message: Arrival) -> int:
        channel, name, begins = message
        return sum(text.startswith(begins) for text in self._arrived.get((channel, name), ()))

    def _look(self) -> None:
        mails, chats = self._seen
        for mail in self._box.mails[mails:]:
            name = mail.recipients[0].partition("@")[0].capitalize()
            self._arrived.setdefault(("email", name), []).append(mail.subject)
        for chat in self._box.chats[chats:]:
            self._arrived.setdefault(("chat", chat.channel), []).append(_first_line(chat.text))
        self._seen = len(self._box.mails), len(self._box.chats)


def invitations(cast: Cast) -> Sequence[Letter]:
    """By mail alone: whoever is invited has no chat yet."""
    invited = [name for name in cast.people if name != script.CONVENER]
    return letters.by_mail_alone(invited, f"{script.CONVENER} invites you")


def messages_of(letter: Letter) -> Sequence[Arrival]:
    mail = ("email", letter.to, letter.mail)
    if letter.chat is None or letter.to not in script.WITH_CHAT:
        return [mail]
    return [mail, ("chat", letter.to, letter.chat)]


def recognised(wanted: Iterable[Arrival], channel: str, name: str, text: str) -> Arrival:
    """The expected arrival this is, or what it is instead."""
    for arrival in wanted:
        if arrival[:2] == (channel, name) and text.startswith(arrival[2]):
            return arrival
    return (channel, name, text[:80])


def difference(wanted: Counter[Arrival], arrived: Counter[Arrival]) -> list[str]:
    """What is missing, doubled or was never meant to come; nothing where all is well."""
    lines = []
    for arrival in sorted(wanted.keys() | arrived.keys()):
        want, got = wanted[arrival], arrived[arrival]
        if want != got:
            channel, name, text = arrival
            lines.append(f"{channel} to {name}, '{text} ...': expected {want}, arrived {got}")
    return lines


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0].strip("*_ ")
