//! The report of a migration: a document for people who never saw the program, and the same facts for programs.

use serde_json::{Value, json};
use shared::{problem::ProblemCode, routes};
use tests::{
    harness::{Client, Server},
    identity_server::{CLIENT_ID, CLIENT_SECRET, IdentityServer},
};

const TENANT: &str = "contoso";
const PLACE: &str = "production";
const PLAYBOOK: &str = "k2-five-oauth";
const MAILBOX: &str = "k2@contoso.example.com";
const DIRECTORY: &str = "11111111-2222-4333-8444-555555555555";

async fn begun(client: &Client, options: Value) -> String {
    client.tenant(TENANT).await;
    let request = json!({ "playbook": PLAYBOOK, "options": options });
    let made = client.post(&routes::migrations(TENANT, PLACE), &request).await.expect(201).json();
    made["id"].as_str().unwrap().to_owned()
}

async fn fill(client: &Client, id: &str, values: Value) {
    let path = routes::migration_values(TENANT, PLACE, id);
    let _ = client.put(&path, &json!({ "values": values })).await.expect(200);
}

async fn act(client: &Client, id: &str, action: &str) -> Value {
    let path = routes::migration_actions(TENANT, PLACE, id);
    client.post(&path, &json!({ "action": action })).await.expect(200).json()
}

/// What a reader sees outside of what stands there letter by letter: no markup, no style, and nothing in `<code>`.
fn prose(html: &str) -> String {
    let body = html.split_once("<body>").unwrap().1.replace("<wbr>", "");
    let mut text = String::new();
    for part in body.split("<code>") {
        let behind = if text.is_empty() { part } else { part.split_once("</code>").unwrap().1 };
        for piece in behind.split('<') {
            text.push_str(piece.split_once('>').map_or(piece, |(_, text)| text));
            text.push(' ');
        }
    }
    text
}

/// Names of the program's own: `values_filled`, `resource:exchange`, `microsoft-online`.
fn keys(prose: &str) -> Vec<&str> {
    let words = prose.split(|c: char| c.is_whitespace() || ",;()".contains(c));
    let is_key = |word: &&str| {
        let joined = word.split_once('_').is_some_and(|(before, after)| {
            before.ends_with(|c: char| c.is_ascii_lowercase()) && after.starts_with(|c: char| c.is_ascii_lowercase())
        });
        let action = word.split_once(':').is_some_and(|(_, role)| !role.is_empty() && !role.starts_with('/'));
        let address = word.contains("://") || word.contains('@');
        !address && (joined || action && word.chars().all(|c| c.is_ascii_lowercase() || c == ':'))
    };
    // Microsoft's own name of a permission is no key of ours.
    words.filter(is_key).filter(|word| *word != "full_access_as_app").collect()
}

/// A migration that was walked as far as a person without a mail server gets: chosen, filled, made, written, switched,
/// checked, closed by hand and skipped.
async fn walked(client: &Client, provider: &IdentityServer) -> String {
    let id = begun(client, json!({ "permission_model": "application", "cloud": "own" })).await;
    let token = format!("{}/token", provider.issuer());
    let values = json!({
        "k2_host": "k2.contoso.example.com", "mailbox": MAILBOX, "directory_id": DIRECTORY, "k2_version": "5.7",
        "client_secret": CLIENT_SECRET, "token_endpoint_v2": token,
    });
    fill(client, &id, values).await;
    let resource = act(client, &id, "resource:exchange").await["resource"].as_str().unwrap().to_owned();
    let everywhere = json!({ "authorization": CLIENT_ID, "token": CLIENT_ID, "refresh": CLIENT_ID });
    let _ = client.put(&routes::resource_parameter(TENANT, &resource, "client_id"), &everywhere).await.expect(200);
    act(client, &id, "acquire:exchange").await;
    act(client, &id, "settings").await;
    let _ = client.post(&routes::migration_cutover(TENANT, PLACE, &id), &json!({ "to": "new" })).await.expect(200);
    let step = |step: &str| routes::migration_step(TENANT, PLACE, &id, step);
    let skip =
        json!({ "state": "skipped", "reason": "The fix pack is there", "note": "Asked Kees", "assignee": "Kees" });
    let _ = client.patch(&step("fix-pack"), &skip).await.expect(200);
    let _ = client.patch(&step("prepare"), &json!({ "state": "done" })).await.expect(200);
    let _ = client.post(&routes::migration_checks(TENANT, PLACE, &id), &json!({})).await.expect(200);
    let other = json!({ "options": { "smart_actions": "no" } });
    let _ = client.patch(&routes::migration(TENANT, PLACE, &id), &other).await.expect(200);
    id
}

#[tokio::test]
async fn a_report_tells_everything_but_secrets_and_escapes_what_people_typed() {
    let server = Server::start().await;
    let client = server.administrator().await;
    let id = begun(&client, json!({})).await;
    let nasty = "<script>alert('x')</script>\"&</style>";
    let _ = client.patch(&routes::tenant(TENANT), &json!({ "name": nasty })).await.expect(200);
    let secret = "a-secret-for-the-report-1";
    fill(&client, &id, json!({ "service_account": nasty, "client_secret": secret, "mailbox": MAILBOX })).await;
    let skip = json!({ "state": "skipped", "reason": nasty, "note": nasty, "assignee": nasty });
    let _ = client.patch(&routes::migration_step(TENANT, PLACE, &id, "fix-pack"), &skip).await.expect(200);
    act(&client, &id, "settings").await;
    let path = routes::migration_report(TENANT, PLACE, &id);
    let page = client.get(&path).await.expect(200);
    let text = page.text();
    assert!(page.header("content-type").starts_with("text/html"));
    let policy = page.header("content-security-policy");
    assert!(policy.contains("style-src 'sha256-") && policy.contains("default-src 'none'"), "{policy}");
    assert!(!text.contains("<script") && text.contains("&lt;script&gt;"), "{text}");
    assert_eq!(text.matches("</style>").count(), 1, "{text}");
    assert!(!text.contains(secret) && text.contains("From Address") && text.contains("Skipped"), "{text}");
    assert!(text.contains("Exchange Web Services ends in Exchange Online") && text.contains("1 April 2027"), "{text}");
    assert!(!text.contains("ews-exchange-online"), "{text}");
    let dutch = client.in_dutch().get(&path).await.expect(200).text();
    assert!(dutch.contains("Migratierapport") && dutch.contains("Overgeslagen") && !dutch.contains("Skipped"));
    let report = client.get(&format!("{path}?format=json")).await.expect(200).json();
    assert_eq!(report["tenant"], nasty);
    assert_eq!(report["changes"].as_array().unwrap().len(), 1);
    assert!(report["left"].as_array().unwrap().len() > 3);
    assert!(!report.to_string().contains(secret));
    let _ = client.get(&format!("{path}?format=pdf")).await.problem(ProblemCode::InvalidQuery);
}

#[tokio::test]
async fn a_report_is_in_words_and_says_what_is_left_to_watch() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let client = server.administrator().await;
    let id = walked(&client, &provider).await;
    let path = routes::migration_report(TENANT, PLACE, &id);
    let dutch = client.in_dutch();
    for (client, part, end) in [
        (&client, "What is left, and what to watch", "<h2>Deadlines"),
        (&dutch, "Wat er nog te doen is en wat u in de gaten houdt", "<h2>Termijnen"),
    ] {
        let html = client.get(&path).await.expect(200).text();
        if let Ok(folder) = std::env::var("CONSENTRY_KEEP_REPORTS") {
            std::fs::write(std::path::Path::new(&folder).join(format!("{}.html", part.len())), &html).unwrap();
        }
        assert!(!html.contains(CLIENT_SECRET), "no secret");
        let prose = prose(&html);
        assert_eq!(keys(&prose), Vec::<&str>::new(), "{prose}");
        for key in
            ["microsoft-online", "resource:exchange", "ews-exchange-online", "k2-five-oauth", "login.microsoftonline"]
        {
            assert!(!prose.contains(key), "{key}: {prose}");
        }
        let watched = html.split_once(part).unwrap().1.split_once(end).unwrap().0;
        assert!(watched.contains("The fix pack is there"), "what was skipped, and why: {watched}");
        assert!(watched.contains("1 April 2027") || watched.contains("1 april 2027"), "a deadline ahead: {watched}");
        let link = format!("<a href=\"/tenants/{TENANT}/environments/{PLACE}/migrations/{id}\"");
        assert!(html.contains(&link) && html.contains("Ctrl+P"), "{html}");
    }
    // The same facts for programs; whatever a check did not pass is in both.
    let report = client.get(&format!("{path}?format=json")).await.expect(200).json();
    let html = client.get(&path).await.expect(200).text();
    let (_, watched) = html.split_once("What is left, and what to watch").unwrap();
    let watched = watched.split_once("<h2>").unwrap().0.replace("<wbr>", "");
    let items = report["watch"].as_array().unwrap();
    let kinds: Vec<&str> = items.iter().map(|item| item["kind"].as_str().unwrap()).collect();
    assert!(
        kinds.contains(&"skipped") && kinds.iter().any(|kind| ["warning", "impossible", "failed"].contains(kind)),
        "{kinds:?}"
    );
    for item in items {
        let title = item["title"]["en"].as_str().unwrap();
        assert!(watched.contains(&title.replace('\'', "&#39;")), "{title}: {watched}");
    }
    let tally = ["proved", "by_hand", "skipped", "left"].map(|name| report["tally"][name].as_u64().unwrap());
    assert_eq!(tally.iter().sum::<u64>(), report["migration"]["total"].as_u64().unwrap(), "{tally:?}");
    assert!(tally[1] >= 1 && tally[2] == 1, "{tally:?}");
    assert_eq!(report["types"]["microsoft-online"], "Microsoft Online");
}
