-- When a person was told, once, how to delete a message with a NIK, on a channel where we cannot delete it.
ALTER TABLE chats ADD COLUMN told_to_delete INTEGER;
