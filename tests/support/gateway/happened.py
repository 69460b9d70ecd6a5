"""A community in which everything has happened once, told in letters that are not Latin: a page's English is ours alone."""

from datetime import timedelta

from shared.contracts import clinic as c
from shared.contracts import trips as t
from shared.contracts.types import When
from tests.support.village import Village
from tests.support.world import NOON

PEOPLE = ("Ana", "Ben", "Gil")
OWN = {
    "Convene",
    "Community",
    "name",
    "kept",
    "Purpose",
    "nobody",
    "else",
    "reads",
    "Cora",
    "Europe",
    "Paris",
    "UTC",
    "JSON",
}
OWN |= {*PEOPLE, "Markdown", "CSV", "ICS", "Dan", "ana", "ben", "dan", "gil", "cora", "example", "org"}
TOMORROW = When.of(NOON + timedelta(days=1), "Europe/Paris")
SOON = When.of(NOON + timedelta(days=2), "Europe/Paris")
STOPS = (t.Stop(title="Печь", kind="practice", minutes=60, who=("Беа",)), t.Stop(title="Чай", kind="meal", minutes=30))


async def proposed(village: Village, title: str, protocol: str = "case_clinic") -> str:
    case = c.ProposeCase(
        community_id=village.community, title=title, question="Как нам быть?", need="Так вышло.", protocol=protocol
    )
    made = await village.people.send("Ana", case)
    return str(made["id"])


async def begun(village: Village, title: str, protocol: str = "case_clinic") -> str:
    clinic = await proposed(village, title, protocol)
    schedule = c.ScheduleClinic(clinic_id=clinic, starts=TOMORROW, facilitator_id=village.people.ids["Cora"])
    await village.people.send("Cora", schedule)
    await village.people.send("Cora", c.StartClinic(clinic_id=clinic))
    return clinic


async def on(village: Village, clinic: str, *steps: str) -> None:
    for step in steps:
        await village.people.send("Cora", c.AdvanceStep(clinic_id=clinic, from_step=step))


async def said(village: Village, who: str, command: c.ClinicCommand) -> str:
    made = await village.people.send(who, command)
    return str(made["events"][0]["data"]["contribution_id"])


async def a_clinic_that_is_over(village: Village) -> str:
    clinic = await begun(village, "Закрыто")
    await said(village, "Ana", c.GiveContext(clinic_id=clinic, text="Две смены."))
    await on(village, clinic, "context")
    asked = await said(village, "Gil", c.AskQuestion(clinic_id=clinic, text="Почему?"))
    await said(village, "Ana", c.AnswerQuestion(clinic_id=clinic, question_id=asked, text="Так."))
    await on(village, clinic, "understanding", "related_experience")
    advice = [
        await said(village, "Ben", c.GiveAdvice(clinic_id=clinic, text=name)) for name in ("Иди.", "Стой.", "Жди.")
    ]
    await on(village, clinic, "advice")
    for name, choice in zip(advice, ("taken", "adapted", "set_aside"), strict=True):
        note = {"clinic_id": clinic, "choice": choice, "advice_ids": (name,), "text": "Пойду.", "why": "Надо."}
        await village.people.send("Ana", c.NoteTakeaway.model_validate(note))
    view = await village.people.ask("Ana", c.GetClinic(clinic_id=clinic), c.ClinicView)
    taken = [takeaway.id for takeaway in view.takeaways]
    close = c.CloseClinic(clinic_id=clinic, follow_up=When.of(NOON + timedelta(days=40), "Europe/Paris"))
    await village.people.send("Cora", close)
    outcomes = (
        c.Outcome(takeaway_id=taken[0], done="tried", result="helped", story="Вышло."),
        c.Outcome(takeaway_id=taken[1], done="not_tried", result="too_early"),
    )
    await village.people.send("Ana", c.ReportFollowUp(clinic_id=clinic, text="Хорошо.", outcomes=outcomes))
    return clinic


async def an_idea_that_was_explored(village: Village) -> str:
    clinic = await begun(village, "Мысль", "new_idea")
    await on(village, clinic, "context", "understanding", "related_experience")
    for kind in ("refinement", "implication", "downside", "support"):
        await village.people.send("Gil", c.Contribute(clinic_id=clinic, what=kind, text="Да."))  # type: ignore[arg-type]
    await on(village, clinic, "debate")
    close = c.CloseClinic(clinic_id=clinic, follow_up=When.of(NOON + timedelta(days=50), "Europe/Paris"))
    await village.people.send("Cora", close)
    return clinic


async def a_clinic_that_runs(village: Village) -> str:
    clinic = await begun(village, "Сейчас")
    await said(village, "Ana", c.GiveContext(clinic_id=clinic, text="Вот так."))
    await on(village, clinic, "context")
    await said(village, "Gil", c.AskQuestion(clinic_id=clinic, text="Когда?"))
    await village.people.send("Gil", c.RaiseHand(clinic_id=clinic))
    await village.people.send("Ben", c.GiveAdvice(clinic_id=clinic, text="Рано."))
    return clinic


async def visits(village: Village) -> tuple[str, str]:
    """One that is planned and has a waiting list, and one that is on."""
    found = []
    for title in ("Хлеб", "Сыр"):
        offer = t.ProposeVisit(
            community_id=village.community, title=title, place="Мельница", guide="Беа", programme=STOPS
        )
        visit = str((await village.people.send("Ana", offer))["id"])
        await village.people.send("Ana", t.ScheduleVisit(visit_id=visit, starts=SOON))
        await village.people.send("Ana", t.OpenSignUp(visit_id=visit, seats=1))
        for name in ("Ben", "Gil"):
            await village.people.send(name, t.SignUp(visit_id=visit))
        found.append(visit)
    return found[0], found[1]


async def a_clinic_that_waits(village: Village) -> str:
    """Gil has been there and offers to facilitate; Ben and Gil are invited, and Ben comes."""
    clinic, people = await proposed(village, "Открыто"), village.people
    await people.send("Gil", c.OfferExperience(clinic_id=clinic, note="Было."))
    await people.send("Gil", c.OfferToFacilitate(clinic_id=clinic))
    await people.send("Ana", c.InvitePeople(clinic_id=clinic, member_ids=(people.ids["Ben"], people.ids["Gil"])))
    await people.send("Ben", c.AnswerInvitation(clinic_id=clinic, answer="coming"))
    return clinic


async def rotating_clinics(village: Village) -> str:
    """Ana and Ben present, in the second of two rounds' first."""
    clinic, people = await proposed(village, "По кругу", "rotating"), village.people
    await people.send("Ben", c.AddCase(clinic_id=clinic, title="Мука", question="Где сухо?"))
    schedule = c.ScheduleClinic(clinic_id=clinic, starts=TOMORROW, facilitator_id=people.ids["Cora"])
    await people.send("Cora", schedule)
    here = tuple(people.ids[name] for name in ("Ana", "Ben", "Gil", "Dan", "Cora") if name in people.ids)
    await people.send("Cora", c.StartClinic(clinic_id=clinic, people=here, anyway=True))
    return clinic


async def a_day(village: Village, visit: str) -> None:
    """The visit is on: one is there, one is not; it runs late; something was seen, and something will be tried."""
    people = village.people
    village.world.clock.moment = SOON.instant + timedelta(minutes=10)  # type: ignore[attr-defined]
    await people.send("Ana", t.StartVisit(visit_id=visit))
    stops = (await people.ask("Ana", t.GetVisit(visit_id=visit), t.VisitView)).programme
    marks = (t.Mark(member_id=people.ids["Ben"], presence="present"),)
    await people.send("Ana", t.CallRoll(visit_id=visit, stop_id=stops[0].id, marks=marks))
    await people.send("Ana", t.RunLate(visit_id=visit, minutes=10, stop_id=stops[1].id))
    await people.send("Ana", t.AddGuideNote(visit_id=visit, text="Смотрите.", stop_id=stops[0].id))
    await people.send("Ana", t.KeepMemory(visit_id=visit, what="saw", text="Руки.", stop_id=stops[0].id))
    await people.send("Ana", t.SayIntention(visit_id=visit, text="Подожду."))


async def places_to_visit(village: Village) -> None:
    """Two who offer to host, one of whom is asked."""
    for name in ("Ben", "Gil"):
        offer = t.OfferPlace(community_id=village.community, practice="Хлеб", place="Мельница", region="Юг")
        await village.people.send(name, offer)
    await village.people.send("Cora", t.ProposeTurn(community_id=village.community))


async def everything(village: Village) -> list[str]:
    """The addresses of its pages."""
    for name in PEOPLE:
        await village.people.joins(name)
    await village.people.invites("Dan")
    clinics = [await a_clinic_that_waits(village), await a_clinic_that_is_over(village)]
    clinics += [await an_idea_that_was_explored(village), await rotating_clinics(village)]
    clinics += [await a_clinic_that_runs(village), await proposed(village, "Четверо", "troika")]
    await places_to_visit(village)
    visited = await visits(village)
    await a_day(village, visited[1])
    of_clinics = ("", "/record", "/brief", "/projector", "/replay?version=2")
    of_visits = ("", "/plan", "/sign-up", "/day", "/memories")
    pages = [f"/clinics/{clinic}{page}" for clinic in clinics for page in of_clinics]
    pages += [f"/visits/{name}{page}" for name in visited for page in of_visits]
    return ["/", *pages, "/design", "/nowhere"]
