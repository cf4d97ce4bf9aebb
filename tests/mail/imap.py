"""A small IMAP server in a thread (RFC 9051, as much of it as imaplib speaks): a mailbox that returned mails lie in."""

import re
import socketserver
import threading
from typing import Any

LITERAL = re.compile(rb"<0\.(\d+)>")


class MailBox(socketserver.ThreadingTCPServer):
    """One mailbox with one user; ``mails`` are its mails in order, ``seen`` those that are marked as read."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.mails: list[bytes] = []
        self.seen: set[int] = set()
        self.hangs_up_at = ""
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"imap://studs:l%C3%B6sen@127.0.0.1:{self.server_address[1]}/INBOX?tls=none".replace("%C3%B6", "o")

    def close(self) -> None:
        self.shutdown()
        self.server_close()
        self.thread.join()


class Conversation(socketserver.StreamRequestHandler):
    """Answers one client."""

    server: MailBox
    disable_nagle_algorithm = True  # or each answer in two pieces waits for the other side to say that it has the first

    def handle(self) -> None:
        self.wfile.write(b"* OK IMAP4rev1 ready\r\n")
        for line in self.rfile:
            tag, _space, rest = line.strip().partition(b" ")
            words = rest.split()
            name = b" ".join(words[: 2 if words[0].upper() == b"UID" else 1]).decode().upper()
            if name == self.server.hangs_up_at:
                return
            answer = getattr(self, "do_" + name.replace(" ", "_").lower(), self.do_nothing)
            said = answer(words)
            self.wfile.write(tag + b" " + (said or b"OK done") + b"\r\n")
            if name == "LOGOUT":
                return

    def do_nothing(self, words: list[bytes]) -> bytes:
        return b"BAD what?"

    def do_capability(self, words: list[bytes]) -> None:
        self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")

    def do_login(self, words: list[bytes]) -> bytes | None:
        return None if words[1:] == [b"studs", b'"losen"'] else b"NO wrong user or password"

    def do_select(self, words: list[bytes]) -> bytes | None:
        if words[1] != b'"INBOX"':
            return b"NO no such folder"
        self.wfile.write(f"* {len(self.server.mails)} EXISTS\r\n".encode())
        return b"OK [READ-WRITE] selected"

    def do_uid_search(self, words: list[bytes]) -> None:
        unseen = [str(number) for number in range(1, len(self.server.mails) + 1) if number not in self.server.seen]
        self.wfile.write(f"* SEARCH {' '.join(unseen)}\r\n".encode())

    def do_uid_fetch(self, words: list[bytes]) -> None:
        number, most = int(words[2]), LITERAL.search(b" ".join(words))
        assert most, "only a part is asked for"
        content = self.server.mails[number - 1][: int(most[1])]
        self.wfile.write(b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n%s)\r\n" % (number, number, len(content), content))

    def do_uid_store(self, words: list[bytes]) -> None:
        assert words[3:] == [b"+FLAGS.SILENT", rb"(\Seen)"]
        self.server.seen.add(int(words[2]))

    def do_logout(self, words: list[bytes]) -> None:
        self.wfile.write(b"* BYE\r\n")


def report(
    *, message_id: str = "", to: str = "studs@example.se", action: str = "failed", status: str = "5.1.1", said: str = ""
) -> bytes:
    """Return a returned mail as mail servers have agreed to write it (RFC 3464)."""
    lines: list[Any] = [
        "From: MAILER-DAEMON@falkoping.example.se",
        f"To: {to}",
        "Subject: Undelivered Mail Returned to Sender",
        "Auto-Submitted: auto-replied",
        "Message-ID: <20261125@falkoping.example.se>",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        "",
        "--b",
        "",
        "Your message could not be delivered.",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.falkoping.example.se",
        "",
        "Final-Recipient: rfc822; asa@falkoping.example.se",
        f"Action: {action}",
        f"Status: {status}",
        f"Diagnostic-Code: smtp; {said}" if said else "X-Nothing: here",
        "",
        "--b",
        "Content-Type: text/rfc822-headers",
        "",
        f"Message-ID: {message_id}" if message_id else "Subject: no id",
        "",
        "--b--",
        "",
    ]
    return "\r\n".join(lines).encode()
