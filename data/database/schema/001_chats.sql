-- The live database. What is kept about people, why and how long is listed in docs/reference/retention.md.

CREATE TABLE chats (
    channel  TEXT NOT NULL,
    address  TEXT NOT NULL,
    language TEXT,                  -- as the person chose it
    pending  TEXT,                  -- JSON: the question we asked, and its answers so far; no NIK, only keyed hashes
    pending_until INTEGER,
    used     INTEGER NOT NULL,      -- last message
    PRIMARY KEY (channel, address)
) STRICT, WITHOUT ROWID;

-- A message that was handled, and the replies to it until they are sent: handled once, however often it is delivered.
CREATE TABLE turns (
    seen     BLOB PRIMARY KEY,      -- hash of channel, address and message id
    at       INTEGER NOT NULL,
    channel  TEXT,                  -- where the answer goes; these three are NULL once it is sent
    address  TEXT,
    answer   TEXT                   -- JSON, NIK-free
) STRICT, WITHOUT ROWID;
CREATE INDEX turns_at ON turns (at);

-- NIKs asked in the last 24 hours, by a keyed hash of who asked. Outlives /hapus, or erasing would refill the quota.
CREATE TABLE asked (
    bucket BLOB NOT NULL,
    nik    BLOB NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (bucket, nik)
) STRICT, WITHOUT ROWID;
CREATE INDEX asked_at ON asked (at);

-- Second factors that did not match, in the last 24 hours.
CREATE TABLE mismatches (
    bucket BLOB NOT NULL,
    nik    BLOB NOT NULL,
    at     INTEGER NOT NULL
) STRICT;
CREATE INDEX mismatches_of ON mismatches (bucket, nik, at);
CREATE INDEX mismatches_at ON mismatches (at);
