"""Writes every page into docs/reference/."""

from workshop.reference.pages import FOLDER, written

FOLDER.mkdir(parents=True, exist_ok=True)
for name, text in written().items():
    (FOLDER / name).write_text(text, encoding="utf-8")
