"""Lets MSAL for Python go through every grant that it has at one identity server, and says its version.

Arguments: the server's address, and files with the client's private key and certificate (DER). The server keeps what it was
sent; `tests/tests/api/request_shapes.rs` starts this, and keeps that in `requests.json`. No network beyond loopback.
"""

import json
import sys
import warnings
from urllib.parse import parse_qs, urlsplit

import msal
import requests
from cryptography.hazmat.primitives.serialization import (
    Encoding, NoEncryption, PrivateFormat, load_der_private_key)
from cryptography.x509 import load_der_x509_certificate

SERVER, KEY, CERTIFICATE = sys.argv[1:]
# On form_post, which needs a page of its own at the application.
warnings.filterwarnings("ignore", category=UserWarning)
CLIENT, SECRET = "client-of-contoso", "S3cret~of-contoso-never-in-clear-7Qf"
MAILBOX, PASSWORD = "intake@contoso.example.com", "correct-horse-battery-5521"
# MSAL wants https and a directory: what it sends there goes to the server.
AUTHORITY = "https://login.microsoftonline.com/contoso.example.com"
MAIL, APPLICATION = ["https://graph.microsoft.com/Mail.Read"], ["https://graph.microsoft.com/.default"]


class Session(requests.Session):
    """Sends what MSAL sends as MSAL sends it, to the server in the directory's place."""

    def __init__(self):
        super().__init__()
        self.trust_env = False

    def get(self, url, **kwargs):
        if "/userrealm/" in url.lower():
            answer = requests.Response()
            answer.status_code, answer._content = 200, b'{"ver":"1.0","account_type":"Managed"}'
            return answer
        if not url.endswith("/openid-configuration"):
            return super().get(url.replace(AUTHORITY, SERVER), **kwargs)
        answer = super().get(SERVER + "/.well-known/openid-configuration", **kwargs)
        answer._content = answer.content.replace(SERVER.encode(), AUTHORITY.encode())
        return answer

    def post(self, url, **kwargs):
        return super().post(url.replace(AUTHORITY, SERVER), **kwargs)


def application(kind, credential=None):
    return kind(CLIENT, client_credential=credential, authority=AUTHORITY, instance_discovery=False,
                validate_authority=False, http_client=Session())


def served(answer):
    assert "access_token" in answer, answer
    return answer


def by_code(client):
    flow = client.initiate_auth_code_flow(MAIL, redirect_uri="https://portal.example.com/oauth/callback/x",
                                          login_hint=MAILBOX)
    back = Session().get(flow["auth_uri"], allow_redirects=False).headers["location"]
    given = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    given.pop("iss", None)
    return served(client.acquire_token_by_auth_code_flow(flow, given))


if __name__ == "__main__":
    confidential = application(msal.ConfidentialClientApplication, SECRET)
    first = by_code(confidential)
    served(confidential.acquire_token_by_refresh_token(first["refresh_token"], MAIL))
    served(confidential.acquire_token_for_client(APPLICATION))
    with open(KEY, "rb") as key, open(CERTIFICATE, "rb") as certificate:
        key, certificate = load_der_private_key(key.read(), None), load_der_x509_certificate(certificate.read())
    key = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    credential = {"private_key": key, "public_certificate": certificate.public_bytes(Encoding.PEM).decode()}
    # Signed for the directory's own address, so the server refuses it; it has seen it by then.
    application(msal.ConfidentialClientApplication, credential).acquire_token_for_client(APPLICATION)
    public = application(msal.PublicClientApplication)
    flow = public.initiate_device_flow(MAIL)
    assert "user_code" in flow, flow
    # Nobody enters the code: one question is enough.
    public.acquire_token_by_device_flow(flow, exit_condition=lambda flow: True)
    served(public.acquire_token_by_username_password(MAILBOX, PASSWORD, MAIL))
    print(json.dumps({"msal": msal.__version__}))
