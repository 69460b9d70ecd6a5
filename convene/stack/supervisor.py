"""The whole stack: servers first, then the services; and back in the opposite order."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from convene import disk
from convene.stack import store
from convene.stack.child import Child, Say
from convene.stack.environment import environment_of
from convene.stack.errors import StackError
from convene.stack.folder import Folder
from convene.stack.nats import nats_plan, nats_url
from convene.stack.plan import Patience, Plan
from convene.stack.ports import choose_ports
from convene.stack.postbox import Postbox
from convene.stack.provision import provision_once
from convene.stack.record import Record
from services import SERVICES
from shared.settings import Settings

DEFAULT_PROCESSES = (("gateway",), ("community", "clinic", "trips", "scheduler", "notify"))
"""Browsers and everything else: two processes for two cores."""
READY_VARIABLE = "CONVENE_READY_FILE"
"""Names the file a service process makes when it serves."""

DEFAULT_PATIENCE = Patience()

Command = Callable[[Sequence[str]], Sequence[str]]
Provision = Callable[[Settings, Path], Awaitable[str]]


def run_command(names: Sequence[str]) -> Sequence[str]:
    """How a process with these services is started."""
    return [sys.executable, "-m", "convene", "run", *names]


class Stack:
    """`async with Stack(folder) as stack:` runs everything below one folder, on loopback.

    `processes` says which services share a process; with none, only the servers run. A port that is None or 0 is that
    of the last time where it is free, else the one in `usual`, else any free one. `speed` None keeps the folder's
    clock. Where `base` names a bus, a store or a mail server, that one is used and no child is started for it.
    `command` makes the command line of a service process, which makes the file that CONVENE_READY_FILE names once it
    serves. `provision` makes the streams and consumers that the services need, each time the bus starts, or says why it
    can't.

    Entering raises `StackError`, with nothing left running, where something can't start.
    """

    def __init__(
        self,
        folder: Path,
        processes: Sequence[Sequence[str]] = DEFAULT_PROCESSES,
        *,
        speed: float | None = None,
        http_port: int | None = None,
        nats_port: int | None = None,
        mongo_port: int | None = None,
        usual: Mapping[str, int] = MappingProxyType({}),
        base: Settings | None = None,
        command: Command = run_command,
        provision: Provision = provision_once,
        patience: Patience = DEFAULT_PATIENCE,
        say: Say = lambda _: None,
    ) -> None:
        self.folder = Folder(folder)
        self.children: dict[str, Child] = {}
        """By name: `nats`, `store`, and for a service process its services joined by `+`."""
        self.postbox: Postbox | None = None
        self.settings: Settings = base or Settings()
        """Where everything is; complete once the stack runs."""
        self._processes = processes
        self._speed = speed
        self._wanted = {
            "HTTP": http_port,
            "NATS": nats_port,
            "NATS health": None,
            "MongoDB": mongo_port,
            "SMTP": None,
            "postbox": None,
        }
        self._usual = usual
        self._command = command
        self._provision = provision
        self._patience = patience
        self._say = say
        self._record = Record()
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        try:
            await self._start()
        except BaseException as error:
            await self._open.aclose()
            if isinstance(error, OSError) and (full := self._disk_full()):
                raise StackError(f"{full}; make room, or give another folder with --data") from error
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    @property
    def ports(self) -> Mapping[str, int]:
        """Where what belongs to the stack listens, by name."""
        return self._record.ports

    def hurry(self) -> None:
        """Kill whatever takes long to stop."""
        for child in self.children.values():
            child.hurry()

    async def _start(self) -> None:
        self._record = self._open.enter_context(self.folder.held())
        self._open.callback(self._forget_children)
        survivors = await asyncio.to_thread(self._record.end_survivors)
        if survivors:
            self._say(f"ended what an earlier stack had left running: {', '.join(survivors)}")
        self._set_clock()
        self._record.ports |= choose_ports(self._free_choice(), self._remembered(), {"HTTP": self.settings.http_host})
        self._make_keys()
        self._save()

        await self._start_together(self._server_plans())
        if self._processes and "nats" not in self.children and not await self._provisioned():
            self._say("the services wait until somebody who may has run `convene provision`")
        await self._start_postbox()
        port = self._record.ports["HTTP"]
        self._settle(http_port=port)
        if "public_url" not in self.settings.model_fields_set:
            self._settle(public_url=f"http://127.0.0.1:{port}")
        self._record.urls = {
            "web": self.settings.public_url,
            **({"postbox": self.postbox.http_url} if self.postbox else {}),
        }
        self._save()
        await self._start_together([self._service_plan(names) for names in self._processes])

    def _free_choice(self) -> dict[str, int | None]:
        given = dict(self._wanted)
        if given["HTTP"] is None and self._is_set("http_port"):
            given["HTTP"] = self.settings.http_port
        return given

    def _remembered(self) -> dict[str, int]:
        """Ports to take again where they are free; 0 asks for any free one."""
        usual = {name: port for name, port in self._usual.items() if self._wanted[name] is None}
        return {**usual, **self._record.ports}

    def _is_set(self, field: str) -> bool:
        return field in self.settings.model_fields_set

    def _settle(self, **values: Any) -> None:
        self.settings = self.settings.model_copy(update=values)

    def _save(self) -> None:
        self._record.write(self.folder.record_file)

    def _set_clock(self) -> None:
        asked = self.settings.clock_speed if self._is_set("clock_speed") else None
        speed = self._speed if self._speed is not None else asked
        if self._is_set("clock_origin"):  # whoever gives both says exactly which clock it is
            self._record.clock_speed = speed if speed is not None else self._record.clock_speed
            self._record.clock_origin = self.settings.clock_origin
        elif speed is not None:
            self._record.set_clock(speed)
        self._settle(clock_speed=self._record.clock_speed, clock_origin=self._record.clock_origin)

    def _make_keys(self) -> None:
        from shared.access.signed_tokens import make_keys  # noqa: PLC0415 - cryptography is slow to load and needed here alone

        if not self._is_set("keys_dir"):
            self._settle(keys_dir=self.folder.keys)
        make_keys(self.settings.keys_dir, SERVICES)

    def _server_plans(self) -> list[Plan]:
        plans: list[Plan] = []
        ports = self._record.ports
        if not self._is_set("nats_url"):
            plan = nats_plan(self.folder.nats, ports["NATS"], ports["NATS health"], self._disk_full)
            plans.append(replace(plan, ready=self._and_provisioned(plan.ready)) if self._processes else plan)
            self._settle(nats_url=nats_url(ports["NATS"]))
        if not self._is_set("mongo_url"):
            kind = self._record.store = store.choose_store(self._record.store)
            plans.append(store.store_plan(kind, self.folder.store, ports["MongoDB"], self._disk_full))
            self._settle(mongo_url=store.store_url(kind, ports["MongoDB"]))
        return plans

    def _disk_full(self) -> str | None:
        return disk.full(self.folder.path, self.settings.disk_free_mb)

    def _and_provisioned(self, ready: Callable[[], Awaitable[bool]]) -> Callable[[], Awaitable[bool]]:
        """A bus may start with nothing in it, the first time or because its folder was lost."""

        async def both() -> bool:
            return await ready() and await self._provisioned()

        return both

    async def _provisioned(self) -> bool:
        wrong = await self._provision(self.settings, self.folder.logs / "provision.log")
        if wrong:
            self._say(f"the bus can't be provisioned: {wrong}")
        return not wrong

    async def _start_postbox(self) -> None:
        if self._is_set("smtp_host"):
            return
        ports = self._record.ports
        self.postbox = await self._open.enter_async_context(
            Postbox(self.folder.postbox, ports["SMTP"], ports["postbox"])
        )
        allowed = [self.settings.webhook_allow, f"127.0.0.1:{self.postbox.http_port}"]
        self._settle(
            smtp_host="127.0.0.1", smtp_port=self.postbox.smtp_port, webhook_allow=",".join(filter(None, allowed))
        )

    def _service_plan(self, names: Sequence[str]) -> Plan:
        name = "+".join(names)
        ready = self.folder.run / f"{name}.ready"

        async def is_ready() -> bool:
            return ready.exists()

        return Plan(
            name,
            self._command(names),
            is_ready,
            env={**environment_of(self.settings), READY_VARIABLE: str(ready)},
            prepare=lambda: ready.unlink(missing_ok=True),
            hindered=self._disk_full,
            patience=self._patience,
        )

    async def _start_together(self, plans: Sequence[Plan]) -> None:
        """All at once; the first that fails ends the start. Together, too, is how they are stopped later."""
        children = [Child(plan, self.folder.logs / f"{plan.name}.log", self._say, self._spawned) for plan in plans]
        self.children |= {child.name: child for child in children}
        self._open.push_async_callback(_stop_together, children)
        await asyncio.gather(*(self._start_one(child) for child in children))

    async def _start_one(self, child: Child) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        await child.start()
        self._say(f"{child.name} is ready ({loop.time() - began:.1f} s)")

    def _spawned(self, name: str, pid: int) -> None:
        self._record.remember_child(name, pid)
        # On a full disk it can't be noted; that must not keep a process from being watched.
        with suppress(OSError):
            self._save()

    def _forget_children(self) -> None:
        self._record.children = {}
        with suppress(OSError):
            self._save()


async def _stop_together(children: Sequence[Child]) -> None:
    await asyncio.gather(*(child.stop() for child in children))
