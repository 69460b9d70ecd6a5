"""Who may do and know what over HTTP: every path of the API, asked by everybody there is, against one table.

A cell says how whoever asks is answered: `+` their right to it is not in question (it is done, or refused for another reason),
`-` they may not (403), `0` to them it does not exist (404). The state of the clinic and the visit that are asked about is
always the same, so a `-` can also be that of somebody who may at another time. What access tokens, and nobody at all, get is
the same rule for all paths, below the table.
"""

from collections.abc import Iterator

import pytest

from convene.permissions import services
from services.gateway.api.application import openapi
from services.gateway.api.images import SHOWS, TAKES
from services.gateway.api.routes import COMMANDS, QUERIES
from shared.contracts.base import Command, Query
from shared.settings import Settings
from tests.support.askers import WRITING, Askers, Row, kind_of, on_any_port
from tests.support.world import World

ASKERS = ("operator", "stranger", "guest", "member", "presenter", "facilitator", "convener")
"""The stranger convenes another community; the presenter also proposed the visit and offered a place."""
MAY = {
    # operator, stranger, guest, member, presenter, facilitator, convener
    "00+++++": """
        GetCommunity GetOwnContact GetReader ListTokens ListProtocols GetProtocol ListClinics CheckCase ListOpenCases
        GetClinicAgenda GetAdviceMemory SearchCases ListReports ListVisits GetVisitAgenda SuggestVisits ListDeliveries GetClinic
        GetContributions GetClinicAt GetClinicRecord SuggestForCase GetIdeaBrief GetVisual GetVisit GetTrip GetSignUp GetDay
        SetContact IssueToken RestateQuestion JoinClinic Contribute GiveContext ShareExperience GiveAdvice CommentOnAdvice
        NoteTakeaway SayMeToo TakeBackMeToo RaiseHand LowerHand SupportIdea ChangeTakeaway DropTakeaway WriteBrief
        RespondToDownside LeaveOutOfBrief RestoreToBrief AgreeToBeNamed WithdrawNaming TakeBackFacilitating TakeBackExperience
        WithdrawCase TellNeeds PrepareQuestion TakeSeat SignOff KeepMemory KeepPhoto SayIntention
        ListSessions SignOutEverywhere WithdrawAddress""",
    "00-++++": """
        GetHosting OfferPlace ProposeTurn AcceptTurn OfferSwap AnswerSwap ProposeCase AddCase ProposeVisit SignUp""",
    "00--+++": """
        CheckVisit GetDelayedDay GetRoll ScheduleClinic InvitePeople UninvitePerson CancelClinic CloseClinic DescribeVisit
        NameGuide NamePeople InviteGuest WithdrawInvitation ExpectVisitors AddStop ChangeStop MoveStop RemoveStop LinkClinic
        UnlinkClinic OpenSignUp CloseSignUp ChangeSeats ShareQuestions StartVisit RunLate SwapStops AddGuideNote CallRoll
        LeaveStop SkipStop RestoreStop ScheduleVisit CancelVisit CompleteVisit ChooseTryingDay""",
    "00---++": """
        ListInvitations InviteMember TakeBackInvitation RenewInvitation AddProtocol
        StartClinic AdvanceStep GoBack SkipStep BringBackStep
        ExtendStep PauseClinic ResumeClinic CountExperience NoteAbsence MoveToGroup CallOn HandOver TakeOver NoteDiscussion
        DeclineTurn""",
    "00----+": "ListHooks AddHook ReplayHook RemoveHook RenewHookSecret ChangeRole LeaveCommunity GiveWayIn",
    "00--+--": """
        DescribeCase AnswerQuestion EditContribution WithdrawContribution ReportFollowUp PostponeFollowUp""",
    "00--++-": "SetVisual RemoveVisual",
    "00++-++": "OfferExperience AskQuestion",
    "00-+-++": "OfferToFacilitate",
    "00-----": "AnswerInvitation WithdrawPlace",
    "0000+0+": "RevokeToken",
    "+0+++++": "GetTimers",
    "+------": "CreateCommunity",
    "-------": "MeetReader",
    # Whoever has the code from the mail; without it a link is over (410).
    "+++++++": "ConfirmAddress",
    # For these one needs a code, or a thing, that nobody here has.
    "0000000": """
        JoinCommunity UseWayIn StopCategory ResumeCategory GiveDraft DropDraft ConfirmConsent WithdrawConsent GiveConsent
        ReportTrying RemoveMemory GetPhoto EndSession GetWayIn""",
}
EXPECTED = {name: cells for cells, names in MAY.items() for name in names.split()}
NOT_BY_PROGRAMS = {
    "GetOwnContact", "SetContact", "WithdrawAddress", "IssueToken", "RevokeToken", "ListSessions", "SignOutEverywhere",
}  # fmt: skip
"""What no access token is good for: how its member is reached, their sessions, and other tokens."""
WITHOUT_TOKEN = {"JoinCommunity", "UseWayIn", "ConfirmAddress"}
ASKED_BY_MEMBERS_TOO = {"GetRole"}
"""Of what has no path, for services alone, what members may ask on the bus: their own role."""
HEARD = "/api/events"
OPEN = "/healthz"
ENDS = (
    "/leaving", "/role", "/cancellation", "/completion", "/closing", "/revocation", "/removal", "/withdrawal",
    "/signing-off",
)  # fmt: skip


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return on_any_port(settings)


def rows() -> list[Row]:
    """Every row of the API; what ends something comes last, for others need it."""
    every = [*QUERIES, *SHOWS, *COMMANDS, *TAKES]
    return sorted(every, key=lambda row: (row.path.endswith("/ending"), row.path.endswith(ENDS)))


def expected(kind: type[Command | Query], name: str) -> dict[str, str]:
    """By asker, how they are answered."""
    cells = dict(zip(ASKERS, EXPECTED[name], strict=True))
    scope = f"{kind.service}:write" if issubclass(kind, Command) else "read"
    good = "-" if name in NOT_BY_PROGRAMS else cells["presenter"]  # whose tokens they are
    programs = {item: good if item == scope else "-" for item in ("read", *WRITING)}
    nobody = cells["operator"] if name in WITHOUT_TOKEN else "1"
    return cells | programs | {"nobody": nobody, "expired": "1", "revoked": "1"}


def test_the_table_has_a_cell_for_every_path_and_none_twice() -> None:
    named = [name for names in MAY.values() for name in names.split()]
    assert sorted(named) == sorted({kind_of(row).__name__ for row in rows()})
    assert all(len(cells) == len(ASKERS) for cells in MAY)
    assert set(openapi()["paths"]) == {row.path for row in rows()} | {HEARD, OPEN}


async def test_everybody_may_over_http_what_the_table_says_and_nothing_else(world: World) -> None:
    async with Askers.gathered(world) as askers:
        await askers.set_the_stage()
        faults = []
        for row in rows():
            kind = kind_of(row)
            cells = expected(kind, kind.__name__)
            assert set(cells) == set(askers.tokens)
            found = {asker: await askers.cell(row, asker) for asker in cells}
            faults += [
                f"{kind.__name__} by {asker}: {found[asker]} instead of {cell}"
                for asker, cell in cells.items()
                if found[asker] != cell
            ]
        assert not faults, "\n".join(faults)


async def test_what_happens_is_heard_live_by_whoever_belongs_alone(world: World) -> None:
    async with Askers.gathered(world) as askers:
        path = f"{HEARD}?community={askers.people.community}"
        found = {asker: (await askers.call("GET", path, asker))[0] for asker in askers.tokens}
        belong = dict.fromkeys(("guest", "member", "presenter", "facilitator", "convener", "read"), 200)
        strangers = dict.fromkeys(("operator", "stranger"), 404)
        nobody = dict.fromkeys(("nobody", "expired", "revoked"), 401)
        assert found == belong | strangers | nobody | dict.fromkeys(WRITING, 403)


def for_services_alone() -> Iterator[type[Command] | type[Query]]:
    """What the services take that has no path."""
    over_http = {kind_of(row) for row in rows()}
    for service in services():
        kinds: list[type[Command] | type[Query]] = [*service.command_types.values(), *service.query_types.values()]
        yield from (kind for kind in kinds if kind not in over_http)


async def test_what_has_no_path_is_for_services_alone_also_straight_on_the_bus(world: World) -> None:
    kinds = list(for_services_alone())
    assert {"QueueMessage", "DisableChannel", "SetTimers"} <= {kind.__name__ for kind in kinds}
    async with Askers.gathered(world) as askers:
        await askers.set_the_stage()
        may = {
            f"{kind.__name__} by {asker}: {status}"
            for kind in kinds
            for asker in askers.tokens
            if (status := await askers.on_the_bus(kind, asker)) not in (401, 403, 404)
        }
        belong = ("guest", "member", "presenter", "facilitator", "convener", "read")
        assert may == {f"{name} by {asker}: 200" for name in ASKED_BY_MEMBERS_TOO for asker in belong}
