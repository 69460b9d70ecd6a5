"""A clinic as one person sees it: what the templates show, worked out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from services.gateway.web.clocking import Offered, cost_of_next, may_count_hands, offered
from services.gateway.web.expected import Before
from services.gateway.web.groups import Groups
from services.gateway.web.hearing import Heard, heard
from services.gateway.web.rail import passed
from shared.contracts import clinic as c
from shared.contracts.community import MemberView, Role
from shared.contracts.protocol import IDEA, REFERS
from shared.contracts.types import Id

FOLLOW_UP_AFTER = timedelta(weeks=6)
"""What a clinic's closing proposes: time enough to try something."""


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
    Saying("progress", "What came of it since last time?", "Tell"),
    Saying("intention", "What do you intend?", "Say it"),
    Saying("context", "What should the group know?", "Give context"),
    Saying("question", "Your question", "Ask"),
    Saying("answer", "Your answer", "Answer", "To which question?", "Answer this"),
    Saying("experience", "Your own experience", "Share"),
    Saying("mirror", "What came up in you?", "Mirror"),
    Saying("dialogue", "What you want to say", "Say it"),
    Saying("advice", "Your advice, best as a story", "Give advice"),
    Saying("refinement", "How would you refine it?", "Refine"),
    Saying("implication", "What would it mean in practice?", "Say what it means"),
    Saying("downside", "Which downside do you see?", "Note the downside"),
    Saying("support", "What do you support, and why?", "Support", "For which?", "Support this"),
    Saying("comment", "Your comment", "Comment", "On which advice?", "Comment on this"),
    Saying("response", "Your response", "Respond", "To which advice?", "Respond to this"),
    Saying("takeaway", "What do you take away?", "Note", "From which advice?"),
)


class Room:
    """One clinic for one visitor."""

    def __init__(self, clinic: c.ClinicView, me: Id, role: Role | None, members: Sequence[MemberView]) -> None:
        self._clinic = clinic
        self.me = self._me = me
        self._role = role
        self._members = members
        self._names = {one.member_id: one.name for one in members}
        self.presents = me in (clinic.presenters or (clinic.presenter_id,))
        self.leads = me == clinic.facilitator_id or role == "convener"
        # Others who present bring their case, and leave the planning to whoever proposed the clinic.
        self.may_plan = self.may_close = self.leads or me == clinic.presenter_id or role == "facilitator"
        self.before = Before(clinic, me, role, members)
        self.groups = Groups(clinic, me, role, self.name)

    @property
    def zone(self) -> str:
        """Where the clinic's times of day are meant."""
        return self._clinic.starts.zone if self._clinic.starts else "UTC"

    @property
    def clock_choices(self) -> list[Offered]:
        return offered(self._clinic)

    @property
    def cost_of_next(self) -> str:
        return cost_of_next(self._clinic)

    @property
    def passed(self) -> float:
        return passed(self.current, self._clinic.now) if self.current else 0

    @property
    def heard(self) -> list[Heard]:
        return heard(self._clinic, self.name)

    @property
    def may_count_hands(self) -> bool:
        return may_count_hands(self._clinic)

    def name(self, member: Id | None) -> str:
        if member is None:
            return ""
        if member == self._me:
            return "You"
        return self._names.get(member, "A member")

    def called(self, member: Id) -> str:
        """What everybody calls somebody, where more people look than the visitor."""
        return self._names.get(member, "A member")

    @property
    def question(self) -> str:
        """The question of the case that this visitor is with."""
        return self.groups.case.question if self.groups.case else self._clinic.question

    @property
    def title(self) -> str:
        return self.groups.case.title or self._clinic.title if self.groups.case else self._clinic.title

    @property
    def who_presents(self) -> str:
        """Who presents the case that this visitor is with."""
        presenter = self.groups.case.presenter_id if self.groups.case else self._clinic.presenter_id
        return "You present" if presenter == self._me else f"{self.name(presenter)} presents"

    def whose_case(self, presenter: Id) -> str:
        return "your case" if presenter == self._me else f"{self.name(presenter)}’s case"

    @property
    def who_may_be_here(self) -> list[MemberView]:
        return self.groups.usually_here(list(self._members))

    @property
    def who_may_join(self) -> list[tuple[Id, str]]:
        """Those who are in no group."""
        here = {member for member, _ in self.groups.everyone}
        return [
            (one.member_id, one.name)
            for one in self._members
            if one.member_id not in here and one.member_id != self._clinic.facilitator_id
        ]

    @property
    def facilitators(self) -> list[MemberView]:
        """Who could facilitate, those first who offered, then those with the role: not the presenter, nor guests."""
        able = [one for one in self._members if one.member_id != self._clinic.presenter_id and one.role != "guest"]
        offered = self._clinic.would_facilitate
        return sorted(
            able,
            key=lambda one: (
                one.member_id not in offered,
                one.role != "facilitator",
                one.role != "convener",
                one.name.casefold(),
            ),
        )

    @property
    def has_brief(self) -> bool:
        """Whether an idea was explored, so that there is a brief of it."""
        explored = any(kind in step.takes for step in self._clinic.steps for kind in IDEA)
        return explored and self._clinic.status in ("closed", "reported")

    @property
    def usual_follow_up(self) -> date:
        return (self._clinic.now + FOLLOW_UP_AFTER).date()

    @cached_property
    def current(self) -> c.StepView | None:
        return next((step for step in self._clinic.steps if step.name == self._clinic.step), None)

    @property
    def following(self) -> c.StepView | None:
        if self.current is None:
            return None
        number = self.current.number
        return next((step for step in self._clinic.steps if step.number > number and not step.skipped), None)

    @property
    def my_experience(self) -> c.ExperienceView | None:
        """What this visitor said of having been there."""
        return next((one for one in self._clinic.been_there if one.member_id == self._me), None)

    @property
    def may_have_been_there(self) -> bool:
        return self._clinic.status in ("proposed", "scheduled") and self._me != self._clinic.presenter_id

    @property
    def may_describe(self) -> bool:
        """The case is in its presenter's words, until the clinic begins."""
        return self._clinic.status in ("proposed", "scheduled") and self._me == self._clinic.presenter_id

    @property
    def may_set_visual(self) -> bool:
        """Until the context is told, which is where its form stands. Whether it can still be changed, the service decides."""
        if not (self.presents or self._me == self._clinic.facilitator_id):
            return False
        step = self.current
        tells = step is None or step.number == 1 or "context" in step.takes
        return self._clinic.status in ("proposed", "scheduled") or (self._clinic.status == "running" and tells)

    @property
    def sayings(self) -> list[Saying]:
        """The forms for what this visitor may contribute now."""
        now = {one.kind for one in self._clinic.you_may.contribute}
        return [one for one in SAYINGS if one.kind in now]

    @property
    def later(self) -> list[Saying]:
        """What they may write down now, to be given when its step comes."""
        return [one for one in SAYINGS if one.kind in self._clinic.you_may.later]

    def saying(self, kind: c.Kind) -> Saying:
        return next(one for one in SAYINGS if one.kind == kind)

    @property
    def hand_is_up(self) -> bool:
        return any(one.member_id == self._me for one in self._clinic.hands)

    def may_say_me_too(self, one: c.ContributionView) -> bool:
        may = self._clinic.you_may.respond and self.groups.belongs(one)
        return may and one.member_id != self._me and not one.withdrawn

    def said_me_too(self, one: c.ContributionView) -> bool:
        return self._me in one.me_too

    def names(self, members: Sequence[Id]) -> str:
        return ", ".join(self.name(one) for one in members)

    @property
    def may_take_over(self) -> bool:
        """Whether to offer it; if the facilitator is there after all, the service says so."""
        able = self._role in ("convener", "facilitator") and self._me != self._clinic.facilitator_id
        return able and not self.presents and self._clinic.facilitator_id is not None

    @property
    def may_lead_next(self) -> list[MemberView]:
        """Those whom the clinic can be handed over to."""
        presenters = {self._clinic.presenter_id, *self._clinic.presenters}
        able = [one for one in self._members if one.role in ("facilitator", "convener")]
        return [one for one in able if one.member_id not in presenters | {self._clinic.facilitator_id}]

    @property
    def takes_along(self) -> bool:
        """Whether this visitor may say now what they make of the advice."""
        return any(one.kind == "takeaway" for one in self.sayings)

    def choices(self, saying: Saying) -> list[c.ContributionView]:
        """What a contribution can be about, newest first: that is mostly the one meant."""
        return [
            one
            for one in reversed(self._clinic.contributions)
            if one.kind in saying.about and not one.withdrawn and self.groups.belongs(one)
        ]

    def sayings_about(self, one: c.ContributionView) -> list[Saying]:
        """What this visitor may say now to one contribution."""
        if one.withdrawn or not self.groups.belongs(one):
            return []
        return [saying for saying in self.sayings if saying.reply and one.kind in saying.about]

    @property
    def said(self) -> list[tuple[c.StepView, list[c.ContributionView]]]:
        """Contributions by step, newest step first, without those shown under another one."""
        shelves = []
        for step in reversed(self._clinic.steps):
            found = [one for one in self._clinic.contributions if one.step == step.name and not self._is_reply(one)]
            if found:
                shelves.append((step, found))
        return shelves

    def replies(self, contribution: c.ContributionView) -> list[c.ContributionView]:
        return [one for one in self._clinic.contributions if one.about == contribution.id and self._is_reply(one)]

    def source(self, contribution: c.ContributionView) -> c.ContributionView | None:
        """The advice a takeaway comes from, or a response or support is for."""
        if contribution.kind not in ("takeaway", "response", "support") or contribution.about is None:
            return None
        found = (one for one in self._clinic.contributions if one.id == contribution.about and not one.withdrawn)
        return next(found, None)

    @staticmethod
    def _is_reply(one: c.ContributionView) -> bool:
        return one.kind in ("answer", "comment")
