-- Messages that nobody asked for (so far notices about watches), until they are sent, withdrawn or given up. A message
-- says what is to be rendered, in a form with a version; it holds no NIK, no hash of one, and no text of a person.
CREATE TABLE outgoing (
    id       INTEGER PRIMARY KEY,        -- in the order of sending
    channel  TEXT NOT NULL,
    address  TEXT NOT NULL,
    kind     TEXT NOT NULL,              -- which part of the program renders it: watch
    name     TEXT NOT NULL,              -- the same message is queued once in a chat
    body     TEXT NOT NULL,              -- JSON with its version
    created  INTEGER NOT NULL,           -- seconds since 1970
    done     INTEGER NOT NULL DEFAULT 0, -- how many of its parts were sent
    UNIQUE (channel, address, kind, name)
) STRICT;
CREATE INDEX outgoing_created ON outgoing (created);
