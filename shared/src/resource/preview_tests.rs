//! What the preview must get right; that the server does the same is proved against the real program.

use serde_json::json;

use super::*;

fn kind() -> ResourceType {
    let parameter = |name: &str, secret: bool, phases: &[&str]| json!({ "name": name, "description": { "en": "", "nl": "" }, "secret": secret, "phases": phases });
    let all = ["authorization_request", "token_request", "refresh_request"];
    let kind = json!({
        "id": "t", "name": "T", "description": { "en": "", "nl": "" }, "grants": [], "client_auth": [],
        "parameters": [
            parameter("client_id", false, &all),
            parameter("client_secret", true, &["token_request"]),
            parameter("state", false, &all),
            parameter("extra", true, &all),
            parameter("scope", false, &["authorization_request"]),
        ],
    });
    serde_json::from_value(kind).expect("a type")
}

fn pairs(acquisition: Acquisition, which: RequestKind, client_auth: ClientAuth) -> Option<Vec<String>> {
    let (kind, url) = (kind(), Some("https://id.example.com/".to_owned()));
    let endpoints =
        Endpoints { authorization: url.clone(), token: url.clone(), device_authorization: url, ..Endpoints::default() };
    let value = |name: &str, phase| match (name, phase) {
        ("client_id", Phase::Token) => Some("c1".to_owned()),
        ("extra" | "client_secret", _) => Some("hunter2".to_owned()),
        ("scope", _) => Some("mail".to_owned()),
        ("state", _) => Some("fixed".to_owned()),
        _ => None,
    };
    let of = PreviewOf {
        kind: &kind,
        grant: "g",
        acquisition,
        client_auth,
        endpoints: &endpoints,
        callback_url: "https://me.example.com/c",
        value: &value,
        cleared: &|_, _| false,
        subject: None,
    };
    let preview = of.request(which)?;
    assert!(!preview.text().contains("hunter2"), "{}", preview.text());
    Some(preview.pairs.into_iter().map(|pair| format!("{}={}", pair.name, pair.value)).collect())
}

#[test]
fn a_password_request_names_who_signs_in_and_stars_the_password() {
    let sent = pairs(Acquisition::Password, RequestKind::Token, ClientAuth::None).expect("a request");
    let stars = format!("password={STARS}");
    let extra = format!("extra={STARS}");
    assert_eq!(sent, ["state=fixed", &extra, "scope=mail", "grant_type=g", "username=…", &stars, "client_id=c1"]);
}

#[test]
fn the_browser_is_given_no_secret_and_the_protocol_wins() {
    let sent = pairs(Acquisition::Browser, RequestKind::Authorization, ClientAuth::ClientSecretPost).expect("one");
    assert!(sent.iter().all(|pair| !pair.starts_with("extra") && !pair.starts_with("client_secret")), "{sent:?}");
    assert!(sent.contains(&format!("state={STARS}")) && !sent.contains(&"state=fixed".to_owned()), "{sent:?}");
}

#[test]
fn a_grant_has_the_requests_that_it_makes_and_no_others() {
    use RequestKind::{Authorization, DeviceAuthorization, Refresh, Token};
    for (acquisition, expected) in [
        (Acquisition::Browser, &[Authorization, Token, Refresh][..]),
        (Acquisition::Device, &[DeviceAuthorization, Token, Refresh]),
        (Acquisition::Password, &[Token, Refresh]),
        (Acquisition::Server, &[Token]),
        (Acquisition::HandedIn, &[Refresh]),
    ] {
        let made = RequestKind::ALL.into_iter().filter(|which| pairs(acquisition, *which, ClientAuth::None).is_some());
        assert_eq!(made.collect::<Vec<_>>(), expected, "{acquisition:?}");
    }
    let device = pairs(Acquisition::Device, DeviceAuthorization, ClientAuth::None).expect("a request");
    assert_eq!(device, ["scope=mail", "client_id=c1"]);
}

#[test]
fn basic_authentication_carries_the_id_in_its_header() {
    let sent = pairs(Acquisition::Server, RequestKind::Token, ClientAuth::ClientSecretBasic).expect("a request");
    assert!(sent.iter().all(|pair| !pair.starts_with("client_")), "{sent:?}");
    let signed = pairs(Acquisition::Server, RequestKind::Token, ClientAuth::PrivateKeyJwt).expect("a request");
    assert!(signed.contains(&format!("client_assertion={STARS}")), "{signed:?}");
}
