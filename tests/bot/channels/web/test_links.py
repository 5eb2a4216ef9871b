"""What our replies name can be tapped: in a real browser, by the script of the page."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import expect

from bot.channels.web import page as web_page
from data.content import areas, contacts, fine_answers, situations, texts
from data.content.texts import LANGUAGES, text, web
from tests.conftest import BUDI, NOBODY
from tests.support.web_visits import Browsers, Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
MAP = "https://www.google.com/maps/search/?api=1&query="
SCRIPT = re.sub(
    r"^export ", "", (web_page.STATIC / "script" / "links.js").read_text(encoding="utf-8"), flags=re.MULTILINE
)
FIND = (
    "texts => {" + SCRIPT + "return texts.map(text => { const p = document.createElement('p'); p.append(linked(text));"
    "if (p.textContent !== text) throw new Error(text);"
    "return [...p.children].map(one => [one.textContent, one.getAttribute('href'), one.rel || '']); }) }"
)
TEXTS: dict[str, dict[str, str]] = {
    "Atau telepon Dukcapil 1500-537 (info 2022).": {"1500-537": "tel:1500537"},
    "Telepon 112 (gratis, 24 jam).": {"112": "tel:112"},
    "Telepon: 175\nWhatsApp: 0813-8007-0175": {"175": "tel:175", "0813-8007-0175": "https://wa.me/6281380070175"},
    "Kemensos: telepon 021-171, WhatsApp 08877-171-171.": {
        "021-171": "tel:021171",
        "08877-171-171": "https://wa.me/628877171171",
    },
    "WA +62 812-3456-7890 atau (021) 8895 7777": {
        "+62 812-3456-7890": "https://wa.me/6281234567890",
        "(021) 8895 7777": "tel:02188957777",
    },
    "Data chat ini: /hapus, atau /privasi.": {"/hapus": "", "/privasi": ""},
    "dpo@disnaker.example, lihat https://sigap.example/a?b=1.": {
        "dpo@disnaker.example": "mailto:dpo@disnaker.example",
        "https://sigap.example/a?b=1": "https://sigap.example/a?b=1",
    },
    "Buka cekbansos.kemensos.go.id. Situs resmi berakhiran .go.id": {
        "cekbansos.kemensos.go.id": "https://cekbansos.kemensos.go.id"
    },
    "Datang ke Kelurahan Kaliabang Tengah, Kecamatan Bekasi Utara.": {
        "Kelurahan Kaliabang Tengah": f"{MAP}Kantor%20Kelurahan%20Kaliabang%20Tengah%2C%20Kota%20Bekasi",
        "Kecamatan Bekasi Utara": f"{MAP}Kantor%20Kecamatan%20Bekasi%20Utara%2C%20Kota%20Bekasi",
    },
    "Ke kantor BPJS Ketenagakerjaan. Di kantor BPJS Ketenagakerjaan tanya lagi.": {
        "kantor BPJS Ketenagakerjaan": f"{MAP}BPJS%20Ketenagakerjaan%20Bekasi%20Kota"
    },
    "• Disdukcapil Kota Bekasi\nAlamat: Jl. Ir. H. Juanda, Bekasi Timur": {
        "Alamat: Jl. Ir. H. Juanda, Bekasi Timur": MAP
        + "Jl.%20Ir.%20H.%20Juanda%2C%20Bekasi%20Timur%2C%20Kota%20Bekasi"
    },
    f"NIK {BUDI} atau 3275 0105 0388 9401, {NOBODY}": {},
    "1. ••••9401 · 3275 •••••• 01 · 0812 •••• 78": {},
    "Rp16.800 sebulan, Rp 42.000.000, 11.666 orang, 447.477, 2025-11-05, 05-11-2025, 24 jam, pukul 08.00-15.00": {},
    "dan/atau ya/menu bukan perintah; kelurahan atau kecamatan; RT/RW 005/012; KTP/KK; 112.000 orang": {},
    'Pengumuman <b>0</b> "onclick=1"': {},
}


async def _found(visit: Visit, written: list[str]) -> list[list[list[str | None]]]:
    found: list[list[list[str | None]]] = await visit.page.evaluate(FIND, written)
    return found


async def test_what_is_named_can_be_tapped_and_nothing_else(browsers: Browsers) -> None:
    visit = await browsers.visit()
    found = await _found(visit, [*TEXTS])
    assert {
        written: {str(text): href or "" for text, href, _ in links} for written, links in zip(TEXTS, found, strict=True)
    } == TEXTS
    for _, href, rel in [one for links in found for one in links]:
        if href and href.startswith("http"):
            assert rel == "noopener noreferrer"


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)


def _all_texts() -> list[str]:
    """All that residents may be told: replies, answers to fine questions, situations, simpler versions."""
    found = [reply.text for code in LANGUAGES for reply in texts.language(code).replies.values()]
    found += [words for one in fine_answers.answers().values() for words in _strings(one.model_dump())]
    found += [words for one in situations.situations().values() for words in _strings(one.model_dump())]
    return list(dict.fromkeys(found))


async def test_every_telephone_number_of_ours_is_found_and_no_other_number(browsers: Browsers) -> None:
    visit = await browsers.visit()
    known = contacts.read(web_page.STATIC)  # ours, without an office's own
    numbers = {n for one in known for n in (one.phone, one.whatsapp) if n}
    lines = [f"Telepon: {one.phone}\nWhatsApp: {one.whatsapp}" for one in known]
    written = _all_texts() + lines
    assert len(written) > 500
    looks_like_one = re.compile(r"(?<![\w.,])(?:0\d[\d-]{4,}\d|1500[- ]?\d{3}|112)(?![\d.]*\d)")
    seen = set()
    for words, links in zip(written, await _found(visit, written), strict=True):
        tapped = [str(one) for one, href, _ in links if str(href).startswith(("tel:", "https://wa.me/"))]
        assert tapped == looks_like_one.findall(words), words
        seen.update(tapped)
    assert seen == numbers


async def test_every_place_and_every_command_is_found(browsers: Browsers) -> None:
    visit = await browsers.visit()
    places = {f"Kelurahan {one.name}" for one in areas.all_kelurahan()} | {
        f"Kecamatan {one}" for one in areas.all_kecamatan()
    }
    for place, links in zip(places, await _found(visit, [f"Kantor {one}, Kota." for one in places]), strict=True):
        assert [one[0] for one in links] == [place]
    named = {str(one[0]) for links in await _found(visit, _all_texts()) for one in links if " " in str(one[0])}
    assert {one for one in named if one.startswith(("Kelurahan", "Kecamatan"))} <= places
    typed = {f"/{one.strip()}" for words in texts.typed("commands").values() for one in words}
    for command, links in zip(typed, await _found(visit, [f"Ketik {one}." for one in typed]), strict=True):
        assert [one[0] for one in links] == [command]


async def _presses(visit: Visit, value: str, words: str) -> None:
    await expect(visit.page.locator("#send")).to_have_attribute("aria-disabled", "false")
    await visit.page.evaluate("value => document.querySelector('#choices button').dataset.value = value", value)
    await visit.page.locator("#choices button").first.click()
    await visit.hears(words)


async def test_a_visit_taps_what_it_reads(browsers: Browsers) -> None:
    visit = await browsers.visit()
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    await visit.page.focus("#text")
    await visit.types("telepon 021-171 dan /menu")
    await visit.page.locator(".message.own .bubble").wait_for()
    await visit.page.locator("#choices button").first.wait_for()
    assert await visit.page.locator(".message.own a, .message.own .command").count() == 0
    await _presses(visit, "offices.welfare", text("offices.welfare", "id").splitlines()[0])
    assert await visit.page.locator(".bubble a[href='tel:021171']").count()
    assert await visit.page.locator(".bubble a[href='https://wa.me/628877171171']").count()
    await _presses(visit, "offices.population", texts.phrase("contact_hours_unknown", "id"))
    assert await visit.page.locator(f".bubble a[href^='{MAP}']").count()
    assert await visit.violations() == []
    assert all(url.startswith(browsers.url) for url in asked)  # nobody else learns of it before a tap
    await _presses(visit, "privacy", "tidak wajib dikirim")
    erase = visit.page.locator(".bubble .command", has_text="/hapus").last
    await erase.click()
    await visit.page.locator("dialog[open]").wait_for()  # nothing is erased without a question
    await visit.page.keyboard.press("Escape")
    await visit.page.reload()
    assert await visit.page.locator(".bubble .command").count()
    await visit.page.locator("#who").click()
    await visit.hears(text("info.who", "id", responsible="x").splitlines()[2])
    assert await visit.page.locator(".message.own .bubble").last.inner_text() == web("id")["who"]
    assert visit.errors == []
