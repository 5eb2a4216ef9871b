"""Examines the installation: settings, proxies, file permissions, key, staff and disk."""

import os
import shlex
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from bot.doctor.finding import MOST_NAMED, Finding
from bot.setting_values import names, proxies
from bot.settings import Settings
from data import hashing
from data.coverage import snapshots
from data.files import own_files
from data.hashing import Key, KeyProblem
from data.shortened import first_few
from data.staff import members as staff

_LONGEST_PATH = 4096
_ROOM = 200 * 2**20
"""Bytes; a snapshot of 50,000 people takes 4 MB, of 5 million 400 MB."""


def settings_present(settings: Settings) -> Finding:
    """Whether the settings that residents read about are set."""
    missing = names.missing(settings.controller, settings.dpo)
    if not missing:
        return Finding("settings", "ok", f"data in {settings.data_dir}")
    said = f"data in {settings.data_dir}; {' and '.join(missing)} not set"
    if _has_real_list(settings):
        return Finding("settings", "error", f"{said}, so `sigap serve` does not serve the real list", names.ADVICE)
    return Finding("settings", "warning", f"{said}, which a real list needs", names.ADVICE)


def _has_real_list(settings: Settings) -> bool:
    try:
        number = snapshots.read_pointer(settings.snapshots).number
        return not snapshots.read_about(snapshots.file_of(settings.snapshots, number)).synthetic
    except snapshots.SnapshotProblem:
        return False  # which is told with the snapshot


def trusted_proxies(settings: Settings) -> Iterator[Finding]:
    """Whether the trusted proxies are too wide, or missing."""
    networks = proxies.read(settings.trusted_proxies)
    reach, wide = proxies.reach_the_internet(networks), proxies.wider_than_needed(networks)
    own = "Put only the address of each of your reverse proxies into SIGAP_TRUSTED_PROXIES."
    if reach:
        said = f"{first_few(reach, MOST_NAMED)}: anybody on the internet can claim any address, and so has no quota"
        yield Finding("proxies", "error", said, own)
    if wide:
        said = f"{first_few(wide, MOST_NAMED)}: anybody in these networks can claim any address, and so has no quota"
        yield Finding("proxies", "warning", said, own)
    if networks and not (reach or wide):
        yield Finding("proxies", "ok", f"{len(networks)} trusted")
    if not networks and settings.public_url.startswith("https://"):
        said = (
            f"{settings.public_url} is public, and no proxy is trusted: everybody seems to come from one address, and "
            "shares its quota"
        )
        yield Finding("proxies", "warning", said, own)
    elif not networks:
        yield Finding("proxies", "ok", "none, and no public address")


def web_site(settings: Settings) -> Iterator[Finding]:
    """Whether the web chat below a path of a site can be found there."""
    path = settings.web_path
    if path != "/" and settings.public_url.endswith(path):
        said = f"{path} is in SIGAP_PUBLIC_URL, too: posters show {settings.chat_url}"
        yield Finding("web", "error", said, f"Write SIGAP_PUBLIC_URL without {path}.")
    elif settings.embed_origins and not proxies.read(settings.trusted_proxies):
        said = "other sites may show the chat in a frame, and no HTTPS proxy is trusted: browsers keep no cookies there"
        yield Finding("web", "warning", said, "Put the address of your HTTPS proxy into SIGAP_TRUSTED_PROXIES.")
    elif path != "/":
        yield Finding("web", "ok", f"below {path}/: let your proxy keep that path (no slash at the end of proxy_pass)")


def file_permissions(settings: Settings) -> Finding:
    """Whether other users of this machine can read or replace our files."""
    given = (settings.telegram_token_file, settings.telegram_secret_file, settings.audit_head, Path(".env"))
    single = [one for one in given if one is not None and os.path.lexists(one)]
    tops = [one.resolve() for one in (settings.data_dir, *single)]
    found = sorted(own_files.accessible_to_others(*tops))
    beside = [settings.audit_head] if settings.audit_head and settings.audit_head not in single else []
    shared = dict.fromkeys(folder for one in (*single, *beside) for folder in own_files.shared_folders(one))
    said = [f"other users of this machine can access {first_few(found, MOST_NAMED, _LONGEST_PATH)}"] if found else []
    said += [f"other users can replace files in {first_few([*shared], MOST_NAMED, _LONGEST_PATH)}"] * bool(shared)
    if not said:
        return Finding("files", "ok", "only we can read them")
    wide = [one for one in tops if any(path.is_relative_to(one) and not path.is_symlink() for path in found)]
    linked = [path.resolve() for path in found if path.is_symlink()]
    advice = [_chmod("-R go=", wide), _chmod("go=", linked), _chmod("go-w", [*shared])]
    others = [one for one in (*wide, *linked, *shared) if not own_files.is_owned(one)]
    if others:
        advice.append(f"use files and folders of your own instead of {first_few(others, MOST_NAMED, _LONGEST_PATH)}")
    return Finding("files", "warning", "; ".join(said), "; ".join(filter(None, advice)))


def _chmod(how: str, paths: list[Path]) -> str:
    """The command that changes the mode of those paths that are ours; empty for none."""
    ours = [shlex.quote(str(one)) for one in dict.fromkeys(paths) if own_files.is_owned(one)]
    return f"chmod {how} {' '.join(ours)}" if ours else ""


def nik_key(settings: Settings) -> tuple[Key | None, Finding]:
    """Whether there is a key, and only we can read it."""
    try:
        key = settings.key()
    except KeyProblem as problem:
        return None, Finding("key", "error", "cannot be used", str(problem))
    if key is None and settings.has_keyed_data:
        advice = str(hashing.recovery_advice(settings.key_of_data, "No NIK key is set"))
        return None, Finding("key", "error", "not set", advice)
    if key is None:
        advice = "Make one with `sigap key FILE`, outside the data directory, and set SIGAP_NIK_KEY_FILE to it."
        return None, Finding("key", "error", "not set", advice)
    file = settings.nik_key_file
    if file and not settings.nik_key and stat.S_IMODE(file.stat().st_mode) & 0o077:
        advice = f"chmod 600 {shlex.quote(str(file))}"
        return key, Finding(
            "key", "warning", f"{key.fingerprint}; other users of this machine can read its file", advice
        )
    if file and not settings.nik_key and (shared := own_files.shared_folders(file)):
        said = f"{key.fingerprint}; other users of this machine can replace its file"
        return key, Finding("key", "warning", said, _chmod("go-w", shared) or "Keep it in a folder of your own.")
    return key, Finding("key", "ok", key.fingerprint)


def staff_roles(settings: Settings) -> Finding:
    """Whether announcements can be written, and approved by somebody else."""
    members = staff.read(settings.staff).values()
    said = f"{len(members)}, of them {sum(one.writes for one in members)} write and "
    said += f"{sum(one.approves for one in members)} approve"
    if not members:
        return Finding("staff", "ok", "none: SIGAP_STAFF is not set, so nothing can be announced")
    if settings.single_approver:
        advice = "Set SIGAP_SINGLE_APPROVER=false once there are two of you."
        return Finding("staff", "warning", f"{said}; one person may do both", advice)
    approvers = {one.address for one in members if one.approves}
    lonely = [one.name for one in members if one.writes and not approvers - {one.address}]
    if lonely:
        advice = "Add another approver to SIGAP_STAFF: nobody can approve their own announcement."
        return Finding(
            "staff", "warning", f"{said}; nobody can approve what {first_few(lonely, MOST_NAMED)} writes", advice
        )
    return Finding("staff", "ok", said)


def disk_space(settings: Settings) -> Finding:
    """Whether there is room for another snapshot."""
    there = next(folder for folder in (settings.data_dir, *settings.data_dir.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    if free < _ROOM:
        return Finding(
            "disk", "warning", f"{free // 2**20} MB free", "Make room: on a full disk no answer can be stored."
        )
    return Finding("disk", "ok", f"{free // 2**20:,} MB free")
