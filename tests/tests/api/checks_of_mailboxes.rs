//! Checks that knock for real: at Dovecot over IMAP, POP and submission with the broker's token, and at a stand-in of
//! Exchange Web Services and Microsoft Graph that looks at every request.

use serde_json::{Value, json};
use shared::{
    api::{check::CheckRun, resource::Resource},
    check::{CheckState, Owner},
    routes,
};
use tests::{
    entra::{DIRECTORY, EXCHANGE, Entra, GRAPH, OTHER_DIRECTORY},
    exchange::{Exchange, Mailbox},
    harness::{Client, Installation, Server, follow},
    identity_server::{CLIENT_ID, CLIENT_SECRET, Endpoint, IdentityServer},
    mail_server::{MailServer, Relay},
};

use crate::checks::{one, run};

const PROJECTS: &str = "projects@contoso.example.com";
const OTHERS: &str = "others@contoso.example.com";

/// A mailbox whose owner has signed in, and a real mail server that the portal trusts.
struct OwnMailbox {
    server: Server,
    provider: IdentityServer,
    mail: MailServer,
    client: Client,
    resource: Resource,
    introspection: String,
    relay: Relay,
}

impl OwnMailbox {
    async fn set() -> Self {
        let (provider, relay) = (IdentityServer::start().await, Relay::start().await);
        provider.set_holder(PROJECTS);
        let host = provider.issuer().trim_start_matches("http://").to_owned();
        let introspection = format!("http://{CLIENT_ID}:{CLIENT_SECRET}@{host}/introspect");
        let mail = MailServer::start(&introspection, &relay).await;
        let trusting = Installation::fresh().await.with("SSL_CERT_FILE", &mail.certificate().display().to_string());
        let server = trusting.start().await;
        let client = server.administrator().await;
        client.tenant("contoso").await;
        let resource = client.resource("contoso", &provider).await;
        client.authorize("contoso", &resource, Some(PROJECTS)).await;
        Self { server, provider, mail, client, resource, introspection, relay }
    }

    fn check(&self, check: &str, mailbox: &str, port: u16) -> Value {
        let arguments = json!({ "mailbox": mailbox, "host": "127.0.0.1", "port": port.to_string() });
        json!({ "check": check, "resource": self.resource.id, "arguments": arguments })
    }
}

fn state(run: &CheckRun) -> (CheckState, &str) {
    (run.state, run.findings[0].found.en.as_str())
}

#[tokio::test]
async fn the_brokers_token_opens_a_mailbox_over_imap_pop_and_submission() {
    let scene = OwnMailbox::set().await;
    let (mail, client) = (&scene.mail, &scene.client);
    let mut implicit = scene.check("smtp_sign_in", PROJECTS, mail.submission_port());
    implicit["arguments"]["security"] = json!("tls");
    let checks = [
        scene.check("imap_sign_in", PROJECTS, mail.imap_port()),
        scene.check("pop_sign_in", PROJECTS, mail.pop_port()),
        scene.check("smtp_sign_in", PROJECTS, mail.starttls_port()),
        implicit,
    ];
    for run in run(client, &checks).await {
        assert_eq!(run.state, CheckState::Passed, "{run:?}\n{}", mail.log());
    }
    let log = scene.server.stderr().text();
    for secret in scene.provider.secrets() {
        assert!(!log.contains(&secret), "a secret is in the log");
    }
}

/// The three protocols where TLS begins after a word in clear.
fn after_starttls(scene: &OwnMailbox, mail: &MailServer) -> [Value; 3] {
    [
        ("imap_sign_in", mail.imap_starttls_port()),
        ("pop_sign_in", mail.pop_starttls_port()),
        ("smtp_sign_in", mail.starttls_port()),
    ]
    .map(|(check, port)| {
        let mut asked = scene.check(check, PROJECTS, port);
        asked["arguments"]["security"] = json!("starttls");
        asked
    })
}

/// What was found of a server that gets no token, in both languages: the cause first, and what to do.
fn not_sent(run: &CheckRun, port: u64, cause: (&str, &str), owner: Owner) {
    let finding = &run.findings[0];
    assert_eq!((run.state, finding.who), (CheckState::Failed, Some(owner)), "{run:?}");
    for (found, cause, unsent) in
        [(&finding.found.en, cause.0, "not sent"), (&finding.found.nl, cause.1, "niet verzonden")]
    {
        let server = format!("127.0.0.1:{port}");
        assert!(found.starts_with(&server) && found.contains(cause) && found.contains(unsent), "{found}");
    }
    let remedy = finding.remedy.as_ref().expect("what to do");
    assert!(remedy.en.len() > 20 && remedy.nl.len() > 20 && remedy.en != remedy.nl, "{remedy:?}");
}

#[tokio::test]
async fn a_token_travels_after_starttls_over_imap_pop_and_submission() {
    let scene = OwnMailbox::set().await;
    for run in run(&scene.client, &after_starttls(&scene, &scene.mail)).await {
        assert_eq!(run.state, CheckState::Passed, "{run:?}\n{}", scene.mail.log());
    }
    assert_eq!(scene.provider.requests(Endpoint::Introspection).len(), 3, "each showed the token once");
}

#[tokio::test]
async fn a_server_without_starttls_gets_no_token_and_says_so() {
    let scene = OwnMailbox::set().await;
    let bare = MailServer::start_without_tls(&scene.introspection, &scene.relay).await;
    for run in run(&scene.client, &after_starttls(&scene, &bare)).await {
        let port = run.arguments["port"].parse().expect("a port");
        not_sent(&run, port, ("does not offer STARTTLS", "biedt geen STARTTLS"), Owner::Customer);
    }
    assert!(scene.provider.requests(Endpoint::Introspection).is_empty(), "{}", bare.log());
}

#[tokio::test]
async fn a_server_whose_certificate_nobody_trusts_gets_no_token_and_says_so() {
    let scene = OwnMailbox::set().await;
    // Real, with a certificate of its own that the portal was never told about.
    let stranger = MailServer::start(&scene.introspection, &scene.relay).await;
    let mut checks = after_starttls(&scene, &stranger).to_vec();
    checks.push(scene.check("imap_sign_in", PROJECTS, stranger.imap_port()));
    checks.push(scene.check("pop_sign_in", PROJECTS, stranger.pop_port()));
    let mut implicit = scene.check("smtp_sign_in", PROJECTS, stranger.submission_port());
    implicit["arguments"]["security"] = json!("tls");
    checks.push(implicit);
    for run in run(&scene.client, &checks).await {
        let port = run.arguments["port"].parse().expect("a port");
        not_sent(&run, port, ("does not prove who it is", "bewijst niet wie het is"), Owner::ProductServer);
    }
    assert!(scene.provider.requests(Endpoint::Introspection).is_empty(), "{}", stranger.log());
}

#[tokio::test]
async fn a_mail_server_that_refuses_the_token_is_explained() {
    let scene = OwnMailbox::set().await;
    let (mail, client) = (&scene.mail, &scene.client);
    let checks = [
        scene.check("imap_sign_in", OTHERS, mail.imap_port()),
        scene.check("pop_sign_in", OTHERS, mail.pop_port()),
        scene.check("smtp_sign_in", OTHERS, mail.starttls_port()),
    ];
    for run in run(client, &checks).await {
        let finding = &run.findings[0];
        assert_eq!(run.state, CheckState::Failed, "{run:?}");
        assert_eq!(finding.who, Some(Owner::DirectoryAdministrator), "{run:?}");
        assert!(finding.remedy.is_some() && finding.found.nl != finding.found.en, "{run:?}");
        let told = serde_json::to_string(&run).expect("json");
        assert!(scene.provider.secrets().iter().all(|secret| !told.contains(secret)), "a secret is told");
    }
}

#[tokio::test]
async fn a_mailbox_that_must_stay_shut_is_told_from_a_mail_server_that_opens_nothing() {
    let scene = OwnMailbox::set().await;
    let imap = |mailbox: &str, control: Option<&str>| {
        let mut check = scene.check("mailbox_refused", mailbox, scene.mail.imap_port());
        check["arguments"]["protocol"] = json!("imap");
        if let Some(control) = control {
            check["arguments"]["control"] = json!(control);
        }
        check
    };
    let client = &scene.client;
    assert_eq!(one(client, imap(OTHERS, Some(PROJECTS))).await.state, CheckState::Passed);
    assert_eq!(one(client, imap(PROJECTS, Some(PROJECTS))).await.state, CheckState::Impossible);
    // It does not say why it refuses, so that alone proves nothing.
    assert_eq!(one(client, imap(OTHERS, None)).await.state, CheckState::Impossible);
    let opened = one(client, imap(PROJECTS, None)).await;
    assert!(opened.state == CheckState::Failed && opened.findings[0].found.en.starts_with("It opened"), "{opened:?}");
    scene.provider.revoke_all();
    assert_eq!(one(client, imap(OTHERS, Some(PROJECTS))).await.state, CheckState::Impossible);
}

#[tokio::test]
async fn no_token_leaves_for_a_server_that_is_not_trusted_or_not_a_mail_server() {
    let scene = OwnMailbox::set().await;
    let client = &scene.client;
    // The name is not in the certificate.
    let mut other = scene.check("imap_sign_in", PROJECTS, scene.mail.imap_port());
    other["arguments"]["host"] = json!("127.0.0.2");
    let found = one(client, other).await;
    assert!(matches!(found.state, CheckState::Failed | CheckState::Impossible), "{found:?}");
    let web: u16 = scene.provider.issuer().rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
    let found = one(client, scene.check("imap_sign_in", PROJECTS, web)).await;
    assert!(found.state == CheckState::Failed && found.findings[0].found.en.contains("not sent"), "{found:?}");
    for (host, port, word) in [
        ("169.254.169.254", "993", "may not call"),
        ("10.0.0.1", "993", "may not call"),
        ("metadata.google.internal", "993", "may not call"),
        ("127.0.0.1", "9", "no connection"),
    ] {
        let mut check = scene.check("imap_sign_in", PROJECTS, 993);
        check["arguments"]["host"] = json!(host);
        check["arguments"]["port"] = json!(port);
        let found = one(client, check).await;
        assert!(found.state == CheckState::Impossible && state(&found).1.contains(word), "{host}: {found:?}");
    }
}

/// An application in Microsoft's directory, and an Exchange.
struct Cloud {
    _server: Server,
    entra: Entra,
    exchange: Exchange,
    client: Client,
}

impl Cloud {
    async fn set() -> Self {
        let (server, entra, exchange) = (Server::start().await, Entra::start().await, Exchange::start().await);
        let client = server.administrator().await;
        let tenant = json!({ "slug": "contoso", "name": "Contoso", "directory_id": DIRECTORY });
        let _ = client.post(routes::TENANTS, &tenant).await.expect(201);
        entra.list_roles(EXCHANGE, &["full_access_as_app"]);
        entra.list_roles(GRAPH, &["Mail.Read"]);
        entra.list_scopes(GRAPH, &["Mail.ReadWrite", "Mail.Send"]);
        exchange.mailbox(PROJECTS, Mailbox::Open);
        exchange.mailbox(OTHERS, Mailbox::Denied);
        Self { _server: server, entra, exchange, client }
    }

    async fn resource(&self, made: Value) -> Resource {
        self.client.post(&routes::resources("contoso"), &made).await.expect(201).to()
    }

    /// The directory's administrator grants what the registration lists.
    async fn consent(&self, resource: &Resource) {
        let path = routes::admin_consents("contoso", resource.id.as_str());
        let started = self.client.post(&path, &json!({})).await.expect(201).json();
        follow(started["consent_url"].as_str().expect("an address")).await;
    }

    fn ews(&self, resource: &Resource, mailbox: &str) -> Value {
        json!({ "check": "ews_get_folder", "resource": resource.id,
            "arguments": { "mailbox": mailbox, "url": self.exchange.ews() } })
    }

    fn graph(&self, resource: &Resource, mailbox: &str) -> Value {
        json!({ "check": "graph_inbox", "resource": resource.id,
            "arguments": { "mailbox": mailbox, "url": self.exchange.graph() } })
    }

    fn shut(&self, resource: &Resource, protocol: &str, mailbox: &str) -> Value {
        let url = if protocol == "ews" { self.exchange.ews() } else { self.exchange.graph() };
        json!({ "check": "mailbox_refused", "resource": resource.id,
            "arguments": { "mailbox": mailbox, "protocol": protocol, "url": url } })
    }
}

#[tokio::test]
async fn an_application_opens_an_inbox_over_ews_in_the_mailboxs_name() {
    let scene = Cloud::set().await;
    let resource = scene.resource(scene.entra.application("exchange-online-ews")).await;
    let opened = one(&scene.client, scene.ews(&resource, PROJECTS)).await;
    assert_eq!(opened.state, CheckState::Passed, "{opened:?}");
    let visit = scene.exchange.visits().pop().expect("a visit");
    assert_eq!((visit.anchor.as_deref(), visit.impersonated.as_deref()), (Some(PROJECTS), Some(PROJECTS)));
    // K2's own type, at the v1 endpoints.
    let k2 = scene.resource(scene.entra.k2()).await;
    assert_eq!(one(&scene.client, scene.ews(&k2, PROJECTS)).await.state, CheckState::Passed);
    let graph = scene.resource(scene.entra.application("microsoft-graph-mail")).await;
    let wrong = one(&scene.client, scene.ews(&graph, PROJECTS)).await;
    assert!(wrong.state == CheckState::Failed && wrong.findings[0].found.en.contains("another service"), "{wrong:?}");
    for (reason, word) in [
        ("EWS is disabled for this user or tenant", "is off"),
        ("EWS is blocked by policy for this user or tenant", "not on the organization's list"),
    ] {
        scene.exchange.set_policy(Some(reason));
        let run = one(&scene.client, scene.ews(&resource, PROJECTS)).await;
        let finding = &run.findings[0];
        assert!(run.state == CheckState::Failed && finding.found.en.contains(word), "{run:?}");
        assert_eq!((finding.code.as_deref(), finding.who), (Some(reason), Some(Owner::DirectoryAdministrator)));
        // What keeps everybody out proves nothing about one mailbox.
        assert_eq!(one(&scene.client, scene.shut(&resource, "ews", OTHERS)).await.state, CheckState::Impossible);
    }
    scene.exchange.set_policy(None);
    scene.exchange.set_busy(true);
    assert_eq!(one(&scene.client, scene.ews(&resource, PROJECTS)).await.state, CheckState::Impossible);
}

#[tokio::test]
async fn a_mailbox_stays_shut_only_when_exchange_says_that_access_is_denied() {
    let scene = Cloud::set().await;
    let ews = scene.resource(scene.entra.application("exchange-online-ews")).await;
    let graph = scene.resource(scene.entra.application("microsoft-graph-mail")).await;
    for (resource, protocol) in [(&ews, "ews"), (&graph, "graph")] {
        let shut = one(&scene.client, scene.shut(resource, protocol, OTHERS)).await;
        assert_eq!(shut.state, CheckState::Passed, "{protocol}: {shut:?}");
        assert_eq!(shut.findings[0].code.as_deref(), Some("ErrorAccessDenied"));
        let opened = one(&scene.client, scene.shut(resource, protocol, PROJECTS)).await;
        assert_eq!(opened.state, CheckState::Failed, "{protocol}: {opened:?}");
        let missing = one(&scene.client, scene.shut(resource, protocol, "nobody@contoso.example.com")).await;
        assert_eq!(missing.state, CheckState::Impossible, "{protocol}: {missing:?}");
    }
    // A token for another service keeps every mailbox shut.
    assert_eq!(one(&scene.client, scene.shut(&ews, "graph", OTHERS)).await.state, CheckState::Impossible);
}

#[tokio::test]
async fn an_inbox_opens_over_graph_for_an_application_and_for_a_person() {
    let scene = Cloud::set().await;
    let application = scene.resource(scene.entra.application("microsoft-graph-mail")).await;
    let opened = one(&scene.client, scene.graph(&application, PROJECTS)).await;
    assert_eq!(opened.state, CheckState::Passed, "{opened:?}");
    let asked = scene.exchange.visits().pop().expect("a visit").path;
    assert_eq!(asked, format!("/v1.0/users/{PROJECTS}/mailFolders/inbox?$select=id,totalItemCount"));
    let denied = one(&scene.client, scene.graph(&application, OTHERS)).await;
    let finding = &denied.findings[0];
    assert_eq!((denied.state, finding.code.as_deref()), (CheckState::Failed, Some("ErrorAccessDenied")), "{denied:?}");
    assert!(finding.correlation_id.is_some() && finding.found.en.contains("may not open this mailbox"), "{denied:?}");
    let mut person = scene.entra.person("microsoft-graph-mail");
    person["name"] = json!("Person");
    let person = scene.resource(person).await;
    let nobody = one(&scene.client, scene.graph(&person, PROJECTS)).await;
    assert!(nobody.state == CheckState::Impossible && state(&nobody).1.contains("Nobody has signed in"), "{nobody:?}");
    scene.consent(&application).await;
    scene.client.authorize("contoso", &person, Some(PROJECTS)).await;
    let mine = one(&scene.client, scene.graph(&person, PROJECTS)).await;
    assert_eq!(mine.state, CheckState::Passed, "{mine:?}");
    assert!(scene.exchange.visits().pop().expect("a visit").path.starts_with("/v1.0/me/"));
    // Another mailbox is opened with the only sign-in there is, and by its name.
    let shared = one(&scene.client, scene.graph(&person, OTHERS)).await;
    assert_eq!(shared.state, CheckState::Failed, "{shared:?}");
    assert!(scene.exchange.visits().pop().expect("a visit").path.contains(OTHERS));
}

#[tokio::test]
async fn a_token_and_what_it_says_of_itself_are_diagnosed() {
    let scene = Cloud::set().await;
    let resource = scene.resource(scene.entra.application("exchange-online-ews")).await;
    let about = |check: &str| json!({ "check": check, "resource": resource.id });
    for check in ["token", "claims", "endpoints"] {
        let fine = one(&scene.client, about(check)).await;
        assert!(fine.state.is_green(), "{fine:?}");
    }
    // Listed, and nobody has consented yet.
    let missing = one(&scene.client, about("permissions")).await;
    assert!(missing.state == CheckState::Failed && state(&missing).1.contains("full_access_as_app"), "{missing:?}");
    scene.consent(&resource).await;
    let granted = one(&scene.client, about("permissions")).await;
    assert_eq!(granted.state, CheckState::Passed, "{granted:?}");
    scene.entra.set_token_directory(OTHER_DIRECTORY);
    let fresh = run(&scene.client, &[about("token")]).await;
    assert_eq!(fresh[0].state, CheckState::Passed);
    let strange = one(&scene.client, about("claims")).await;
    assert!(strange.state == CheckState::Failed, "{strange:?}");
    assert!(strange.findings.iter().any(|finding| finding.found.en.contains(OTHER_DIRECTORY)), "{strange:?}");
    scene.entra.forget_client();
    let refused = one(&scene.client, about("token")).await;
    let finding = &refused.findings[0];
    assert_eq!((refused.state, finding.code.as_deref()), (CheckState::Failed, Some("AADSTS700016")), "{refused:?}");
    let told = scene.client.get(&routes::checks("contoso", "production")).await.expect(200).text();
    assert!(scene.entra.secrets().iter().all(|secret| !told.contains(secret)), "a secret is told");
    let audit = scene.client.get(&format!("{}?tenant=contoso", routes::AUDIT)).await.expect(200).text();
    assert!(audit.contains("check.run") && scene.entra.secrets().iter().all(|secret| !audit.contains(secret)));
}
