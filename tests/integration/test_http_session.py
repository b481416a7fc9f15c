"""What a session asks, and above all what it does not."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address

import pytest

from adapters.contract import NotAllowed, NotReached
from hub.infrastructure.http_session import HttpSession, is_forbidden
from tests.integration.local_server import LocalServer, Quiet


class Door(Quiet, BaseHTTPRequestHandler):
    """Answers by path, and remembers what it was asked."""

    asked: list[tuple[str, str, str]] = []  # noqa: RUF012 - emptied by the fixture

    def do_GET(self) -> None:
        Door.asked.append((self.path, self.headers.get("Host", ""), self.headers.get("X-Key", "")))
        if self.path.startswith("/away"):
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"x" * (5000 if self.path.startswith("/large") else 2))


@pytest.fixture
def port() -> Iterator[int]:
    Door.asked.clear()
    with LocalServer(Door) as server:
        yield server.server_port


@pytest.fixture
def session(port: int) -> Iterator[HttpSession]:
    opened = HttpSession(f"http://127.0.0.1:{port}/base", {"X-Key": "s3cret"}, largest=1000)
    yield opened
    opened.close()


def test_a_path_is_asked_below_the_systems_url_with_its_login(session: HttpSession, port: int) -> None:
    answer = session.request("GET", "/jobs", params={"since": ">=2026-01-26T08:00:00Z"})
    assert (answer.status, answer.body) == (200, b"xx")
    assert Door.asked == [
        ("/base/jobs?since=%3E%3D2026-01-26T08%3A00%3A00Z", f"127.0.0.1:{port}", "s3cret"),
    ]


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://metadata.google.internal/",
        "https://127.0.0.1/",
        "http://127.0.0.1:1/base/jobs",
        "//127.0.0.1/x",
        "http://a:b@127.0.0.1/",
        "http://127.0.0.1.evil.example/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://[fe80::1]/",
        "not an address",
    ],
)
def test_no_other_address_is_asked(session: HttpSession, url: str) -> None:
    with pytest.raises(NotAllowed):
        session.request("GET", url)
    assert Door.asked == []


def test_an_address_cannot_be_smuggled_in_by_a_path(session: HttpSession, port: int) -> None:
    session.request("GET", "/@169.254.169.254/x")
    assert [host for _, host, _ in Door.asked] == [f"127.0.0.1:{port}"]


def test_a_redirect_is_not_followed(port: int) -> None:
    session = HttpSession(f"http://127.0.0.1:{port}")
    assert session.request("GET", "/away").status == 302
    session.close()
    assert len(Door.asked) == 1


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "fe80::1", "::ffff:169.254.169.254", "100.100.100.200", "168.63.129.16", "0.0.0.0"]
)
def test_a_name_that_leads_to_a_forbidden_address_is_not_asked(address: str) -> None:
    session = HttpSession("http://shop.example:8080", resolve=lambda host, port: ["10.0.0.7", address])
    with pytest.raises(NotAllowed, match="never asks"):
        session.request("GET", "/jobs")
    session.close()


def test_the_address_that_was_judged_is_the_one_that_is_asked(port: int) -> None:
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])  # a name whose owner changes his mind
    session = HttpSession(f"http://shop.example:{port}", resolve=lambda host, port: next(answers))
    session.request("GET", "/jobs")
    with pytest.raises(NotAllowed):
        session.request("GET", "/jobs")
    session.close()
    assert [host for _, host, _ in Door.asked] == [f"shop.example:{port}"]


def test_an_answer_without_end_is_cut_off(port: int) -> None:
    session = HttpSession(f"http://127.0.0.1:{port}", largest=1000)
    with pytest.raises(NotAllowed, match="larger than 1000 bytes"):
        session.request("GET", "/large")
    session.close()


def test_a_system_that_is_away_is_not_reached() -> None:
    session = HttpSession("http://127.0.0.1:1")
    with pytest.raises(NotReached):
        session.request("GET", "/jobs")
    session.close()


@pytest.mark.parametrize(
    ("address", "forbidden"),
    [("10.1.2.3", False), ("192.168.1.1", False), ("127.0.0.1", False), ("2001:db8::1", False), ("fd00:ec2::254", True),
     ("64:ff9b::a9fe:a9fe", True), ("2002:a9fe:a9fe::", True), ("224.0.0.1", True)],
)  # fmt: skip
def test_private_addresses_are_a_plants_own(address: str, forbidden: bool) -> None:
    assert is_forbidden(ip_address(address)) is forbidden
