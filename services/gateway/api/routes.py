"""Which path stands for which command or query. This table is the API; `services.gateway.api.endpoints` makes it answer.

What stands in braces in a path is the command's field of that name; every other field is in the body (of a command) or in
the query string (of a query).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from pydantic import BaseModel

from services.gateway.api.schemas import Done, Issued, Joined, Signing
from shared.contracts import clinic as c
from shared.contracts import community as m
from shared.contracts import notify as n
from shared.contracts import scheduler as s
from shared.contracts import trips as t
from shared.contracts.base import Command, Query


@dataclass(frozen=True)
class Do:
    """POST: a command."""

    path: str
    command: type[Command]
    answer: type[Done] = Done
    needs_token: bool = True
    place: str = ""
    """Where what it made is found, in terms of the command's fields; otherwise its id below the path."""
    also: tuple[int, ...] = ()
    """Statuses that it can answer with, beside those of every command."""


@dataclass(frozen=True)
class Ask:
    """GET: a query and the view it answers with."""

    path: str
    query: type[Query]
    view: type[BaseModel]
    called: Mapping[str, str] = field(default_factory=dict)
    """Names in the path that differ from the query's own."""
    also: tuple[int, ...] = ()
    """Statuses that it can answer with, beside those of every query."""


COMMUNITIES = "/api/communities"
COMMUNITY = COMMUNITIES + "/{community_id}"
CLINICS = "/api/clinics"
CLINIC = CLINICS + "/{clinic_id}"
SAID = CLINIC + "/contributions/{contribution_id}"
VISITS = "/api/visits"
VISIT = VISITS + "/{visit_id}"
STOP = VISIT + "/stops/{stop_id}"
SIGN_UP = VISIT + "/sign-up"
DAY = VISIT + "/day"

COMMANDS: tuple[Do, ...] = (
    Do(COMMUNITIES, m.CreateCommunity, Joined),
    Do(COMMUNITY + "/invitations", m.InviteMember),
    Do(COMMUNITY + "/invitations/{invitation_id}/removal", m.TakeBackInvitation),
    Do(COMMUNITY + "/invitations/{invitation_id}/renewal", m.RenewInvitation),
    Do("/api/ways-in", m.GiveWayIn),
    Do(
        COMMUNITY + "/members",
        m.JoinCommunity,
        Joined,
        needs_token=False,
        also=(HTTPStatus.GONE, HTTPStatus.TOO_MANY_REQUESTS),
    ),
    Do(
        "/api/ways-in/{wayin_id}",
        m.UseWayIn,
        Joined,
        needs_token=False,
        also=(HTTPStatus.GONE, HTTPStatus.TOO_MANY_REQUESTS),
    ),
    Do(COMMUNITY + "/members/{member_id}/role", m.ChangeRole),
    Do(COMMUNITY + "/members/{member_id}/leaving", m.LeaveCommunity),
    Do(COMMUNITY + "/contact", m.SetContact),
    Do(COMMUNITY + "/contact/address/withdrawal", m.WithdrawAddress),
    Do(COMMUNITY + "/members/{member_id}/address", m.ConfirmAddress, needs_token=False, also=(HTTPStatus.GONE,)),
    Do("/api/sessions/{session_id}/ending", m.EndSession),
    Do(COMMUNITY + "/sessions/ending", m.SignOutEverywhere),
    Do("/api/readers/{reader_id}", n.MeetReader),
    Do("/api/readers/{reader_id}/stopping", n.StopCategory, also=(HTTPStatus.TOO_MANY_REQUESTS,)),
    Do("/api/readers/{reader_id}/resuming", n.ResumeCategory, also=(HTTPStatus.TOO_MANY_REQUESTS,)),
    Do(COMMUNITY + "/webhooks", n.AddHook, Signing),
    Do("/api/webhooks/{hook_id}/secret", n.RenewHookSecret, Signing),
    Do("/api/webhooks/{hook_id}/removal", n.RemoveHook),
    Do("/api/webhooks/{hook_id}/replay", n.ReplayHook),
    Do(COMMUNITY + "/tokens", m.IssueToken, Issued),
    Do("/api/tokens/{token_id}/revocation", m.RevokeToken),
    Do(COMMUNITY + "/protocols", c.AddProtocol, place=COMMUNITY + "/protocols/{definition.key}"),
    Do(COMMUNITY + "/hosting/place", t.OfferPlace),
    Do(COMMUNITY + "/hosting/place/withdrawal", t.WithdrawPlace),
    Do(COMMUNITY + "/hosting/turn", t.ProposeTurn),
    Do(COMMUNITY + "/hosting/turn/acceptance", t.AcceptTurn),
    Do(COMMUNITY + "/hosting/turn/decline", t.DeclineTurn),
    Do(COMMUNITY + "/hosting/swap", t.OfferSwap),
    Do(COMMUNITY + "/hosting/swap/answer", t.AnswerSwap),
    Do(CLINICS, c.ProposeCase),
    Do(CLINIC + "/schedule", c.ScheduleClinic),
    Do(CLINIC + "/cancellation", c.CancelClinic),
    Do(CLINIC + "/case", c.DescribeCase),
    Do(CLINIC + "/facilitating", c.OfferToFacilitate),
    Do(CLINIC + "/facilitating/removal", c.TakeBackFacilitating),
    Do(CLINIC + "/invitations", c.InvitePeople),
    Do(CLINIC + "/invitations/{member_id}/removal", c.UninvitePerson),
    Do(CLINIC + "/answer-to-invitation", c.AnswerInvitation),
    Do(CLINIC + "/visual/removal", c.RemoveVisual),
    Do(CLINIC + "/been-there", c.OfferExperience),
    Do(CLINIC + "/been-there/removal", c.TakeBackExperience),
    Do(CLINIC + "/start", c.StartClinic),
    Do(CLINIC + "/steps", c.AdvanceStep),
    Do(CLINIC + "/steps/back", c.GoBack),
    Do(CLINIC + "/skips", c.SkipStep),
    Do(CLINIC + "/skips/removal", c.BringBackStep),
    Do(CLINIC + "/extensions", c.ExtendStep),
    Do(CLINIC + "/pause", c.PauseClinic),
    Do(CLINIC + "/pause/end", c.ResumeClinic),
    Do(CLINIC + "/hands-with-experience", c.CountExperience),
    Do(CLINIC + "/question", c.RestateQuestion),
    Do(CLINIC + "/cases", c.AddCase),
    Do(CLINIC + "/cases/withdrawal", c.WithdrawCase),
    Do(CLINIC + "/people", c.JoinClinic),
    Do(CLINIC + "/absences", c.NoteAbsence),
    Do(CLINIC + "/groups", c.MoveToGroup),
    Do(CLINIC + "/contributions", c.Contribute),
    Do(CLINIC + "/context", c.GiveContext),
    Do(CLINIC + "/questions", c.AskQuestion),
    Do(CLINIC + "/answers", c.AnswerQuestion),
    Do(CLINIC + "/experiences", c.ShareExperience),
    Do(CLINIC + "/advice", c.GiveAdvice),
    Do(CLINIC + "/comments", c.CommentOnAdvice),
    Do(CLINIC + "/takeaways", c.NoteTakeaway),
    Do(CLINIC + "/drafts/{draft_id}/giving", c.GiveDraft),
    Do(CLINIC + "/drafts/{draft_id}/removal", c.DropDraft),
    Do(SAID + "/change", c.EditContribution),
    Do(SAID + "/withdrawal", c.WithdrawContribution),
    Do(SAID + "/me-too", c.SayMeToo),
    Do(SAID + "/me-too/removal", c.TakeBackMeToo),
    Do(CLINIC + "/hands", c.RaiseHand),
    Do(CLINIC + "/hands/lowering", c.LowerHand),
    Do(CLINIC + "/calls", c.CallOn),
    Do(CLINIC + "/facilitator", c.HandOver),
    Do(CLINIC + "/facilitator/absence", c.TakeOver),
    Do(CLINIC + "/support", c.SupportIdea),
    Do(CLINIC + "/takeaways/{takeaway_id}/change", c.ChangeTakeaway),
    Do(CLINIC + "/takeaways/{takeaway_id}/removal", c.DropTakeaway),
    Do(CLINIC + "/closing", c.CloseClinic),
    Do(CLINIC + "/brief", c.WriteBrief),
    Do(CLINIC + "/brief/responses", c.RespondToDownside),
    Do(CLINIC + "/brief/omissions", c.LeaveOutOfBrief),
    Do(CLINIC + "/brief/restorations", c.RestoreToBrief),
    Do(CLINIC + "/brief/naming", c.AgreeToBeNamed),
    Do(CLINIC + "/brief/naming/withdrawal", c.WithdrawNaming),
    Do(CLINIC + "/follow-up", c.ReportFollowUp),
    Do(CLINIC + "/follow-up/date", c.PostponeFollowUp),
    Do(CLINIC + "/discussions", c.NoteDiscussion),
    Do(VISITS, t.ProposeVisit),
    Do(VISIT + "/description", t.DescribeVisit),
    Do(VISIT + "/guide", t.NameGuide),
    Do(VISIT + "/people", t.NamePeople),
    Do(VISIT + "/guests", t.InviteGuest),
    Do(VISIT + "/guests/{guest_id}/withdrawal", t.WithdrawInvitation),
    Do(VISIT + "/visitors", t.ExpectVisitors),
    Do(VISIT + "/stops", t.AddStop),
    Do(STOP + "/change", t.ChangeStop),
    Do(STOP + "/place", t.MoveStop),
    Do(STOP + "/removal", t.RemoveStop),
    Do(STOP + "/clinic", t.LinkClinic),
    Do(STOP + "/clinic/removal", t.UnlinkClinic),
    Do(SIGN_UP, t.SignUp),
    Do(SIGN_UP + "/opening", t.OpenSignUp),
    Do(SIGN_UP + "/closing", t.CloseSignUp),
    Do(SIGN_UP + "/seats", t.ChangeSeats),
    Do(SIGN_UP + "/sharing", t.ShareQuestions),
    Do(SIGN_UP + "/needs", t.TellNeeds),
    Do(SIGN_UP + "/question", t.PrepareQuestion),
    Do(SIGN_UP + "/seat", t.TakeSeat),
    Do(SIGN_UP + "/signing-off", t.SignOff),
    Do(DAY + "/start", t.StartVisit),
    Do(DAY + "/delay", t.RunLate),
    Do(DAY + "/swap", t.SwapStops),
    Do(DAY + "/notes", t.AddGuideNote),
    Do(STOP + "/roll", t.CallRoll),
    Do(STOP + "/leaving", t.LeaveStop),
    Do(STOP + "/skipping", t.SkipStop),
    Do(STOP + "/restoring", t.RestoreStop),
    Do(VISIT + "/schedule", t.ScheduleVisit),
    Do(VISIT + "/cancellation", t.CancelVisit),
    Do(VISIT + "/completion", t.CompleteVisit),
    Do(VISIT + "/memories", t.KeepMemory),
    Do(VISIT + "/memories/{memory_id}/removal", t.RemoveMemory),
    Do(VISIT + "/photos/{memory_id}/consent", t.ConfirmConsent),
    Do(VISIT + "/photos/{memory_id}/objection", t.WithdrawConsent),
    Do(VISIT + "/photos/{memory_id}/objection/removal", t.GiveConsent),
    Do(VISIT + "/intentions", t.SayIntention),
    Do(VISIT + "/intentions/{memory_id}/report", t.ReportTrying),
    Do(VISIT + "/trying-day", t.ChooseTryingDay),
)

QUERIES: tuple[Ask, ...] = (
    Ask(COMMUNITY, m.GetCommunity, m.CommunityView),
    Ask(COMMUNITY + "/contact", m.GetOwnContact, m.OwnContact),
    Ask(COMMUNITY + "/invitations", m.ListInvitations, m.InvitationList),
    Ask("/api/ways-in/{wayin_id}", m.GetWayIn, m.WayInView),
    Ask(COMMUNITY + "/sessions", m.ListSessions, m.SessionList),
    Ask(COMMUNITY + "/reader", n.GetReader, n.ReaderView),
    Ask(COMMUNITY + "/webhooks", n.ListHooks, n.HookList),
    Ask(COMMUNITY + "/tokens", m.ListTokens, m.TokenList),
    Ask(COMMUNITY + "/protocols", c.ListProtocols, c.ProtocolList),
    Ask(COMMUNITY + "/protocols/{key}", c.GetProtocol, c.ProtocolView),
    Ask(COMMUNITY + "/clinics", c.ListClinics, c.ClinicList),
    Ask(COMMUNITY + "/case-check", c.CheckCase, c.Readiness),
    Ask(COMMUNITY + "/open-cases", c.ListOpenCases, c.OpenCases),
    Ask(COMMUNITY + "/clinics/agenda", c.GetClinicAgenda, c.ClinicAgenda),
    Ask(COMMUNITY + "/memory", c.GetAdviceMemory, c.AdviceMemory),
    Ask(COMMUNITY + "/cases", c.SearchCases, c.CasesFound),
    Ask(COMMUNITY + "/reports", c.ListReports, c.ReportList),
    Ask(COMMUNITY + "/visits", t.ListVisits, t.VisitList),
    Ask(COMMUNITY + "/visits/agenda", t.GetVisitAgenda, t.VisitAgenda),
    Ask(COMMUNITY + "/visits/suggestions", t.SuggestVisits, t.VisitsFound),
    Ask(COMMUNITY + "/deliveries", n.ListDeliveries, n.DeliveryList),
    Ask(COMMUNITY + "/hosting", t.GetHosting, t.HostingView),
    Ask(CLINIC, c.GetClinic, c.ClinicView),
    Ask(CLINIC + "/contributions", c.GetContributions, c.ContributionsView),
    Ask(CLINIC + "/replay", c.GetClinicAt, c.ClinicMoment),
    Ask(CLINIC + "/record", c.GetClinicRecord, c.ClinicRecord),
    Ask(CLINIC + "/suggestions", c.SuggestForCase, c.Suggestions),
    Ask(CLINIC + "/brief", c.GetIdeaBrief, c.IdeaBrief, also=(HTTPStatus.CONFLICT,)),
    Ask(CLINIC + "/timers", s.GetTimers, s.TimersView, {"clinic_id": "topic"}),
    Ask(VISIT, t.GetVisit, t.VisitView),
    Ask(VISIT + "/trip", t.GetTrip, t.TripView),
    Ask(VISIT + "/check", t.CheckVisit, t.CheckView),
    Ask(SIGN_UP, t.GetSignUp, t.SignUpView),
    Ask(DAY, t.GetDay, t.DayView),
    Ask(DAY + "/delay", t.GetDelayedDay, t.DayView, also=(HTTPStatus.CONFLICT,)),
    Ask(STOP + "/roll", t.GetRoll, t.RollView),
    Ask(VISIT + "/timers", s.GetTimers, s.TimersView, {"visit_id": "topic"}),
)
