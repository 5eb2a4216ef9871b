"""The bots that ours is measured beside, a file each.

Bare ones look a NIK up and answer with one call. *Durable* ones do what ours promises: an update is handled once, the
chat and its quota are kept, the answer stays until it is sent, and the message with the NIK is deleted.

Each runs until it is killed: `python -m tests.bench.peers.NAME JOB`, `node tests/bench/peers/NAME.js JOB`; the job is a
JSON file (`job.py`). The packages are pinned in `package-lock.json` and in the group `bench` of `pyproject.toml`.
"""
