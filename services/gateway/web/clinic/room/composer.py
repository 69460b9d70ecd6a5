"""What a visitor may contribute: the forms for it, in the words of the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.gateway.i18n.gettext import N_
from services.gateway.web.clinic.room.groups import Groups
from shared.contracts import clinic as c
from shared.contracts.protocol import REFERS


@dataclass(frozen=True)
class Saying:
    """The form for one kind of contribution."""

    kind: c.Kind
    label: str
    send: str
    about_label: str = ""
    reply: str = ""
    """The words beside what it may be about; without any, it is reached by its form alone."""

    @property
    def about(self) -> tuple[c.Kind, ...]:
        """The kinds of contribution it may belong to."""
        return REFERS[self.kind].kinds if self.kind in REFERS else ()

    @property
    def about_needed(self) -> bool:
        return self.kind in REFERS and REFERS[self.kind].needed


SAYINGS: tuple[Saying, ...] = (
    Saying("progress", N_("What came of it since last time?"), N_("Tell")),
    Saying("intention", N_("What do you intend?"), N_("Say it")),
    Saying("context", N_("What should the group know?"), N_("Give context")),
    Saying("question", N_("Your question"), N_("Ask")),
    Saying("answer", N_("Your answer"), N_("Answer"), N_("To which question?"), N_("Answer this")),
    Saying("experience", N_("Your own experience"), N_("Share")),
    Saying("mirror", N_("What came up in you?"), N_("Mirror")),
    Saying("dialogue", N_("What you want to say"), N_("Say it")),
    Saying("advice", N_("Your advice, best as a story"), N_("Give advice")),
    Saying("refinement", N_("How would you refine it?"), N_("Refine")),
    Saying("implication", N_("What would it mean in practice?"), N_("Say what it means")),
    Saying("downside", N_("Which downside do you see?"), N_("Note the downside")),
    Saying("support", N_("What do you support, and why?"), N_("Support"), N_("For which?"), N_("Support this")),
    Saying("comment", N_("Your comment"), N_("Comment"), N_("On which advice?"), N_("Comment on this")),
    Saying("response", N_("Your response"), N_("Respond"), N_("To which advice?"), N_("Respond to this")),
    Saying("takeaway", N_("What do you take away?"), N_("Note it"), N_("From which advice?")),
)

KINDS: Mapping[c.Kind, str] = {
    "progress": N_("progress"),
    "intention": N_("intention"),
    "context": N_("context"),
    "question": N_("question"),
    "answer": N_("answer"),
    "experience": N_("experience"),
    "mirror": N_("mirror"),
    "dialogue": N_("dialogue"),
    "advice": N_("advice"),
    "refinement": N_("refinement"),
    "implication": N_("implication"),
    "downside": N_("downside"),
    "support": N_("support"),
    "comment": N_("comment"),
    "response": N_("response"),
    "takeaway": N_("takeaway"),
}
"""What a contribution is, beside the name of whoever made it."""


class Composer:
    """The forms for what one visitor may say now, or write down for later."""

    def __init__(self, clinic: c.ClinicView, groups: Groups) -> None:
        self._clinic = clinic
        self._groups = groups

    @property
    def now(self) -> list[Saying]:
        kinds = {may_contribute.kind for may_contribute in self._clinic.you_may.contribute}
        return [saying for saying in SAYINGS if saying.kind in kinds]

    @property
    def later(self) -> list[Saying]:
        """What they may write down now, to be given when its step comes."""
        return [saying for saying in SAYINGS if saying.kind in self._clinic.you_may.later]

    @staticmethod
    def saying(kind: c.Kind) -> Saying:
        return next(saying for saying in SAYINGS if saying.kind == kind)

    @property
    def takes_along(self) -> bool:
        """Whether this visitor may say now what they make of the advice."""
        return any(saying.kind == "takeaway" for saying in self.now)

    def choices(self, saying: Saying) -> Sequence[c.ContributionView]:
        """What a contribution can be about, newest first: that is mostly the one meant."""
        return [
            contribution
            for contribution in reversed(self._clinic.contributions)
            if contribution.kind in saying.about and not contribution.withdrawn and self._groups.belongs(contribution)
        ]

    def about(self, contribution_view: c.ContributionView) -> list[Saying]:
        """What this visitor may say now to one contribution."""
        if contribution_view.withdrawn or not self._groups.belongs(contribution_view):
            return []
        return [saying for saying in self.now if saying.reply and contribution_view.kind in saying.about]
