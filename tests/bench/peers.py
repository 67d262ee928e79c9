"""What others do in the same place, as one line of JSON each: MSAL for Python (an in-process cache) and
email-oauth2-proxy (its own function that connections call). No network beyond loopback. Arguments: how many callers ask
at once, and how many seconds the provider takes, so that everybody asks meanwhile."""

import json
import os
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CALLERS, DELAY = int(sys.argv[1]), float(sys.argv[2])
HITS = 2_000
TOKEN = "x" * 1_400


class Provider:
    """Answers like a token endpoint, and counts."""

    def __init__(self, life):
        self.life, self.calls, self.lock = life, 0, threading.Lock()

    def token(self):
        with self.lock:
            self.calls += 1
        time.sleep(DELAY)
        return json.dumps({"access_token": TOKEN, "token_type": "Bearer", "expires_in": self.life})


def stampede(call):
    barrier = threading.Barrier(CALLERS)

    def caller():
        barrier.wait()
        call()

    threads = [threading.Thread(target=caller) for _ in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Answer:
    def __init__(self, text):
        self.status_code, self.text, self.headers = 200, text, {"Content-Type": "application/json"}

    def raise_for_status(self):
        pass


class Transport:
    """What MSAL sends its requests with."""

    def __init__(self, provider):
        self.provider = provider

    def get(self, url, **_):
        host = "https://login.microsoftonline.com/contoso"
        document = {"authorization_endpoint": host + "/authorize", "token_endpoint": host + "/token", "issuer": host}
        return Answer(json.dumps(document))

    def post(self, url, **_):
        return Answer(self.provider.token())

    def close(self):
        pass


def msal_peer():
    import msal

    provider = Provider(3_600)
    application = msal.ConfidentialClientApplication(
        "client", client_credential="secret", authority="https://login.microsoftonline.com/contoso",
        instance_discovery=False, http_client=Transport(provider))
    scopes = ["https://outlook.office365.com/.default"]
    ask = lambda: application.acquire_token_for_client(scopes=scopes)
    assert ask()["access_token"] == TOKEN
    begin = time.process_time()
    for _ in range(HITS):
        assert ask()["access_token"] == TOKEN
    hit = (time.process_time() - begin) / HITS
    assert provider.calls == 1, "the hits came from the cache"
    application.remove_tokens_for_client()
    provider.calls = 0
    stampede(ask)
    return {"peer": f"MSAL for Python {msal.__version__}", "hit_micros": hit * 1e6, "stampede_calls": provider.calls}


def proxy_peer():
    import emailproxy

    provider = Provider(3_600)

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            body = provider.token().encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 128

    server = Server(("127.0.0.1", 0), Endpoint)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    account = "mail@contoso.example"
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "emailproxy.config")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"[{account}]\ntoken_url = http://127.0.0.1:{server.server_port}/token\nclient_id = client\n"
                       "client_secret = secret\noauth2_scope = s\noauth2_flow = client_credentials\n")
        emailproxy.CONFIG_FILE_PATH = emailproxy.CACHE_STORE = path
        # Its key derivation takes a second of processor time by design; calls to the provider are counted here.
        emailproxy.Cryptographer.ITERATIONS = 1_000
        emailproxy.Log.initialise()
        ask = lambda: emailproxy.OAuth2Helper.get_oauth2_credentials(account, "password")
        good, text = ask()
        assert good, text
        emailproxy.AppConfig.get().set(account, "access_token_expiry", "1")
        provider.calls = 0
        stampede(ask)
    server.shutdown()
    # No figure for a hit: most of one would be the key derivation that was made cheap above.
    return {"peer": "email-oauth2-proxy", "hit_micros": None, "stampede_calls": provider.calls}


if __name__ == "__main__":
    for peer in (msal_peer, proxy_peer):
        print(json.dumps(peer()), file=sys.__stdout__, flush=True)
    os._exit(0)
