-- What was one slot becomes two: the question that we asked and wait for, and the last answers with what their buttons
-- need. `data/chats/earlier_versions.py` reads what is put together here, which waits for a day at most.
ALTER TABLE chats RENAME COLUMN pending TO question;              -- JSON: no NIK, only keyed hashes
ALTER TABLE chats RENAME COLUMN pending_until TO question_until;
ALTER TABLE chats ADD COLUMN recent_until INTEGER;                -- when the oldest of the recent answers expires
ALTER TABLE chats ADD COLUMN recent TEXT;                         -- JSON: no NIK, no text of a message

UPDATE chats SET
    recent_until = coalesce(
        (SELECT min(until) FROM offers WHERE offers.channel = chats.channel AND offers.address = chats.address),
        question_until
    ),
    recent = '{"offers":[' || coalesce((
        SELECT group_concat('{"token":"' || token || '","until":' || until || ',"answers":' || answers || '}')
        FROM (
            SELECT token, until, answers FROM offers
            WHERE offers.channel = chats.channel AND offers.address = chats.address ORDER BY id
        )
    ), '') || '],"open":' || coalesce(question, 'null') || ',"until":' || coalesce(question_until, 'null') || '}'
WHERE question IS NOT NULL
    OR EXISTS (SELECT 1 FROM offers WHERE offers.channel = chats.channel AND offers.address = chats.address);

CREATE INDEX chats_recent ON chats (recent_until) WHERE recent_until IS NOT NULL;

DROP TABLE offers;
