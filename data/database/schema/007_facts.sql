-- What the database knows of itself: when it was last swept, the key that was used with it.
CREATE TABLE facts (
    name    TEXT PRIMARY KEY,
    value   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
