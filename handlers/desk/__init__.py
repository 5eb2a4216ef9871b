"""The staff's side of the conversation: announcements, statistics, cadres; `router` lists its steps."""
