"""The kinds of alarms, and what each means."""

MEANINGS = {
    "guessing": "Somebody seems to guess NIKs from a network, or on a channel.",
    "check_brake": "Checks are refused, because somebody guesses from many addresses or with many accounts.",
    "network_full": "One network has asked for half of its NIKs for the day, or for all of them: a large crowd, or "
    "somebody with a list of NIKs.",
    "check_quota": "20 checks were refused within a minute, because the quotas of their chats were used up.",
    "factor_guessing": "The second factor of one NIK was tried 10 times in a day.",
    "cadre_codes": "20 wrong cadre codes were typed within an hour.",
    "crowded": "One web address has reached its limit of messages, or of chats.",
    "no_room": "One network has reached its daily limit of new chats, subscriptions or questions that we store; "
    "people who come from there are told so. Raised once a day for each network and kind.",
    "broadcast_refused": "Telegram does not accept a broadcast.",
    "telegram_webhook": "Another program with our token removed or replaced our webhook; ours is set again.",
    "telegram_poller": "Another program polls with our token, and receives a part of the messages.",
    "whatsapp_budget": "The budget of WhatsApp for this month is spent (SIGAP_WHATSAPP_BUDGET): only emergencies, "
    "claims and STOP are answered there, and others get a link to the web chat once a day.",
    "whatsapp_account": "WhatsApp's service reports something about the account, the number or a template. Staff get "
    "the details on Telegram.",
    "whatsapp_suspended": "WhatsApp lets us send nothing until somebody acts: the alarm says why, with Meta's code. "
    "Replies wait up to 24 hours, and other channels work.",
    "whatsapp_unrecognised": "Meta answered with an error code that we do not know. The message is not sent again: "
    "look up the code.",
    "cannot_write": "Nothing can be stored: the disk is full, read-only or failing, or another process has locked the "
    "database. The alarm says which, and what to do. Raised once a minute.",
    "sweep_held": "Nothing is deleted until somebody has looked: the clock jumped a day ahead while the bot ran, the "
    "bot started more than 7 days after the last sweep, or, after a day without a sweep, more than a tenth (and more "
    "than 100 rows) of a table would be deleted. Check the clock, then run `sigap sweep`.",
    "older_copy": "The live database is older than the notes outside it, as after a backup was copied back by hand. "
    "Only replies are sent, and `/readyz` is 503. Run `sigap restored`.",
}
"""The meaning of each kind, by its name in the log and in `sigap_alarms_total`."""
