"""Draws an SVG as PNG, in a process of its own: the library lets no other thread of its process run meanwhile."""

import asyncio
import sys
from importlib.resources import files

_FONTS = ("AtkinsonHyperlegibleNext-Regular.ttf", "AtkinsonHyperlegibleNext-Bold.ttf")


def png(svg: str) -> bytes:
    """The picture, drawn here. Takes some tenths of a second, in which no other thread runs."""
    import resvg_py  # noqa: PLC0415 - large in memory, and needed in the other process alone

    fonts = [str(files("data").joinpath(f"fonts/{name}")) for name in _FONTS]
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=fonts))


async def png_elsewhere(svg: str) -> bytes:
    """The picture, drawn in another process, which ends then. Raises OSError when that cannot be done."""
    pipe = asyncio.subprocess.PIPE
    drawing = await asyncio.create_subprocess_exec(sys.executable, "-P", "-m", __name__, stdin=pipe, stdout=pipe)
    found, _ = await drawing.communicate(svg.encode())
    if drawing.returncode or not found:
        raise OSError(f"the process that draws ended with {drawing.returncode}")
    return found


if __name__ == "__main__":
    sys.stdout.buffer.write(png(sys.stdin.buffer.read().decode()))
