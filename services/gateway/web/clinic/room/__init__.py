"""A clinic as one person sees it: what the templates of its room show, worked out. Pure, but for the language of the page."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property

from services.gateway.i18n.durations import ahead_or_behind
from services.gateway.i18n.gettext import _, told
from services.gateway.web.clinic.room import people
from services.gateway.web.clinic.room.before import Before
from services.gateway.web.clinic.room.clock import Choices, choices, may_count_hands
from services.gateway.web.clinic.room.composer import KINDS, Composer
from services.gateway.web.clinic.room.contributions import Said
from services.gateway.web.clinic.room.groups import Groups
from services.gateway.web.clinic.room.shares import Heard, at_a_glance, heard
from services.gateway.web.clinic.room.steps import Rung, passed, rail, title_of
from shared.contracts import clinic as c
from shared.contracts.community import MemberView, Role
from shared.contracts.protocol import IDEA
from shared.contracts.types import Id

FOLLOW_UP_AFTER = timedelta(weeks=6)
"""What a clinic's closing proposes: time enough to try something."""
BEGINS: tuple[c.Status, ...] = ("proposed", "scheduled")
OVER: tuple[c.Status, ...] = ("closed", "reported")


class Room:
    """One clinic for one visitor."""

    def __init__(self, clinic: c.ClinicView, me: Id, role: Role | None, members: Sequence[MemberView]) -> None:
        self._clinic = clinic
        self.me = me
        self._role = role
        self._members = members
        self._names = {member.member_id: member.name for member in members}
        self.presents = me in (clinic.presenters or (clinic.presenter_id,))
        self.leads = me == clinic.facilitator_id or role == "convener"
        # Others who present bring their case, and leave the planning to whoever proposed the clinic.
        self.may_plan = self.may_close = self.leads or me == clinic.presenter_id or role == "facilitator"
        self.before = Before(clinic, me, role, members)
        self.groups = Groups(clinic, me, role, self.name, self.called)
        self.compose = Composer(clinic, self.groups)
        self.said = Said(clinic)

    # Its case.

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
        if presenter == self.me:
            return _("You present")
        return _("{name} presents").format(name=self.called(presenter))

    def whose_case(self, presenter: Id) -> str:
        if presenter == self.me:
            return _("your case")
        return _("{name}’s case").format(name=self.called(presenter))

    @property
    def may_describe(self) -> bool:
        """The case is in its presenter's words, until the clinic begins."""
        return self._clinic.status in BEGINS and self.me == self._clinic.presenter_id

    @property
    def may_set_visual(self) -> bool:
        """Until the context is told, which is where its form stands. Whether it can still be changed, the service decides."""
        if not (self.presents or self.me == self._clinic.facilitator_id):
            return False
        step = self.current
        tells = step is None or step.number == 1 or "context" in step.takes
        return self._clinic.status in BEGINS or (self._clinic.status == "running" and tells)

    @property
    def my_experience(self) -> c.ExperienceView | None:
        """What this visitor said of having been there."""
        return next((experience for experience in self._clinic.been_there if experience.member_id == self.me), None)

    @property
    def may_have_been_there(self) -> bool:
        return self._clinic.status in BEGINS and self.me != self._clinic.presenter_id

    # Its time.

    @property
    def zone(self) -> str:
        """Where the clinic's times of day are meant."""
        return self._clinic.starts.zone if self._clinic.starts else "UTC"

    @property
    def rail(self) -> list[Rung]:
        return rail(self._clinic, self.name)

    @cached_property
    def current(self) -> c.StepView | None:
        return next((step for step in self._clinic.steps if step.name == self._clinic.step), None)

    @property
    def following(self) -> c.StepView | None:
        if self.current is None:
            return None
        number = self.current.number
        return next((step for step in self._clinic.steps if step.number > number and not step.skipped), None)

    def step_title(self, step: c.StepView) -> str:
        return title_of(step, self.name)

    @property
    def passed(self) -> float:
        return passed(self.current, self._clinic.now) if self.current else 0

    @property
    def standing(self) -> str:
        """How the clinic is against its plan."""
        return ahead_or_behind(self._clinic.clock.ahead) if self._clinic.clock else ""

    @cached_property
    def choices(self) -> Choices:
        return choices(self._clinic, self.name)

    @property
    def may_count_hands(self) -> bool:
        return may_count_hands(self._clinic)

    @property
    def usual_follow_up(self) -> date:
        return (self._clinic.now + FOLLOW_UP_AFTER).date()

    # Its people.

    def name(self, member: Id | None) -> str:
        if member is None:
            return ""
        return _("You") if member == self.me else self.called(member)

    def called(self, member: Id) -> str:
        """What everybody calls somebody, where more people look than the visitor."""
        return self._names.get(member) or _("A member")

    def names(self, members: Sequence[Id]) -> str:
        return ", ".join(self.name(member) for member in members)

    @property
    def who_may_be_here(self) -> list[MemberView]:
        return self.groups.usually_here(self._members)

    @property
    def who_may_join(self) -> list[tuple[Id, str]]:
        """Those who are in no group."""
        here = {member for member, _name in self.groups.everyone}
        return [
            (member.member_id, member.name)
            for member in self._members
            if member.member_id not in here and member.member_id != self._clinic.facilitator_id
        ]

    @property
    def facilitators(self) -> list[MemberView]:
        return people.facilitators(self._clinic, self._members)

    @property
    def may_lead_next(self) -> list[MemberView]:
        return people.may_lead_next(self._clinic, self._members)

    @property
    def may_take_over(self) -> bool:
        return people.may_take_over(self._clinic, self.me, self._role)

    @cached_property
    def heard(self) -> list[Heard]:
        return heard(self._clinic, self.name)

    @property
    def heard_at_a_glance(self) -> str:
        return at_a_glance(self.heard)

    @property
    def hand_is_up(self) -> bool:
        return any(hand.member_id == self.me for hand in self._clinic.hands)

    # What was said.

    @staticmethod
    def kind(kind: c.Kind) -> str:
        return told(KINDS[kind])

    def kind_of(self, contribution_view: c.ContributionView) -> str:
        """What a contribution is; of what became of advice, also what its presenter made of it."""
        choice = next((made.choice for made in self._clinic.takeaways if made.id == contribution_view.id), None)
        if choice == "set_aside":
            return _("set aside")
        if choice == "adapted":
            return _("takeaway, adapted")
        return (
            _("{kind}, a story").format(kind=self.kind(contribution_view.kind))
            if contribution_view.story
            else self.kind(contribution_view.kind)
        )

    def may_say_me_too(self, contribution_view: c.ContributionView) -> bool:
        may = self._clinic.you_may.respond and self.groups.belongs(contribution_view)
        return may and contribution_view.member_id != self.me and not contribution_view.withdrawn

    def said_me_too(self, contribution_view: c.ContributionView) -> bool:
        return self.me in contribution_view.me_too

    # What is kept of it.

    @property
    def is_over(self) -> bool:
        return self._clinic.status in OVER

    @property
    def has_brief(self) -> bool:
        """Whether an idea was explored, so that there is a brief of it."""
        return self.is_over and any(kind in step.takes for step in self._clinic.steps for kind in IDEA)
