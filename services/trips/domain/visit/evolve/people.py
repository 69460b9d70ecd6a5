"""The people of a visit. Pure."""

from services.trips.domain.visit.state import Visit
from shared.contracts import trips as c
from shared.domain import Evolver

evolve: Evolver[Visit] = Evolver()


@evolve.on
def guide_named(visit: Visit, event: c.GuideNamed) -> Visit:
    return visit.model_copy(update={"guide": event.guide})


@evolve.on
def people_named(visit: Visit, event: c.PeopleNamed) -> Visit:
    return visit.model_copy(update={"people": event.people})


@evolve.on
def guest_invited(visit: Visit, event: c.GuestInvited) -> Visit:
    return visit.model_copy(update={"guests": {**visit.guests, event.guest_id: event.stops}})


@evolve.on
def invitation_withdrawn(visit: Visit, event: c.InvitationWithdrawn) -> Visit:
    guests = {guest: stops for guest, stops in visit.guests.items() if guest != event.guest_id}
    return visit.model_copy(update={"guests": guests})


@evolve.on
def visitors_expected(visit: Visit, event: c.VisitorsExpected) -> Visit:
    return visit.model_copy(update={"visitors": event.count, "needs": event.needs or c.Needs()})
