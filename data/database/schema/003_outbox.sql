-- What a channel that sends by itself needs to go on after a crash: the order of the answers, where the message stands
-- (to take it out of the chat), and how many parts of the answer were sent already.
ALTER TABLE turns ADD COLUMN number INTEGER;
ALTER TABLE turns ADD COLUMN reference TEXT;
ALTER TABLE turns ADD COLUMN done INTEGER NOT NULL DEFAULT 0;
