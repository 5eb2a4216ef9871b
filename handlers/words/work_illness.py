"""Recognises an illness that comes from the work: the BPJS of work covers it, and the BPJS of health is another one."""

from handlers.words import signs
from handlers.words.page_phrases import bare

_NAMES = " ketenagakerjaan "


def asked(words: list[str]) -> bool:
    """Whether it tells of an illness and of the work, and says that one comes from the other or asks its BPJS."""
    plain = " ".join(map(bare, words))
    if not signs.holds("ailing", plain):
        return False
    of_its_bpjs = names_its_bpjs(words)
    besides = f" {plain} ".replace(_NAMES, " ")
    for one in signs.SIGNS["bpjs_of_work"]:
        besides = besides.replace(one, " ")
    works = signs.holds("works", besides.strip())
    return works and (of_its_bpjs or signs.holds("from_work", plain))


def is_ailing(words: list[str]) -> bool:
    """Whether it holds a word of an illness."""
    return signs.holds("ailing", " ".join(map(bare, words)))


def names_its_bpjs(words: list[str]) -> bool:
    """Whether it names BPJS Ketenagakerjaan, in whatever words."""
    return signs.holds("bpjs_of_work", " ".join(words))
