"""The conversation of the staff: announcements, figures, reports."""
