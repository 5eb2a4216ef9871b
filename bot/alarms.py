"""The alarms: which kinds there are, and what each means."""

MEANINGS = {
    "guessing": "A network or a channel shows signs of guessing NIKs.",
    "check_brake": "Checks are refused because somebody guesses from many addresses or with many accounts.",
    "network_full": "One network asked for half of the NIKs that it may ask for in a day, or for all of them: a large "
    "crowd, or somebody with a list of NIKs.",
    "check_quota": "20 checks were refused within a minute because the quotas of their chats were used up.",
    "factor_guessing": "The second factor of one NIK was tried 10 times in a day.",
    "cadre_codes": "20 wrong codes for cadres were typed within an hour.",
    "crowded": "One web address sends as many messages as it may, or writes from as many chats as it may.",
    "no_room": "One network made us keep as many new chats, subscriptions or questions in a day as it may; people who "
    "come from there are told so. Raised once a day for each network and kind.",
    "broadcast_refused": "Telegram does not accept a broadcast.",
    "telegram_webhook": "Another program that has our token removed or replaced our webhook; ours is set again.",
    "telegram_poller": "Another program polls with our token, and receives a part of what people write.",
    "cannot_write": "Nothing can be kept: the disk is full, read-only or failing, or another process holds the "
    "database. The alarm says which, and what to do. Raised once a minute.",
    "sweep_held": "Nothing is forgotten until somebody has looked: the clock went a day ahead while the bot ran, a "
    "start came more than 7 days after the last sweep, or after a day without a sweep more than a tenth (and more than "
    "100 rows) of a table would go. Look at the clock, then run `sigap sweep`.",
    "older_copy": "The live database is older than what was noted outside it, as after a backup was copied back by "
    "hand. Only answers are sent, and `/readyz` is 503. Run `sigap restored`.",
}
"""The kind, as it stands in the log and in `sigap_alarms_total`, and its meaning."""
