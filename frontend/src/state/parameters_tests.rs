//! What the parameter grid must get right.

use serde_json::json;
use shared::resource::{ClientAuth, LintRule};

use super::*;

fn grid() -> Grid {
    let parameter = |name: &str, secret: bool, phases: &[&str], default: Option<&str>| {
        json!({
            "name": name, "description": { "en": "", "nl": "" }, "secret": secret, "phases": phases,
            "defaults": default.map_or(json!({}), |d| json!({ "authorization": d, "token": d })),
        })
    };
    let all = ["authorization_request", "token_request", "refresh_request"];
    let kind = json!({
        "id": "t", "name": "T", "description": { "en": "", "nl": "" }, "grants": [], "client_auth": [],
        "parameters": [
            parameter("client_id", false, &all, None),
            parameter("client_secret", true, &all, None),
            parameter("resource", false, &["authorization_request", "token_request"], Some("https://outlook.office365.com")),
        ],
    });
    let resource = json!({
        "id": "r", "name": "R", "type": "t", "grant": "authorization_code", "client_auth": "client_secret_post",
        "endpoints": { "authorization": "https://id.example.com/authorize", "token": "https://id.example.com/token" },
        "issuer": null, "issuer_in_callback": false,
        "parameters": {
            "client_id": { "authorization": "c1" },
            "client_secret": { "token": { "set": true, "last4": "x7Qf", "updated_at": null } },
        },
        "token_replacements": {}, "callback_url": "https://me.example.com/oauth/callback/c", "findings": [],
        "created_at": "2026-11-21T20:00:00Z", "updated_at": "2026-11-21T20:00:00Z",
    });
    Grid::new(serde_json::from_value(kind).expect("a type"), serde_json::from_value(resource).expect("a resource"))
}

#[test]
fn defaults_are_inherited_until_something_is_typed() {
    let mut grid = grid();
    let cell = grid.cell("resource", Phase::Token);
    assert!(!cell.overridden());
    assert_eq!(cell.effective().as_deref(), Some("https://outlook.office365.com"));
    grid.type_in("resource", Phase::Token, "https://graph.microsoft.com".into());
    assert!(grid.cell("resource", Phase::Token).overridden());
    assert!(grid.dirty("resource"));
    grid.inherit("resource", Phase::Token);
    assert!(!grid.dirty("resource"), "nothing was stored, so taking the default again is no change");
}

#[test]
fn a_secret_is_never_shown_and_never_sent_by_the_browser() {
    let grid = grid();
    assert!(!grid.cell("client_secret", Phase::Authorization).sent);
    assert_eq!(grid.cell("client_secret", Phase::Token).text(), "");
    let url = grid.preview(RequestKind::Authorization, Acquisition::Browser).expect("an endpoint");
    assert!(!url.contains("client_secret"));
    let body = grid.preview(RequestKind::Token, Acquisition::Browser).expect("an endpoint");
    assert!(body.contains(&format!("client_secret={STARS}")), "{body}");
}

#[test]
fn a_typed_secret_is_starred_too() {
    let mut grid = grid();
    grid.type_in("client_secret", Phase::Token, "hunter2hunter2".into());
    let body = grid.preview(RequestKind::Token, Acquisition::Browser).expect("an endpoint");
    assert!(!body.contains("hunter2"));
}

#[test]
fn one_value_spreads_to_every_phase_that_sends_it() {
    let mut grid = grid();
    assert!(grid.can_spread("client_id"));
    grid.spread("client_id");
    assert_eq!(grid.cell("client_id", Phase::Refresh).text(), "c1");
    assert!(!grid.can_spread("client_id"));
    let request = serde_json::to_value(grid.request("client_id")).expect("serialises");
    assert_eq!(request, json!({ "token": "c1", "refresh": "c1" }));
}

#[test]
fn clearing_an_override_is_told_as_null() {
    let mut grid = grid();
    grid.inherit("client_id", Phase::Authorization);
    let request = serde_json::to_value(grid.request("client_id")).expect("serialises");
    assert_eq!(request, json!({ "authorization": null }));
    let words = json!({ "en": "", "nl": "" });
    let rule = |of: &str, is: &str| -> LintRule {
        let rule = json!({
            "id": of, "level": "error", "field": "parameters/client_id", "when": [{ "of": of, "is": is }],
            "what": words, "why": words, "remedy": words,
        });
        serde_json::from_value(rule).expect("a rule")
    };
    // What is typed here counts at once; what does not show here is left to the server.
    let rules = [rule("client_id", "empty"), rule("secrets", "guid"), rule("credentials", "empty")];
    let found = grid.findings(&rules, &[], Timestamp::from_millis(0));
    assert_eq!(found.iter().map(|f| f.rule.as_str()).collect::<Vec<_>>(), ["client_id"]);
    assert!(self::grid().findings(&rules, &[], Timestamp::from_millis(0)).is_empty());
    grid.undo("client_id");
    assert!(!grid.any_dirty());
}

#[test]
fn the_preview_takes_what_the_server_takes() {
    let mut grid = grid();
    // The token column is untouched, so the one id that there is serves; the secret may be a credential.
    let body = grid.preview(RequestKind::Token, Acquisition::Browser).expect("an endpoint");
    assert!(body.contains("client_id=c1") && body.contains(&format!("client_secret={STARS}")), "{body}");
    grid.resource.client_auth = ClientAuth::PrivateKeyJwt;
    let body = grid.preview(RequestKind::Refresh, Acquisition::Browser).expect("an endpoint");
    assert!(body.contains("client_assertion_type=urn:ietf") && !body.contains("client_secret"), "{body}");
    grid.resource.client_auth = ClientAuth::ClientSecretBasic;
    let body = grid.preview(RequestKind::Token, Acquisition::Server).expect("an endpoint");
    assert!(body.contains("Authorization: Basic") && !body.contains("client_id="), "{body}");
}
