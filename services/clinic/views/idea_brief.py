"""The brief of an idea, worked out of what was said and of what its presenter made of it. Pure.

It names the presenter and those who agreed to it. Others who support the idea are counted, and their reasons stay in the
record: a reason may tell who it is. Refinements, implications and downsides stand without names.
"""

from collections import defaultdict
from collections.abc import Sequence

from services.clinic.domain.clinic.idea import PARTS
from services.clinic.domain.clinic.records import Contribution
from services.clinic.domain.clinic.state import Clinic
from services.clinic.views.outcomes import takeaways_of, words_of
from shared.contracts import clinic as c
from shared.contracts.types import Id

RESPONSES: tuple[c.Kind, ...] = ("comment", "response")
"""What the presenter said to a downside while the clinic ran."""


def idea_brief(clinic: Clinic, version: int, viewer: Id) -> c.IdeaBrief:
    """The brief as `viewer`, a member of the community, may have it."""
    material = _Material(clinic, viewer)
    supporters = material.supporters
    named = [supporter for supporter in supporters if supporter in clinic.named]
    return c.IdeaBrief(
        clinic_id=clinic.id,
        version=version,
        community_id=clinic.community_id,
        title=clinic.title,
        question=clinic.question,
        presenter_id=clinic.presenter_id,
        held=max((run.ended_at for run in clinic.steps.values() if run.ended_at), default=None),
        opening=clinic.brief.opening,
        next_steps=clinic.brief.next_steps,
        closing=clinic.brief.closing,
        supporters=tuple(c.Supporter(member_id=name, reasons=material.points(supporters[name])) for name in named),
        others=len(supporters) - len(named),
        takeaways=material.takeaways,
        you=c.YourPart(
            presents=viewer == clinic.presenter_id, supports=viewer in supporters, named=viewer in clinic.named
        ),
        **{part: material.points(material.said[kind]) for part, kind in PARTS.items()},
    )


class _Material:
    """What was said, by kind and in order, gone through once. What was taken back has no words left."""

    def __init__(self, clinic: Clinic, viewer: Id) -> None:
        self._clinic, self._viewer = clinic, viewer
        self._brief = clinic.brief
        self._presents = viewer == clinic.presenter_id
        self.said: dict[c.Kind, list[Contribution]] = defaultdict(list)
        self._responses: dict[Id, list[str]] = defaultdict(list)
        for contribution in clinic.contributions.values():
            if not contribution.text:
                continue
            self.said[contribution.kind].append(contribution)
            if contribution.about and contribution.member_id == clinic.presenter_id and contribution.kind in RESPONSES:
                self._responses[contribution.about].append(contribution.text)

    @property
    def supporters(self) -> dict[Id, list[Contribution]]:
        """Who supports the idea, in the order in which they first said so, with their reasons."""
        found: dict[Id, list[Contribution]] = defaultdict(list)
        for contribution in self.said["support"]:
            found[contribution.member_id].append(contribution)
        return found

    @property
    def takeaways(self) -> tuple[c.BriefPoint, ...]:
        """What the presenter took along, in their words; what they set aside is no part of how they see it now."""
        clinic = self._clinic
        taken = [takeaway for takeaway in takeaways_of(clinic, self._viewer) if takeaway.choice != "set_aside"]
        mine = [takeaway for takeaway in taken if takeaway.member_id == clinic.presenter_id]
        return self.points(
            [
                clinic.contributions[takeaway.id].model_copy(update={"text": words_of(clinic, takeaway)})
                for takeaway in mine
            ]
        )

    def points(self, said: Sequence[Contribution]) -> tuple[c.BriefPoint, ...]:
        """The presenter sees what they left out as well, to restore it."""
        left_out = self._brief.left_out
        return tuple(
            c.BriefPoint(
                id=contribution.id,
                text=contribution.text,
                response=self._response(contribution),
                left_out=contribution.id in left_out,
            )
            for contribution in said
            if contribution.id not in left_out or self._presents
        )

    def _response(self, contribution: Contribution) -> str:
        """What the presenter wrote for the brief, else what they said to it in the clinic."""
        if contribution.kind != "downside":
            return ""
        return self._brief.responses.get(contribution.id) or "\n\n".join(self._responses[contribution.id])
