"""Secrets are made once, and only their owner may read them."""

from pathlib import Path

from typer.testing import CliRunner

from convene.cli import app
from convene.keys import PASSWORDS, make_secrets
from shared.access.signed_tokens import Signer, Verifier
from shared.domain import Actor


def test_what_one_service_signs_another_can_verify(tmp_path: Path) -> None:
    make_secrets(tmp_path / "secrets")
    token = Signer.load(tmp_path / "secrets", "notify").own()
    assert Verifier.load(tmp_path / "secrets").who(token) == Actor("service", "notify")


def test_making_them_again_changes_nothing(tmp_path: Path) -> None:
    first = {path.name: path.read_text() for path in make_secrets(tmp_path)}
    assert {path.name: path.read_text() for path in make_secrets(tmp_path)} == first


def test_a_deleted_password_is_made_anew_for_the_service_and_the_server_alike(tmp_path: Path) -> None:
    make_secrets(tmp_path)
    before = (tmp_path / "nats_clinic_password").read_text()
    (tmp_path / "nats_clinic_password").unlink()
    make_secrets(tmp_path)
    after = (tmp_path / "nats_clinic_password").read_text()
    assert before != after
    assert f'CLINIC_PASSWORD: "{after}"' in (tmp_path / PASSWORDS).read_text()
    assert before not in (tmp_path / PASSWORDS).read_text()


def test_only_their_owner_may_read_them(tmp_path: Path) -> None:
    for path in make_secrets(tmp_path / "secrets"):
        if path.name != "public.json":
            assert path.stat().st_mode & 0o077 == 0, path
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0


def test_the_command_fills_the_folder_and_says_what_is_left_to_do(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["keys", str(tmp_path / "secrets")])
    assert done.exit_code == 0
    assert (tmp_path / "secrets" / "nats_clinic_password").exists()
    assert "smtp_password" in done.output


def test_the_command_says_where_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text("in the way")
    done = CliRunner().invoke(app, ["keys", str(tmp_path / "secrets")])
    assert done.exit_code == 1
    assert "can't write secrets" in done.output
