import socket
from collections.abc import Iterator

import pytest

from convene.stack.errors import PortTakenError
from convene.stack.ports import choose_ports, is_free


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_port_that_was_asked_for_is_taken_as_it_is() -> None:
    wanted = choose_ports({"NATS": None}, {})["NATS"]

    assert choose_ports({"NATS": wanted}, {"NATS": 4}) == {"NATS": wanted}


def test_a_port_that_was_asked_for_but_is_in_use_is_refused_by_name(taken: int) -> None:
    with pytest.raises(PortTakenError, match=f"port {taken}, asked for as the HTTP port"):
        choose_ports({"HTTP": taken}, {})


def test_the_same_port_cannot_be_asked_for_twice() -> None:
    wanted = choose_ports({"NATS": None}, {})["NATS"]

    with pytest.raises(PortTakenError):
        choose_ports({"NATS": wanted, "HTTP": wanted}, {})


def test_ports_of_the_last_time_are_used_again() -> None:
    first = choose_ports({"NATS": None, "HTTP": 0, "SMTP": None}, {})

    assert choose_ports({"NATS": None, "HTTP": 0, "SMTP": None}, first) == first


def test_a_remembered_port_that_is_in_use_now_is_replaced(taken: int) -> None:
    chosen = choose_ports({"NATS": None}, {"NATS": taken})["NATS"]

    assert chosen != taken
    assert is_free(chosen)


def test_no_port_is_given_out_twice_even_if_the_record_says_so() -> None:
    free = choose_ports({"NATS": None}, {})["NATS"]
    chosen = choose_ports({"NATS": None, "HTTP": None}, {"NATS": free, "HTTP": free})

    assert chosen["NATS"] == free
    assert chosen["HTTP"] != free


def test_ports_we_choose_are_none_that_the_kernel_gives_to_outgoing_connections() -> None:
    lowest, highest = map(int, open("/proc/sys/net/ipv4/ip_local_port_range").read().split())  # noqa: PTH123, SIM115
    chosen = choose_ports({str(n): None for n in range(50)}, {})

    assert not [port for port in chosen.values() if lowest <= port <= highest]
