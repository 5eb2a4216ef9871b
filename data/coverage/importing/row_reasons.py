"""Why a row of a participants file is not taken, or says nothing sure of its person."""

REASONS = (
    "nik_missing", "nik_error", "nik_number_cell", "nik_scientific", "nik_not_digits", "nik_too_short", "nik_too_long",
    "nik_bad_date", "nik_unknown_region", "nik_serial",
)  # fmt: skip
"""Why a row is rejected; each has a sentence in texts/lists.toml, as `reason.` and this word."""

UNCLEAR = (
    "status_unknown", "status_error", "status_blank", "start_unreadable", "end_unreadable", "end_before_start",
    "row_slipped", "cohort_unfit", "remark_left", "struck", "name_missing", "kk_missing", "rows_contradict",
    "names_differ", "nik_is_kk", "number_alone",
)  # fmt: skip
"""Why a row with a sound NIK says nothing sure of its person; each has a sentence in texts/lists.toml."""


class Rejected(Exception):
    """A row that cannot be taken: `reason` is a key of REASONS."""

    def __init__(self, reason: str, nik: str = "") -> None:
        self.reason = reason
        self.nik = nik
        super().__init__(reason)


class Unclear(Exception):
    """A row with a sound NIK that says nothing sure of its person: `reason` is a key of UNCLEAR."""

    def __init__(self, reason: str, at: int | None = None) -> None:
        self.reason = reason
        self.at = at
        """The column of the remark, where it is one."""
        super().__init__(reason)
