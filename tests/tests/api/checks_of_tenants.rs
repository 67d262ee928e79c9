//! Checks of a whole tenant: what each found last in every environment, all of them once more, and the history of one.

use serde_json::{Value, json};
use shared::{
    api::{
        check::{AllCheckRuns, CheckOrigin, CheckRun, CheckRuns, Notice},
        page::Page,
        resource::Resource,
    },
    check::CheckState,
    permission::Role,
    problem::ProblemCode,
    routes,
};
use tests::{
    harness::{Client, Server},
    identity_server::IdentityServer,
};

async fn run_in(client: &Client, environment: &str, checks: &[Value]) -> Vec<CheckRun> {
    let answer = client.post(&routes::checks("contoso", environment), &json!({ "checks": checks })).await;
    answer.expect(201).to::<CheckRuns>().items
}

async fn again(client: &Client, request: Value) -> AllCheckRuns {
    client.post(&routes::tenant_checks("contoso"), &request).await.expect(200).to()
}

async fn latest(client: &Client) -> Vec<CheckRun> {
    client.get(&routes::tenant_checks("contoso")).await.expect(200).to::<Page<CheckRun>>().items
}

async fn unread(client: &Client) -> Vec<Notice> {
    let path = format!("{}?unread=true", routes::notices("contoso"));
    client.get(&path).await.expect(200).to::<Page<Notice>>().items
}

/// A tenant with two environments, and an application that gets tokens by itself.
async fn scene() -> (Server, IdentityServer, Client, Value) {
    let (server, provider) = (Server::start().await, IdentityServer::start().await);
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let second = json!({ "slug": "test", "name": "Test" });
    let _ = administrator.post(&routes::environments("contoso"), &second).await.expect(201);
    let made = administrator.post(&routes::resources("contoso"), &provider.application("Robot")).await;
    let resource: Resource = made.expect(201).to();
    let token = json!({ "check": "token", "resource": resource.id });
    (server, provider, administrator, token)
}

#[tokio::test]
async fn all_checks_of_a_tenant_run_again_in_every_environment() {
    let (server, provider, client, token) = scene().await;
    let production = run_in(&client, "production", std::slice::from_ref(&token)).await;
    let test = run_in(&client, "test", std::slice::from_ref(&token)).await;
    assert_ne!(production[0].environment, test[0].environment);
    assert!(latest(&client).await.iter().all(|run| run.state == CheckState::Passed));
    provider.register_secrets(&["another"]);
    let all = again(&client, json!({})).await;
    let wheres: Vec<_> = all.items.iter().map(|run| &run.environment).collect();
    assert_eq!(wheres, [&production[0].environment, &test[0].environment], "the longest ago comes first");
    let broken = |run: &CheckRun| (run.state, run.previous) == (CheckState::Failed, Some(CheckState::Passed));
    assert!(all.items.iter().all(broken), "{all:?}");
    assert_eq!((all.left, all.skipped), (0, 0));
    assert!(latest(&client).await.iter().all(|run| run.state == CheckState::Failed));
    // What ran since that moment waits for nobody.
    let rest = again(&client, json!({ "before": all.before })).await;
    assert_eq!((rest.items.len(), rest.left, rest.before), (0, 0, all.before));
    let one = again(&client, json!({ "environment": "test" })).await;
    assert_eq!((one.items.len(), &one.items[0].environment), (1, &test[0].environment));
    let nowhere = client.post(&routes::tenant_checks("contoso"), &json!({ "environment": "none" })).await;
    nowhere.problem(ProblemCode::NotFound);
    let viewer = server.member(&client, "contoso", Role::Viewer).await;
    viewer.post(&routes::tenant_checks("contoso"), &json!({})).await.problem(ProblemCode::Forbidden);
    assert_eq!(latest(&viewer).await.len(), 2);
    // One notice an environment, until it is read.
    let raised = unread(&client).await;
    assert_eq!(raised.len(), 2, "{raised:?}");
    let _ = client.post(&routes::notice_read("contoso", raised[0].id.as_str()), &json!({})).await.expect(200);
    assert_eq!(unread(&client).await, raised[1..]);
}

#[tokio::test]
async fn many_checks_run_some_at_a_time_and_those_that_make_no_sense_any_more_are_left_out() {
    let (_server, _provider, client, token) = scene().await;
    let sets: Vec<Value> = (0..18)
        .map(|n| json!({ "check": "variable_set", "arguments": { "set": "wicbox", "choices": format!("a:{n}") } }))
        .collect();
    run_in(&client, "production", &sets).await;
    run_in(&client, "test", &[token]).await;
    let first = again(&client, json!({})).await;
    assert_eq!((first.items.len(), first.left), (16, 3));
    let second = again(&client, json!({ "before": first.before })).await;
    assert_eq!((second.items.len(), second.left), (3, 0));
    assert_eq!(latest(&client).await.len(), 19);
}

#[tokio::test]
async fn the_history_of_one_question_leaves_the_others_out() {
    let (_server, _provider, client, token) = scene().await;
    let set = |choice: &str| json!({ "check": "variable_set", "arguments": { "set": "wicbox", "choices": choice } });
    let asked = [set("permission_model:application"), set("permission_model:delegated"), token];
    let runs = run_in(&client, "production", &asked).await;
    assert!(runs.iter().all(|run| run.origin == CheckOrigin::Hand));
    run_in(&client, "production", &asked[..1]).await;
    let history = routes::check_history("contoso", "production");
    let of = |run: &CheckRun| format!("{history}?of={}", run.id);
    let page: Page<CheckRun> = client.get(&of(&runs[0])).await.expect(200).to();
    assert_eq!(page.items.len(), 2);
    assert!(page.items.iter().all(|run| run.arguments == runs[0].arguments));
    let page: Page<CheckRun> = client.get(&of(&runs[1])).await.expect(200).to();
    assert_eq!(page.items, [runs[1].clone()]);
    client.get(&format!("{history}?of=none")).await.problem(ProblemCode::NotFound);
    let elsewhere = routes::check_history("contoso", "test");
    client.get(&format!("{elsewhere}?of={}", runs[0].id)).await.problem(ProblemCode::NotFound);
}
