"""A small form of the crash run on WhatsApp; `python -m tests.faults.whatsapp` is the long one."""

from pathlib import Path

from tests.faults import whatsapp


async def test_no_kill_loses_a_message_on_whatsapp(tmp_path: Path) -> None:
    seen = await whatsapp.run(2, tmp_path)
    assert seen["kills"] == 2
    assert seen["messages"] > 0
    assert [one for one in whatsapp.BAD if seen[one]] == []
