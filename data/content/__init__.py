"""Content shown to residents and staff: `texts` has the sentences; the rest are pictures, contacts and areas."""
