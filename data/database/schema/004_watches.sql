-- Where a person stands in the guide to put data right, and since when.
ALTER TABLE chats ADD COLUMN guide TEXT;
ALTER TABLE chats ADD COLUMN guide_at INTEGER;

-- A chat that wants to hear when what we said of a NIK is no longer so.
CREATE TABLE watches (
    channel  TEXT NOT NULL,
    address  TEXT NOT NULL,
    nik      BLOB NOT NULL,              -- keyed hash
    factor   BLOB,                       -- keyed hashes of the second factor as typed, where one was asked for
    snapshot INTEGER,                    -- whose answer holds; NULL: we could not check
    since    INTEGER NOT NULL,
    compared INTEGER NOT NULL DEFAULT 0, -- the last snapshot we looked into for news
    news     TEXT,                       -- what is to be told: changed, expired
    PRIMARY KEY (channel, address, nik)
) STRICT, WITHOUT ROWID;
CREATE INDEX watches_compared ON watches (compared);
CREATE INDEX watches_news ON watches (news, channel) WHERE news IS NOT NULL;
CREATE INDEX watches_since ON watches (since);

-- What was not understood: redacted, without its chat, counted by day.
CREATE TABLE questions (
    day     INTEGER NOT NULL,            -- as Python's date.toordinal() counts
    shape   TEXT NOT NULL,               -- its plain words, sorted: alike ones are one row
    text    TEXT NOT NULL,
    offered TEXT NOT NULL,               -- the topics offered instead, best first
    count   INTEGER NOT NULL,
    PRIMARY KEY (day, shape)
) STRICT, WITHOUT ROWID;
