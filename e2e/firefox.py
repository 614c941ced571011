"""Debian's Firefox for Playwright, which speaks WebDriver BiDi with it.

Playwright's own build of Firefox is in no package archive. Debian's lacks a command that Playwright 1.65 sends to each
page, to set the colour scheme, and Playwright gives up. So this program starts Firefox and passes everything on but
that command, which it answers itself. `launcher` makes an executable of it.
"""

import asyncio
import json
import re
import shutil
import sys
from functools import partial
from pathlib import Path

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

PROGRAM = "firefox-esr"
ANSWERED_HERE = frozenset({"emulation.setMediaFeaturesOverride"})
ADDRESS = re.compile(r"(?<=WebDriver BiDi listening on )ws://\S+")


def is_installed() -> bool:
    return shutil.which(PROGRAM) is not None


def launcher(folder: Path) -> Path:
    """Write an executable that starts this program with its own arguments."""
    file = folder / "firefox"
    file.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{__file__}" "$@"\n')
    file.chmod(0o755)
    return file


async def pass_on(client: ServerConnection, address: str) -> None:
    path = client.request.path if client.request else ""
    async with connect(f"{address}{path}", max_size=None, ping_interval=None, origin=None) as firefox:

        async def commands() -> None:
            async for message in client:
                command = json.loads(message)
                if command["method"] in ANSWERED_HERE:
                    await client.send(json.dumps({"type": "success", "id": command["id"], "result": {}}))
                else:
                    await firefox.send(message)
            await firefox.close()

        async def answers() -> None:
            async for message in firefox:
                await client.send(message)
            await client.close()

        await asyncio.gather(commands(), answers())


async def main() -> int:
    firefox = await asyncio.create_subprocess_exec(PROGRAM, *sys.argv[1:], stderr=asyncio.subprocess.PIPE)
    servers = []
    assert firefox.stderr is not None
    while line := await firefox.stderr.readline():
        text = line.decode(errors="replace")
        if found := ADDRESS.search(text):
            proxy = partial(pass_on, address=found[0])
            server = await serve(proxy, "127.0.0.1", 0, max_size=None, ping_interval=None)
            servers.append(server)
            port = next(iter(server.sockets)).getsockname()[1]
            text = ADDRESS.sub(f"ws://127.0.0.1:{port}", text)
        sys.stderr.write(text)
        sys.stderr.flush()
    return await firefox.wait()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
