"""The real server process: starting, stopping, and what the network does to it."""

import contextlib
import json
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import BUDI
from tests.support.processes import SIGAP, House, Serving


@pytest.fixture
def server(house: House) -> Iterator[Serving]:
    with house.serving() as running:
        yield running


def _get(url: str) -> tuple[int, bytes]:
    with urllib.request.urlopen(url, timeout=60) as response:
        return response.status, response.read()


def _post(url: str, body: dict[str, str]) -> dict[str, object]:
    asked = urllib.request.Request(f"{url}/chat", json.dumps(body).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(asked, timeout=60) as response:
        said: dict[str, object] = json.loads(response.read())
        return said


def _raw(server: Serving, sent: bytes, patience: float = 10) -> bytes:
    """Sends bytes as they are, and hears until the server hangs up."""
    with socket.create_connection(("127.0.0.1", server.port), patience) as wire:
        with contextlib.suppress(ConnectionResetError, BrokenPipeError):
            wire.sendall(sent)
        heard = b""
        try:
            while part := wire.recv(65536):
                heard += part
        except (TimeoutError, ConnectionResetError):
            pass
        return heard


def test_it_serves_the_chat_and_its_figures_on_two_ports(server: Serving) -> None:
    assert b"<html" in _get(server.url)[1]
    assert _get(f"{server.url}/healthz") == (200, b'{"alive":true}')
    assert _get(f"{server.url}/readyz")[0] == 200
    assert "Tercatat · per" in str(_post(server.url, {"id": "1", "text": BUDI}))
    assert b'sigap_answers_total{channel="web",outcome="check.found"} 1.0' in _get(server.metrics)[1]
    assert BUDI.encode() not in server.said


def test_without_a_token_it_loads_nothing_of_telegram(house: House) -> None:
    """It would be a third of its start, and memory that it keeps."""
    house.program = (sys.executable, SIGAP)  # a start of its own: what tests keep loaded would be there as well
    with house.serving() as server:
        mapped = Path(f"/proc/{server.process.pid}/maps").read_text()
    assert "/httptools/" in mapped  # modules written in C are mapped; aiohttp, by which Telegram is asked, has some
    assert "/aiohttp/" not in mapped


def _until_closed(port: int) -> None:
    """Waits until nobody is let in any more: the server was told to stop."""
    end = time.monotonic() + 60
    with contextlib.suppress(ConnectionRefusedError):
        while time.monotonic() < end:
            socket.create_connection(("127.0.0.1", port), 10).close()
            time.sleep(0.01)
        raise TimeoutError


@pytest.mark.parametrize(("how", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_told_to_stop_it_finishes_what_is_in_hand(server: Serving, how: signal.Signals, code: int) -> None:
    body = json.dumps({"id": "1", "text": BUDI}).encode()
    head = (
        b"POST /chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
        b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body)
    )
    with socket.create_connection(("127.0.0.1", server.port), 60) as wire:
        wire.sendall(head)
        assert b" 100 Continue" in wire.recv(65536)  # it has begun to read
        wire.sendall(body[:10])
        server.process.send_signal(how)
        _until_closed(server.port)
        wire.sendall(body[10:])
        heard = b""
        while part := wire.recv(65536):
            heard += part
    assert b" 200 OK" in heard
    assert "Tercatat · per" in heard.partition(b"\r\n\r\n")[2].decode()
    assert server.process.wait(60) == code
    assert b'"serve.stopped"' in server.said
    assert b"Traceback" not in server.said


def test_a_connection_that_stays_open_does_not_hold_the_end(server: Serving) -> None:
    head = b"POST /chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n"
    with socket.create_connection(("127.0.0.1", server.port), 60) as wire:
        wire.sendall(head + b"Content-Length: 50\r\n\r\n")
        assert b" 100 Continue" in wire.recv(65536)
        wire.sendall(b"{")
        assert server.stop() == 0
    assert b"Traceback" not in server.said


def test_whoever_is_left_at_the_end_is_let_go_without_a_word(house: House) -> None:
    house.env["PYTHONWARNINGS"] = "always::ResourceWarning"
    head = b"POST /chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\r\n"
    with house.serving() as server, contextlib.ExitStack() as wires:
        asked = [
            b"",
            b"GET / HT",
            b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
            head + b"{",
            b"GET /%s" % b"x" * 8,
            head,
        ]
        asked += [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 8, head.replace(b"60", b"1000000000") + b"x"]
        for port in (server.port, int(server.metrics.rpartition(":")[2].partition("/")[0])):
            for sent in asked * 3:
                wire = wires.enter_context(socket.socket())
                wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
                wire.connect(("127.0.0.1", port))
                wire.sendall(sent)
        assert _get(f"{server.url}/healthz")[0] == 200  # all of them are in
        assert server.stop() == 0
        assert b"ResourceWarning" not in server.said
        assert b"unclosed" not in server.said
        assert b"Traceback" not in server.said


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"POST /chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n"
         + b"x" * 1_000_000, b"413"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 1_000_000 + b"\r\n\r\n", b"4"),
        (b"GET /" + b"x" * 1_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", b"4"),
        (b"\x00\x01\x02 nonsense\r\n\r\n", b"400"),
        (b"POST /chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: -5\r\n\r\n{}", b"400"),
    ],
    ids=["a long body", "a long header", "a long path", "no HTTP", "a length below zero"],
)  # fmt: skip
def test_what_is_sent_wrong_is_refused_and_the_server_lives(server: Serving, sent: bytes, status: bytes) -> None:
    heard = _raw(server, sent)
    assert heard[9 : 9 + len(status)] == status
    assert _get(f"{server.url}/healthz")[0] == 200
    assert b"Traceback" not in server.said


@pytest.fixture
def many_files() -> Iterator[None]:
    """Lets the test open as many sockets as an attacker would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 4096:
        pytest.skip("this machine does not allow us enough open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 4096), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


_ANSWERED_EARLY = b"POST /chat HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n"
_HALF_A_HEAD = b"GET / HTTP/1.1\r\nX: "


@pytest.mark.parametrize(
    ("sent", "per_address"),
    [(_ANSWERED_EARLY, "128"), (_ANSWERED_EARLY, "0"), (_HALF_A_HEAD, "0"), (b"", "0")],
    ids=["answered early", "answered early, from everywhere", "half a head", "silent"],
)
@pytest.mark.usefixtures("many_files")
def test_a_thousand_sockets_silence_nobody(house: House, sent: bytes, per_address: str) -> None:
    house.files = 1024
    house.env["SIGAP_CONNECTIONS_PER_IP"] = per_address
    with house.serving() as server, contextlib.ExitStack() as open_wires:
        for _ in range(1100):
            wire = open_wires.enter_context(socket.create_connection(("127.0.0.1", server.port), 10))
            with contextlib.suppress(ConnectionError):
                wire.sendall(sent)
                wire.sendall(b"x"[: len(sent)])
        assert _get(f"{server.url}/healthz") == (200, b'{"alive":true}')
        assert "Tercatat · per" in str(_post(server.url, {"id": "1", "text": BUDI}))
        assert b"Traceback" not in server.said
        assert len(list(Path(f"/proc/{server.process.pid}/fd").iterdir())) < 1024


def test_refused_requests_leave_no_line_in_the_log(server: Serving) -> None:
    for sent in (b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n") * 5:
        assert _raw(server, sent).startswith(b"HTTP/1.1 ")
    assert b'sigap_web_refused_total{status="400"} 5.0' in _get(server.metrics)[1]
    assert b"warning" not in server.said
    assert b"equest" not in server.said


def test_many_at_once_are_all_answered(server: Serving) -> None:
    said: list[object] = []

    def one(n: int) -> None:
        said.append(_post(server.url, {"id": f"m{n}", "text": "menu"})["replies"])

    threads = [threading.Thread(target=one, args=(n,)) for n in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 100
    assert all(said)


def test_a_port_in_use_is_named(house: House) -> None:
    with house.serving() as first:
        house.env["SIGAP_WEB_PORT"] = str(first.port)
        second = house.sigap("serve")
    assert second.returncode == 2
    assert f"Port {first.port} on 127.0.0.1 cannot be opened".encode() in second.stderr
    assert b"SIGAP_WEB_PORT=" in second.stderr


def test_a_host_that_nobody_knows_is_named(house: House) -> None:
    house.env["SIGAP_WEB_HOST"] = "nowhere.invalid"
    ended = house.sigap("serve")
    assert ended.returncode == 2
    assert b"SIGAP_WEB_HOST is not an address of this machine: 'nowhere.invalid'" in ended.stderr


def test_made_up_people_are_served_only_when_asked_to(house: House, tmp_path: Path) -> None:
    sample = str(tmp_path / "sample.csv")
    house.sigap("sample", sample, "--people", "50")
    house.sigap("import", sample, "--as-of", "2026-11-06", "--replace")
    refused = house.sigap("serve")
    assert refused.returncode == 2
    assert b"--allow-synthetic" in refused.stderr
    with house.serving("--allow-synthetic") as running:
        assert b"made-up people may be served" in running.said
        assert "(Data contoh.)" in str(_post(running.url, {"id": "1", "text": BUDI}))


@pytest.mark.parametrize("missing", ["SIGAP_CONTROLLER", "SIGAP_DPO"])
def test_a_real_list_is_served_only_when_somebody_is_named(house: House, missing: str) -> None:
    house.env[missing] = ""
    refused = house.sigap("serve")
    assert refused.returncode == 2
    said = refused.stderr.decode()
    assert f"{missing} not set" in said
    assert f'{missing}="' in said  # what to write
    assert "Tulis di .env" in said
    examined = house.sigap("doctor").stdout.decode()
    assert f"error   settings: data in {house.env['SIGAP_DATA_DIR']}; {missing} not set" in examined
    assert f'{missing}="' in examined
    with house.serving("--allow-synthetic") as running:
        assert _get(running.url)[0] == 200


def test_made_up_people_need_nobody_who_is_named(house: House, tmp_path: Path) -> None:
    house.env |= {"SIGAP_CONTROLLER": "", "SIGAP_DPO": ""}
    sample = str(tmp_path / "sample.csv")
    house.sigap("sample", sample, "--people", "50")
    house.sigap("import", sample, "--as-of", "2026-11-06", "--replace")
    assert b"warning settings" in house.sigap("doctor").stdout
    assert b"SIGAP_CONTROLLER" not in house.sigap("serve").stderr


def test_without_a_key_it_does_not_start(tmp_path: Path) -> None:
    bare = House(tmp_path / "bare")
    del bare.env["SIGAP_NIK_KEY_FILE"]
    refused = bare.sigap("serve")
    assert refused.returncode == 2
    assert b"sigap key FILE" in refused.stderr


def test_a_wrong_contact_is_named_before_anything_starts(house: House) -> None:
    (house.home / "sigap" / "contacts.toml").write_text('[x]\nname = "X"\nmatters = ["bpjs"]\nphon = "1"\n')
    refused = house.sigap("serve")
    assert refused.returncode == 2
    assert b"x.phon" in refused.stderr


_FIRST = """
import sys
from bot import server
from data.nik import nik
from handlers.free_text.urgent import reports_accident
from tests.support.readings import reading
server._warm_caches()
wanted = []
sys.addaudithook(lambda event, said: event in {"import", "open"} and wanted.append(said[0]))
reports_accident(reading("suami saya jatuh di tempat kerja, apa yang harus saya lakukan?"))
nik.find("3275050903889401")
assert wanted == [], wanted
"""


def test_the_first_message_finds_everything_read() -> None:
    done = subprocess.run([sys.executable, "-c", _FIRST], stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 0, done.stderr
