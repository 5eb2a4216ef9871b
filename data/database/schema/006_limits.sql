-- When many people are expected, so that the limits of volume may be raised meanwhile.
CREATE TABLE expected (
    begins  INTEGER NOT NULL,
    ends    INTEGER NOT NULL,
    people  INTEGER NOT NULL
) STRICT;

-- Chats that answered the second factor of a NIK rightly: others who guess at it do not lock them out.
CREATE TABLE proved (
    bucket  BLOB NOT NULL,               -- keyed hash of the chat
    nik     BLOB NOT NULL,               -- keyed hash
    factor  BLOB NOT NULL,               -- keyed hash of the one that was known
    at      INTEGER NOT NULL,
    PRIMARY KEY (bucket, nik)
) STRICT, WITHOUT ROWID;
CREATE INDEX proved_at ON proved (at);
