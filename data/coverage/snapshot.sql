-- One coverage snapshot: read-only once published. No NIK, no name, no address is in it.

CREATE TABLE about (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE cohorts (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

-- Days are counted as Python's date.toordinal() does.
CREATE TABLE people (
    nik         BLOB PRIMARY KEY,   -- HMAC-SHA256 of the NIK, first 16 bytes
    status      INTEGER NOT NULL,   -- 0 listed, 1 ended, 2 gone: in an earlier snapshot, not in this list,
                                    -- 3 unclear: in this list, which says nothing sure of the person
    starts      INTEGER,
    ends        INTEGER,
    cohort      INTEGER REFERENCES cohorts,
    factor      BLOB,               -- HMAC-SHA256 of NIK hash and second factor, first 16 bytes
    last_listed INTEGER             -- gone: the as-of day of the last list that held this person; unclear: of the
                                    -- last one before this that did, and said something sure
) STRICT, WITHOUT ROWID;
