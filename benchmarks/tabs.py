"""A browser tab without a browser: speaks Streamlit's protocol to a real server, and waits until a page is drawn."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0
"""Seconds for a page, or for the server to come up."""


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Serve the demonstration on a free port of this machine, its records in a folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "ui/streamlit_app.py", f"--server.port={port}"]
    around = os.environ | {"TUMORBOARD_DEMO": "1", "TUMORBOARD_DATA_DIR": str(folder)}
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=around, stdout=log, stderr=subprocess.STDOUT)
        try:
            give_up = time.monotonic() + PATIENCE
            while not _healthy(f"http://127.0.0.1:{port}/_stcore/health"):
                if process.poll() is not None or time.monotonic() > give_up:
                    raise RuntimeError("the server did not come up")
                time.sleep(0.2)
            yield f"ws://127.0.0.1:{port}/_stcore/stream"
        finally:
            process.terminate()
            process.wait(10)


def _healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


class Tab:
    """One open tab.

    Parameters
    ----------
    address : str
        Of the server's stream.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.pages: dict[str, str] = {}
        self.buttons: dict[str, str] = {}
        self._page = ""
        self._query = ""
        self._stream: ClientConnection | None = None

    async def open(self) -> None:
        """Connect and draw the first page."""
        self._stream = await connect(self.address, subprotocols=["streamlit"], max_size=None)  # type: ignore[list-item]
        await self._draw(BackMsg())

    async def go(self, page: str, **query: str) -> None:
        """Draw a page by its path, as a click in the list of pages does."""
        self._page, self._query = self.pages[page], urlencode(query)
        await self._draw(BackMsg())

    async def press(self, label: str) -> None:
        """Press a button of the page and draw what comes of it."""
        message = BackMsg()
        message.rerun_script.widget_states.widgets.add(id=self.buttons[label], trigger_value=True)
        await self._draw(message)

    async def close(self) -> None:
        """Close the tab."""
        if self._stream is not None:
            await self._stream.close()

    async def _draw(self, message: BackMsg) -> None:
        """Ask for a run and read until its last word; a run that asks for another is not the last."""
        if self._stream is None:
            raise RuntimeError("the tab is not open")
        message.rerun_script.page_script_hash, message.rerun_script.query_string = self._page, self._query
        await self._stream.send(message.SerializeToString())
        self.buttons = {}
        while True:
            told = ForwardMsg.FromString(await self._stream.recv(decode=False))
            kind = told.WhichOneof("type")
            if kind == "navigation":
                self.pages = {page.url_pathname: page.page_script_hash for page in told.navigation.app_pages}
                self._page = told.navigation.page_script_hash
            elif kind == "delta" and told.delta.new_element.WhichOneof("type") == "button":
                button = told.delta.new_element.button
                self.buttons[button.label.replace("\\", "")] = button.id
            elif kind == "delta" and told.delta.new_element.WhichOneof("type") == "exception":
                raise RuntimeError(told.delta.new_element.exception.message)
            elif kind == "script_finished" and told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return
