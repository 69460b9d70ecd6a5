"""The brief of an idea, worked out of what was said and of what its presenter made of it. Pure.

It names the presenter and those who agreed to it. Others who support the idea are counted, and their reasons stay in the
record: a reason may tell who it is. Refinements, implications and downsides stand without names.
"""

from collections import defaultdict
from collections.abc import Sequence

from services.clinic.domain.clinic.idea import PARTS
from services.clinic.domain.clinic.state import Clinic, Contribution
from services.clinic.views.outcomes import takeaways_of, words_of
from shared.contracts import clinic as c
from shared.contracts.types import Id

RESPONSES: tuple[c.Kind, ...] = ("comment", "response")
"""What the presenter said to a downside while the clinic ran."""


def idea_brief(clinic: Clinic, version: int, viewer: Id) -> c.IdeaBrief:
    """The brief as `viewer`, a member of the community, may have it."""
    material = _Material(clinic, viewer)
    supporters = material.supporters
    named = [one for one in supporters if one in clinic.named]
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
        supporters=tuple(c.Supporter(member_id=one, reasons=material.points(supporters[one])) for one in named),
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
        for one in clinic.contributions.values():
            if not one.text:
                continue
            self.said[one.kind].append(one)
            if one.about and one.member_id == clinic.presenter_id and one.kind in RESPONSES:
                self._responses[one.about].append(one.text)

    @property
    def supporters(self) -> dict[Id, list[Contribution]]:
        """Who supports the idea, in the order in which they first said so, with their reasons."""
        found: dict[Id, list[Contribution]] = defaultdict(list)
        for one in self.said["support"]:
            found[one.member_id].append(one)
        return found

    @property
    def takeaways(self) -> tuple[c.BriefPoint, ...]:
        """What the presenter took along, in their words; what they set aside is no part of how they see it now."""
        clinic = self._clinic
        taken = [one for one in takeaways_of(clinic, self._viewer) if one.choice != "set_aside"]
        mine = [one for one in taken if one.member_id == clinic.presenter_id]
        return self.points(
            [clinic.contributions[one.id].model_copy(update={"text": words_of(clinic, one)}) for one in mine]
        )

    def points(self, said: Sequence[Contribution]) -> tuple[c.BriefPoint, ...]:
        """The presenter sees what they left out as well, to restore it."""
        left_out = self._brief.left_out
        return tuple(
            c.BriefPoint(id=one.id, text=one.text, response=self._response(one), left_out=one.id in left_out)
            for one in said
            if one.id not in left_out or self._presents
        )

    def _response(self, one: Contribution) -> str:
        """What the presenter wrote for the brief, else what they said to it in the clinic."""
        if one.kind != "downside":
            return ""
        return self._brief.responses.get(one.id) or "\n\n".join(self._responses[one.id])
