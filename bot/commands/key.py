"""The verb `key`: makes a NIK key."""

from pathlib import Path
from typing import Annotated

import typer

from bot.command_line.output import configured, out, say_warning, stop
from data import hashing
from data.files import file_names

app = typer.Typer()


@app.command("key")
def make_key(
    file: Annotated[Path, typer.Argument(help="The file to write; outside the data directory and any repository.")],
) -> None:
    """Make a new key file. A snapshot can only be read with the key it was made with."""
    found = configured()
    if file.resolve().is_relative_to(found.data_dir.resolve()):
        named = file_names.display_name(file, "This file")
        stop(f"{named} lies in the data directory {found.data_dir}. Keep the key apart from the data it protects.")
    key = hashing.make(file)
    out.print(f"Key {key.fingerprint} written to {file}.", soft_wrap=True)
    if found.has_keyed_data and (used := found.key_of_data):
        say_warning(
            f"the data here was made with the key {used}, and cannot be read with the new one. To change to it: "
            f"sigap rekey LIST --as-of DATE --new-key {file}"
        )
    out.print("Keep a copy in a safe place: snapshots made with it cannot be read without it.", soft_wrap=True)
    out.print(f"Then set SIGAP_NIK_KEY_FILE={file.resolve()}", soft_wrap=True)
