"""Wires the clinic service."""

from services.clinic.adapters.advice_memory.store import Cases
from services.clinic.domain.clinic.decide import decide
from services.clinic.domain.clinic.evolve import evolve
from services.clinic.domain.clinic.evolve.contributions import KINDS
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.protocols import community
from services.clinic.handlers import (  # noqa: F401  (they add what may be asked)
    facilitator_lookups,
    idea_queries,
    membership_lookups,
    memory_queries,
    record_queries,
)
from services.clinic.handlers.protocol_queries import lookups
from services.clinic.handlers.queries import queries
from services.clinic.handlers.reactions import reactions
from shared.contracts import clinic as c
from shared.domain import Aggregate
from shared.runtime.service import Service
from shared.store.community_index import CommunityIndex

clinic = Aggregate(
    kind="clinic",
    state=Clinic,
    evolve=evolve,
    decide=decide,
    revision=10,
    events=(
        c.CaseProposed,
        c.CaseDescribed,
        c.ProtocolChosen,
        c.ClinicScheduled,
        c.ClinicCancelled,
        c.FacilitatingOffered,
        c.FacilitatingTakenBack,
        c.PeopleInvited,
        c.PersonUninvited,
        c.InvitationAnswered,
        c.VisualSet,
        c.VisualRemoved,
        c.ExperienceOffered,
        c.ExperienceTakenBack,
        c.ClinicStarted,
        c.ClinicStepStarted,
        c.ClinicStepEnded,
        c.ClinicStepSkipped,
        c.ClinicStepExtended,
        c.ClinicStepBroughtBack,
        c.ClinicStepUndone,
        c.ClinicStepResized,
        c.ClinicStepWarned,
        c.ClinicPaused,
        c.ClinicResumed,
        c.ExperienceCounted,
        c.QuestionRestated,
        *KINDS,
        c.ContributionMade,
        c.ContributionEdited,
        c.ContributionWithdrawn,
        c.MeTooSaid,
        c.MeTooTakenBack,
        c.DraftHeld,
        c.DraftGiven,
        c.DraftDropped,
        c.HandRaised,
        c.HandLowered,
        c.MemberCalledOn,
        c.FacilitationHandedOver,
        c.FacilitationTakenOver,
        c.CaseAdded,
        c.CaseWithdrawn,
        c.GroupsFormed,
        c.GroupJoined,
        c.GroupLeft,
        c.GroupChanged,
        c.PresenterLeft,
        c.PresenterReturned,
        c.NamingAgreed,
        c.NamingWithdrawn,
        c.BriefWritten,
        c.DownsideRespondedTo,
        c.LeftOutOfBrief,
        c.RestoredToBrief,
        c.ClinicClosed,
        c.TakeawayChanged,
        c.TakeawayDropped,
        c.FollowUpReported,
        c.FollowUpPostponed,
        c.ReportDiscussed,
    ),
)

protocol = Aggregate(
    kind="protocol",
    state=community.OwnProtocol,
    evolve=community.evolve,
    decide=community.decide,
    events=(c.ProtocolAdded,),
)

service = Service(
    name="clinic",
    aggregates=(clinic, protocol),
    queries=queries,
    lookups=lookups,
    sinks=lambda ports: [
        CommunityIndex(ports, "clinics", "clinic"),
        CommunityIndex(ports, "protocols", "protocol"),
        Cases(ports),
    ],
    reactions=reactions,
)
