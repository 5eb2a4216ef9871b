"""Checks that the settings name who is responsible for the data, and whom residents can ask about it."""

ADVICE = (
    'Write into the environment or .env, for example: SIGAP_CONTROLLER="Dinas Tenaga Kerja Kota Bekasi" and '
    'SIGAP_DPO="dpo@disnaker.example, 021-555-0100". (Tulis di .env nama kantor yang bertanggung jawab atas data, dan '
    "kontak yang bisa ditanya warga soal datanya.)"
)
"""What to do when one is missing."""


def missing(controller: str, dpo: str) -> list[str]:
    """The settings of the two that are not set, by name."""
    return [name for name, value in (("SIGAP_CONTROLLER", controller), ("SIGAP_DPO", dpo)) if not value.strip()]
