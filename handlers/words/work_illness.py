"""Recognises an illness that comes from the work: the BPJS of work covers it, and the BPJS of health is another one."""

from handlers.words import signs
from handlers.words.page_phrases import bare

_NAME = "ketenagakerjaan"


def asked(words: list[str]) -> bool:
    """Whether it tells of an illness and of the work, and says that one comes from the other or asks its BPJS."""
    plain = [*map(bare, words)]
    told = signs.held_in(plain)
    if "ailing" not in told:
        return False
    besides = f" {' '.join(plain)} ".replace(f" {_NAME} ", " ")
    for one in signs.SIGNS["bpjs_of_work"]:
        besides = besides.replace(f" {one} ", " ")
    works = "works" in signs.held_in(besides.split())
    return works and (names_its_bpjs(words) or "from_work" in told)


def is_ailing(words: list[str]) -> bool:
    """Whether it holds a word of an illness."""
    return "ailing" in signs.held_in([*map(bare, words)])


def names_its_bpjs(words: list[str]) -> bool:
    """Whether it names BPJS Ketenagakerjaan, in whatever words."""
    return "bpjs_of_work" in signs.held_in(words)
