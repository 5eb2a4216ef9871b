-- Chats whose address changed, by keyed hashes: a change that is reported again changes nothing, and two people are
-- never taken for one.
CREATE TABLE moves (
    before  BLOB PRIMARY KEY,            -- keyed hash of channel and address
    after   BLOB NOT NULL,
    at      INTEGER NOT NULL             -- seconds since 1970
) STRICT, WITHOUT ROWID;
CREATE INDEX moves_after ON moves (after);
CREATE INDEX moves_at ON moves (at);

-- What a service reported of a message of ours, so that each message is billed once, however often and in whatever
-- order the reports come. A message is billed once it arrived and its price is known.
CREATE TABLE receipts (
    message  BLOB PRIMARY KEY,           -- hash of channel and message id
    at       INTEGER NOT NULL,           -- of the first report
    arrived  INTEGER NOT NULL,           -- 1: it was delivered or read
    category TEXT,                       -- its tariff, in the words of the service; NULL: not known yet
    free     INTEGER NOT NULL DEFAULT 0  -- 1: it costs nothing
) STRICT, WITHOUT ROWID;
CREATE INDEX receipts_at ON receipts (at);

-- Messages that a service bills, counted by day, without the chat; data/content/prices.toml says what each costs.
CREATE TABLE costs (
    day      INTEGER NOT NULL,           -- as Python's date.toordinal() counts, in Bekasi
    channel  TEXT NOT NULL,
    category TEXT NOT NULL,
    free     INTEGER NOT NULL,
    outcome  TEXT NOT NULL,              -- of the answer; empty where that is not known
    messages INTEGER NOT NULL,
    PRIMARY KEY (day, channel, category, free, outcome)
) STRICT, WITHOUT ROWID;
