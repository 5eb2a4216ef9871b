-- The buttons under the last few answers of a chat: what each needs to work although another NIK came between.
CREATE TABLE offers (
    id       INTEGER PRIMARY KEY,        -- in the order of the answers
    channel  TEXT NOT NULL,
    address  TEXT NOT NULL,
    token    TEXT NOT NULL,              -- what the buttons carry
    session  TEXT NOT NULL,              -- on the web a hash of the session that was answered
    answers  TEXT NOT NULL,              -- JSON as in chats.pending: no NIK, only keyed hashes
    until    INTEGER NOT NULL,
    UNIQUE (channel, address, token)
) STRICT;
CREATE INDEX offers_until ON offers (until);
