-- Whether answers helped, as people said by a button below them: counted by day, without the chat or the channel.
CREATE TABLE ratings (
    day         INTEGER NOT NULL,            -- as Python's date.toordinal() counts, in Bekasi
    page        TEXT NOT NULL,               -- the outcome of the answer
    part        TEXT NOT NULL,               -- the fine question or short answer; empty for the page itself
    helped      INTEGER NOT NULL,
    not_helped  INTEGER NOT NULL,
    PRIMARY KEY (day, page, part)
) STRICT, WITHOUT ROWID;
