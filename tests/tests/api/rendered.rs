//! Settings written out as files: references resolved, secrets only for whoever may have them, and nothing half done.

use serde_json::{Value, json};
use shared::{
    permission::{Role, Scope},
    problem::ProblemCode,
    routes,
};
use tests::harness::{Client, Server};

const TENANT: &str = "contoso";
const PLACE: &str = "production";
const SECRET: &str = "it's a $ecret; \"x7Qf\"";

fn rendered(query: &str) -> String {
    format!("{}?{query}", routes::settings_rendered(TENANT, PLACE))
}

/// A portal with a few settings, and somebody who may have their secrets.
async fn portal() -> (Server, Client, Client) {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant(TENANT).await;
    for (name, body) in [
        ("WICBOX_MAILCLIENT_PASSWORD", json!({ "value": SECRET, "kind": "secret" })),
        ("From Address", json!({ "value": "k2@contoso.example.com", "description": "Sender of\nevery mail" })),
        ("Login", json!({ "value": "${variable:From Address}/${variable:WICBOX_MAILCLIENT_PASSWORD}" })),
        ("Formula", json!({ "value": "=1+1" })),
        ("Path", json!({ "value": "C:\\K2\\${environment:slug}" })),
    ] {
        let _ = administrator.put(&routes::variable(TENANT, PLACE, name), &body).await.expect(201);
    }
    let robot = administrator.key(Some(TENANT), &[Scope::SettingsReveal]).await;
    (server, administrator, robot)
}

#[tokio::test]
async fn every_format_has_the_values_with_references_resolved() {
    let (_server, administrator, robot) = portal().await;
    let login = format!("k2@contoso.example.com/{SECRET}");
    for (format, media_type, file) in [
        ("env", "text/plain", "contoso-production.env"),
        ("json", "application/json", "contoso-production.json"),
        ("xml", "application/xml", "contoso-production.config"),
        ("sql", "application/sql", "contoso-production.sql"),
        ("csv", "text/csv", "contoso-production.csv"),
    ] {
        let answer = robot.get(&rendered(&format!("format={format}"))).await.expect(200);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("content-type"), format!("{media_type}; charset=utf-8"));
        assert_eq!(answer.header("content-disposition"), format!("attachment; filename=\"{file}\""));
        // What was written is taken over elsewhere as it was.
        let _ = administrator
            .post(&routes::environments(TENANT), &json!({ "slug": format!("copy-{format}"), "name": format }))
            .await
            .expect(201);
        let there = format!("copy-{format}");
        let imported = administrator
            .post(&routes::settings_import(TENANT, &there), &json!({ "content": answer.text() }))
            .await
            .expect(200)
            .json();
        assert_eq!(imported["items"].as_array().expect("items").len(), 5, "{format}: {imported}");
        let read = |name: &'static str| {
            let path = routes::variable_reveal(TENANT, &there, name);
            let robot = &robot;
            async move { robot.post(&path, &json!({})).await.expect(200).json()["value"].clone() }
        };
        assert_eq!(read("WICBOX_MAILCLIENT_PASSWORD").await, SECRET, "{format}");
        assert_eq!(read("Formula").await, "=1+1", "{format}");
        assert_eq!(read("From Address").await, "k2@contoso.example.com", "{format}");
        assert_eq!(read("Path").await, "C:\\K2\\production", "{format}");
        assert_eq!(read("Login").await, login.as_str(), "{format}");
    }
    let json: Value = serde_json::from_str(&robot.get(&rendered("format=json")).await.text()).expect("JSON");
    assert_eq!(json["Login"], login);
    let trail = administrator.list(&format!("{}?action=settings.render", routes::AUDIT)).await;
    assert_eq!(trail.len(), 6);
    assert_eq!((&trail[0]["detail"]["format"], &trail[0]["detail"]["variables"]), (&json!("json"), &json!(5)));
    assert!(trail.iter().all(|entry| !entry.to_string().contains("x7Qf")));
}

#[tokio::test]
async fn a_script_is_for_the_table_and_the_database_that_were_named() {
    let (_server, _administrator, robot) = portal().await;
    let query = "format=sql&dialect=mysql&table=wic.PARAMETER&name_column=CODE&value_column=WAARDE";
    let script = robot.get(&rendered(query)).await.expect(200).text();
    assert!(
        script.contains("UPDATE `wic`.`PARAMETER` SET `WAARDE` = CONCAT('C:', CHAR(92 USING utf8mb4), 'K2',"),
        "{script}"
    );
    let oracle = robot.get(&rendered("format=sql&dialect=oracle&table=wic_parameter")).await.expect(200).text();
    assert!(oracle.contains("INSERT INTO \"WIC_PARAMETER\" (\"NAME\", \"VALUE\") SELECT"), "{oracle}");
    let _ = robot.get(&rendered("format=sql&dialect=db2")).await.problem(ProblemCode::InvalidQuery);
    let _ = robot.get(&rendered("format=sql&table=a%0Ab")).await.problem(ProblemCode::InvalidFields);
    let _ = robot.get(&rendered("format=sql&table=a..b")).await.problem(ProblemCode::InvalidQuery);
    let _ = robot.get(&rendered("format=yaml")).await.problem(ProblemCode::InvalidQuery);
    let _ = robot.get(&rendered("playbook=nobody")).await.problem(ProblemCode::InvalidQuery);
}

#[tokio::test]
async fn a_sheet_is_harmless_to_open_and_speaks_the_readers_language() {
    let (_server, _administrator, robot) = portal().await;
    let sheet = robot.in_dutch().get(&rendered("format=csv")).await.expect(200).text();
    assert!(sheet.starts_with("\u{feff}Naam,Waarde,Waar in te vullen,Omschrijving\r\n"), "{sheet}");
    assert!(sheet.contains("\r\nFormula,'=1+1,Variabele,\r\n"), "{sheet}");
}

#[tokio::test]
async fn secrets_can_be_left_out_and_whatever_refers_to_them_with_them() {
    let (_server, _administrator, robot) = portal().await;
    for format in ["env", "json", "xml", "sql", "csv"] {
        let text = robot.get(&rendered(&format!("format={format}&secrets=omit"))).await.expect(200).text();
        assert!(!text.contains("x7Qf"), "{text}");
        assert!(text.contains("k2@contoso.example.com"), "{text}");
    }
    let text = robot.get(&rendered("secrets=omit")).await.expect(200).text();
    assert!(text.contains("# WICBOX_MAILCLIENT_PASSWORD=\n") && text.contains("# Login=\n"), "{text}");
}

#[tokio::test]
async fn what_leads_nowhere_is_named_and_nothing_is_handed_out() {
    let (_server, administrator, robot) = portal().await;
    let broken = json!({ "value": "${resource:Gone.client_id}" });
    let _ = administrator.put(&routes::variable(TENANT, PLACE, "Client"), &broken).await.expect(201);
    let english = robot.get(&rendered("format=env")).await.problem(ProblemCode::RenderedUnresolved);
    assert!(english.detail.contains("Client (resource:Gone.client_id)"), "{}", english.detail);
    let dutch = robot.in_dutch().get(&rendered("format=env")).await.problem(ProblemCode::RenderedUnresolved);
    assert_ne!(english.detail, dutch.detail);
    assert!(administrator.list(&format!("{}?action=settings.render", routes::AUDIT)).await.is_empty());
}

#[tokio::test]
async fn only_those_who_may_reveal_get_it_and_people_give_their_password_once_more() {
    let (server, administrator, _robot) = portal().await;
    let reader = administrator.key(Some(TENANT), &[Scope::SettingsRead, Scope::SettingsWrite]).await;
    let _ = reader.get(&rendered("format=env")).await.problem(ProblemCode::Forbidden);
    let editor = server.member(&administrator, TENANT, Role::Editor).await;
    let _ = editor.get(&rendered("format=env")).await.problem(ProblemCode::Forbidden);
    // Without secrets it says no more than the lists do.
    for readable in [&reader, &editor] {
        let text = readable.get(&rendered("format=env&secrets=omit")).await.expect(200).text();
        assert!(text.contains("k2@contoso.example.com") && !text.contains("x7Qf"), "{text}");
    }
    let blind = administrator.key(Some(TENANT), &[Scope::SettingsWrite]).await;
    let _ = blind.get(&rendered("format=env&secrets=omit")).await.problem(ProblemCode::Forbidden);
    let admin = server.member(&administrator, TENANT, Role::Admin).await;
    let asked = admin.get(&rendered("format=env")).await;
    if asked.status != 200 {
        let _ = asked.problem(ProblemCode::ReauthenticationRequired);
    }
    let _ = admin.reauthenticated().await.get(&rendered("format=env")).await.expect(200);
}

#[tokio::test]
async fn connection_strings_are_written_whole_and_resolved_or_left_out_with_the_secrets() {
    let (_server, administrator, robot) = portal().await;
    let text = "Data Source=sql.example.com;Password=${variable:WICBOX_MAILCLIENT_PASSWORD}";
    let entry = json!({ "kind": "dotnet", "target": "HostServerDB", "text": text });
    let made = administrator.post(&routes::connection_entries(TENANT, PLACE), &entry).await.expect(201).json();
    assert_eq!(made["name"], "HostServerDB");
    let xml = robot.get(&rendered("format=xml")).await.expect(200).text();
    assert!(
        xml.contains("<add name=\"HostServerDB\" connectionString=\"Data Source=sql.example.com;Password="),
        "{xml}"
    );
    assert!(xml.contains("$ecret") && !xml.contains("${"), "{xml}");
    // A table of parameters has no connection strings.
    assert!(!robot.get(&rendered("format=sql")).await.expect(200).text().contains("HostServerDB"));
    for format in ["env", "json", "csv"] {
        let text = robot.get(&rendered(&format!("format={format}"))).await.expect(200).text();
        assert!(text.contains("HostServerDB") && text.contains("Data Source=sql.example.com"), "{format}: {text}");
    }
    for format in ["env", "json", "xml", "sql", "csv"] {
        let text = robot.get(&rendered(&format!("format={format}&secrets=omit"))).await.expect(200).text();
        assert!(!text.contains("Data Source=") && !text.contains("x7Qf"), "{format}: {text}");
    }
    let trail = administrator.list(&format!("{}?action=settings.render", routes::AUDIT)).await;
    assert_eq!(trail.last().expect("an entry")["detail"]["connection_strings"], 1);
}
