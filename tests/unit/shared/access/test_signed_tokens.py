"""Nobody speaks for somebody else."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.access.signed_tokens import ANYONE, Signer, Verifier, make_keys
from shared.domain import Actor, Refusal
from tests.support.world import member

ANA = Actor("member", member("ana"))


def status(verifier: Verifier, token: str) -> int:
    with pytest.raises(Refusal) as refusal:
        verifier.who(token)
    return refusal.value.status


def test_the_gateway_speaks_for_members_and_operators(keys: Path) -> None:
    verifier, gateway = Verifier.load(keys), Signer.load(keys, "gateway")
    for actor in (ANA, Actor("operator", "operator"), Actor("service", "gateway")):
        assert verifier.who(gateway.sign(actor, 60)) == actor


def test_another_service_speaks_for_itself_alone(keys: Path) -> None:
    verifier, notify = Verifier.load(keys), Signer.load(keys, "notify")
    assert verifier.who(notify.own()) == Actor("service", "notify")
    for actor in (ANA, Actor("operator", "operator"), Actor("service", "clinic"), ANYONE):
        assert status(verifier, notify.sign(actor, 60)) == 401


def test_an_access_token_says_what_it_is_good_for(keys: Path) -> None:
    verifier, gateway = Verifier.load(keys), Signer.load(keys, "gateway")
    scoped = Actor("member", ANA.id, frozenset({"read"}), "token-1")
    found = verifier.who(gateway.sign(scoped, 60))
    assert (found.scopes, found.token_id) == (frozenset({"read"}), "token-1")
    assert verifier.who(gateway.sign(ANA, 60)).scopes is None
    nothing = Actor("member", ANA.id, frozenset(), "token-2")
    assert verifier.who(gateway.sign(nothing, 60)).scopes == frozenset(), "good for nothing is not good for all"


def test_no_token_is_nobody(keys: Path) -> None:
    assert Verifier.load(keys).who("") == ANYONE


def test_a_token_of_other_keys_is_refused(keys: Path, tmp_path: Path) -> None:
    make_keys(tmp_path, ["gateway"])
    assert status(Verifier.load(keys), Signer.load(tmp_path, "gateway").sign(ANA, 60)) == 401


def test_a_token_ends_also_when_it_was_checked_before(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    verifier, token = Verifier.load(keys), Signer.load(keys, "gateway").sign(ANA, 60)
    assert verifier.who(token) == ANA
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 61)
    assert status(verifier, token) == 401


def test_every_change_of_a_token_is_noticed(keys: Path) -> None:
    token = Signer.load(keys, "gateway").sign(ANA, 3600)
    verifier = Verifier.load(keys)
    for place in range(0, len(token) - 1, 7):
        if token[place] != ".":
            changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
            assert status(verifier, changed) == 401
    header, claims, _ = token.split(".")
    assert status(verifier, f"{header}.{claims}.") == 401


@given(st.text(min_size=1, max_size=300))
def test_no_text_makes_the_check_stumble(keys: Path, token: str) -> None:
    assert status(Verifier.load(keys), token) == 401


def test_only_so_many_tokens_are_remembered(keys: Path) -> None:
    gateway = Signer.load(keys, "gateway")
    verifier = Verifier(Verifier.load(keys)._keys, remember=3)
    for number in range(6):
        verifier.who(gateway.sign(Actor("member", member(str(number))), 60))
    assert len(verifier._known) == 3


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"clinic\.key is missing: `convene keys`"):
        Signer.load(tmp_path, "clinic")
    with pytest.raises(FileNotFoundError, match=r"public\.json is missing"):
        Verifier.load(tmp_path)


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    make_keys(tmp_path, ["gateway"])
    first = (tmp_path / "gateway.key").read_text()
    make_keys(tmp_path, ["gateway", "clinic"])
    assert (tmp_path / "gateway.key").read_text() == first
    assert (tmp_path / "clinic.key").stat().st_mode & 0o777 == 0o600
    assert '"d"' not in (tmp_path / "public.json").read_text(), "no private part"
