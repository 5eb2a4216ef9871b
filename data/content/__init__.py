"""Content that residents and staff are shown: `texts` has the sentences; also pictures, contacts and areas."""
