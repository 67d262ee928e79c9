//! Playbooks: those of the program, and those that portal administrators upload, keep and delete.

use serde_json::{Value, json};
use shared::{permission::Role, problem::ProblemCode, routes};
use tests::harness::{Client, Server};

const DOCUMENT: &str = include_str!("../../../docs/playbooks.md");

/// The example of the documentation, in the version and with the id that a test wants.
fn example(id: &str, version: u32) -> Value {
    let file = |name: &str| {
        let (_, after) = DOCUMENT.split_once(&format!("`{name}`:\n\n```toml\n")).expect("the example has the file");
        after.split_once("```").expect("the example ends").0.to_owned()
    };
    let playbook = file("playbook.toml").replace("id = \"desk-mail\"", &format!("id = \"{id}\""));
    let playbook = playbook.replace("version = 3", &format!("version = {version}"));
    json!({ "playbook": playbook, "en": file("en.toml"), "nl": file("nl.toml") })
}

async fn ids(client: &Client) -> Vec<String> {
    let list = client.get(routes::PLAYBOOKS).await.expect(200).json();
    list["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_programs_own_playbooks_are_there_with_their_words() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let list = administrator.get(routes::PLAYBOOKS).await.expect(200).json();
    let five = list["items"].as_array().unwrap().iter().find(|item| item["id"] == "k2-five-oauth").unwrap();
    assert_eq!((&five["product"], &five["built_in"]), (&json!("k2"), &json!(true)));
    assert!(five["name"]["nl"].as_str().unwrap().contains("K2"));
    let detail = administrator.get(&routes::playbook("k2-five-oauth")).await.expect(200).json();
    let step = detail["playbook"]["steps"][0]["id"].as_str().unwrap();
    assert!(!detail["texts"][format!("step.{step}.title")]["en"].as_str().unwrap().is_empty());
    assert!(detail.get("uploaded_at").is_none());
    let files = administrator.get(&routes::playbook_files("k2-five-oauth")).await.expect(200).json();
    assert!(files["playbook"].as_str().unwrap().contains("id = \"k2-five-oauth\""));
    let problem = administrator.delete(&routes::playbook("k2-five-oauth")).await;
    let _ = problem.problem(ProblemCode::PlaybookBuiltIn);
    let _ = administrator.get(&routes::playbook("none")).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn a_playbook_of_ones_own_is_uploaded_renewed_and_deleted() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let mut trial = example("desk-mail", 1);
    trial["dry_run"] = json!(true);
    let told = administrator.post(routes::PLAYBOOKS, &trial).await.expect(200).json();
    assert_eq!(
        (&told["kept"], &told["faults"], &told["playbook"]["id"]),
        (&json!(false), &json!([]), &json!("desk-mail"))
    );
    assert!(!ids(&administrator).await.contains(&"desk-mail".to_owned()));

    let told = administrator.post(routes::PLAYBOOKS, &example("desk-mail", 1)).await.expect(201).json();
    assert_eq!((&told["kept"], &told["playbook"]["built_in"]), (&json!(true), &json!(false)));
    assert!(ids(&administrator).await.contains(&"desk-mail".to_owned()));
    let shown = administrator.get(&routes::playbook("desk-mail")).await.expect(200).json();
    assert!(shown["uploaded_at"].is_string(), "{shown}");

    // The same version again is a fault on its line; a newer one takes its place, and the older one can still be read.
    let told = administrator.post(routes::PLAYBOOKS, &example("desk-mail", 1)).await.expect(200).json();
    let fault = &told["faults"][0];
    assert_eq!(
        (&fault["file"], &fault["line"], &fault["code"]),
        (&json!("playbook.toml"), &json!(3), &json!("old_version"))
    );
    let _ = administrator.post(routes::PLAYBOOKS, &example("desk-mail", 4)).await.expect(201);
    let path = routes::playbook("desk-mail");
    for (query, version) in [("", 4), ("?version=1", 1), ("?version=4", 4)] {
        let shown = administrator.get(&format!("{path}{query}")).await.expect(200).json();
        assert_eq!(shown["playbook"]["version"], version);
    }
    let _ = administrator.get(&format!("{path}?version=2")).await.problem(ProblemCode::NotFound);
    let files = administrator.get(&routes::playbook_files("desk-mail")).await.expect(200).json();
    assert_eq!(files["en"], example("desk-mail", 4)["en"]);

    // What is kept of it is told to administrators.
    let list = administrator.get(routes::PLAYBOOKS).await.expect(200).json();
    let kept = |id: &str| {
        let items = list["items"].as_array().unwrap();
        items.iter().find(|item| item["id"] == id).unwrap()["keeping"].clone()
    };
    assert_eq!((&kept("desk-mail")["versions"], &kept("desk-mail")["migrations"]), (&json!(2), &json!(0)));
    assert!(kept("desk-mail")["uploaded_by"].is_string() && kept("desk-mail")["uploaded_at"].is_string());
    assert_eq!(kept("k2-five-oauth"), json!({ "versions": 0, "migrations": 0 }));

    let _ = administrator.delete(&path).await.expect(204);
    let _ = administrator.get(&path).await.problem(ProblemCode::NotFound);
    let _ = administrator.delete(&path).await.problem(ProblemCode::NotFound);
    let trail = administrator.get(routes::AUDIT).await.expect(200).json();
    let actions: Vec<&str> =
        trail["items"].as_array().unwrap().iter().filter_map(|row| row["action"].as_str()).collect();
    assert_eq!(actions.iter().filter(|action| **action == "playbook.upload").count(), 2, "{actions:?}");
    assert!(actions.contains(&"playbook.delete"));
}

#[tokio::test]
async fn what_is_wrong_is_said_by_file_and_line_and_nothing_is_kept() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let mut broken = example("k2-five-oauth", 99);
    let text = broken["playbook"].as_str().unwrap().replace("after = [\"token\"]", "after = [\"tokens\"]");
    let line = text.lines().position(|line| line.contains("[\"tokens\"]")).unwrap() + 1;
    broken["playbook"] = json!(text);
    let told = administrator.post(routes::PLAYBOOKS, &broken).await.expect(200).json();
    let faults = told["faults"].as_array().unwrap();
    let codes: Vec<&str> = faults.iter().map(|fault| fault["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["built_in_id", "unknown_step"], "{told}");
    assert_eq!((&faults[1]["line"], told["kept"].as_bool()), (&json!(line), Some(false)));
    let nonsense = json!({ "playbook": "format = ", "en": "[", "nl": "x = 1" });
    let told = administrator.post(routes::PLAYBOOKS, &nonsense).await.expect(200).json();
    assert_eq!((&told["playbook"], &told["kept"]), (&Value::Null, &json!(false)));
    let large = json!({ "playbook": "#".repeat(300_000), "en": "a = \"b\"", "nl": "a = \"b\"" });
    let _ = administrator.post(routes::PLAYBOOKS, &large).await.problem(ProblemCode::InvalidFields);
}

#[tokio::test]
async fn only_portal_administrators_upload_and_delete() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let owner = server.member(&administrator, "contoso", Role::Owner).await;
    let list = owner.get(routes::PLAYBOOKS).await.expect(200).json();
    assert!(list["items"].as_array().unwrap().iter().all(|item| item.get("keeping").is_none()), "{list}");
    let _ = owner.post(routes::PLAYBOOKS, &example("desk-mail", 1)).await.problem(ProblemCode::Forbidden);
    let _ = owner.delete(&routes::playbook("k2-five-oauth")).await.problem(ProblemCode::Forbidden);
}

#[tokio::test]
async fn a_playbook_is_never_deleted_under_a_migration_that_begins_at_the_same_moment() {
    const ROUNDS: usize = 30;
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let (path, migrations) = (routes::playbook("desk-mail"), routes::migrations("contoso", "production"));
    let mut won = 0;
    for round in 0..ROUNDS {
        let _ = administrator.post(routes::PLAYBOOKS, &example("desk-mail", 1)).await.expect(201);
        let request = json!({ "playbook": "desk-mail" });
        let begin = async || administrator.post(&migrations, &request).await;
        let (first, second, deleted) = tokio::join!(begin(), begin(), administrator.delete(&path));
        let (mut there, mut refused) = (Vec::new(), 0);
        for answer in [first, second] {
            if answer.status == 201 {
                there.push(answer.json()["id"].as_str().unwrap().to_owned());
            } else {
                assert_eq!(answer.faults(), [("/playbook".to_owned(), "no_such_thing".to_owned())], "round {round}");
                refused += 1;
            }
        }
        if there.is_empty() {
            let _ = deleted.expect(204);
        } else {
            assert_eq!(refused, 0, "round {round}: gone for one and there for the other");
            let _ = deleted.problem(ProblemCode::PlaybookInUse);
            won += 1;
        }
        for id in &there {
            let migration = routes::migration("contoso", "production", id);
            assert!(administrator.get(&migration).await.expect(200).json()["steps"].as_array().unwrap().len() > 1);
            let _ = administrator.delete(&migration).await.expect(204);
        }
        if !there.is_empty() {
            let _ = administrator.delete(&path).await.expect(204);
        }
    }
    println!("of {ROUNDS} rounds the migrations were first in {won}");
}
