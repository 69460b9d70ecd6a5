"""Wires the trips service."""

from services.trips.adapters.attendance import Attendance, lookups
from services.trips.domain.rota.decide import decide_rota
from services.trips.domain.rota.state import Rota, evolve_rota
from services.trips.domain.visit.decide import decide
from services.trips.domain.visit.evolve import evolve
from services.trips.domain.visit.state import Visit
from services.trips.handlers import day_queries, memory_queries, signup_queries, suggestion_queries  # noqa: F401  (they add their answers)
from services.trips.handlers.queries import queries
from services.trips.handlers.reactions import reactions
from shared.contracts import trips as c
from shared.contracts.clinic import GetClinicBrief
from shared.domain import Aggregate
from shared.runtime.service import Service
from shared.store.community_index import CommunityIndex

visit = Aggregate(
    kind="visit",
    state=Visit,
    evolve=evolve,
    decide=decide,
    events=(
        c.VisitProposed,
        c.VisitDescribed,
        c.GuideNamed,
        c.PeopleNamed,
        c.GuestInvited,
        c.InvitationWithdrawn,
        c.VisitorsExpected,
        c.StopAdded,
        c.StopChanged,
        c.StopMoved,
        c.StopRemoved,
        c.ProgrammeMoved,
        c.ClinicLinked,
        c.ClinicUnlinked,
        c.ClinicNoted,
        c.VisitScheduled,
        c.VisitCancelled,
        c.VisitCompleted,
        c.VisitAttended,
        c.SignUpOpened,
        c.SignUpClosed,
        c.SeatsChanged,
        c.QuestionsShared,
        c.MemberSignedUp,
        c.NeedsTold,
        c.QuestionPrepared,
        c.SeatOffered,
        c.SeatTaken,
        c.MemberSignedOff,
        c.GroupsChanged,
        c.MemoryKept,
        c.PhotoKept,
        c.MemoryRemoved,
        c.ConsentConfirmed,
        c.ConsentWithdrawn,
        c.ConsentGiven,
        c.IntentionSaid,
        c.IntentionRemoved,
        c.TryingReported,
        c.TryingDayChosen,
        c.VisitStarted,
        c.RollCalled,
        c.StopLeft,
        c.RestOfDayMoved,
        c.StopSkipped,
        c.StopRestored,
        c.StopsSwapped,
        c.GuideNoteAdded,
    ),
    revision=6,
)

rota = Aggregate(
    kind="rota",
    state=Rota,
    evolve=evolve_rota,
    decide=decide_rota,
    events=(
        c.PlaceOffered,
        c.PlaceWithdrawn,
        c.TurnProposed,
        c.TurnAccepted,
        c.TurnDeclined,
        c.SwapOffered,
        c.SwapDeclined,
        c.TurnsSwapped,
        c.TurnPlanned,
        c.TurnFreed,
        c.VisitHosted,
    ),
)

service = Service(
    name="trips",
    aggregates=(visit, rota),
    queries=queries,
    reactions=reactions,
    asks=(GetClinicBrief,),
    lookups=lookups,
    sinks=lambda ports: [CommunityIndex(ports, "visits", "visit"), Attendance(ports)],
)
