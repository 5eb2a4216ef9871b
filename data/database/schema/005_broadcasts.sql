-- Which announcements a chat wants: those of one kecamatan and of the whole city, or (NULL) all; and when we asked it,
-- once, whether it wants any.
ALTER TABLE chats ADD COLUMN kecamatan TEXT;
ALTER TABLE chats ADD COLUMN invited INTEGER;
CREATE INDEX chats_subscribed ON chats (channel, address) WHERE subscribed IS NOT NULL;

-- An announcement, from its draft to its report. The text stays: it is the original that others are compared with.
CREATE TABLE broadcasts (
    id         INTEGER PRIMARY KEY,
    state      TEXT NOT NULL,            -- draft, handed_in, approved, sending, paused, aborted, done
    writer     TEXT NOT NULL,            -- whose chat on Telegram
    texts      TEXT NOT NULL,            -- JSON: by language, as written
    attachment TEXT,                     -- JSON: a picture or a PDF, as the channel knows it
    audience   TEXT NOT NULL,            -- JSON: kecamatan, language, channel
    starts     INTEGER,                  -- not before; NULL: at once
    override   TEXT,                     -- why it may be sent at night
    note       TEXT,                     -- what the approver wants changed
    refused    TEXT,                     -- what the channel said of the preview
    code       TEXT UNIQUE,              -- the check code
    footers    TEXT,                     -- JSON: what stands below its words, by language, as it was approved
    fingerprint BLOB,                    -- of all that was handed in; what is approved must be the same
    approver   TEXT,
    approved   INTEGER,
    alone      INTEGER NOT NULL DEFAULT 0, -- 1: approved by its writer, in the one-person mode
    frozen     TEXT,                     -- JSON: the last chat put on the list; 'all' when the list is whole
    started    INTEGER,
    ended      INTEGER,
    changed    INTEGER NOT NULL
) STRICT;
CREATE INDEX broadcasts_active ON broadcasts (state);

-- One row a person and broadcast: pending -> claimed -> sent, gone, failed or unknown.
CREATE TABLE deliveries (
    broadcast INTEGER NOT NULL,
    channel   TEXT NOT NULL,
    address   TEXT NOT NULL,             -- after /hapus a random word
    language  TEXT NOT NULL,             -- of the text this person gets
    state     TEXT NOT NULL DEFAULT 'pending',
    reason    TEXT,
    tries     INTEGER NOT NULL DEFAULT 0,
    fence     INTEGER,                   -- under which lease it was claimed
    at        INTEGER,
    PRIMARY KEY (broadcast, channel, address)
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_pending ON deliveries (broadcast, channel, tries, address) WHERE state = 'pending';
CREATE INDEX deliveries_claimed ON deliveries (channel) WHERE state = 'claimed';
CREATE INDEX deliveries_trouble ON deliveries (broadcast, state, reason) WHERE state IN ('gone', 'failed', 'unknown');

-- The same, counted as it happens.
CREATE TABLE tallies (
    broadcast INTEGER NOT NULL,
    channel   TEXT NOT NULL,
    total     INTEGER NOT NULL DEFAULT 0,
    sent      INTEGER NOT NULL DEFAULT 0,
    gone      INTEGER NOT NULL DEFAULT 0,
    failed    INTEGER NOT NULL DEFAULT 0,
    unknown   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (broadcast, channel)
) STRICT, WITHOUT ROWID;

-- Which process sends on a channel. Each new holder has a higher fence, so that an old one that wakes up changes nothing.
CREATE TABLE lanes (
    channel TEXT PRIMARY KEY,
    holder  TEXT NOT NULL,
    fence   INTEGER NOT NULL,
    until   REAL NOT NULL
) STRICT, WITHOUT ROWID;

-- The message in a staff chat that shows how a broadcast stands, and edits itself.
CREATE TABLE cards (
    broadcast INTEGER NOT NULL,
    address   TEXT NOT NULL,
    message   TEXT NOT NULL,             -- its id on the channel
    shown     TEXT NOT NULL,             -- a hash of what it says
    PRIMARY KEY (broadcast, address)
) STRICT, WITHOUT ROWID;

-- What staff and cadres did; each row's hash holds the one before.
CREATE TABLE audit (
    seq    INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,             -- seconds since 1970
    actor  TEXT NOT NULL,
    action TEXT NOT NULL,
    detail TEXT NOT NULL,                -- JSON, without NIK, phone number or text of a message
    hash   BLOB NOT NULL
) STRICT;

-- People who help others: a larger quota, until a day.
CREATE TABLE cadres (
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    label   TEXT NOT NULL,               -- as staff wrote it: "Posyandu Melati RW 05"
    since   INTEGER NOT NULL,
    until   INTEGER NOT NULL,
    given_by TEXT NOT NULL,
    checks  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (channel, address)
) STRICT, WITHOUT ROWID;
CREATE TABLE invitations (
    code    TEXT PRIMARY KEY,            -- typed once by the cadre
    label   TEXT NOT NULL,
    until   INTEGER NOT NULL,            -- of the role
    given_by TEXT NOT NULL,
    expires INTEGER NOT NULL             -- of the invitation
) STRICT, WITHOUT ROWID;

-- Answers counted by day, without whose they were.
CREATE TABLE counts (
    day     INTEGER NOT NULL,            -- as Python's date.toordinal() counts, in Bekasi
    channel TEXT NOT NULL,
    topic   TEXT NOT NULL,
    outcome TEXT NOT NULL,
    count   INTEGER NOT NULL,
    PRIMARY KEY (day, channel, topic, outcome)
) STRICT, WITHOUT ROWID;
