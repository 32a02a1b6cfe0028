"""A recording proxy for TCP on this machine: `proxy.py DIRECTORY LISTEN:TARGET [LISTEN:TARGET ...]`, all of them ports.

What passes is written, octet for octet, to two files for each connection: `LISTEN-NUMBER-out.capture` holds what the side that dialled
sent, `-in.capture` what it was sent. A node that is to be recorded listens on TARGET and advertises LISTEN. Ends with SIGTERM or SIGINT.
Only the standard library is used.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

HOST = "127.0.0.1"
PIECE_OCTETS = 65_536
CONNECTIONS_MAX = 4_096


class Recorder:
    """Passes connections on and writes down what they carry."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._count = 0
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def listen(self, listen: int, target: int) -> asyncio.Server:
        """Takes connections on one port for another."""

        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.create_task(self._serve(reader, writer, listen, target))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        return await asyncio.start_server(connected, HOST, listen, limit=PIECE_OCTETS)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, listen: int, target: int) -> None:
        if len(self._open) >= 2 * CONNECTIONS_MAX:
            writer.close()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection(HOST, target, limit=PIECE_OCTETS)
        except OSError:
            # Nobody listens behind us: the side that dialled must see that, and tries again.
            writer.close()
            return
        self._count += 1
        name = self._directory / f"{listen}-{self._count:05d}"
        self._open |= {writer, far_writer}
        try:
            await asyncio.gather(
                self._pass(reader, far_writer, Path(f"{name}-out.capture")),
                self._pass(far_reader, writer, Path(f"{name}-in.capture")),
            )
        finally:
            self._open -= {writer, far_writer}
            writer.close()
            far_writer.close()

    @staticmethod
    async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: Path) -> None:
        # Unbuffered: what was passed on is on disk, whenever this process ends.
        with path.open("wb", buffering=0) as capture:
            try:
                while octets := await reader.read(PIECE_OCTETS):
                    capture.write(octets)
                    writer.write(octets)
                    await writer.drain()
                if writer.can_write_eof():
                    writer.write_eof()
            except OSError:
                writer.close()

    async def close(self) -> None:
        """Ends all connections."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def run(directory: Path, ports: list[tuple[int, int]]) -> None:
    """Serves until a signal says otherwise."""
    directory.mkdir(parents=True, exist_ok=True)
    recorder, stop = Recorder(directory), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    servers = [await recorder.listen(listen, target) for listen, target in ports]
    print(f"recording {len(ports)} ports into {directory}", flush=True)
    await stop.wait()
    for server in servers:
        server.close()
    await recorder.close()


def main(arguments: list[str]) -> int:
    """Reads the command line."""
    try:
        ports = [tuple(map(int, argument.split(":"))) for argument in arguments[1:]]
        pairs = [(listen, target) for listen, target in ports]
    except ValueError:
        pairs = []
    if not pairs:
        print(__doc__, file=sys.stderr)
        return 2
    asyncio.run(run(Path(arguments[0]), pairs))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
