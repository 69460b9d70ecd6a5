"""Webhooks, decided: conveners see to them, and they begin where they should."""

from datetime import timedelta

import pytest

from services.notify.domain.webhook import decide, evolve
from shared.contracts import notify as c
from shared.contracts.base import derived_id
from shared.domain import Actor, Context, Refusal
from tests.support.world import COMMUNITY, NOON, member

STREAM = derived_id("hook", "one")
NAMES = ("AdviceGiven", "ClinicClosed", "AdviceGiven")
ADD = c.AddHook(community_id=COMMUNITY, url="https://hooks.example.com/x", events=NAMES)


def by(role, actor=None, later=timedelta(0), known=""):
    actor = actor or Actor("member", member("Cora"))
    return Context(
        now=NOON + later, actor=actor, stream=STREAM, command_id="1", role=role, secret="random", known=known
    )


def added():
    return evolve.fold(None, decide(None, ADD, by("convener")))


def after(hook, command, **options):
    return evolve.fold(hook, decide(hook, command, by("convener", **options)))


def test_it_gets_the_events_that_were_named_from_now_on():
    hook = added()
    assert (hook.state, hook.since, hook.turn) == ("active", NOON, 0)
    assert hook.wants("AdviceGiven")
    assert not hook.wants("ContextGiven")
    everything = evolve.fold(None, decide(None, ADD.model_copy(update={"events": ()}), by("convener")))
    assert everything.wants("ContextGiven")


def test_its_address_and_its_secret_never_go_on_the_bus():
    [event] = decide(None, ADD, by("convener"))
    assert event.secret.startswith("whsec_")
    assert event.secret not in str(event.public())
    assert "example.com" not in str(event.public())


@pytest.mark.parametrize(("role", "status"), [("facilitator", 403), ("member", 403), (None, 404)])
@pytest.mark.parametrize(
    "command",
    [ADD, c.RemoveHook(hook_id=STREAM), c.ReplayHook(hook_id=STREAM, since=NOON), c.RenewHookSecret(hook_id=STREAM)],
)
def test_only_conveners_see_to_webhooks(role, status, command):
    with pytest.raises(Refusal) as refused:
        decide(added(), command, by(role))
    assert refused.value.status == status


def test_an_event_that_does_not_exist_is_named():
    with pytest.raises(Refusal, match="no event AdviceTaken") as refused:
        decide(None, ADD.model_copy(update={"events": ("AdviceGiven", "AdviceTaken")}), by("convener"))
    assert refused.value.extra["errors"][0]["field"] == "events"


def test_an_address_that_may_not_be_posted_to_is_refused_with_the_reason():
    with pytest.raises(Refusal, match="not a public address") as refused:
        decide(None, ADD, by("convener", known="10.0.0.1 is not a public address."))
    assert (refused.value.status, refused.value.extra["errors"][0]["field"]) == (422, "url")


def test_a_replay_begins_a_new_turn_from_then_and_brings_a_disabled_one_back():
    gone = evolve.fold(
        added(), decide(added(), c.DisableHook(hook_id=STREAM, reason="410"), by(None, Actor("service", "notify")))
    )
    assert (gone.state, gone.reason) == ("disabled", "410")
    since = NOON - timedelta(days=3)
    again = after(gone, c.ReplayHook(hook_id=STREAM, since=since))
    assert (again.state, again.reason, again.since, again.turn) == ("active", None, since, 1)


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (NOON + timedelta(seconds=1), "lies ahead"),
        (NOON - timedelta(days=91), "90 days"),
        (NOON.replace(tzinfo=None), "offset"),
    ],
)
def test_a_replay_from_an_impossible_time_says_which_is_possible(since, words):
    with pytest.raises(Refusal, match=words):
        decide(added(), c.ReplayHook(hook_id=STREAM, since=since), by("convener"))


def test_a_removed_one_stays_removed():
    hook = after(added(), c.RemoveHook(hook_id=STREAM))
    assert (hook.state, hook.secret) == ("removed", "")
    assert decide(hook, c.RemoveHook(hook_id=STREAM), by("convener")) == []
    with pytest.raises(Refusal, match="Add it anew"):
        decide(hook, c.ReplayHook(hook_id=STREAM, since=NOON), by("convener"))


def test_nobody_but_notify_disables_one():
    with pytest.raises(Refusal):
        decide(added(), c.DisableHook(hook_id=STREAM, reason="no"), by("convener"))


def test_a_new_secret_leaves_the_old_one_good_for_a_while_and_a_removed_one_has_none():
    hook = added()
    context = Context(
        now=NOON, actor=Actor("member", member("Cora")), stream=STREAM, command_id="2", role="convener", secret="other"
    )
    renewed = evolve.fold(hook, decide(hook, c.RenewHookSecret(hook_id=STREAM), context))
    assert renewed.secret != hook.secret
    assert renewed.secrets(NOON + timedelta(hours=23)) == (renewed.secret, hook.secret)
    assert renewed.secrets(NOON + timedelta(hours=24)) == (renewed.secret,)
    gone = after(renewed, c.RemoveHook(hook_id=STREAM))
    assert (gone.secret, gone.old_secret) == ("", "")
    with pytest.raises(Refusal, match="was removed"):
        decide(gone, c.RenewHookSecret(hook_id=STREAM), context)


def test_a_convener_who_replays_one_of_somebody_else_answers_for_it():
    dora = Actor("member", member("Dora"))
    assert after(added(), c.ReplayHook(hook_id=STREAM, since=NOON)).member_id == member("Cora")
    assert after(added(), c.ReplayHook(hook_id=STREAM, since=NOON), actor=dora).member_id == dora.id
