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
    assert_eq!(texts(&found["unjudged"]), ["IT"]);
    assert_eq!((effects(&found), &found["affected"]), (vec![("instance-stops", true)], &json!(true)));
}

/// The answers about K2, as far as they are always needed.
fn k2(version: &str, exchange: &str, sign_in: &str) -> Value {
    json!({ "product": ["k2"], "k2_version": [version], "k2_exchange": [exchange], "k2_sign_in": [sign_in] })
}

fn with(mut answers: Value, question: &str, given: &[&str]) -> Value {
    answers[question] = json!(given);
    answers
}

#[tokio::test]
async fn every_question_and_answer_of_k2s_vendor_can_be_asked_and_answered() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let says = async |answers: Value, effect: &str| {
        let found = asked(&administrator, answers).await;
        let all = found["effects"].as_array().unwrap();
        all.iter().find(|one| one["effect"] == effect).map(|one| one["affected"].as_bool().unwrap())
    };
    let basic = || k2("five_5_1", "online", "basic");
    // "Does K2 use EWS and Basic?", "What happens if we change nothing?", and each component that stops.
    assert_eq!(says(basic(), "k2-mail-stops").await, Some(true));
    for component in
        ["smartactions", "notifications", "reminders", "email_step", "send_email_rule", "escalations", "async_steps"]
    {
        let effect = format!("k2-{}", component.replace('_', "-"));
        assert_eq!(says(basic(), &effect).await, None, "{component}");
        assert_eq!(says(with(basic(), "k2_components", &[component]), &effect).await, Some(true), "{component}");
    }
    // "Which versions?": each with the playbook that mends it.
    for (version, playbooks) in [
        ("five_5_1", vec!["k2-five-oauth"]),
        ("five_5_8_1", vec!["k2-five-oauth", "k2-graph"]),
        ("five_5_0", vec!["k2-blackpearl-oauth"]),
        ("blackpearl_4_7", vec!["k2-blackpearl-oauth"]),
        ("older", vec![]),
        ("cloud", vec![]),
    ] {
        let found = asked(&administrator, k2(version, "online", "basic")).await;
        assert_eq!((texts(&found["playbooks"]), &found["affected"]), (playbooks, &json!(true)), "{version}");
    }
    assert_eq!(says(k2("cloud", "online", "basic"), "k2-cloud").await, Some(true));
    assert_eq!(says(k2("older", "online", "basic"), "k2-too-old").await, Some(true));
    // "On-premises versions?"
    let own =
        json!({ "product": ["k2"], "k2_version": ["five_5_1"], "k2_exchange": ["on_premises"], "k2_broker": ["none"] });
    let found = asked(&administrator, own).await;
    assert_eq!((&found["affected"], effects(&found)), (&json!(false), vec![("k2-on-premises", false)]));
    // "Older service types?", "Wizards?"
    for kind in ["management", "administration", "metadata"] {
        assert_eq!(says(with(basic(), "k2_legacy_types", &[kind]), "k2-legacy-types").await, Some(true), "{kind}");
    }
    assert_eq!(says(with(basic(), "k2_legacy_types", &["none"]), "k2-legacy-types").await, None);
    assert_eq!(says(with(basic(), "k2_wizards", &["yes"]), "k2-wizards").await, Some(true));
    // "The Exchange Online broker?" It depends on the authentication mode.
    for (mode, stops) in
        [("oauth", false), ("impersonate", false), ("static_on_premises", false), ("static_online", true)]
    {
        let effect = format!("k2-broker-{}", mode.replace('_', "-"));
        assert_eq!(says(with(basic(), "k2_broker", &[mode]), &effect).await, Some(stops), "{mode}");
    }
}

#[tokio::test]
async fn a_list_of_k2s_service_instances_is_judged_line_by_line() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let list = "Service Instance\tService Type\tAuthentication Mode\tServer\n\
        HR mail\tExchange Online\tOAuth\thttps://outlook.office365.com/EWS/Exchange.asmx\n\
        Old mail\tExchange Online\tStatic\thttps://outlook.office365.com/EWS/Exchange.asmx\n\
        Own mail\tExchange Online\tStatic\tmail.contoso.example.com\n\
        Own calendar\tExchange Online\tImpersonate\tmail.contoso.example.com\n\
        Mailboxes\tExchange Management\tStatic\t\n\
        Database\tSQL Server\tStatic\tsql.contoso.example.com\n";
    let request = json!({ "answers": k2("five_5_1", "both", "oauth"), "instances": list });
    let found = administrator.post(routes::ASSESSMENTS, &request).await.expect(200).json();
    let of_instances: Vec<(&str, &str)> = found["effects"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|effect| Some((effect["instance"].as_str()?, effect["effect"].as_str()?)))
        .collect();
    assert_eq!(
        of_instances,
        [
            ("Mailboxes", "k2-instance-legacy-unsaid"),
            ("Old mail", "k2-instance-static-online"),
            ("HR mail", "k2-instance-oauth"),
            ("Own calendar", "k2-instance-impersonate"),
            ("Own mail", "k2-instance-static-on-premises"),
        ]
    );
    assert_eq!((texts(&found["playbooks"]), &found["instances"]), (vec!["k2-five-oauth"], &json!(6)));
    // What the list says is not asked.
    let questions = found["questions"].as_array().unwrap();
    assert!(questions.iter().all(|question| question["id"] != "k2_broker" && question["id"] != "k2_legacy_types"));
}
