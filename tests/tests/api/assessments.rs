//! What stops working, when, and what mends it: the questions and answers of the products' vendors.

use serde_json::{Value, json};
use shared::{problem::ProblemCode, routes};
use tests::harness::{Client, Server};

async fn asked(client: &Client, answers: Value) -> Value {
    client.post(routes::ASSESSMENTS, &json!({ "answers": answers })).await.expect(200).json()
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().filter_map(Value::as_str).collect()
}

/// The effects by name, and whether each stops.
fn effects(found: &Value) -> Vec<(&str, bool)> {
    let each = |effect: &Value| effect["affected"].as_bool();
    found["effects"].as_array().unwrap().iter().filter_map(|e| Some((e["effect"].as_str()?, each(e)?))).collect()
}

#[tokio::test]
async fn answers_that_nobody_can_give_are_named_where_they_stand() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let answers = json!({ "colour": ["red"], "product": ["none"] });
    for path in [routes::ASSESSMENTS.to_owned(), routes::playbook_assessment("k2-five-oauth")] {
        let problem =
            administrator.post(&path, &json!({ "answers": answers })).await.problem(ProblemCode::InvalidFields);
        let pointers: Vec<&str> = problem.errors.iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(pointers, ["/answers/colour", "/answers/product/0"]);
    }
    let none = routes::playbook_assessment("none");
    let _ = administrator.post(&none, &json!({})).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn an_uploaded_product_is_asked_with_the_others() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let document = include_str!("../../../docs/playbooks.md");
    let file = |name: &str| {
        let (_, after) = document.split_once(&format!("`{name}`:\n\n```toml\n")).unwrap();
        after.split_once("```").unwrap().0.to_owned()
    };
    let upload = json!({ "playbook": file("playbook.toml"), "en": file("en.toml"), "nl": file("nl.toml") });
    let _ = administrator.post(routes::PLAYBOOKS, &upload).await.expect(201);
    let found = asked(&administrator, json!({})).await;
    assert_eq!(texts(&found["open"]), ["product"]);
    let found = asked(&administrator, json!({ "product": ["desk"], "desk_sign_in": ["basic"] })).await;
    assert_eq!((effects(&found), texts(&found["playbooks"])), (vec![("inbox-stops", true)], vec!["desk-mail"]));

    // A list, as it was copied out of a table; what cannot be read is named by its line.
    let list = "Naam;Servicetype;Verificatiemodus\nHR;Desk mail;Static\nHalf\nIT;Desk mail;OAuth";
    let request = json!({ "answers": { "desk_sign_in": ["oauth"] }, "instances": list });
    let found = administrator.post(&routes::playbook_assessment("desk-mail"), &request).await.expect(200).json();
    assert_eq!((&found["instances"], &found["unread"][0]["line"]), (&json!(2), &json!(3)));
    assert!(found["unread"][0]["detail"]["nl"].as_str().unwrap().contains("kolommen"));
    assert_eq!(found["effects"][0]["instance"], "HR");
    assert_eq!((effects(&found), &found["affected"]), (vec![("instance-stops", true)], &json!(true)));
}
