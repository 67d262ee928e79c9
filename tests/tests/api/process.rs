//! The process: starts clearly or not at all, tells how it is, and ends without losing anything.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;
use shared::routes;
use tests::{
    harness::{ADMINISTRATOR, Database, Installation, PASSWORD, Server},
    identity_server::{Endpoint, IdentityServer, misbehaviour},
};

#[tokio::test]
async fn health_readiness_and_metrics_answer() {
    let server = Server::start().await;
    let nobody = server.anonymous();
    let _ = nobody.get(routes::HEALTH_LIVE).await.expect(200);
    let _ = nobody.get(routes::HEALTH_READY).await.expect(200);
    let metrics = nobody.get(routes::METRICS).await.expect(200);
    assert!(metrics.header("content-type").contains("text"), "{:?}", metrics.headers);
    assert!(metrics.text().contains("# TYPE"), "{}", metrics.text());
    let document = nobody.get(routes::OPENAPI).await.expect(200).json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
}

#[tokio::test]
async fn asvs_13_3_2_the_key_file_is_made_for_its_owner_only() {
    let server = Server::start().await;
    let mode = std::fs::metadata(server.installation().key_file()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "{mode:o}");
}

#[tokio::test]
async fn a_wrong_master_key_refuses_to_start_with_one_clear_line_and_changes_nothing() {
    let server = Server::start().await;
    server.administrator().await;
    let installation = server.stop().await;
    let other = Server::start().await.stop().await;
    let own = std::fs::read(installation.key_file()).unwrap();
    std::fs::copy(other.key_file(), installation.key_file()).unwrap();
    let line = installation.run(&["serve"], "").await.failed_with_one_line();
    assert!(line.to_lowercase().contains("key"), "{line}");
    std::fs::write(installation.key_file(), own).unwrap();
    installation.start().await.sign_in(ADMINISTRATOR, PASSWORD).await;
}

#[tokio::test]
async fn a_missing_master_key_is_not_replaced_once_something_was_sealed_with_it() {
    let server = Server::start().await;
    server.administrator().await;
    let installation = server.stop().await;
    std::fs::rename(installation.key_file(), installation.folder().join("elsewhere")).unwrap();
    let line = installation.run(&["serve"], "").await.failed_with_one_line();
    assert!(line.to_lowercase().contains("key"), "{line}");
    assert!(!installation.key_file().exists(), "a new key would make everything unreadable");
}

#[tokio::test]
async fn a_second_server_on_one_sqlite_file_is_refused_and_a_command_is_not() {
    let server = Server::start().await;
    let second = server.installation();
    if Database::is_postgres() {
        drop(server.another_node().await);
        return;
    }
    let line = second.run(&["serve"], "").await.failed_with_one_line();
    assert!(line.contains("another server") && line.contains("PostgreSQL"), "{line}");
    let _ = second.run(&["doctor"], "").await.succeeded();
    let installation = server.kill().await;
    let _ = installation.start().await.anonymous().get(routes::HEALTH_READY).await.expect(200);
}

#[tokio::test]
async fn settings_that_are_wrong_are_named_in_one_line() {
    for (name, value) in [
        ("CONSENTRY_LISTEN", "nowhere"),
        ("CONSENTRY_DATABASE_URL", "mysql://localhost/x"),
        ("CONSENTRY_OUTBOUND_ALLOW", "10.0.0.0/99"),
        ("CONSENTRY_PUBLIC_URL", "not a url"),
        ("CONSENTRY_RENEWALS", "sometimes"),
    ] {
        let line = Installation::fresh().await.with(name, value).run(&["serve"], "").await.failed_with_one_line();
        let setting = name.trim_start_matches("CONSENTRY_");
        assert!(line.contains(setting), "{setting} is not named: {line}");
    }
}

#[tokio::test]
async fn an_address_in_use_is_one_clear_line() {
    let server = Server::start().await;
    let address = server.url().trim_start_matches("http://").to_owned();
    let line =
        Installation::fresh().await.with("CONSENTRY_LISTEN", &address).run(&["serve"], "").await.failed_with_one_line();
    assert!(line.contains(&address), "{line}");
}

#[tokio::test]
async fn sigterm_lets_a_request_under_way_finish_and_exits_with_0() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let resource = administrator.resource("contoso", &provider).await;
    let (hang, release) = misbehaviour::hang();
    provider.once(Endpoint::Discovery, hang);
    let path = routes::resource_discover("contoso", resource.id.as_str());
    let body = json!({ "issuer": provider.issuer() });
    let under_way = tokio::spawn(async move { administrator.post(&path, &body).await });
    provider.asked(Endpoint::Discovery, 1).await;
    let mut server = server;
    server.terminate();
    // It has stopped taking new connections when a fresh one is refused; only then is the old one let go on.
    let address = server.url().trim_start_matches("http://").to_owned();
    while tokio::net::TcpStream::connect(&address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    release.release();
    let _ = under_way.await.unwrap().expect(200);
    let status = server.ended().await;
    assert_eq!(status.code(), Some(0), "{}", server.stderr().text());
}

#[tokio::test]
async fn what_was_acknowledged_survives_kill_9() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    for number in 0..20 {
        administrator.tenant(&format!("tenant-{number}")).await;
    }
    let server = server.kill().await.start().await;
    let administrator = server.sign_in(ADMINISTRATOR, PASSWORD).await;
    assert_eq!(administrator.list(routes::TENANTS).await.len(), 20);
}

#[tokio::test]
async fn log_lines_carry_the_request_id_of_a_problem() {
    let server = Server::start().await;
    let answer = server.anonymous().get(routes::TENANTS).await.expect(401);
    let id = answer.header("x-request-id").to_owned();
    server.stderr().line(|line| line.contains(&id)).await.expect("the request is logged");
}
