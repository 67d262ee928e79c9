//! What ends and concerns a tenant, counted by the calendar, and the calendar that programs read.

use serde_json::{Value, json};
use shared::{
    api::{
        deadline::{CalendarFeedCreated, DeadlineKind, TenantDeadline},
        resource::Resource,
    },
    deadline::{Day, Deadline, DeadlineLevel},
    permission::{Role, Scope},
    problem::ProblemCode,
    routes,
    timestamp::Timestamp,
};
use tests::harness::{Client, Server};

const DAY: i64 = 24 * 60 * 60;

struct Scene {
    server: Server,
    administrator: Client,
}

impl Scene {
    /// A tenant with one resource of `kind`.
    async fn with(kind: &str, more: &Value) -> (Self, Resource) {
        let server = Server::start().await;
        let administrator = server.administrator().await;
        let _ = administrator.tenant("contoso").await;
        let scene = Self { server, administrator };
        let resource = scene.resource("Mail, in; and out", kind, more).await;
        (scene, resource)
    }

    async fn resource(&self, name: &str, kind: &str, more: &Value) -> Resource {
        let mut body = json!({ "name": name, "type": kind, "grant": "client_credentials" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.administrator.post(&routes::resources("contoso"), &body).await.expect(201).to()
    }

    async fn seen_by(&self, client: &Client) -> Vec<TenantDeadline> {
        let items = client.list(&routes::tenant_deadlines("contoso")).await;
        items.into_iter().map(|item| serde_json::from_value(item).unwrap()).collect()
    }

    async fn deadlines(&self) -> Vec<TenantDeadline> {
        self.seen_by(&self.administrator).await
    }

    async fn ids(&self) -> Vec<String> {
        self.deadlines().await.into_iter().map(|one| one.id).collect()
    }

    /// Adds a secret that ends in so many days.
    async fn secret(&self, resource: &Resource, days: i64) {
        let now = Timestamp::from_millis(i64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_millis()).unwrap());
        let body = json!({ "secret": "a-secret-that-nobody-sees", "expires_at": now.plus_seconds(days * DAY) });
        let path = routes::credentials("contoso", resource.id.as_str());
        let _ = self.administrator.post(&path, &body).await.expect(201);
    }

    async fn feed(&self) -> CalendarFeedCreated {
        let body = json!({ "name": "Outlook of the desk" });
        self.administrator.post(&routes::calendar_feeds("contoso"), &body).await.expect(201).to()
    }

    /// Reads the calendar as a program does: without cookie, key or origin.
    async fn calendar(&self, feed: &CalendarFeedCreated) -> tests::harness::Answer {
        let (_, path) = feed.url.expose().split_once("/api/").expect("an address");
        let anonymous = self.server.anonymous();
        anonymous.send(anonymous.bare(reqwest::Method::GET, &format!("/api/{path}"))).await
    }
}

#[tokio::test]
async fn a_service_that_ends_concerns_whoever_uses_it_and_nobody_else() {
    let (scene, resource) = Scene::with("exchange-online-ews", &json!({})).await;
    let all = scene.deadlines().await;
    let ews = all.iter().find(|one| one.id == "ews-exchange-online").expect("EWS ends");
    assert_eq!((ews.kind, ews.concerns[0].resource.as_deref()), (DeadlineKind::Service, Some(resource.id.as_str())));
    let date = Day::parse("2027-04-01").expect("a day");
    assert_eq!(ews.at, Some(date.begin()));
    let days = ews.days.expect("a countdown");
    assert_eq!(ews.level, DeadlineLevel::of(Some(days)));
    assert!(ews.source.as_deref().is_some_and(|source| source.starts_with("https://learn.microsoft.com/")));
    let dates: Vec<Option<Timestamp>> = all.iter().map(|one| one.at).collect();
    let mut sorted = dates.clone();
    sorted.sort_by_key(|at| (at.is_none(), *at));
    assert_eq!(dates, sorted, "in the order in which they come");
    let (scene, _) = Scene::with("google-workspace-mail", &json!({ "grant": "authorization_code" })).await;
    assert!(scene.ids().await.is_empty(), "Google's service does not end");
    // K2's type serves several APIs: only what is for Exchange is concerned.
    let graph = json!({ "parameters": { "resource": { "token": "https://graph.microsoft.com" } } });
    scene.resource("Graph", "microsoft-online", &graph).await;
    assert!(!scene.ids().await.contains(&"ews-exchange-online".to_owned()));
    let exchange = json!({ "parameters": { "resource": { "token": "https://outlook.office365.com" } } });
    scene.resource("Exchange", "microsoft-online", &exchange).await;
    assert!(scene.ids().await.contains(&"ews-exchange-online".to_owned()));
}

#[tokio::test]
async fn connection_strings_are_concerned_as_far_as_the_caller_may_see_them() {
    let (scene, _) = Scene::with("oauth2", &json!({})).await;
    let entry = json!({ "kind": "smtp-account", "target": "Out", "text": "Host=smtp.office365.com;Port=587" });
    let path = routes::connection_entries("contoso", "production");
    let made = scene.administrator.post(&path, &entry).await.expect(201).json();
    let smtp = scene.deadlines().await.into_iter().find(|one| one.id == "smtp-auth-basic").expect("SMTP");
    assert_eq!(smtp.concerns[0].connection_string.as_deref(), made["id"].as_str());
    assert_eq!(smtp.concerns[0].environment.as_deref(), Some("production"));
    let open = scene.deadlines().await.into_iter().find(|one| one.at.is_none()).expect("one without a date");
    assert!(open.when.is_some() && open.days.is_none() && open.level == DeadlineLevel::Later);
    let viewer = scene.server.member(&scene.administrator, "contoso", Role::Viewer).await;
    assert!(!scene.seen_by(&viewer).await.is_empty());
    let narrow = scene.administrator.key(Some("contoso"), &[Scope::ResourcesRead]).await;
    assert!(scene.seen_by(&narrow).await.is_empty(), "a key for resources learns no names of settings");
    let id = made["id"].as_str().unwrap();
    let _ = scene.administrator.delete(&routes::connection_entry("contoso", "production", id)).await.expect(204);
    assert!(scene.ids().await.is_empty(), "what was deleted is concerned by nothing");
}

#[tokio::test]
async fn of_a_resources_secrets_the_one_that_lasts_longest_counts() {
    let (scene, resource) = Scene::with("oauth2", &json!({})).await;
    scene.secret(&resource, 10).await;
    let [one] = &scene.deadlines().await[..] else { panic!("one secret") };
    assert_eq!((one.kind, one.level), (DeadlineKind::Secret, DeadlineLevel::Urgent));
    assert_eq!(one.days, Some(10));
    assert!(one.name.contains("Mail, in; and out"), "{}", one.name);
    scene.secret(&resource, 400).await;
    let [one] = &scene.deadlines().await[..] else { panic!("still one") };
    assert_eq!((one.days, one.level), (Some(400), DeadlineLevel::Later));
    let path = routes::credentials("contoso", resource.id.as_str());
    let _ = scene.administrator.post(&path, &json!({ "generate": "certificate" })).await.expect(201);
    let kinds: Vec<DeadlineKind> = scene.deadlines().await.into_iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [DeadlineKind::Certificate, DeadlineKind::Secret]);
    let database = scene.server.installation().database();
    let ended = database.change("UPDATE resource_credentials SET expires_at = 1000 WHERE kind = 'client_secret'").await;
    assert_eq!(ended, 2);
    assert_eq!(scene.deadlines().await[0].level, DeadlineLevel::Over);
}

#[tokio::test]
async fn the_catalogue_says_where_each_date_comes_from() {
    let (scene, _) = Scene::with("oauth2", &json!({})).await;
    let items = scene.administrator.list(&routes::deadlines()).await;
    let all: Vec<Deadline> = items.into_iter().map(|item| serde_json::from_value(item).unwrap()).collect();
    for id in ["exchange-basic-auth", "smtp-auth-basic", "ews-exchange-online"] {
        let one = all.iter().find(|one| one.id == id).unwrap_or_else(|| panic!("{id}"));
        assert!(one.source.starts_with("https://") && one.date.is_some(), "{id}");
    }
    scene.server.anonymous().get(&routes::deadlines()).await.problem(ProblemCode::NotSignedIn);
}

/// A calendar, read strictly (RFC 5545): lines end with CR LF and are short, what begins ends, every event has what it
/// must have. Gives the properties of each event, unfolded and unescaped.
fn read(text: &str) -> Vec<Vec<(String, String)>> {
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']), "only CR LF: {text}");
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "no line of more than 75 bytes");
    let unfolded = text.replace("\r\n ", "");
    let (mut open, mut events) = (Vec::new(), Vec::new());
    for line in unfolded.lines() {
        let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("a property: {line}"));
        let bare = name.split(';').next().unwrap();
        assert!(!bare.is_empty() && bare.bytes().all(|b| b.is_ascii_uppercase() || b == b'-'), "{line}");
        match bare {
            "BEGIN" => {
                open.push(value.to_owned());
                if value == "VEVENT" {
                    events.push(Vec::new());
                }
            }
            "END" => assert_eq!(open.pop().as_deref(), Some(value), "{line}"),
            _ => {
                assert!(!open.is_empty(), "{line} stands outside");
                if open.last().is_some_and(|inside| inside == "VEVENT") {
                    events.last_mut().unwrap().push((name.to_owned(), unescaped(value)));
                }
            }
        }
    }
    assert!(open.is_empty(), "{open:?} is not ended");
    for event in &events {
        for needed in ["UID", "DTSTAMP", "DTSTART;VALUE=DATE", "DTEND;VALUE=DATE", "SUMMARY"] {
            assert_eq!(event.iter().filter(|(name, _)| name == needed).count(), 1, "{needed}: {event:?}");
        }
    }
    assert_eq!(unfolded.matches("BEGIN:VALARM").count(), events.len() * 3);
    events
}

fn unescaped(value: &str) -> String {
    let (mut plain, mut rest) = (String::new(), value.chars());
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next() {
                Some('n') => plain.push('\n'),
                Some(c @ ('\\' | ';' | ',')) => plain.push(c),
                other => panic!("a stray backslash before {other:?}"),
            },
            c => plain.push(c),
        }
    }
    plain
}

fn of<'a>(event: &'a [(String, String)], name: &str) -> &'a str {
    &event.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("{name}")).1
}

#[tokio::test]
async fn a_calendar_program_reads_whole_days_with_stable_names_and_nothing_secret() {
    let (scene, resource) = Scene::with("exchange-online-ews", &json!({})).await;
    scene.secret(&resource, 100).await;
    let feed = scene.feed().await;
    let name = std::path::Path::new(feed.url.expose());
    assert_eq!(name.extension().and_then(|ending| ending.to_str()), Some("ics"));
    let answer = scene.calendar(&feed).await.expect(200);
    assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
    let events = read(&answer.text());
    let ews = events.iter().find(|event| of(event, "UID").starts_with("ews-exchange-online@")).expect("EWS");
    assert_eq!((of(ews, "DTSTART;VALUE=DATE"), of(ews, "DTEND;VALUE=DATE")), ("20270401", "20270402"));
    assert!(of(ews, "DESCRIPTION").contains("Mail, in; and out"), "{ews:?}");
    assert!(events.iter().any(|event| of(event, "UID").starts_with("secret.")));
    assert!(!answer.text().contains("a-secret-that-nobody-sees"));
    let again = read(&scene.calendar(&feed).await.expect(200).text());
    let uids =
        |events: &[Vec<(String, String)>]| events.iter().map(|event| of(event, "UID").to_owned()).collect::<Vec<_>>();
    assert_eq!(uids(&events), uids(&again), "calendars know them again");
    // In the language of the tenant.
    let _ = scene.administrator.patch(&routes::tenant("contoso"), &json!({ "locale": "nl" })).await.expect(200);
    let dutch = read(&scene.calendar(&feed).await.expect(200).text());
    assert!(dutch.iter().any(|event| of(event, "SUMMARY").contains("Exchange Web Services stopt")), "{dutch:?}");
    assert_eq!(uids(&dutch), uids(&events));
}

#[tokio::test]
async fn a_feed_is_told_once_opens_nothing_else_and_ends_when_it_is_taken_back() {
    let (scene, _) = Scene::with("exchange-online-ews", &json!({})).await;
    let feed = scene.feed().await;
    let token = feed.url.expose().rsplit('/').next().unwrap().trim_end_matches(".ics").to_owned();
    let listed = scene.administrator.get(&routes::calendar_feeds("contoso")).await.expect(200);
    let audit = scene.administrator.get(&format!("{}?tenant=contoso", routes::AUDIT)).await;
    for place in [listed.text(), audit.text(), scene.server.stderr().text()] {
        assert!(!place.contains(&token));
    }
    assert_eq!(listed.json()["items"][0]["name"], "Outlook of the desk");
    // The token is no key, no link and no session.
    let key = scene.server.with_key(&token);
    key.get(&routes::tenant_deadlines("contoso")).await.problem(ProblemCode::InvalidApiKey);
    scene.server.anonymous().get(&routes::consent_link(&token)).await.problem(ProblemCode::ConsentLinkUnknown);
    for wrong in [token.clone(), format!("{token}x.ics"), "nonsense.ics".to_owned()] {
        scene.server.anonymous().get(&routes::calendar(&wrong)).await.problem(ProblemCode::NotFound);
    }
    let viewer = scene.server.member(&scene.administrator, "contoso", Role::Viewer).await;
    viewer.post(&routes::calendar_feeds("contoso"), &json!({ "name": "x" })).await.problem(ProblemCode::Forbidden);
    let _ = scene.administrator.tenant("fabrikam").await;
    let foreign = routes::calendar_feed("fabrikam", feed.details.id.as_str());
    scene.administrator.delete(&foreign).await.problem(ProblemCode::NotFound);
    let _ = scene.calendar(&feed).await.expect(200);
    let path = routes::calendar_feed("contoso", feed.details.id.as_str());
    let _ = scene.administrator.delete(&path).await.expect(204);
    scene.calendar(&feed).await.problem(ProblemCode::NotFound);
    assert_eq!(
        scene.administrator.list(&format!("{}?tenant=contoso&action=calendar_feed.delete", routes::AUDIT)).await.len(),
        1
    );
}

#[tokio::test]
async fn the_check_of_a_deadline_counts_down_and_names_what_it_knows() {
    let (scene, _) = Scene::with("oauth2", &json!({})).await;
    let run = async |deadline: &str| {
        let body = json!({ "checks": [{ "check": "deadline", "arguments": { "deadline": deadline } }] });
        let path = routes::checks("contoso", "production");
        scene.administrator.post(&path, &body).await.expect(201).json()["items"][0].clone()
    };
    let over = run("exchange-basic-auth").await;
    assert_eq!(
        (over["state"].as_str(), over["findings"][0]["code"].as_str()),
        (Some("failed"), Some("exchange-basic-auth"))
    );
    let open = run("smtp-auth-basic-removal").await;
    assert_eq!(open["state"], "warning");
    assert!(open["findings"][0]["found"]["en"].as_str().unwrap().contains("second half of 2027"));
    let unknown = run("nonsense").await;
    assert_eq!(unknown["state"], "impossible");
    assert!(unknown["findings"][0]["expected"]["en"].as_str().unwrap().contains("ews-exchange-online"));
}
