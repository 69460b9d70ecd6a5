import asyncio
import ipaddress
import socket

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from services.notify.adapters.channels.url_policy import CheckedResolver
from shared.access.url_policy import AddressRefused, Allowed, require_allowed_address, require_allowed_url

NOBODY = Allowed()


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.slack.com/services/T0/B0/x",
        "https://hooks.slack.com:443/x",
        "HTTPS://Hooks.Slack.COM/x?wait=true",
        "https://bücher.example/x",
        "https://8.8.8.8/x",
        "https://[2606:4700::1111]/x",
        "https://[64:ff9b::808:808]/x",
        "https://hooks.slack.com/x?to=@ann",
    ],
)
def test_a_public_https_address_may_be_entered(url):
    assert require_allowed_url(url, NOBODY).scheme == "https"


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://10.1.2.3/", "https://192.168.0.1/", "https://172.16.0.1/", "https://0.0.0.0/",
        "https://169.254.169.254/latest/meta-data", "https://100.64.0.1/", "https://224.0.0.1/", "https://240.0.0.1/",
        "https://[::1]/", "https://[::]/", "https://[fe80::1]/", "https://[fe80::1%25eth0]/", "https://[fc00::1]/",
        "https://[ff02::1]/", "https://[::ffff:8.8.8.8]/", "https://[::ffff:127.0.0.1]/", "https://[::127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://[2001:0:1::1]/", "https://[fec0::1]/",
    ],
)  # fmt: skip
def test_an_address_inside_the_house_is_refused(url):
    with pytest.raises(AddressRefused, match="may not go to"):
        require_allowed_url(url, NOBODY)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.1/", "https://0177.0.0.1/",
        "https://%31%32%37.0.0.1/", "https://１２７.0.0.1/", "https://127。0。0。1/", "https://127.0.0.1./",
    ],
)  # fmt: skip
def test_an_inside_address_in_disguise_is_refused(url):
    with pytest.raises(AddressRefused):
        require_allowed_url(url, NOBODY)


@pytest.mark.parametrize("host", ["localhost", "localhost.", "a.localhost", "nats", "printer.local", "db.internal"])
def test_a_name_of_the_own_network_is_refused(host):
    with pytest.raises(AddressRefused, match="public server"):
        require_allowed_url(f"https://{host}/x", NOBODY)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://hooks.slack.com/x", "begin with https"),
        ("file:///etc/passwd", "begin with https"),
        ("gopher://hooks.slack.com/x", "begin with https"),
        ("//hooks.slack.com/x", "begin with https"),
        ("hooks.slack.com/x", "begin with https"),
        ("", "begin with https"),
        ("https://hooks.slack.com:8443/x", "port 443"),
        ("https://hooks.slack.com:80/x", "port 443"),
        ("https://user:pass@hooks.slack.com/x", "user name"),
        ("https://@hooks.slack.com/x", "user name"),
        ("https://hooks.slack.com\\@127.0.0.1/x", "without spaces"),
        ("https://hooks.slack.com/x\r\nHost: b", "without spaces"),
        ("https://hooks.slack.com/" + "x" * 2000, "2,000 characters"),
        ("https://hooks.slack.com:99999/x", "not a web address"),
        ("https://[::1/x", "not a web address"),
    ],
)
def test_an_odd_address_is_refused_with_its_reason(url, why):
    with pytest.raises(AddressRefused, match=why):
        require_allowed_url(url, NOBODY)


def test_what_the_operator_allows_may_be_private_and_plain_but_only_on_that_very_port():
    allowed = Allowed.parse("127.0.0.1:9000, [::1]:9001 ,Chat.Lan:80")
    assert require_allowed_url("http://127.0.0.1:9000/x", allowed).port == 9000
    assert require_allowed_url("http://[::1]:9001/x", allowed).port == 9001
    assert require_allowed_url("http://chat.lan/x", allowed).port == 80
    for url in ("http://127.0.0.1:9001/x", "https://127.0.0.1/x", "http://localhost:9000/x", "ftp://127.0.0.1:9000/x"):
        with pytest.raises(AddressRefused):
            require_allowed_url(url, allowed)
    with pytest.raises(AddressRefused, match="user name"):
        require_allowed_url("http://a:b@127.0.0.1:9000/x", allowed)


@pytest.mark.parametrize("pairs", ["localhost", "127.0.0.1:", ":80", "a:b"])
def test_an_operator_who_forgets_the_port_is_told(pairs):
    with pytest.raises(ValueError, match="host:port"):
        Allowed.parse(pairs)


def test_a_refusal_never_repeats_the_secret_part_of_the_address():
    for url in ("http://hooks.slack.com/S3cret", "https://10.0.0.1/S3cret", "https://hooks.slack.com:1/S3cret"):
        with pytest.raises(AddressRefused) as refused:
            require_allowed_url(url, NOBODY)
        assert "S3cret" not in str(refused.value)


class Dns(AbstractResolver):
    """Answers with the next list of addresses each time it is asked."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    async def resolve(self, host: str, port: int = 0, family: int = socket.AF_INET) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)
            for address in self.answers.pop(0)
        ]

    async def close(self) -> None:
        pass


async def test_a_name_is_checked_every_time_it_is_looked_up():
    resolver = CheckedResolver(NOBODY, Dns(["8.8.8.8"], ["127.0.0.1"]))
    assert [result["host"] for result in await resolver.resolve("rebind.example", 443)] == ["8.8.8.8"]
    with pytest.raises(AddressRefused):
        await resolver.resolve("rebind.example", 443)


@pytest.mark.parametrize("inside", ["10.0.0.1", "::1", "::ffff:10.0.0.1", "fe80::1%2", "not-an-address"])
async def test_one_inside_address_among_public_ones_spoils_them_all(inside):
    with pytest.raises(AddressRefused):
        await CheckedResolver(NOBODY, Dns(["8.8.8.8", inside])).resolve("mixed.example", 443)


async def test_a_name_the_operator_allows_may_lie_inside_on_its_port_alone():
    resolver = CheckedResolver(Allowed.parse("chat.lan:8065"), Dns(["10.0.0.5"], ["10.0.0.5"]))
    assert len(await resolver.resolve("chat.lan", 8065)) == 1
    with pytest.raises(AddressRefused):
        await resolver.resolve("chat.lan", 443)


def test_every_address_this_machine_calls_itself_by_is_refused():
    found = asyncio.run(asyncio.to_thread(socket.getaddrinfo, "localhost", 443))
    for *_, (host, *_rest) in found:
        with pytest.raises(AddressRefused):
            require_allowed_address(ipaddress.ip_address(host))
