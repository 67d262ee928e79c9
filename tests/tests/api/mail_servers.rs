//! What it is all for: a real mail server (Dovecot, IMAP and submission over TLS) lets an application in with the
//! access token that the broker handed out, and nobody else.

use serde_json::json;
use shared::{api::resource::Resource, permission::Scope, routes};
use tests::{
    harness::{Client, Server},
    identity_server::{CLIENT_ID, CLIENT_SECRET, IdentityServer},
    mail_server::{Imap, MailServer, Mechanism, Relay, Submission},
};

const PROJECTS: &str = "projects@contoso.example.com";
const OTHERS: &str = "others@contoso.example.com";

struct Scene {
    server: Server,
    provider: IdentityServer,
    robot: Client,
    resource: Resource,
    relay: Relay,
    mail: MailServer,
}

impl Scene {
    /// A mailbox whose owner has signed in once, with tokens that live for `life` seconds, and a mail server.
    async fn with_mailbox(life: i64) -> Self {
        let server = Server::start().await;
        let provider = IdentityServer::start().await;
        provider.set_life(life);
        provider.set_holder(PROJECTS);
        let administrator = server.administrator().await;
        administrator.tenant("contoso").await;
        let resource = administrator.resource("contoso", &provider).await;
        administrator.authorize("contoso", &resource, Some(PROJECTS)).await;
        let robot = administrator.key(Some("contoso"), &[Scope::TokensIssue]).await;
        let relay = Relay::start().await;
        let host = provider.issuer().trim_start_matches("http://").to_owned();
        let introspection = format!("http://{CLIENT_ID}:{CLIENT_SECRET}@{host}/introspect");
        let mail = MailServer::start(&introspection, &relay).await;
        Self { server, provider, robot, resource, relay, mail }
    }

    async fn access_token(&self) -> String {
        let path = routes::broker("contoso", self.resource.id.as_str());
        let token = self.robot.post(&path, &json!({ "subject": PROJECTS })).await.expect(200).json();
        token["access_token"].as_str().expect("a token").to_owned()
    }

    async fn imap(&self, mechanism: Mechanism, mailbox: &str, token: &str) -> Imap {
        let signed_in = Imap::sign_in(&self.mail, mechanism, mailbox, token).await;
        signed_in.unwrap_or_else(|refused| panic!("{mechanism:?}: {refused:?}\n{}", self.mail.log()))
    }
}

#[tokio::test]
async fn a_mail_server_takes_the_brokers_token_over_imap() {
    let scene = Scene::with_mailbox(3600).await;
    let token = scene.access_token().await;
    for mechanism in [Mechanism::XOauth2, Mechanism::OauthBearer] {
        let mut imap = scene.imap(mechanism, PROJECTS, &token).await;
        let selected = imap.command("SELECT INBOX").await;
        assert!(selected.last().is_some_and(|line| line.contains("OK")), "{selected:?}");
    }
    assert!(!scene.server.stderr().text().contains(&token), "the token is in the log");
}

#[tokio::test]
async fn a_letter_submitted_with_the_brokers_token_arrives() {
    let scene = Scene::with_mailbox(3600).await;
    let token = scene.access_token().await;
    for (number, mechanism) in [Mechanism::XOauth2, Mechanism::OauthBearer].into_iter().enumerate() {
        let signed_in = Submission::sign_in(&scene.mail, mechanism, PROJECTS, &token).await;
        let mut submission = signed_in.unwrap_or_else(|refused| panic!("{refused:?}\n{}", scene.mail.log()));
        submission.send(PROJECTS, OTHERS, "Subject: It works\r\n\r\nWithout a password.").await;
        let letter = scene.relay.letter().await;
        assert_eq!((letter.from.as_str(), letter.to), (PROJECTS, vec![OTHERS.to_owned()]));
        assert!(letter.text.contains("Without a password."), "{}", letter.text);
        assert_eq!(scene.relay.count(), number + 1);
    }
}

#[tokio::test]
async fn a_refreshed_token_works_where_the_old_one_ended() {
    let scene = Scene::with_mailbox(30).await;
    let first = scene.access_token().await;
    let second = scene.access_token().await;
    assert_ne!(first, second, "30 seconds are less than the usual 60");
    let _ = scene.imap(Mechanism::XOauth2, PROJECTS, &second).await;
}

#[tokio::test]
async fn nobody_else_is_let_in() {
    let scene = Scene::with_mailbox(3600).await;
    let token = scene.access_token().await;
    for mechanism in [Mechanism::XOauth2, Mechanism::OauthBearer] {
        for (why, mailbox, presented) in
            [("another mailbox", OTHERS, token.as_str()), ("no token of the provider", PROJECTS, "invented")]
        {
            assert!(Imap::sign_in(&scene.mail, mechanism, mailbox, presented).await.is_err(), "{mechanism:?} {why}");
            let submission = Submission::sign_in(&scene.mail, mechanism, mailbox, presented).await;
            assert!(submission.is_err(), "{mechanism:?} {why}");
        }
    }
    scene.provider.revoke_all();
    assert!(Imap::sign_in(&scene.mail, Mechanism::XOauth2, PROJECTS, &token).await.is_err(), "a revoked token");
    assert_eq!(scene.relay.count(), 0);
}
