"""Lists the reasons why a row is rejected, or leaves its person unclear."""

REASONS = (
    "nik_missing", "nik_error", "nik_number_cell", "nik_scientific", "nik_not_digits", "nik_too_short", "nik_too_long",
    "nik_bad_date", "nik_unknown_region", "nik_serial",
)  # fmt: skip
"""Reasons for rejecting a row; each has a sentence `reason.<reason>` in texts/lists.toml."""

UNCLEAR = (
    "status_unknown", "status_error", "status_blank", "start_unreadable", "end_unreadable", "end_before_start",
    "row_slipped", "cohort_unfit", "remark_left", "struck", "name_missing", "kk_missing", "rows_contradict",
    "names_differ", "nik_is_kk", "number_alone",
)  # fmt: skip
"""Reasons why a row with a sound NIK leaves its person unclear; each has a sentence in texts/lists.toml, too."""


class Rejected(Exception):
    """A row that cannot be accepted: `reason` is a key of REASONS."""

    def __init__(self, reason: str, nik: str = "") -> None:
        self.reason = reason
        self.nik = nik
        super().__init__(reason)


class Unclear(Exception):
    """A row with a sound NIK that leaves its person unclear: `reason` is a key of UNCLEAR."""

    def __init__(self, reason: str, at: int | None = None) -> None:
        self.reason = reason
        self.at = at
        """The column of the remark, if a remark is the reason."""
        super().__init__(reason)
