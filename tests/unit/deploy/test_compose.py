"""The compose file names only what exists, and everything that is needed. No engine runs here, so it is read instead."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from convene.keys import make_secrets
from convene.permissions import OBSERVER, PROVISIONER
from services import SERVICES
from shared.settings import SECRETS_VARIABLE, Settings
from tests.support import ROOT

TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: CONTAINERS[name] for name in SERVICES if name in CONTAINERS}
ONCE = "provision"
"""The container that ends once it has made what the others need."""
FOR_COMPOSE_ALONE = {"CONVENE_UID", "CONVENE_GID", "CONVENE_PUBLISH", "CONVENE_VERSION"}
SERVICE_FIELDS = {
    "image", "build", "command", "restart", "init", "user", "read_only", "tmpfs", "cap_drop", "cap_add", "security_opt",
    "networks", "volumes", "ports", "environment", "secrets", "healthcheck", "depends_on", "stop_grace_period", "deploy",
}  # fmt: skip
variables = {f"CONVENE_{field.upper()}" for field in Settings.model_fields} | {SECRETS_VARIABLE}
ours = pytest.mark.parametrize("name", SERVICES)
all_containers = pytest.mark.parametrize("name", CONTAINERS)


def test_there_is_a_container_for_every_service_and_for_what_they_stand_on() -> None:
    assert set(CONTAINERS) == {*SERVICES, "nats", "mongo", ONCE}


def test_the_bus_is_provisioned_before_any_service_starts_by_the_one_user_who_may(tmp_path: Path) -> None:
    once = CONTAINERS[ONCE]
    assert {document["depends_on"][ONCE]["condition"] for document in OURS.values()} == {
        "service_completed_successfully"
    }
    assert once["depends_on"] == {"nats": {"condition": "service_healthy"}}
    assert (once["command"], once["restart"], once["image"]) == (["provision"], "on-failure", OURS["clinic"]["image"])
    assert once["environment"]["CONVENE_NATS_USER"] == PROVISIONER
    assert [item["source"] for item in once["secrets"]] == ["nats_provisioner_password"]
    assert set(once["environment"]) <= variables


@all_containers
def test_a_container_has_only_fields_that_compose_knows(name: str) -> None:
    assert set(CONTAINERS[name]) <= SERVICE_FIELDS


@ours
def test_a_service_runs_from_the_one_image_with_a_command_that_exists(name: str) -> None:
    assert OURS[name]["build"] == "."
    assert OURS[name]["image"] == CONTAINERS["clinic"]["image"]
    assert OURS[name]["command"] == ["run", name]


@ours
def test_every_variable_of_a_service_is_a_setting(name: str) -> None:
    assert set(OURS[name]["environment"]) <= variables


@ours
def test_a_services_settings_can_be_read_as_the_container_has_them(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = mounted(name, tmp_path)
    for variable, value in OURS[name]["environment"].items():
        monkeypatch.setenv(variable, filled_in(str(value)))
    settings = Settings(_secrets_dir=str(secrets))
    assert settings.nats_user == name
    assert settings.nats_password.get_secret_value() == (tmp_path / f"nats_{name}_password").read_text().strip()
    assert (secrets / f"{name}.key").exists()
    assert (secrets / "public.json").exists()
    assert str(settings.keys_dir) == OURS[name]["environment"][SECRETS_VARIABLE] == "/run/secrets"


@ours
def test_a_service_sees_no_secret_of_another(name: str) -> None:
    given_by_others = {"notify": {"smtp_password"}, "gateway": {"oidc_client_secret"}}
    assert {item["source"] for item in OURS[name]["secrets"]} == {
        "public_keys", f"{name}_key", f"nats_{name}_password",
    } | given_by_others.get(name, set())  # fmt: skip


def test_every_secret_is_made_by_the_keys_command_and_used() -> None:
    declared = COMPOSE["secrets"]
    used = {item["source"] for container in CONTAINERS.values() for item in container.get("secrets", [])}
    assert used == set(declared)


def test_the_keys_command_makes_the_files_that_are_declared_and_one_for_other_systems(tmp_path: Path) -> None:
    made = {path.name for path in make_secrets(tmp_path / "secrets")}
    declared = {Path(secret["file"]).name for secret in COMPOSE["secrets"].values()}
    assert {str(Path(secret["file"]).parent) for secret in COMPOSE["secrets"].values()} == {"secrets"}
    assert made - declared == {f"nats_{OBSERVER}_password"}
    assert declared <= made


@pytest.mark.parametrize("name", [*SERVICES, ONCE])
def test_a_service_that_may_not_do_more_cannot(name: str) -> None:
    container = CONTAINERS[name]
    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in container["security_opt"]
    assert not container["user"].startswith(("root", "0"))
    assert container["deploy"]["resources"]["limits"]["memory"]


@pytest.mark.parametrize("name", [name for name in CONTAINERS if name != ONCE])
def test_a_container_comes_back_and_tells_how_it_is(name: str) -> None:
    assert CONTAINERS[name]["restart"] == "unless-stopped"
    check = CONTAINERS[name]["healthcheck"]
    assert check["test"][0] == "CMD"
    assert {"interval", "timeout", "retries", "start_period"} <= set(check)


@ours
def test_the_health_check_asks_for_the_services_own_health(name: str) -> None:
    assert OURS[name]["healthcheck"]["test"] == ["CMD", "python", "-m", "convene.health", name]
    assert OURS[name]["environment"]["CONVENE_PULSE_DIR"] == "/run/convene"
    assert any(place.startswith("/run/convene:mode=1777") for place in OURS[name]["tmpfs"])


def test_the_servers_are_well_only_while_they_take_what_is_written() -> None:
    assert "http://127.0.0.1:8222/healthz" in CONTAINERS["nats"]["healthcheck"]["test"][-1]
    script = CONTAINERS["mongo"]["healthcheck"]["test"][-1]
    assert "replaceOne({_id: 'beat'}" in script
    assert "w: 'majority'" in script


def test_only_the_gateway_can_be_reached_from_outside() -> None:
    assert [name for name, container in CONTAINERS.items() if "ports" in container] == ["gateway"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert {name for name, container in CONTAINERS.items() if "outside" in container["networks"]} == {
        "gateway",
        "notify",
    }


@all_containers
def test_networks_volumes_and_dependencies_are_declared(name: str) -> None:
    container = CONTAINERS[name]
    assert set(container["networks"]) <= set(COMPOSE["networks"])
    assert set(container.get("depends_on", {})) <= set(CONTAINERS)
    for volume in container.get("volumes", []):
        source = volume.partition(":")[0]
        assert source in COMPOSE["volumes"] or (ROOT / source).exists()


def test_the_example_file_names_every_variable_that_is_filled_in_and_no_other() -> None:
    example = dict(re.findall(r"^(CONVENE_\w+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert set(example) == set(re.findall(r"\$\{(CONVENE_\w+)", TEXT))
    assert set(example) <= variables | FOR_COMPOSE_ALONE


def test_the_image_holds_what_it_is_made_of_and_runs_as_nobody_special() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    for source in (source for sources in copied for source in sources):
        assert (ROOT / source).exists()
        assert f"!{source}" in ignored
    assert any("--require-hashes -r requirements/runtime.txt" in line for line in lines)
    assert [line for line in lines if line.startswith("USER")] == ["USER convene"]
    assert lines.index("USER convene") < lines.index('ENTRYPOINT ["convene"]')


def mounted(name: str, folder: Path) -> Path:
    """The secrets folder as the service's container has it."""
    make_secrets(folder)
    target = folder / "run"
    target.mkdir()
    for secret in OURS[name]["secrets"]:
        file = folder / Path(COMPOSE["secrets"][secret["source"]]["file"]).name
        (target / secret["target"]).write_text(file.read_text())
    return target


def filled_in(value: str) -> str:
    """A value with every `${NAME:-default}` as .env.example or its default would have it."""
    example = dict(re.findall(r"^(CONVENE_\w+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))
    return re.sub(r"\$\{(\w+):?[-?]?([^}]*)\}", lambda found: example.get(found[1]) or found[2], value)
