//! What Consentry sends beside what MSAL for Python sends for the same purpose to the same identity server: the same
//! parameters and headers, but for the differences that are listed here, each with its reason.
//!
//! MSAL's side was kept in `tests/msal/requests.json`, with MSAL's version, by the test at the end, which lets MSAL go
//! through its grants; `docs/testing.md` says how to do that again.

use std::{collections::BTreeMap, path::Path};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::{
    api::{device_authorization::DeviceAuthorizationStarted, resource::Resource},
    routes,
};
use tests::{
    harness::{Client, Server, until},
    identity_server::{Endpoint, IdentityServer, Logged},
};

/// The script, and what was kept of its requests.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/msal");
const MAILBOX: &str = "intake@contoso.example.com";
const PASSWORD: &str = "correct-horse-battery-5521";
/// What MSAL asks for with its one permission: it adds three by itself.
const SCOPE: &str = "https://graph.microsoft.com/Mail.Read offline_access openid profile";

/// Drawn anew every time, or the address of a test's own server.
const DRAWN: [&str; 8] =
    ["code", "code_challenge", "code_verifier", "device_code", "nonce", "redirect_uri", "refresh_token", "state"];
/// The connection's business, not the request's.
const OF_THE_CONNECTION: [&str; 5] = ["accept-encoding", "connection", "content-length", "host", "user-agent"];

/// What differs on purpose: in which request (`*`: wherever it occurs), what, and why.
const DIFFERENCES: [(&str, &str, &str); 16] = [
    ("*", "header x-client-sku", "MSAL counts its own versions and systems at Microsoft"),
    ("*", "header x-client-ver", "likewise"),
    ("*", "header x-client-os", "likewise"),
    ("*", "header x-client-current-telemetry", "likewise"),
    ("*", "header x-client-last-telemetry", "likewise"),
    ("*", "header x-ms-lib-capability", "MSAL says which of Microsoft's throttling rules it knows"),
    ("*", "header client-request-id", "MSAL names its request; Consentry keeps the correlation id that comes back"),
    ("*", "client_info", "MSAL asks whose account it was, to name its cache by; Consentry's caller says for whom"),
    ("authorization", "nonce", "belongs to an ID token, which MSAL reads and Consentry has no use for"),
    ("authorization", "X-AnchorMailbox", "MSAL leads Microsoft's routing to the mailbox; login_hint says it already"),
    ("password", "header x-anchormailbox", "likewise; username says it already"),
    (
        "certificate",
        "assertion header x5c",
        "MSAL sends the certificate along; its thumbprint names the registered one",
    ),
    ("certificate", "claim nbf", "RFC 7523 §3 allows it, and an assertion that was made for later is none"),
    ("device_authorization", "header accept", "MSAL takes anything; Consentry says that it wants JSON"),
    ("device_poll", "code", "MSAL's workaround of 2018 for a server that wanted the device code twice"),
    ("device_poll", "scope", "the token request's column is sent, whatever the grant; RFC 8628 §3.4 ignores it"),
];

/// A request without what is drawn anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Shape(BTreeMap<String, String>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Recorded {
    /// Its version.
    msal: String,
    requests: BTreeMap<String, Shape>,
}

impl Shape {
    fn of(request: &Logged) -> Self {
        let mut shape = BTreeMap::new();
        for (name, value) in &request.pairs {
            let value = match name.as_str() {
                name if DRAWN.contains(&name) => "*".to_owned(),
                "scope" => sorted(value),
                "client_assertion" => {
                    assertion(value, &mut shape);
                    continue;
                }
                _ => value.clone(),
            };
            assert!(shape.insert(name.clone(), value).is_none(), "{name} is sent twice");
        }
        for (name, value) in &request.headers {
            let of_the_browser = request.endpoint == Endpoint::Authorize;
            if of_the_browser || OF_THE_CONNECTION.contains(&name.as_str()) {
                continue;
            }
            let own = name.as_str().starts_with("x-") || name == "client-request-id";
            let value = if own { "*" } else { value.to_str().expect("text") };
            shape.insert(format!("header {name}"), value.to_owned());
        }
        Self(shape)
    }

    /// What is not the same in the other, by name.
    fn differs_from(&self, other: &Self) -> Vec<String> {
        let names = self.0.keys().chain(other.0.keys().filter(|name| !self.0.contains_key(*name)));
        names.filter(|name| self.0.get(*name) != other.0.get(*name)).cloned().collect()
    }
}

/// The words of a scope in one order: they are a set.
fn sorted(scope: &str) -> String {
    let mut words: Vec<&str> = scope.split(' ').collect();
    words.sort_unstable();
    words.join(" ")
}

/// What an assertion says, member by member.
fn assertion(text: &str, shape: &mut BTreeMap<String, String>) {
    let part = |at: usize| -> Value {
        let part = text.split('.').nth(at).expect("three parts");
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("JSON")
    };
    let (header, claims) = (part(0), part(1));
    // MSAL's moments have fractions.
    let moment = |name: &str| claims[name].as_f64().expect("a moment");
    let life = (moment("exp") - moment("iat")).round();
    for (kind, members) in [("assertion header", &header), ("claim", &claims)] {
        for (name, value) in members.as_object().expect("an object") {
            let shown = match name.as_str() {
                "exp" => format!("{life} seconds after iat"),
                "iat" | "nbf" | "jti" | "x5c" | "x5t" | "x5t#S256" => "*".to_owned(),
                "aud" => value.as_str().expect("text").rsplit('/').next().expect("a path").to_owned(),
                _ => value.as_str().expect("text").to_owned(),
            };
            shape.insert(format!("{kind} {name}"), shown);
        }
    }
}

/// Whatever the identity server was asked for, by purpose; of several of one purpose the first.
fn requests(provider: &IdentityServer) -> BTreeMap<String, Shape> {
    let mut all = BTreeMap::new();
    let mut add = |purpose: &str, request: &Logged| {
        all.entry(purpose.to_owned()).or_insert_with(|| Shape::of(request));
    };
    provider.requests(Endpoint::Authorize).iter().for_each(|request| add("authorization", request));
    provider.requests(Endpoint::DeviceAuthorization).iter().for_each(|request| add("device_authorization", request));
    for request in provider.requests(Endpoint::Token) {
        let purpose = match request.parameter("grant_type") {
            "authorization_code" => "code",
            "refresh_token" => "refresh",
            "client_credentials" if request.parameter("client_assertion").is_empty() => "secret",
            "client_credentials" => "certificate",
            "password" => "password",
            "urn:ietf:params:oauth:grant-type:device_code" => "device_poll",
            other => panic!("{other} is no purpose"),
        };
        add(purpose, &request);
    }
    all
}

fn recorded() -> Recorded {
    let text = std::fs::read_to_string(Path::new(FOLDER).join("requests.json")).expect("tests/msal/requests.json");
    serde_json::from_str(&text).expect("tests/msal/requests.json can be read")
}

async fn made(administrator: &Client, name: &str, mut body: Value) -> Resource {
    body["name"] = json!(name);
    administrator.post(&routes::resources("contoso"), &body).await.expect(201).to()
}

/// Goes with Consentry through what MSAL went through.
async fn consentry(provider: &IdentityServer) -> BTreeMap<String, Shape> {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;

    let by_code = made(&administrator, "By code", provider.v2("", SCOPE)).await;
    let token = administrator.authorize("contoso", &by_code, Some(MAILBOX)).await;
    let refresh = routes::token_refresh("contoso", by_code.id.as_str(), token.id.as_str());
    let _ = administrator.post(&refresh, &json!({})).await.expect(200);

    let mut application = provider.application("");
    application["parameters"]["scope"] = json!({ "token": "https://graph.microsoft.com/.default" });
    let by_secret = made(&administrator, "By secret", application.clone()).await;
    let _ = administrator.post(&routes::broker("contoso", by_secret.id.as_str()), &json!({})).await.expect(200);
    application["client_auth"] = json!("private_key_jwt");
    let by_certificate = made(&administrator, "By certificate", application).await;
    let id = by_certificate.id.as_str();
    let generate = json!({ "generate": "certificate" });
    let key = administrator.post(&routes::credentials("contoso", id), &generate).await.expect(201).json();
    let certificate = routes::credential_certificate("contoso", id, key["id"].as_str().unwrap());
    provider.register_certificate(administrator.get(&certificate).await.expect(200).body);
    let _ = administrator.post(&routes::broker("contoso", id), &json!({})).await.expect(200);

    let public = |grant: &str| {
        let mut body = provider.v2("", SCOPE);
        body["client_auth"] = json!("none");
        body["grant"] = json!(grant);
        body["endpoints"]["device_authorization"] = json!(format!("{}/device_authorization", provider.issuer()));
        body
    };
    let by_device = made(&administrator, "By device", public("device_code")).await;
    let path = routes::device_authorizations("contoso", by_device.id.as_str());
    let begun: DeviceAuthorizationStarted = administrator.post(&path, &json!({})).await.expect(201).to();
    provider.approve_device(&begun.user_code);
    let tokens = routes::tokens("contoso", by_device.id.as_str());
    until("a token by device code", async || administrator.list(&tokens).await.into_iter().next()).await;
    let by_password = made(&administrator, "By password", public("password")).await;
    let login = json!({ "username": MAILBOX, "password": PASSWORD });
    let _ = administrator.post(&routes::tokens("contoso", by_password.id.as_str()), &login).await.expect(201);
    requests(provider)
}

async fn provider() -> IdentityServer {
    let provider = IdentityServer::start().await;
    provider.set_account(MAILBOX, PASSWORD, None);
    provider.allow_public();
    provider
}

#[tokio::test]
async fn every_request_is_msals_but_for_what_is_listed() {
    let (provider, recorded) = (provider().await, recorded());
    let ours = consentry(&provider).await;
    let purposes = |all: &BTreeMap<String, Shape>| all.keys().cloned().collect::<Vec<_>>();
    assert_eq!(purposes(&ours), purposes(&recorded.requests));
    let mut met = vec![false; DIFFERENCES.len()];
    let mut surprises = Vec::new();
    for (purpose, shape) in &ours {
        let msals = &recorded.requests[purpose];
        for name in shape.differs_from(msals) {
            let listed = DIFFERENCES.iter().position(|(of, what, _)| (*of == "*" || of == purpose) && *what == name);
            match listed {
                Some(at) => met[at] = true,
                None => surprises.push(format!(
                    "{purpose}: {name} is {:?} here and {:?} in MSAL {}",
                    shape.0.get(&name),
                    msals.0.get(&name),
                    recorded.msal
                )),
            }
        }
    }
    assert!(surprises.is_empty(), "{surprises:#?}");
    for ((of, what, reason), met) in DIFFERENCES.iter().zip(met) {
        assert!(met, "{what} of {of} no longer differs ({reason}): strike it from the list");
    }
}

/// Lets MSAL send its requests again. Where they are no longer those that were kept, the file is written anew: look at
/// what changed before it goes in.
#[tokio::test]
#[ignore = "needs MSAL for Python in the environment that CONSENTRY_TEST_PEERS names"]
async fn msal_still_sends_what_was_recorded() {
    let folder = Path::new(FOLDER);
    let peers = std::env::var_os("CONSENTRY_TEST_PEERS").expect("CONSENTRY_TEST_PEERS");
    let provider = provider().await;
    let keys = tempfile::tempdir().expect("a folder");
    let key = rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).expect("a key");
    let certificate = rcgen::CertificateParams::default().self_signed(&key).expect("a certificate");
    let (key_file, certificate_file) = (keys.path().join("key"), keys.path().join("certificate"));
    std::fs::write(&key_file, key.serialize_der()).expect("it is written");
    std::fs::write(&certificate_file, certificate.der()).expect("it is written");
    let mut msal = tokio::process::Command::new(Path::new(&peers).join("bin/python"));
    msal.arg(folder.join("drive.py")).arg(provider.issuer()).args([key_file, certificate_file]);
    let output = msal.output().await.expect("Python runs");
    let (said, complaint) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}{complaint}");
    let version: Value = serde_json::from_str(said.trim()).expect("a line of JSON");
    let version = version["msal"].as_str().expect("a version").to_owned();
    let seen = Recorded { msal: version, requests: requests(&provider) };
    if seen != recorded() {
        let text = serde_json::to_string_pretty(&seen).expect("JSON") + "\n";
        std::fs::write(folder.join("requests.json"), text).expect("it is written");
        panic!("MSAL {} sends something else: tests/msal/requests.json was written anew", seen.msal);
    }
}
