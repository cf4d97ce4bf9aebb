"""A mail server that takes everything, for measuring; SMTP as far as our own mails need it."""

import socketserver
import threading
from typing import Self


class Talk(socketserver.StreamRequestHandler):
    """One conversation."""

    server: "PostOffice"
    disable_nagle_algorithm = True

    def handle(self) -> None:
        """Answer each line at once; a mail ends with a full stop on a line of its own."""
        self.wfile.write(b"220 bench\r\n")
        in_mail = False
        for line in self.rfile:
            if in_mail:
                if line != b".\r\n":
                    continue
                in_mail = False
                self.server.taken += 1
            word = line[:4].upper()
            in_mail = word == b"DATA"
            self.wfile.write({b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}.get(word, b"250 ok\r\n"))
            if word == b"QUIT":
                return


class PostOffice(socketserver.ThreadingTCPServer):
    """Use it as a context; ``taken`` counts the mails."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.taken = 0
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def url(self) -> str:
        """Return the setting that leads here."""
        return f"smtp://127.0.0.1:{self.server_address[1]}?tls=none"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        self.shutdown()
        self.server_close()
