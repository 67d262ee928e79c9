//! What changes only because time passes: credentials that end, in their check, among the deadlines, and in the calendar.

use serde_json::{Value, json};
use shared::{
    api::{deadline::CalendarFeedCreated, resource::Resource},
    check::{CheckState, Owner},
    routes,
    timestamp::Timestamp,
};
use tests::{
    harness::{Client, Server},
    identity_server::IdentityServer,
};

use crate::checks::one;

const DAY: i64 = 24 * 60 * 60;

struct Scene {
    server: Server,
    client: Client,
    resource: Resource,
}

impl Scene {
    /// An application without a secret, that proves itself with `client_auth`.
    async fn set(client_auth: &str) -> Self {
        let (server, provider) = (Server::start().await, IdentityServer::start().await);
        let client = server.administrator().await;
        client.tenant("contoso").await;
        let mut made = provider.application("Robot");
        made["client_auth"] = json!(client_auth);
        drop(made["parameters"].as_object_mut().expect("parameters").remove("client_secret"));
        let resource = client.post(&routes::resources("contoso"), &made).await.expect(201).to();
        Self { server, client, resource }
    }

    async fn add(&self, credential: &Value) {
        let path = routes::credentials("contoso", self.resource.id.as_str());
        let _ = self.client.post(&path, credential).await.expect(201);
    }

    /// Lets so many days pass for the credentials: what is left of them is what counts.
    async fn pass(&self, days: i64) {
        let statement = format!("UPDATE resource_credentials SET expires_at = expires_at - {}", days * DAY * 1000);
        assert!(self.server.installation().database().change(statement.leak()).await > 0);
    }

    async fn check(&self) -> (CheckState, String, Option<Owner>) {
        let run = one(&self.client, json!({ "check": "credential", "resource": self.resource.id })).await;
        let finding = &run.findings[0];
        assert_eq!(run.findings.len(), 1, "{run:?}");
        assert_ne!(finding.found.en, finding.found.nl, "{run:?}");
        assert_eq!(finding.remedy.is_some(), run.state != CheckState::Passed, "{run:?}");
        (run.state, finding.found.en.clone(), finding.who)
    }

    async fn deadlines(&self) -> Vec<Value> {
        self.client.list(&routes::tenant_deadlines("contoso")).await
    }
}

/// The last second of the day that is so many days away: by the calendar and by the clock it is the same number of days.
fn in_days(days: i64) -> Timestamp {
    let now = i64::try_from(std::time::UNIX_EPOCH.elapsed().expect("after 1970").as_millis()).expect("not that late");
    let today = Timestamp::from_millis(now - now.rem_euclid(DAY * 1000));
    today.plus_seconds(days * DAY + DAY - 1)
}

/// From a year before the end to the day after: what the check says.
async fn walked(scene: &Scene, first: i64) {
    let mut left = first;
    for (days, state, who) in [
        (90, CheckState::Passed, None),
        (61, CheckState::Passed, None),
        (60, CheckState::Warning, Some(Owner::DirectoryAdministrator)),
        (31, CheckState::Warning, Some(Owner::DirectoryAdministrator)),
        (30, CheckState::Warning, Some(Owner::DirectoryAdministrator)),
        (8, CheckState::Warning, Some(Owner::DirectoryAdministrator)),
        (7, CheckState::Warning, Some(Owner::DirectoryAdministrator)),
        (0, CheckState::Warning, Some(Owner::DirectoryAdministrator)),
    ] {
        scene.pass(left - days).await;
        left = days;
        let (found, text, owner) = scene.check().await;
        assert_eq!((found, owner), (state, who), "{days} days: {text}");
        assert!(text.contains(&days.to_string()), "{days} days: {text}");
    }
    scene.pass(1).await;
    let (found, text, owner) = scene.check().await;
    assert!(found == CheckState::Failed && owner.is_some(), "{text}");
    // It used to be fine: that it ended is news, once.
    let notices = scene.client.list(&routes::notices("contoso")).await;
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert_eq!((&notices[0]["check"], &notices[0]["found"]["en"]), (&json!("credential"), &json!(text)));
}

#[tokio::test]
async fn a_secret_is_warned_about_sixty_thirty_and_seven_days_before_its_end_and_fails_after_it() {
    let scene = Scene::set("client_secret_post").await;
    assert_eq!(scene.check().await.0, CheckState::Failed, "there is none");
    scene.add(&json!({ "secret": "a-secret-that-nobody-sees", "expires_at": in_days(200) })).await;
    walked(&scene, 200).await;
    // Another one beside it, and all is well.
    scene.add(&json!({ "secret": "another-that-nobody-sees", "expires_at": in_days(365) })).await;
    assert_eq!(scene.check().await.0, CheckState::Passed);
    assert!(scene.client.list(&routes::notices("contoso")).await[0]["resolved_at"].is_string());
}

#[tokio::test]
async fn a_certificate_is_warned_about_likewise() {
    let scene = Scene::set("private_key_jwt").await;
    assert_eq!(scene.check().await.0, CheckState::Failed, "there is none");
    scene.add(&json!({ "generate": "certificate", "name": "2026" })).await;
    let end = scene.client.list(&routes::credentials("contoso", scene.resource.id.as_str())).await;
    let end = Timestamp::parse_rfc3339(end[0]["expires_at"].as_str().expect("an end")).expect("a moment");
    let days = end.seconds_since(in_days(0)).div_euclid(DAY);
    assert!(days > 100, "{days}");
    // As if it had been made so that it ends an hour after a whole number of days.
    let rest = end.seconds_since(in_days(days)) * 1000;
    let statement = format!("UPDATE resource_credentials SET expires_at = expires_at - {rest}");
    assert_eq!(scene.server.installation().database().change(statement.leak()).await, 1);
    walked(&scene, days).await;
}

#[tokio::test]
async fn what_ends_is_among_the_deadlines_and_in_the_calendar_with_its_urgency() {
    let scene = Scene::set("client_secret_post").await;
    scene.add(&json!({ "secret": "a-secret-that-nobody-sees", "expires_at": in_days(100) })).await;
    let body = json!({ "name": "Outlook of the desk" });
    let feed: CalendarFeedCreated = scene.client.post(&routes::calendar_feeds("contoso"), &body).await.expect(201).to();
    let (_, path) = feed.url.expose().split_once("/api/").expect("an address");
    let anonymous = scene.server.anonymous();
    let mut left = 100;
    for days in [100, 45, 20, 5] {
        scene.pass(left - days).await;
        left = days;
        let listed = scene.deadlines().await;
        assert_eq!(listed.len(), 1, "{listed:?}");
        assert_eq!((&listed[0]["kind"], &listed[0]["days"]), (&json!("secret"), &json!(days)), "{listed:?}");
        let level = shared::deadline::DeadlineLevel::of(Some(days));
        assert_eq!(listed[0]["level"], json!(level), "{listed:?}");
        let calendar = anonymous.bare(reqwest::Method::GET, &format!("/api/{path}"));
        let calendar = anonymous.send(calendar).await.expect(200).text();
        let at = listed[0]["at"].as_str().expect("a date");
        let date = at.get(..10).expect("a date").replace('-', "");
        assert!(calendar.contains(&format!("DTSTART;VALUE=DATE:{date}")), "{date}: {calendar}");
        assert!(!calendar.contains("nobody-sees"));
    }
    scene.pass(6).await;
    assert_eq!(scene.deadlines().await[0]["level"], "over");
}

#[tokio::test]
async fn a_refresh_token_that_nobody_uses_ends_too_and_one_that_is_used_begins_anew() {
    const SUBJECT: &str = "mail@contoso.example.com";
    let (server, provider) = (Server::start().await, IdentityServer::start().await);
    let client = server.administrator().await;
    client.tenant("contoso").await;
    let path = routes::resources("contoso");
    // Of Microsoft it is known how long one lasts, of a server that says nothing it is not.
    for made in [provider.v1("K2", "https://outlook.office365.com"), provider.resource("Elsewhere")] {
        let resource: Resource = client.post(&path, &made).await.expect(201).to();
        client.authorize("contoso", &resource, Some(SUBJECT)).await;
    }
    let ends = async || -> Vec<Value> {
        let listed = client.list(&routes::tenant_deadlines("contoso")).await;
        listed.into_iter().filter(|one| one["kind"] == "refresh_token").collect()
    };
    assert_eq!(ends().await, Vec::<Value>::new(), "what is renewed by itself is no deadline");
    let statement = "UPDATE tokens SET refresh_expires_at = refresh_expires_at - 7344000000, obtained_at = obtained_at - 7344000000";
    assert!(server.installation().database().change(statement).await > 0);
    let [soon] = &ends().await[..] else { panic!("the same one") };
    assert_eq!((&soon["days"], &soon["level"]), (&json!(5), &json!("urgent")), "{soon}");
    assert!(soon["name"].as_str().is_some_and(|name| name.contains("K2")), "{soon}");
    let calendar = client.post(&routes::calendar_feeds("contoso"), &json!({ "name": "Desk" })).await.expect(201);
    let calendar: CalendarFeedCreated = calendar.to();
    let (_, path) = calendar.url.expose().split_once("/api/").expect("an address");
    let anonymous = server.anonymous();
    let shown = anonymous.send(anonymous.bare(reqwest::Method::GET, &format!("/api/{path}"))).await.expect(200).text();
    assert!(shown.replace("\r\n ", "").contains("UID:refresh_token."), "{shown}");
    // Used once, it has all its time again.
    let resource = soon["concerns"][0]["resource"].as_str().expect("a resource");
    let token = client.list(&routes::tokens("contoso", resource)).await;
    let refresh = routes::token_refresh("contoso", resource, token[0]["id"].as_str().expect("an id"));
    let _ = client.post(&refresh, &json!({})).await.expect(200);
    assert_eq!(ends().await, Vec::<Value>::new());
}
