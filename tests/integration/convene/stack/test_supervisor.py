import json
import os
import shutil
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import aiosmtplib
import nats
import psutil
import pytest
from pymongo import AsyncMongoClient

from convene.stack import Stack
from convene.stack.errors import ChildFailedError, FolderInUseError
from convene.stack.record import Record
from convene.stack.supervisor import READY_VARIABLE
from services import SERVICES
from shared.settings import Settings

SERVE = (
    "import json, os, pathlib, signal, sys\n"
    "told = {name: value for name, value in os.environ.items() if name.startswith('CONVENE_')}\n"
    f"pathlib.Path(os.environ[{READY_VARIABLE!r}]).write_text(json.dumps([sys.argv[1:], told]))\n"
    "signal.pause()\n"
)


def serve(names: Sequence[str]) -> list[str]:
    """A stand-in for a service process: it tells what it was given, and waits."""
    return [sys.executable, "-S", "-c", SERVE, *names]


async def nothing(_: Settings, __: Path) -> str:
    """A stand-in for the provisioner, where there is no bus."""
    return ""


def elsewhere(**more: str) -> Settings:
    """Settings that name servers, so that no child is started for them."""
    return Settings(nats_url="nats://bus.example", mongo_url="mongodb://store.example", **more)  # type: ignore[arg-type]


async def test_the_servers_start_are_usable_and_stop(tmp_path: Path) -> None:
    async with Stack(tmp_path / "a folder with an ümlaut", []) as stack:
        bus = await nats.connect(stack.settings.nats_url)
        assert (await bus.jetstream().account_info()).streams == 0
        assert bus.max_payload == 256 * 1024
        await bus.close()
        store: AsyncMongoClient[dict[str, int]] = AsyncMongoClient(stack.settings.mongo_url)
        await store["test"]["things"].insert_one({"_id": 1})
        await store.close()
        await aiosmtplib.send(
            "Subject: hello\n\nworld",
            sender="a@x",
            recipients=["b@x"],
            hostname="127.0.0.1",
            port=stack.settings.smtp_port,
        )
        assert stack.postbox and [mail.subject for mail in stack.postbox.mails] == ["hello"]
        assert {path.name for path in stack.settings.keys_dir.iterdir()} == {
            "public.json",
            *(f"{n}.key" for n in SERVICES),
        }
        processes = [psutil.Process(child.pid) for child in stack.children.values()]
        listening = {
            net_connection.laddr.ip
            for process in processes
            for net_connection in process.net_connections()
            if net_connection.status == "LISTEN"
        }

    assert len(processes) == 2
    assert listening == {"127.0.0.1"}
    assert not [process for process in processes if process.is_running()]


async def test_what_was_stored_and_where_is_the_same_after_the_servers_were_killed_and_after_a_restart(
    tmp_path: Path,
) -> None:
    said: list[str] = []
    async with Stack(tmp_path, [], say=said.append) as stack:
        first = stack.settings
        store: AsyncMongoClient[dict[str, int]] = AsyncMongoClient(first.mongo_url)
        await store["test"]["things"].insert_one({"_id": 1})
        for child in stack.children.values():
            assert child.pid
            os.kill(child.pid, signal.SIGKILL)
        for child in stack.children.values():
            await child.back(restarts=0)
        assert await store["test"]["things"].find_one() == {"_id": 1}
        await store.close()
    async with Stack(tmp_path, []) as stack:
        assert stack.settings == first
        store = AsyncMongoClient(stack.settings.mongo_url)
        assert await store["test"]["things"].find_one() == {"_id": 1}
        await store.close()

    assert {"nats is back", "store is back"} <= set(said)


async def test_a_bus_that_lost_everything_has_its_streams_again_when_it_is_back(tmp_path: Path) -> None:
    store = Settings(mongo_url="mongodb://store.example", smtp_host="mail.example")
    async with Stack(tmp_path, [["clinic"]], base=store, command=serve) as stack:
        assert await streams(stack) == ["convene_alarms", "convene_events"]
        child = stack.children["nats"]
        assert child.pid
        shutil.rmtree(stack.folder.nats / "jetstream")
        os.kill(child.pid, signal.SIGKILL)
        await child.back(restarts=0)
        assert await streams(stack) == ["convene_alarms", "convene_events"]


async def streams(stack: Stack) -> list[str]:
    bus = await nats.connect(stack.settings.nats_url)
    found = sorted(str(stream.config.name) for stream in await bus.jetstream().streams_info())
    await bus.close()
    return found


async def test_a_stack_on_a_bus_of_others_says_why_it_cannot_provision_it_and_goes_on(tmp_path: Path) -> None:
    async def may_not(_: Settings, __: Path) -> str:
        return "the bus does not let clinic make streams and consumers"

    said: list[str] = []
    async with Stack(tmp_path, [["clinic"]], base=elsewhere(), command=serve, provision=may_not, say=said.append):
        assert "the bus can't be provisioned: the bus does not let clinic make streams and consumers" in said
        assert "the services wait until somebody who may has run `convene provision`" in said


async def test_service_processes_are_given_everything_they_need(tmp_path: Path) -> None:
    stack = Stack(
        tmp_path, [["gateway"], ["clinic", "trips"]], base=elsewhere(), command=serve, provision=nothing, speed=100
    )
    async with stack:
        names, told = json.loads((tmp_path / "run" / "clinic+trips.ready").read_text())
        assert list(stack.children) == ["gateway", "clinic+trips"]
        settings = stack.settings

    assert names == ["clinic", "trips"]
    assert told["CONVENE_NATS_URL"] == "nats://bus.example"
    assert told["CONVENE_MONGO_URL"] == "mongodb://store.example"
    assert told["CONVENE_KEYS_DIR"] == str(tmp_path / "keys")
    assert told["CONVENE_PUBLIC_URL"] == f"http://127.0.0.1:{told['CONVENE_HTTP_PORT']}"
    assert told["CONVENE_SMTP_PORT"] == str(settings.smtp_port)
    assert float(told["CONVENE_CLOCK_SPEED"]) == 100
    assert Settings(clock_origin=told["CONVENE_CLOCK_ORIGIN"]).clock_origin == settings.clock_origin


async def test_a_service_process_that_was_killed_comes_back(tmp_path: Path) -> None:
    async with Stack(
        tmp_path, [["clinic"]], base=elsewhere(smtp_host="mail.example"), command=serve, provision=nothing
    ) as stack:
        child = stack.children["clinic"]
        first = child.pid
        assert first
        os.kill(first, signal.SIGKILL)
        await child.back(restarts=0)
        assert child.pid != first
        assert Record.read(tmp_path / "stack.json").children["clinic"].pid == child.pid


async def test_settings_that_name_servers_switch_every_child_off(tmp_path: Path) -> None:
    async with Stack(tmp_path, [], base=elsewhere(smtp_host="mail.example")) as stack:
        assert (stack.children, stack.postbox) == ({}, None)
        assert (stack.settings.nats_url, stack.settings.smtp_host) == ("nats://bus.example", "mail.example")


async def test_chat_posts_to_the_postbox_are_allowed_beside_those_the_settings_allow(tmp_path: Path) -> None:
    async with Stack(tmp_path, [], base=elsewhere(webhook_allow="10.0.0.1:80")) as stack:
        assert stack.postbox
        assert stack.settings.webhook_allow == f"10.0.0.1:80,127.0.0.1:{stack.postbox.http_port}"


async def test_a_restart_keeps_the_clock(tmp_path: Path) -> None:
    async with Stack(tmp_path, [], base=elsewhere(), speed=1000) as stack:
        first = stack.settings
    async with Stack(tmp_path, [], base=elsewhere()) as stack:
        assert (stack.settings.clock_speed, stack.settings.clock_origin) == (1000, first.clock_origin)


async def test_a_second_stack_on_the_same_folder_is_refused_and_does_not_disturb_the_first(tmp_path: Path) -> None:
    async with Stack(tmp_path, [["clinic"]], base=elsewhere(), command=serve, provision=nothing) as first:
        with pytest.raises(FolderInUseError):
            async with Stack(tmp_path, [], base=elsewhere()):
                pass
        child = first.children["clinic"]
        assert child.pid and psutil.pid_exists(child.pid)


async def test_where_one_process_cannot_start_nothing_is_left_running(tmp_path: Path) -> None:
    def broken(names: Sequence[str]) -> list[str]:
        return serve(names) if "clinic" in names else [sys.executable, "-c", "raise SystemExit('no such room')"]

    stack = Stack(tmp_path, [["clinic"], ["trips"]], base=elsewhere(), command=broken, provision=nothing)
    with pytest.raises(ChildFailedError, match=r"(?s)trips ended \(exit code 1\).*no such room"):
        await stack.__aenter__()

    assert [child.pid for child in stack.children.values()] == [None, None]
    assert Record.read(tmp_path / "stack.json").children == {}
