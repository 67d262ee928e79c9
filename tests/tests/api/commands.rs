//! The commands beside `serve`: each ends with status 0, or with one clear line.

use serde_json::json;
use shared::routes;
use tests::harness::{Installation, PASSWORD, Server};

const CREATE: [&str; 5] = ["admin", "create", "--email", "second@example.com", "--password-stdin"];

#[tokio::test]
async fn admin_create_makes_an_account_that_can_sign_in() {
    let installation = Installation::fresh().await;
    let _ = installation.run(&CREATE, &format!("{PASSWORD}\n")).await.succeeded();
    let server = installation.start().await;
    let administrator = server.sign_in("second@example.com", PASSWORD).await;
    let session = administrator.get(routes::SESSION).await.json();
    assert_eq!(session["user"]["administrator"], true);
    assert_eq!(server.anonymous().get(routes::SETUP).await.json(), json!({ "needed": false }));
}

#[tokio::test]
async fn admin_create_refuses_what_is_wrong_in_one_line() {
    let installation = Installation::fresh().await;
    let short = installation.run(&CREATE, "short\n").await.failed_with_one_line();
    assert!(short.contains("12"), "{short}");
    let email = ["admin", "create", "--email", "nobody", "--password-stdin"];
    let _ = installation.run(&email, &format!("{PASSWORD}\n")).await.failed_with_one_line();
    let _ = installation.run(&CREATE, &format!("{PASSWORD}\n")).await.succeeded();
    let again = installation.run(&CREATE, &format!("{PASSWORD}\n")).await.failed_with_one_line();
    assert!(again.contains("second@example.com"), "{again}");
}

#[tokio::test]
async fn api_key_create_prints_the_key_as_its_last_word() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let arguments = [
        "api-key",
        "create",
        "--name",
        "Robot",
        "--scope",
        "tenants:read",
        "--scope",
        "tokens:issue",
        "--tenant",
        "contoso",
        "--expires-in-days",
        "30",
    ];
    let run = server.installation().run(&arguments, "").await.succeeded();
    let key = run.stdout.trim_end().lines().last().unwrap().split_whitespace().last().unwrap().to_owned();
    assert!(key.starts_with("csy_"), "{}", run.stdout);
    assert!(!run.stderr.contains(&key), "{}", run.stderr);
    let _ = server.with_key(&key).get(&routes::tenant("contoso")).await.expect(200);
    let listed = administrator.list(routes::API_KEYS).await;
    assert_eq!((&listed[0]["name"], &listed[0]["scopes"]), (&json!("Robot"), &json!(["tenants:read", "tokens:issue"])));
}

#[tokio::test]
async fn api_key_create_refuses_unknown_scopes_and_tenants_in_one_line() {
    let server = Server::start().await;
    server.administrator().await;
    let scope = ["api-key", "create", "--name", "Robot", "--scope", "everything"];
    let run = server.installation().run(&scope, "").await;
    assert!(!run.success && run.stderr.contains("everything"), "{}", run.stderr);
    let tenant = ["api-key", "create", "--name", "Robot", "--scope", "*", "--tenant", "missing"];
    let line = server.installation().run(&tenant, "").await.failed_with_one_line();
    assert!(line.contains("missing"), "{line}");
}

#[tokio::test]
async fn migrate_prepares_the_database_and_may_be_repeated() {
    let installation = Installation::fresh().await;
    let _ = installation.run(&["migrate"], "").await.succeeded();
    let _ = installation.run(&["migrate"], "").await.succeeded();
    installation.start().await.administrator().await;
}

#[tokio::test]
async fn doctor_finds_nothing_on_a_sound_installation_and_the_fault_on_a_broken_one() {
    let server = Server::start().await;
    server.administrator().await;
    let installation = server.stop().await;
    let sound = installation.run(&["doctor"], "").await.succeeded();
    assert!(sound.stdout.lines().count() >= 3, "{}", sound.stdout);
    let other = Server::start().await.stop().await;
    std::fs::copy(other.key_file(), installation.key_file()).unwrap();
    let broken = installation.run(&["doctor"], "").await;
    assert!(!broken.success);
    let said = format!("{}{}", broken.stdout, broken.stderr).to_lowercase();
    assert!(said.contains("key"), "{said}");
}

#[tokio::test]
async fn help_and_nonsense_behave_as_everywhere() {
    let installation = Installation::fresh().await;
    let help = installation.run(&["--help"], "").await.succeeded();
    for command in ["serve", "migrate", "admin", "api-key", "doctor"] {
        assert!(help.stdout.contains(command), "{command} is missing in:\n{}", help.stdout);
    }
    assert!(!installation.run(&["frobnicate"], "").await.success);
}
