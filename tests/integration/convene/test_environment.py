"""What `convene env` and `convene listen` print."""

import json
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from nats.aio.client import Client

from convene.environment import exports
from convene.stack import Stack
from convene.stack.folder import Folder
from convene.stack.ports import choose_ports
from shared.access.signed_tokens import Verifier
from shared.settings import Settings
from tests.support.servers import free_port


def played(folder: Path, **known: str) -> Path:
    folder.mkdir(exist_ok=True)
    (Folder(folder).path / "example.json").write_text(json.dumps(known))
    return folder


def test_the_example_gives_a_token_of_its_facilitator_and_its_community(keys: Path, tmp_path: Path) -> None:
    data = played(tmp_path / "data", facilitator="member-x", clinic="clinic-x", community="community-x")
    found = exports(Settings(keys_dir=keys, nats_url="nats://here:1"), data)
    assert (found["COMMUNITY"], found["CONVENE_NATS_URL"]) == ("community-x", "nats://here:1")
    assert Verifier.load(keys).who(found["TOKEN"]).id == "member-x"
    assert all(shlex.quote(value) == value for value in found.values())


@pytest.mark.parametrize("known", [None, {"facilitator": "member-x", "clinic": "clinic-x"}])
def test_without_an_example_it_says_so_and_gives_addresses_alone(
    known: dict[str, str] | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = played(tmp_path / "data", **known) if known else tmp_path
    assert set(exports(Settings(), data)) == {"CONVENE_NATS_URL", "CONVENE_URL"}
    assert "convene up --example" in capsys.readouterr().err


def test_events_are_printed_as_they_come(settings: Settings) -> None:
    command = [sys.executable, "-m", "convene", "listen", f"{settings.bus_prefix}.ev.>"]
    environment = {"CONVENE_NATS_URL": settings.nats_url, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout and process.stderr
        assert "Listening" in process.stderr.readline()
        subprocess.run([sys.executable, "-c", PUBLISH, settings.nats_url, f"{settings.bus_prefix}.ev.x"], check=True)
        assert process.stdout.readline() == '{"id":1}\n'
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


PUBLISH = (
    "import asyncio, nats, sys\n"
    "async def main():\n"
    "    bus = await nats.connect(sys.argv[1])\n"
    "    await bus.publish(sys.argv[2], b'{\"id\":1}')\n"
    "    await bus.drain()\n"
    "asyncio.run(main())\n"
)


async def test_the_usual_port_is_taken_where_it_is_free_unless_another_is_asked_for(tmp_path: Path) -> None:
    usual = free_port()
    async with Stack(tmp_path / "one", [], usual={"NATS": usual}) as stack:
        assert stack.ports["NATS"] == usual
        assert choose_ports({"NATS": None}, {"NATS": usual})["NATS"] != usual
    async with Stack(tmp_path / "two", [], usual={"NATS": usual}, nats_port=0) as stack:
        assert stack.ports["NATS"] != usual
        client = Client()
        await client.connect(stack.settings.nats_url)
        await client.close()
