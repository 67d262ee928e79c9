//! Checks: what is published, what is asked and answered, history, notices about what used to work, the schedule.

use serde_json::{Value, json};
use shared::{
    api::{
        check::{CheckRun, CheckRuns, CheckSchedule, Notice},
        page::Page,
        resource::Resource,
    },
    check::{CheckDescriptor, CheckState, Owner},
    permission::{Role, Scope},
    problem::ProblemCode,
    routes,
};
use tests::{
    harness::{Answer, Client, Server},
    identity_server::IdentityServer,
};

/// Runs checks in the tenant's first environment.
pub(crate) async fn run(client: &Client, checks: &[Value]) -> Vec<CheckRun> {
    let answer = ask(client, checks).await.expect(201);
    answer.to::<CheckRuns>().items
}

/// Asks for checks that may be refused.
pub(crate) async fn ask(client: &Client, checks: &[Value]) -> Answer {
    client.post(&routes::checks("contoso", "production"), &json!({ "checks": checks })).await
}

/// Runs one check.
pub(crate) async fn one(client: &Client, check: Value) -> CheckRun {
    run(client, &[check]).await.pop().expect("a run")
}

async fn notices(client: &Client) -> Vec<Notice> {
    client.get(&routes::notices("contoso")).await.expect(200).to::<Page<Notice>>().items
}

/// An application of the test's own identity server, which gives tokens without anybody signing in.
struct Scene {
    server: Server,
    provider: IdentityServer,
    administrator: Client,
    resource: Resource,
}

impl Scene {
    async fn set() -> Self {
        let (server, provider) = (Server::start().await, IdentityServer::start().await);
        let administrator = server.administrator().await;
        administrator.tenant("contoso").await;
        let made = administrator.post(&routes::resources("contoso"), &provider.application("Robot")).await;
        Self { server, provider, administrator, resource: made.expect(201).to() }
    }

    fn token(&self) -> Value {
        json!({ "check": "token", "resource": self.resource.id })
    }
}

#[tokio::test]
async fn what_can_be_checked_is_published_in_both_languages() {
    let scene = Scene::set().await;
    let all: Page<CheckDescriptor> = scene.administrator.get(routes::CHECK_KINDS).await.expect(200).to();
    assert!(all.items.len() >= 17 && all.items.is_sorted_by_key(|check| check.id.clone()));
    let imap = all.items.iter().find(|check| check.id == "imap_sign_in").expect("it is there");
    let mailbox = imap.arguments.iter().find(|argument| argument.name == "mailbox").expect("an argument");
    assert!(mailbox.required && mailbox.label.nl == "Postvak");
}

#[tokio::test]
async fn what_used_to_work_raises_one_notice_until_it_works_again() {
    let scene = Scene::set().await;
    let first = one(&scene.administrator, scene.token()).await;
    assert_eq!((first.state, first.previous), (CheckState::Passed, None), "{first:?}");
    scene.provider.register_secrets(&["another"]);
    // Twice at once, and once more: there is one notice.
    for round in run(&scene.administrator, &[scene.token(), scene.token()]).await {
        assert_eq!(round.state, CheckState::Failed, "{round:?}");
    }
    let third = one(&scene.administrator, scene.token()).await;
    assert_eq!(third.previous, Some(CheckState::Failed));
    let found = &third.findings[0];
    assert!(found.who.is_some() && found.remedy.is_some() && found.code.is_some(), "{found:?}");
    let raised = notices(&scene.administrator).await;
    assert_eq!(raised.len(), 1, "{raised:?}");
    assert!(raised[0].title.nl.contains("slaagde eerder") && raised[0].read_at.is_none());
    assert!(raised[0].found.en.contains("gave none") && raised[0].resolved_at.is_none());
    // Reading it twice changes nothing any more.
    let path = routes::notice_read("contoso", raised[0].id.as_str());
    let read: Notice = scene.administrator.post(&path, &json!({})).await.expect(200).to();
    let again: Notice = scene.administrator.post(&path, &json!({})).await.expect(200).to();
    assert!(read.read_at.is_some() && read.read_at == again.read_at);
    // Green again: resolved. Red again: another one.
    scene.provider.register_secrets(&[tests::identity_server::CLIENT_SECRET]);
    assert_eq!(one(&scene.administrator, scene.token()).await.state, CheckState::Passed);
    assert!(notices(&scene.administrator).await[0].resolved_at.is_some());
    scene.provider.register_secrets(&["another"]);
    assert_eq!(one(&scene.administrator, scene.token()).await.state, CheckState::Failed);
    let raised = notices(&scene.administrator).await;
    assert_eq!((raised.len(), raised[0].resolved_at), (2, None));
}

#[tokio::test]
async fn what_never_worked_raises_no_notice() {
    let scene = Scene::set().await;
    scene.provider.register_secrets(&["another"]);
    for _ in 0..2 {
        assert_eq!(one(&scene.administrator, scene.token()).await.state, CheckState::Failed);
    }
    assert!(notices(&scene.administrator).await.is_empty());
}

#[tokio::test]
async fn the_last_run_of_every_question_is_told_and_the_ones_before_are_kept() {
    let scene = Scene::set().await;
    let endpoints = json!({ "check": "endpoints", "resource": scene.resource.id });
    // An argument that says nothing is the same question as none.
    let same = json!({ "check": "token", "resource": scene.resource.id, "arguments": { "subject": "" } });
    run(&scene.administrator, &[scene.token(), endpoints]).await;
    one(&scene.administrator, same).await;
    let latest: Page<CheckRun> =
        scene.administrator.get(&routes::checks("contoso", "production")).await.expect(200).to();
    let mut names: Vec<&str> = latest.items.iter().map(|run| run.check.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["endpoints", "token"]);
    let history = routes::check_history("contoso", "production");
    let path = format!("{history}?check=token&resource={}&limit=1", scene.resource.id);
    let page: Page<CheckRun> = scene.administrator.get(&path).await.expect(200).to();
    assert_eq!((page.items.len(), page.items[0].previous), (1, Some(CheckState::Passed)));
    let next = format!("{path}&cursor={}", page.next_cursor.expect("there is one more"));
    let rest: Page<CheckRun> = scene.administrator.get(&next).await.expect(200).to();
    assert_eq!((rest.items.len(), rest.items[0].previous, rest.next_cursor), (1, None, None));
    // They go with the resource.
    let gone = scene
        .administrator
        .delete(&format!("{}?confirm=Robot", routes::resource("contoso", scene.resource.id.as_str())))
        .await;
    assert!(gone.status == 204 || gone.status == 200, "{}", gone.text());
    let latest: Page<CheckRun> =
        scene.administrator.get(&routes::checks("contoso", "production")).await.expect(200).to();
    assert!(latest.items.is_empty(), "{latest:?}");
}

#[tokio::test]
async fn wrong_questions_are_answered_field_by_field_and_nothing_runs() {
    let scene = Scene::set().await;
    let resource = &scene.resource.id;
    let table = [
        (json!({ "check": "invented" }), "/checks/0/check", "choice"),
        (json!({ "check": "token" }), "/checks/0/resource", "required"),
        (json!({ "check": "token", "resource": "none" }), "/checks/0/resource", "no_such_thing"),
        (
            json!({ "check": "variable_set", "resource": resource, "arguments": { "set": "wicbox" } }),
            "/checks/0/resource",
            "unknown_field",
        ),
        (json!({ "check": "imap_sign_in", "resource": resource }), "/checks/0/arguments/mailbox", "required"),
        (
            json!({ "check": "imap_sign_in", "resource": resource, "arguments": { "mailbox": "a@example" } }),
            "/checks/0/arguments/mailbox",
            "email",
        ),
        (
            json!({ "check": "imap_sign_in", "resource": resource, "arguments": { "mailbox": "a@example.com", "port": "0" } }),
            "/checks/0/arguments/port",
            "out_of_range",
        ),
        (
            json!({ "check": "imap_sign_in", "resource": resource, "arguments": { "mailbox": "a@example.com", "host": "https://x" } }),
            "/checks/0/arguments/host",
            "domain",
        ),
        (
            json!({ "check": "mailbox_refused", "resource": resource, "arguments": { "mailbox": "a@example.com", "protocol": "ftp" } }),
            "/checks/0/arguments/protocol",
            "choice",
        ),
        (
            json!({ "check": "token", "resource": resource, "arguments": { "colour": "red" } }),
            "/checks/0/arguments/colour",
            "unknown_field",
        ),
    ];
    for (check, pointer, code) in table {
        let answer = ask(&scene.administrator, &[check.clone(), scene.token()]).await;
        assert_eq!(answer.faults(), [(pointer.to_owned(), code.to_owned())], "{check}");
    }
    assert_eq!(ask(&scene.administrator, &[]).await.faults(), [("/checks".to_owned(), "required".to_owned())]);
    let latest: Page<CheckRun> =
        scene.administrator.get(&routes::checks("contoso", "production")).await.expect(200).to();
    assert!(latest.items.is_empty(), "{latest:?}");
    let _ = ask(&scene.administrator, &[scene.token()]).await.expect(201);
    let elsewhere =
        scene.administrator.post(&routes::checks("contoso", "none"), &json!({ "checks": [scene.token()] })).await;
    elsewhere.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn whoever_may_not_have_a_token_says_not_where_one_goes() {
    let scene = Scene::set().await;
    let robot = scene.administrator.key(Some("contoso"), &[Scope::MigrationsRead, Scope::MigrationsWrite]).await;
    let knock = |host: &str| {
        json!({ "check": "imap_sign_in", "resource": scene.resource.id,
            "arguments": { "mailbox": "a@contoso.example.com", "host": host } })
    };
    ask(&robot, &[knock("127.0.0.1")]).await.problem(ProblemCode::Forbidden);
    // Without saying where, the check finds no server, and tells so.
    assert_eq!(one(&robot, knock("")).await.state, CheckState::Impossible);
    let viewer = scene.server.member(&scene.administrator, "contoso", Role::Viewer).await;
    ask(&viewer, &[scene.token()]).await.problem(ProblemCode::Forbidden);
    let _ = viewer.get(&routes::checks("contoso", "production")).await.expect(200);
    let editor = scene.server.member(&scene.administrator, "contoso", Role::Editor).await;
    assert_eq!(one(&editor, scene.token()).await.by, "editor");
}

#[tokio::test]
async fn a_schedule_can_be_set_and_taken_back() {
    let scene = Scene::set().await;
    let path = routes::check_schedule("contoso", "production");
    let none: CheckSchedule = scene.administrator.get(&path).await.expect(200).to();
    assert_eq!((none.every_hours, none.next_at), (0, None));
    let set: CheckSchedule = scene.administrator.put(&path, &json!({ "every_hours": 24 })).await.expect(200).to();
    assert!(set.every_hours == 24 && set.next_at.is_some());
    let answer = scene.administrator.put(&path, &json!({ "every_hours": 169 })).await;
    assert_eq!(answer.faults(), [("/every_hours".to_owned(), "out_of_range".to_owned())]);
    let off: CheckSchedule = scene.administrator.put(&path, &json!({ "every_hours": 0 })).await.expect(200).to();
    assert_eq!((off.every_hours, off.next_at), (0, None));
}

#[tokio::test]
async fn settings_are_checked_with_their_own_rules() {
    let scene = Scene::set().await;
    let client = &scene.administrator;
    let variable = async |name: &str, value: &str| {
        let path = routes::variable("contoso", "production", name);
        let kind = if value.contains('@') { "email" } else { "string" };
        let put = client.put(&path, &json!({ "kind": kind, "value": value })).await;
        assert!((200..300).contains(&put.status), "{}", put.text());
    };
    let set =
        json!({ "check": "variable_set", "arguments": { "set": "wicbox", "choices": "permission_model:application" } });
    assert_eq!(one(client, set.clone()).await.state, CheckState::Impossible);
    variable("WICBOX_MAILCLIENT_SCOPE", "Mail.ReadWrite").await;
    assert_eq!(one(client, set).await.state, CheckState::Failed);
    let linked = json!({ "check": "linked_setting", "arguments": { "linked_setting": "from-address" } });
    assert_eq!(one(client, linked.clone()).await.state, CheckState::Impossible);
    variable("From Address", "k2@contoso.example.com").await;
    variable("String Table:From Address", "other@contoso.example.com").await;
    let drift = one(client, linked.clone()).await;
    assert_eq!((drift.state, drift.findings[0].who), (CheckState::Failed, Some(Owner::ProductServer)), "{drift:?}");
    variable("String Table:From Address", "k2@contoso.example.com").await;
    let agreed = one(client, linked).await;
    assert_eq!(agreed.state, CheckState::Warning, "the file was not opened yet: {agreed:?}");
    assert!(agreed.findings[0].found.en.contains("sendmailfrom"), "{agreed:?}");
    let string = json!({ "check": "connection_string", "arguments": { "kind": "k2-smtp" } });
    assert_eq!(one(client, string).await.state, CheckState::Failed);
    let file = json!({ "check": "config_file", "arguments": { "kind": "k2-host-server" } });
    assert_eq!(one(client, file).await.state, CheckState::Impossible);
    for (check, argument) in [
        ("variable_set", "set"),
        ("linked_setting", "linked_setting"),
        ("config_file", "kind"),
        ("connection_string", "kind"),
    ] {
        let odd = one(client, json!({ "check": check, "arguments": { argument: "invented" } })).await;
        assert!(odd.state == CheckState::Impossible && odd.findings[0].found.en.contains("invented"), "{odd:?}");
    }
}

#[tokio::test]
async fn a_resource_is_checked_without_asking_anybody_for_a_token() {
    let scene = Scene::set().await;
    let client = &scene.administrator;
    let k2 = scene.provider.v1("K2", "https://outlook.office365.com");
    let k2: Resource = client.post(&routes::resources("contoso"), &k2).await.expect(201).to();
    let about = |resource: &Resource, check: &str, arguments: Value| json!({ "check": check, "resource": resource.id, "arguments": arguments });
    let used = "https://k2.contoso.example.com/identity/token/oauth/2";
    let path = routes::resource_parameter("contoso", k2.id.as_str(), "redirect_uri");
    let put = client.put(&path, &json!({ "authorization": used, "token": used })).await;
    assert!((200..300).contains(&put.status), "{}", put.text());
    for (registered, state, word) in [
        (used, CheckState::Passed, "same"),
        ("https://k2.contoso.example.com/identity/token/oauth/2/", CheckState::Failed, "slash"),
        ("https://k2.contoso.example.com/Identity/Token/OAuth/2", CheckState::Failed, "capitals"),
        ("https://k2.contoso.example.com/other", CheckState::Failed, "another"),
    ] {
        let found = one(client, about(&k2, "redirect_uri", json!({ "registered": registered }))).await;
        assert!(found.state == state && found.findings[0].found.en.contains(word), "{registered}: {found:?}");
    }
    let twice = "https://https://k2.contoso.example.com/identity/token/oauth/2";
    let _ = client.put(&path, &json!({ "authorization": twice, "token": twice })).await;
    let found = one(client, about(&k2, "redirect_uri", json!({}))).await;
    assert_eq!(found.state, CheckState::Failed, "{found:?}");
    let nowhere = one(client, about(&k2, "discovery", json!({}))).await;
    assert_eq!(nowhere.state, CheckState::Impossible, "{nowhere:?}");
    let robot = &scene.resource;
    let discovery = one(client, about(robot, "discovery", json!({}))).await;
    assert_eq!(discovery.state, CheckState::Passed, "{discovery:?}");
    assert_eq!(one(client, about(robot, "endpoints", json!({}))).await.state, CheckState::Passed);
    // There is a secret, and nobody knows how long it holds.
    assert_eq!(one(client, about(robot, "credential", json!({}))).await.state, CheckState::Warning);
}
