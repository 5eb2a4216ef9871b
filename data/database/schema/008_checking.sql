-- That staff stopped all checks; at most one row, and none while they go on.
CREATE TABLE checks_off (
    since   INTEGER NOT NULL,            -- seconds since 1970
    reason  TEXT NOT NULL                -- for staff; no resident reads it
) STRICT;

-- Days on which answers may have been wrong, said above every answer for a while; at most one row.
CREATE TABLE corrections (
    first   INTEGER NOT NULL,            -- as Python's date.toordinal() counts, in Bekasi
    last    INTEGER NOT NULL,
    until   INTEGER NOT NULL             -- said before this moment, in seconds since 1970
) STRICT;
