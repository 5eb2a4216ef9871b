-- A chat that wants announcements: since when, and the sentence that confirmed it.
ALTER TABLE chats ADD COLUMN subscribed INTEGER;
ALTER TABLE chats ADD COLUMN consent TEXT;

-- Finds the answers to a chat that were not sent yet.
CREATE INDEX turns_unsent ON turns (channel, address) WHERE answer IS NOT NULL;
