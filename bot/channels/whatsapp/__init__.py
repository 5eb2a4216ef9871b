"""The WhatsApp channel (Cloud API). Begin with `channel.py`; webhooks come in by `receiver.py`."""
