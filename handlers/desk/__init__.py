"""The staff's side of the conversation: announcements, figures, cadres; `router` has its steps."""
