"""Makes up request number N of a run from seed and number alone, but for buttons: those are pressed that hang there."""

import itertools
import random
from typing import Any

from tests.fakes.bot_api import BotApi
from tests.fakes.people import ATTACHED, SERVICE, Person, person
from tests.faults import fuzz_texts, fuzz_wire
from tests.faults.fuzz_shapes import Spoiled
from tests.faults.fuzz_texts import Said, corpus, made_up_nik
from tests.faults.fuzz_wire import Headers, Plain, Request
from tests.support.officers import STAFF

STAFF_IDS = [int(one.partition(":")[0]) for one in STAFF.split("; ")]
CHATS = 200
"""Of each channel."""
_WEB, _OTHER_PAGES = 0.6, 0.1
_RAW = 0.15
"""How many requests are bad HTTP."""
_PAGES = (
    "/",
    "/healthz",
    "/readyz",
    "/static/extras.js",
    "/static/icon.svg?v=1",
    "/static/icon.svg",
    "/pictures/app.id.png",
    "/pictures/x.png",
    "/nothing",
)
_KNOWN = (*_PAGES[1:], "/chat", "/telegram/webhook")


class Tapped(BotApi):
    """Telegram, but what fuzzing people do is handed to us instead of being delivered."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.delivered: set[int] = set()
        """Chats whose updates are delivered as ever."""
        self.caught: dict[str, Any] = {}
        self.own_faults: list[str] = []
        """Errors of this fake: what it failed to judge."""

    def deliver(self, chat: int, **what: Any) -> int:
        if chat in self.delivered:
            return super().deliver(chat, **what)
        self.caught = what
        return 0

    async def _do(self, method: str, parameters: Any) -> Any:
        try:
            return await super()._do(method, parameters)
        except (TypeError, ValueError, KeyError, AttributeError, UnicodeError) as error:
            self.own_faults.append(f"{method}: {type(error).__name__}")
            raise


class Maker:
    """Makes the requests of one run."""

    def __init__(self, api: Tapped, seed: int) -> None:
        self._api, self._seed = api, seed
        self._phones = [person(api, language=("id", "su", "en", None, "in", "xx")[n % 6]) for n in range(CHATS)]
        self._phones += [person(api, group=-1_001_000_000_000 - n) for n in range(5)]
        self._staff = [Person(api, one, name="Petugas") for one in STAFF_IDS]

    def request(self, number: int, life: int = 0) -> Request:
        """The same request for the same number; in another life its ids are others, so that it is handled again."""
        rng = random.Random(f"{self._seed}:{number}")
        ids = life * 100_000_000 + number
        kind = rng.random()
        if kind < _WEB * _OTHER_PAGES:
            plain, made = self._page(rng), Request("", "GET", [])
        elif kind < _WEB:
            plain, made = self._chat(rng, ids)
        else:
            plain, made = self._update(rng, ids)
        made.path = next((page for page in _KNOWN if plain.target.startswith(page)), "/")
        made.parts = [fuzz_wire.wire(plain)]
        if rng.random() < _RAW:
            how, made.parts, made.whole, made.hangs_up = fuzz_wire.spoiled(rng, plain)
            made.shape += f"; HTTP: {how}"
        return made

    # ------------------------------------------------------------ the web

    def _page(self, rng: random.Random) -> Plain:
        nik = made_up_nik(rng)
        target = rng.choice(_PAGES) + rng.choice(["", "", "", f"?nik={nik}", f"/{nik}"])
        return Plain(rng.choice(["GET", "GET", "GET", "HEAD", "POST", "OPTIONS"]), target, _headers(rng))

    def _chat(self, rng: random.Random, ids: int) -> tuple[Plain, Request]:
        body: dict[str, Any] = {"id": f"f{ids}"}
        said = _said(rng)
        if rng.random() < 0.25:
            said = Said(rng.choice([*corpus().buttons, *corpus().desk[:3]]), how="button")
            said = _made_worse(rng, said) if rng.random() < 0.3 else said
            body["choice"] = said.text
        else:
            body["text"] = said.text
        shaped = _shaped(rng, Spoiled(body), 0.25)
        made = Request("", f"{said.how} as JSON {shaped.how}", [], niks=said.niks | shaped.niks)
        headers = [*_headers(rng), ("Content-Type", "application/json")]
        return Plain("POST", "/chat", headers, shaped.written), made

    # ------------------------------------------------------------ Telegram

    def _update(self, rng: random.Random, ids: int) -> tuple[Plain, Request]:
        staff = rng.random() < 0.4
        phone = rng.choice(self._staff if staff else self._phones)
        said = _said(rng, staff=staff)
        how = (_staff_acts if staff else _acts)(rng, phone, said)
        shaped = _shaped(rng, Spoiled({"update_id": 500_000_000 + ids, **self._api.caught}), 0.4)
        secret, forged = self._secret(rng)
        who = "staff" if staff else "group" if phone.group else "resident"
        made = Request(
            "", f"{who} {how}: {said.how} as JSON {shaped.how}", [], forged=forged, niks=said.niks | shaped.niks
        )
        headers: Headers = [("Host", "x"), ("Content-Type", "application/json"), *secret]
        return Plain("POST", "/telegram/webhook", headers, shaped.written), made

    def _secret(self, rng: random.Random) -> tuple[Headers, bool]:
        name, right = "X-Telegram-Bot-Api-Secret-Token", str(self._api.webhook["secret_token"])
        if rng.random() < 0.94:
            return [(name, right)], False
        wrong: list[Headers] = [
            [],
            [(name, "")],
            [(name, right[:-1])],
            [(name, f"{right}x")],
            [(name, b"\xff" * 20)],
            [(name, "x" * 9_000)],
        ]
        return rng.choice(wrong), True


def _headers(rng: random.Random) -> Headers:
    return [("Host", "127.0.0.1"), ("Cookie", f"sigap_chat={rng.randrange(CHATS):022}")]


def _said(rng: random.Random, *, staff: bool = False) -> Said:
    said = fuzz_texts.typed(rng, staff=staff)
    return fuzz_texts.spoiled(rng, said) if rng.random() < 0.5 else said


def _made_worse(rng: random.Random, said: Said) -> Said:
    nik = made_up_nik(rng)
    odd = rng.choice(
        [
            f"{said.text}.{nik}",
            f"{said.text}.-1",
            f"{said.text}.1.2.3",
            said.text.upper(),
            f"{said.text}.²",
            f"{said.text}.٣",
            "x" * 64,
            "." * 64,
        ]
    )
    return Said(odd, {nik} if nik in odd else set(), f"{said.how}+made up")


def _shaped(rng: random.Random, one: Spoiled, share: float) -> Spoiled:
    if rng.random() < share:
        for _ in range(rng.choice([1, 1, 1, 2, 3])):
            one.once_more(rng)
    return one


def _hanging(phone: Person) -> list[str]:
    """The values of the buttons under the newest messages of the chat."""
    rows = itertools.chain.from_iterable(sent.keyboard for sent in phone.replies[-3:])
    return [button["callback_data"] for button in itertools.chain.from_iterable(rows) if "callback_data" in button]


def _presses(rng: random.Random, phone: Person, values: list[str]) -> str:
    hanging = _hanging(phone)
    chosen = rng.random()
    if hanging and chosen < 0.6:
        phone.presses_data(rng.choice(hanging), phone.replies[-1].message_id)
        return "presses what hangs there"
    number = rng.randrange(30)
    rest = rng.choice(["", "", f".{number}", f".{number}.yes", ".0", ".99999999999", f".{number}.kecamatan-99", ".-1"])
    phone.presses_data(rng.choice(values) + rest, rng.choice([None, phone.last_message]))
    return "presses what we made up"


_ENTITIES: tuple[Any, ...] = (
    [{"type": "text_link", "offset": 0, "length": 3, "url": "https://x.example"}],
    [{"type": "bot_command", "offset": -1, "length": 99999}],
    [{"type": "text_mention", "offset": 0, "length": 1, "user": {"id": 1, "is_bot": False, "first_name": "x"}}], [],
    [{"type": "bold", "offset": 2, "length": 1}],
)  # fmt: skip


def _acts(rng: random.Random, phone: Person, said: Said) -> str:
    """One thing that a person does on Telegram; what was done."""
    kind = rng.choices(
        ["says", "presses", "attaches", "forwards", "edits", "marked", "file", "comes or goes"],
        [50, 18, 8, 5, 4, 6, 6, 1],
    )[0]
    if kind == "says":
        phone.says(said.text)
    elif kind == "presses":
        return _presses(rng, phone, corpus().buttons + corpus().desk[:5])
    elif kind == "attaches":
        phone.sends(rng.choice([*ATTACHED, *SERVICE]), said.text)
    elif kind == "forwards":
        phone.forwards(rng.choice(phone.replies) if phone.replies and rng.random() < 0.5 else said.text)
    elif kind == "edits":
        phone.edits(said.text)
    elif kind == "marked":
        under = {"inline_keyboard": [[{"text": "x", "url": "https://x.example"}]]}
        more: dict[str, Any] = {"reply_markup": under} if rng.random() < 0.3 else {}
        phone._writes(None, text=said.text, entities=rng.choice(_ENTITIES), **more)
    elif kind == "file":
        name = rng.choice(
            [
                "surat.pdf",
                f"ktp {made_up_nik(rng)}.pdf",
                "x" * 300 + ".pdf",
                "../../x.pdf",
                "\u202efdp.exe",
                "",
                "\x00.pdf",
            ]
        )
        said.niks |= {one for one in [name[4:20]] if one.isdecimal()}
        phone.sends_document(
            name,
            rng.choice(["application/pdf", "image/png", None, "x" * 200]),
            caption=said.text,
            size=rng.choice([None, 0, 2**26, 2**40]),
        )
    else:
        phone.blocks() if rng.random() < 0.4 else phone.unblocks()
    return kind


def _staff_acts(rng: random.Random, phone: Person, said: Said) -> str:
    """One thing that one of the staff does, at the desk more often than not."""
    kind = rng.random()
    if kind < 0.45:
        return _presses(rng, phone, corpus().desk)
    if kind < 0.6:
        phone.says(
            rng.choice(
                [
                    "/siaran",
                    "/siaran",
                    "/statistik",
                    "/kader",
                    "/kader RT 05",
                    "siaran",
                    "batal",
                    "kembali",
                    "stop",
                    "ya",
                    "ok",
                ]
            )
        )
        said.niks, said.how = set(), "command of the desk"
        return "says"
    return _acts(rng, phone, said)
