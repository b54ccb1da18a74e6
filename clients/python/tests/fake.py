"""A service whose answers a test chooses, to have the faults that a real one does not show at will."""

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Fake:
    def __init__(self, port=0):
        self.requests = []
        self.streams = []
        self.open = []
        self.revision = 1
        self.values = {"greeting": "hello", "paymentKey": "made-up-content"}
        self.instead = lambda handler, path: False
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                fake.answer(self)

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            allow_reuse_address = True

            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", port), Handler)
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def deploy(self, values):
        self.values = values
        self.revision += 1
        for handler in list(self.streams):
            self.event(handler)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        for connection in self.open:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def body(self):
        return json.dumps(
            {
                "revision": self.revision,
                "environment": {"tag": "qa", "values": {"host": "qa.example.com"}},
                "values": self.values,
                "unresolved": ["orphan"],
            }
        )

    def answer(self, handler):
        self.open.append(handler.connection)
        path = handler.path.replace("/api/client/v1/apps/shop-abcde", "")
        self.requests.append((path, dict(handler.headers)))
        if self.instead(handler, path):
            return
        if path == "/events":
            send(handler, 200, None, {"Content-Type": "text/event-stream"})
            self.event(handler)
            self.streams.append(handler)
            try:
                while handler.connection.recv(1):
                    pass
            except OSError:
                pass
            self.streams.remove(handler)
        elif handler.headers.get("If-None-Match") == f'"{self.revision}"':
            send(handler, 304, None, {})
        else:
            send(handler, 200, self.body(), {"ETag": f'"{self.revision}"'})

    def event(self, handler):
        try:
            handler.wfile.write(b'event: deployed\ndata: {"revision": %d}\n\n' % self.revision)
            handler.wfile.flush()
        except OSError:
            pass


def send(handler, status, body, headers):
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    if body is None:
        handler.close_connection = True
    else:
        handler.send_header("Content-Length", str(len(body.encode())))
    handler.end_headers()
    if body is not None:
        handler.wfile.write(body.encode())
    handler.wfile.flush()
    return True


def refuse(handler, status, code, error):
    return send(handler, status, json.dumps({"error": error, "error_code": code}), {})


def eventually(what, condition):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError(f"not seen in time: {what}")
