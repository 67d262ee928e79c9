//! Settings taken over from files: what a preview says, what the import then does, and what is refused and why.

use serde_json::{Value, json};
use shared::{
    permission::{Role, Scope},
    problem::ProblemCode,
    routes,
};
use tests::harness::{Client, Server};

const TENANT: &str = "contoso";
const PLACE: &str = "production";
const ENV: &str = include_str!("../../data/settings/wicbox.env");
const SCRIPT: &str = include_str!("../../data/settings/wicbox-parameters.sql");
const CONFIG: &str = include_str!("../../data/settings/K2HostServer.exe.config");

async fn portal() -> (Server, Client) {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant(TENANT).await;
    (server, administrator)
}

fn path() -> String {
    routes::settings_import(TENANT, PLACE)
}

fn variable(name: &str) -> String {
    routes::variable(TENANT, PLACE, name)
}

/// Name, outcome and the reason's code of each item.
fn outcomes(answer: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let items = answer["items"].as_array().expect("items");
    items.iter().map(|item| (text(&item["name"]), text(&item["outcome"]), text(&item["reason"]["code"]))).collect()
}

fn expected(items: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    let owned = |text: &str| text.to_owned();
    items.iter().map(|(name, outcome, reason)| (owned(name), owned(outcome), owned(reason))).collect()
}

#[tokio::test]
async fn an_env_file_is_previewed_and_then_taken_over_as_one_change() {
    let (_server, client) = portal().await;
    let _ = client.put(&variable("wicboxMethod"), &json!({ "value": "Basic" })).await.expect(201);
    let _ = client.put(&variable("WICBOX_MAILCLIENT_SCOPE"), &json!({ "value": "Mail.ReadWrite" })).await.expect(201);
    let preview = client.post(&path(), &json!({ "content": ENV, "dry_run": true })).await.expect(200).json();
    let all = [
        ("wicboxMethod", "changed", ""),
        ("WICBOX_MAILCLIENT_SCOPE", "same", ""),
        ("WICBOX_MAILCLIENT_CLIENTID", "new", ""),
        ("WICBOX_MAILCLIENT_TENANTID", "new", ""),
        ("WICBOX_MAILCLIENT_USERNAME", "new", ""),
        ("WICBOX_MAILCLIENT_PASSWORD", "new", ""),
        ("WICBOX_MAILCLIENT_CLIENTSECRET", "new", ""),
    ];
    assert_eq!(
        (&preview["format"], &preview["change"], &preview["expected"]),
        (&json!("env"), &Value::Null, &json!(2))
    );
    assert_eq!(outcomes(&preview), expected(&all));
    assert_eq!(
        (&preview["items"][0]["name_in_file"], &preview["items"][0]["line"]),
        (&json!("WICBOXMethod"), &json!(2))
    );
    assert_eq!(
        (&preview["items"][0]["before"]["value"], &preview["items"][0]["after"]["value"]),
        (&json!("Basic"), &json!("OAuth2"))
    );
    assert_eq!(
        (&preview["items"][2]["after"]["kind"], &preview["items"][4]["after"]["kind"]),
        (&json!("guid"), &json!("email"))
    );
    let secret = &preview["items"][5]["after"]["value"];
    assert_eq!((&secret["set"], &secret["last4"]), (&json!(true), &json!("7Qf\"")), "{secret}");
    let _ = client.get(&variable("WICBOX_MAILCLIENT_CLIENTID")).await.problem(ProblemCode::NotFound);

    let request = json!({ "content": ENV, "expected": preview["expected"], "note": "from the ticket" });
    let done = client.post(&path(), &request).await.expect(200).json();
    assert_eq!((&done["change"], outcomes(&done)), (&json!(3), expected(&all)));
    let changes = client.list(&routes::setting_changes(TENANT, PLACE)).await;
    assert_eq!((&changes[0]["origin"], &changes[0]["note"]), (&json!("import"), &json!("from the ticket")));
    assert_eq!(changes[0]["touched"], 6);
    let again = client.post(&path(), &json!({ "content": ENV })).await.expect(200).json();
    assert_eq!(again["change"], Value::Null, "nothing differs");
}

#[tokio::test]
async fn a_script_of_parameters_says_of_every_name_what_becomes_of_it() {
    let (_server, client) = portal().await;
    let done = client.post(&path(), &json!({ "format": "auto", "content": SCRIPT })).await.expect(200);
    assert!(!done.text().contains("secret x7Qf"), "secrets are masked: {}", done.text());
    let done = done.json();
    assert_eq!(done["format"], "sql");
    let all = [
        ("WICBOX_MAILCLIENT_SCOPE", "new", ""),
        ("WICBOX_MAILCLIENT_CLIENTSECRET", "new", ""),
        ("WICBOXMethod", "new", ""),
        ("WICBOXACCOUNTMODE", "new", ""),
        ("WICBOX_MAILCLIENT_PASSWORD", "refused", "null"),
        ("ACCOUNTMODE", "refused", "not_a_value"),
    ];
    assert_eq!(outcomes(&done), expected(&all));
    let dutch =
        client.in_dutch().post(&path(), &json!({ "content": SCRIPT, "dry_run": true })).await.expect(200).json();
    let reason = |answer: &Value| answer["items"][4]["reason"]["detail"].as_str().expect("a reason").to_owned();
    assert_ne!(reason(&dutch), reason(&done));
    assert!(reason(&dutch).contains("geen waarde"), "{}", reason(&dutch));
}

#[tokio::test]
async fn what_older_files_call_otherwise_gets_its_name_of_today() {
    let (_server, client) = portal().await;
    let done = client.post(&path(), &json!({ "content": "AccountMode=MIX" })).await.expect(200).json();
    assert_eq!(outcomes(&done), expected(&[("WICBOXACCOUNTMODE", "new", "")]));
    assert_eq!(done["items"][0]["name_in_file"], "AccountMode");
    // What a product's own parameters are is known.
    assert_eq!(done["items"][0]["after"]["kind"], "enum");
    assert_eq!(done["items"][0]["after"]["options"]["choices"], json!(["SINGLE", "MULTIPLE", "MIX"]));
    let known = "WICBOX_MAILS_PER_RUN=100\nWICBOXPassword=pw\nWICBOX_PROJECT_MAILBOX:Gent=gent@example.com";
    let done = client.post(&path(), &json!({ "content": known })).await.expect(200).json();
    let kinds: Vec<_> = done["items"].as_array().unwrap().iter().map(|item| &item["after"]["kind"]).collect();
    assert_eq!(kinds, [&json!("integer"), &json!("secret"), &json!("email")], "{done}");
    assert_eq!(done["items"][0]["after"]["options"], json!({ "minimum": 1, "maximum": 1000 }));
    assert_eq!(done["items"][0]["after"]["protected"], json!(true), "by the support team");
    let wrong = "WICBOX_PROJECT_PASSWORD:Gent=x\nWICBOX_PROJECT_MAILBOX:Brugge=nobody";
    let done = client.post(&path(), &json!({ "content": wrong, "dry_run": true })).await.expect(200).json();
    assert_eq!(done["items"][1]["outcome"], "refused", "{done}");
    // A file with both names says the same twice: the later one counts.
    let both = "ACCOUNTMODE=SINGLE\nWICBOXACCOUNTMODE=MULTIPLE";
    let done = client.post(&path(), &json!({ "content": both })).await.expect(200).json();
    let told = [("WICBOXACCOUNTMODE", "refused", "two_names"), ("WICBOXACCOUNTMODE", "changed", "")];
    assert_eq!(outcomes(&done), expected(&told));
    let now = client.get(&variable("WICBOXACCOUNTMODE")).await.expect(200).json();
    assert_eq!(now["value"], "MULTIPLE");
}

#[tokio::test]
async fn a_k2_configuration_file_brings_its_settings() {
    let (_server, client) = portal().await;
    let done = client.post(&path(), &json!({ "format": "dotnet_config", "content": CONFIG })).await.expect(200);
    assert!(!done.text().contains("battery x7Qf") && !done.text().contains("p;w & more"), "{}", done.text());
    let done = done.json();
    let found: Vec<(String, String, String)> =
        outcomes(&done).into_iter().filter(|(_, outcome, _)| outcome == "new").collect();
    for name in [
        "WorkflowServerPort",
        "ReportLabel",
        "ApiPassword",
        "messageBus:system:self",
        "messageBus:system:enableListeners",
        "sourcecode.eventbus:sendmailfrom",
    ] {
        assert!(found.iter().any(|(known, ..)| known == name), "{name}: {done}");
    }
    let ews = "SourceCode.MessageBus.Ews.ExchangeWebServicesConnection:k2service@contoso.example.com";
    for name in ["HostserverDB", ews, "SourceCode.Net.Mail.SmtpConnection"] {
        assert!(found.iter().any(|(known, ..)| known == name), "{name}: {done}");
    }
    let entries = client.list(&routes::connection_entries(TENANT, PLACE)).await;
    let mut kinds: Vec<&str> = entries.iter().filter_map(|entry| entry["kind"].as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["k2-ews-connection", "k2-host-server-database", "k2-smtp"]);
    let again = client.post(&path(), &json!({ "content": CONFIG })).await.expect(200).json();
    assert_eq!((&again["change"], &again["format"]), (&Value::Null, &json!("dotnet_config")));
    let bare = "Autodiscover=True;User ID=intake@contoso.example.com;OAuth Resource=Mail\nMyDb = Server=a;Database=b";
    let bare = client.post(&path(), &json!({ "content": bare, "dry_run": true })).await.expect(200).json();
    let named = "SourceCode.MessageBus.Ews.ExchangeWebServicesConnection:intake@contoso.example.com";
    assert_eq!(bare["format"], "connection_strings");
    assert_eq!(outcomes(&bare), expected(&[(named, "new", ""), ("MyDb", "new", "")]));
    let label = client.get(&variable("ReportLabel")).await.expect(200).json();
    assert_eq!(label["value"], "Contoso \"Production\" \r\nsecond line");
    let listeners = client.get(&variable("messageBus:system:enableListeners")).await.expect(200).json();
    assert_eq!((&listeners["kind"], &listeners["value"]), (&json!("boolean"), &json!("true")));
}

#[tokio::test]
async fn what_cannot_be_accepted_is_left_out_and_the_rest_taken_over() {
    let (server, administrator) = portal().await;
    let number = json!({ "value": "100", "kind": "integer", "protected": true });
    let _ = administrator.put(&variable("Mails per run"), &number).await.expect(201);
    let _ = administrator.put(&variable("Port"), &json!({ "value": "25", "kind": "integer" })).await.expect(201);
    let editor = server.member(&administrator, TENANT, Role::Editor).await;
    let content = json!({
        "Mails per run": 200, "Port": "smtp", "a/b": "x", "Loop": "${variable:LOOP}", "Empty": null, "Fine": "yes", "A": "${variable:B}", "B": "${variable:A}",
    });
    let request = json!({ "format": "json", "content": content.to_string() });
    let done = editor.post(&path(), &request).await.expect(200).json();
    let mut found = outcomes(&done);
    found.sort();
    let mut all = expected(&[
        ("Mails per run", "refused", "protected"),
        ("Port", "refused", "integer"),
        ("a/b", "refused", "variable_name"),
        ("Loop", "refused", "cycle"),
        ("A", "refused", "cycle"),
        ("B", "refused", "cycle"),
        ("Empty", "refused", "null"),
        ("Fine", "new", ""),
    ]);
    all.sort();
    assert_eq!((found, &done["change"]), (all, &json!(3)));
    // The support team may; what is there already can also be left alone.
    let kept = json!({ "format": "json", "content": content.to_string(), "overwrite": false, "only": ["mails per run", "Fine"] });
    let kept = administrator.post(&path(), &kept).await.expect(200).json();
    assert_eq!(outcomes(&kept).into_iter().map(|(_, outcome, _)| outcome).collect::<Vec<_>>(), ["same", "kept"]);
    let request = json!({ "content": "Mails per run = 200" });
    assert_eq!(
        outcomes(&administrator.post(&path(), &request).await.expect(200).json()),
        expected(&[("Mails per run", "changed", "")])
    );
}

#[tokio::test]
async fn a_change_between_preview_and_import_is_a_conflict_that_names_it() {
    let (_server, client) = portal().await;
    let _ = client.put(&variable("Host"), &json!({ "value": "old" })).await.expect(201);
    let content = "Host = new\nPort = 25";
    let preview = client.post(&path(), &json!({ "content": content, "dry_run": true })).await.expect(200).json();
    // A change of something else does not disturb.
    let _ = client.put(&variable("Other"), &json!({ "value": "x" })).await.expect(201);
    let request = json!({ "content": content, "expected": preview["expected"], "dry_run": true });
    let _ = client.post(&path(), &request).await.expect(200);
    let _ = client.put(&variable("Host"), &json!({ "value": "newer" })).await.expect(200);
    let request = json!({ "content": content, "expected": preview["expected"] });
    let problem = client.post(&path(), &request).await.problem(ProblemCode::VariableConflict);
    assert_eq!((problem.conflicts.len(), problem.conflicts[0].name.as_str()), (1, "Host"));
    assert_eq!((problem.conflicts[0].expected_version, problem.conflicts[0].version), (Some(1), Some(2)));
    let _ = client.get(&variable("Port")).await.problem(ProblemCode::NotFound);
    let _ = client.delete(&variable("Host")).await.expect(204);
    let problem = client.post(&path(), &request).await.problem(ProblemCode::VariableConflict);
    assert_eq!(problem.conflicts[0].version, None, "it is gone");
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_explained_by_its_place_in_both_languages() {
    let (_server, client) = portal().await;
    for (format, content, place) in [
        ("env", "A=1\nB='open\n", ["2", "3"]),
        ("json", "{\n  \"A\": tru\n}", ["2", "8"]),
        ("dotnet_config", "<configuration>\n<appSettings>\n</configuration>", ["3", "1"]),
        ("connection_strings", "Host=a;Port", ["1", "8"]),
        ("list", "A = 1\nB\n", ["2", "1"]),
        ("sql", "INSERT INTO p (NAME, VALUE)\nVALUES ('A', 'open)", ["2", "14"]),
        ("auto", "A=1\nB=x\u{0}\n", ["2", "4"]),
    ] {
        let request = json!({ "format": format, "content": content });
        let english = client.post(&path(), &request).await.problem(ProblemCode::SettingsFileUnreadable);
        let dutch = client.in_dutch().post(&path(), &request).await.problem(ProblemCode::SettingsFileUnreadable);
        let [line, column] = place;
        assert!(english.detail.contains(&format!("line {line}, column {column},")), "{}", english.detail);
        assert!(dutch.detail.contains(&format!("regel {line}, kolom {column},")), "{}", dutch.detail);
        let lines_before = line.parse::<usize>().expect("a number") - 1;
        let before: String = content.split_inclusive('\n').take(lines_before).collect();
        let index = before.encode_utf16().count() + column.parse::<usize>().expect("a number") - 1;
        assert_eq!(english.index, Some(index), "{content}");
        assert!(!english.detail.contains('…') && !dutch.detail.contains('…'), "{}", dutch.detail);
    }
    let faults = |answer: tests::harness::Answer| answer.faults();
    let too_long = json!({ "content": "x".repeat((1 << 20) + 1) });
    assert_eq!(faults(client.post(&path(), &too_long).await), [("/content".to_owned(), "too_long".to_owned())]);
    assert_eq!(
        faults(client.post(&path(), &json!({ "content": "" })).await),
        [("/content".to_owned(), "required".to_owned())]
    );
    let _ = client.post(&path(), &json!({ "content": "x".repeat(5 << 20) })).await.problem(ProblemCode::BodyTooLarge);
    let _ = client
        .post(&routes::settings_import(TENANT, "nowhere"), &json!({ "content": "A=1" }))
        .await
        .problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn five_thousand_names_are_one_change_and_one_more_is_refused() {
    let (_server, client) = portal().await;
    let content: String =
        (0..5000).map(|number| format!("NAME_{number}='value {number}'\n")).collect::<Vec<_>>().concat();
    let done = client.post(&path(), &json!({ "content": content })).await.expect(200).json();
    assert_eq!((&done["change"], done["items"].as_array().expect("items").len()), (&json!(1), 5000));
    let last = client.get(&variable("name_4999")).await.expect(200).json();
    assert_eq!(last["value"], "value 4999");
    let refused = client.post(&path(), &json!({ "content": format!("{content}ONE_MORE=1\n") })).await;
    assert_eq!(refused.faults(), [("/content".to_owned(), "too_long".to_owned())]);
}

#[tokio::test]
async fn reading_settings_is_not_enough_to_import() {
    let (_server, administrator) = portal().await;
    let reader = administrator.key(Some(TENANT), &[Scope::SettingsRead]).await;
    let request = json!({ "content": "A=1", "dry_run": true });
    let _ = reader.post(&path(), &request).await.problem(ProblemCode::Forbidden);
    let writer = administrator.key(Some(TENANT), &[Scope::SettingsWrite]).await;
    let _ = writer.post(&path(), &request).await.expect(200);
}
