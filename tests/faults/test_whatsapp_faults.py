"""Small forms of the runs on WhatsApp; `python -m tests.faults.whatsapp` and `whatsapp_scan` are the long ones."""

from pathlib import Path

from tests.fakes.cloud_api.people import person
from tests.fakes.cloud_api.server import CloudApi
from tests.faults import chat_scan, telegram, whatsapp, whatsapp_scan


async def test_no_kill_loses_a_message_on_whatsapp(tmp_path: Path) -> None:
    seen = await whatsapp.run(2, tmp_path)
    assert seen["kills"] == 2
    assert seen["messages"] > 0
    assert [one for one in whatsapp.BAD if seen[one]] == []


async def test_sequential_niks_from_many_chats_learn_no_more_than_their_quotas(tmp_path: Path) -> None:
    learnt = await telegram.guess(tmp_path, 600, chats=20, built=whatsapp.town)
    assert learnt["statuses"] == 100
    assert learnt["refusals"] == 500
    assert 0 < learnt["alarm after s"] <= 60
    assert learnt["alarms counted"] > 0


async def test_one_chat_that_floods_is_told_once_and_others_are_answered(tmp_path: Path) -> None:
    heard, quiet, busy = await telegram.flood(tmp_path, 2, built=whatsapp.town)
    assert heard == {"answered": 20, "told to wait": 1, "sent": 200}
    assert quiet
    assert busy


def test_the_scan_would_find_a_person_or_a_message_in_a_log() -> None:
    api = CloudApi()
    one = person(api)
    for written in (one.state.user_id, one.state.phone, f"+{one.state.phone}", api.new_id(one.state)):
        assert chat_scan.named(f'{{"event": "x", "to": "{written}"}}'.encode(), whatsapp_scan.WHATSAPP.names(api))
    assert chat_scan.named(b'{"event": "x", "chat": "3f9a"}', whatsapp_scan.WHATSAPP.names(api)) == []


def test_nothing_said_on_whatsapp_is_found_in_what_the_bot_wrote(tmp_path: Path) -> None:
    happened, found, typed = whatsapp_scan.run(200, tmp_path)
    assert found == []
    assert happened["answers"] > 80
    assert happened["kills"] > 0
    assert len(typed.niks) > 80
