"""What was said in a clinic, in the order in which its page shows it."""

from collections import defaultdict

from shared.contracts import clinic as c
from shared.contracts.types import Id

REPLIES = ("answer", "comment")
"""Shown under what they belong to."""
REFERRING = ("takeaway", "response", "support")
"""Shown with a link to what they come from."""


class Said:
    """The contributions that one visitor sees."""

    def __init__(self, clinic: c.ClinicView) -> None:
        self._steps = clinic.steps
        self._by_id = {contribution.id: contribution for contribution in clinic.contributions}
        self._by_step: dict[str, list[c.ContributionView]] = defaultdict(list)
        self._replies: dict[Id | None, list[c.ContributionView]] = defaultdict(list)
        for contribution in clinic.contributions:
            if contribution.kind in REPLIES:
                self._replies[contribution.about].append(contribution)
            else:
                self._by_step[contribution.step].append(contribution)

    @property
    def shelves(self) -> list[tuple[c.StepView, list[c.ContributionView]]]:
        """By step, the newest step first, without those shown under another one."""
        return [(step, self._by_step[step.name]) for step in reversed(self._steps) if step.name in self._by_step]

    def replies(self, contribution_view: c.ContributionView) -> list[c.ContributionView]:
        return self._replies.get(contribution_view.id, [])

    def source(self, contribution_view: c.ContributionView) -> c.ContributionView | None:
        """The advice a takeaway comes from, or a response or support is for."""
        if contribution_view.kind not in REFERRING or contribution_view.about is None:
            return None
        found = self._by_id.get(contribution_view.about)
        return found if found and not found.withdrawn else None
