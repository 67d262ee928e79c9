//! Configuration files: uploaded as they are, judged, patched byte for byte; linked settings; WICBOX's parameters.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use shared::{
    permission::{Role, Scope},
    problem::ProblemCode,
    routes,
};
use tests::harness::{Client, Server};

/// As K2 installs it, shortened: Windows line ends, comments, single quotes, a plain section.
const HOST_SERVER: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<!-- K2 < host > server -->\r\n<configuration>\r\n\
  <connectionStrings>\r\n    <add name='HostServerDB' connectionString=\"Data Source=sql;Initial Catalog=K2;Password=s3cr3t-pw\" />\r\n  </connectionStrings>\r\n\
  <messageBus>\r\n    <system  self='CONTOSO\\K2Service'   enableListeners=\"[SMARTACTIONSENABLED]\" allowAmbiguity=\"true\" />\r\n    <smartActions/>\r\n  </messageBus>\r\n\
  <sourceCode.smartactions.directoryCatalog><add path=\"SmartActions\\EWS\" /></sourceCode.smartactions.directoryCatalog>\r\n\
  <appSettings>\r\n    <add key=\"Mail Server\" value=\"old.example.com\"/>\r\n    <add key=\"sendmailfrom\" value=\"old@example.com\"/>\r\n  </appSettings>\r\n\
  <!-- CONNECTION STRINGS WILL AUTOMATICALLY BE ENCRYPTED ON STARTUP -->\r\n</configuration>\r\n";

const ENCRYPTED: &str = "<configuration>\n  <connectionStrings configProtectionProvider=\"K2ConfigurationKey\">\n    \
  <EncryptedData><CipherData><CipherValue>AQAAANCMnd8=</CipherValue></CipherData></EncryptedData>\n  </connectionStrings>\n</configuration>\n";

fn upload(name: &str, bytes: &[u8]) -> Value {
    json!({ "name": name, "content_base64": STANDARD.encode(bytes) })
}

async fn started() -> (Server, Client) {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    (server, administrator)
}

async fn uploaded(client: &Client, name: &str, bytes: &[u8]) -> Value {
    client.post(&routes::config_files("contoso", "production"), &upload(name, bytes)).await.expect(201).json()
}

async fn set(client: &Client, name: &str, value: &str) {
    let path = routes::variable("contoso", "production", name);
    let answer = client.put(&path, &json!({ "value": value })).await;
    assert!(answer.status < 300, "{}", answer.text());
}

fn checks(file: &Value) -> Vec<&str> {
    file["findings"].as_array().unwrap().iter().map(|finding| finding["check"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_host_servers_file_is_read_and_each_finding_says_what_was_found_expected_and_to_be_done() {
    let (_server, administrator) = started().await;
    let file = uploaded(&administrator, "K2HostServer.exe.config", HOST_SERVER.as_bytes()).await;
    assert_eq!((&file["encoding"], &file["bom"], &file["line_ends"]), (&json!("utf-8"), &json!(false), &json!("crlf")));
    assert_eq!(file["connection_strings"][0]["name"], "HostServerDB");
    assert_eq!(file["connection_strings"][0]["line"], 5);
    assert!(!file.to_string().contains("s3cr3t-pw"), "{file}");
    assert_eq!(file["app_settings"][0], json!({ "name": "Mail Server", "value": "old.example.com", "line": 13 }));
    assert_eq!(checks(&file), ["system_self_form", "enable_listeners_not_boolean"]);
    for finding in file["findings"].as_array().unwrap() {
        for part in ["what", "expected", "remedy"] {
            for language in ["en", "nl"] {
                assert!(!finding[part][language].as_str().unwrap().is_empty(), "{finding}");
            }
        }
        assert_eq!(finding["place"]["line"], 8, "{finding}");
    }
    assert_eq!(file["findings"][0]["found"], "CONTOSO\\K2Service");
    let listed = administrator.list(&routes::config_files("contoso", "production")).await;
    assert_eq!((listed.len(), &listed[0]["sha256"]), (1, &file["sha256"]));
}

#[tokio::test]
async fn an_encrypted_section_is_named_explained_and_left_alone() {
    let (_server, administrator) = started().await;
    let file = uploaded(&administrator, "Other.exe.config", ENCRYPTED.as_bytes()).await;
    let section = json!({ "name": "connectionStrings", "provider": "K2ConfigurationKey", "line": 2 });
    assert_eq!(file["encrypted_sections"], json!([section]));
    assert_eq!(checks(&file), ["section_encrypted"]);
    assert_eq!(file["connection_strings"], json!([]));
}

#[tokio::test]
async fn a_file_in_utf_16_comes_back_as_it_went_in() {
    let (server, administrator) = started().await;
    let text = HOST_SERVER.replace("utf-8", "utf-16").replace("K2 <", "K2 é€ <");
    let bytes: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let file = uploaded(&administrator, "K2HostServer.exe.config", &bytes).await;
    assert_eq!((&file["encoding"], &file["bom"]), (&json!("utf-16le"), &json!(true)));
    let path = routes::config_file_content("contoso", "production", file["id"].as_str().unwrap());
    let key = administrator.key(Some("contoso"), &[Scope::SettingsReveal]).await;
    let content = key.get(&path).await.expect(200);
    assert_eq!(content.body, bytes);
    assert!(content.header("content-disposition").contains("K2HostServer.exe.config"));
    assert_eq!(content.header("cache-control"), "no-store");
    let viewer = server.member(&administrator, "contoso", Role::Viewer).await;
    assert_eq!(viewer.get(&path).await.status, 403);
    let trail = administrator.list(&format!("{}?tenant=contoso&action=config_file.download", routes::AUDIT)).await;
    assert_eq!(trail.len(), 1);
}

#[tokio::test]
async fn a_patched_copy_has_the_environments_values_and_every_other_byte() {
    let (_server, administrator) = started().await;
    set(&administrator, "From Address", "k2@example.com").await;
    set(&administrator, "K2 Version", "5.6").await;
    set(&administrator, "mail server", "a<b & \"c\"").await;
    let file = uploaded(&administrator, "K2HostServer.exe.config", HOST_SERVER.as_bytes()).await;
    assert!(checks(&file).contains(&"send_mail_from_differs"), "{file}");
    let id = file["id"].as_str().unwrap();
    let patch = routes::config_file_patch("contoso", "production", id);
    let dry = administrator.post(&patch, &json!({ "dry_run": true })).await.expect(200).json();
    let items: Vec<_> = dry["items"].as_array().unwrap().iter().collect();
    let shown: Vec<_> = items.iter().map(|i| (i["kind"].as_str().unwrap(), i["line"].as_u64().unwrap())).collect();
    assert_eq!(shown, [("app_setting", 13), ("linked_setting", 14)], "{dry}");
    assert_eq!((&items[1]["before"], &items[1]["after"]), (&json!("old@example.com"), &json!("k2@example.com")));
    assert_eq!(items[1]["name"], "From Address");
    assert!(dry["version"].is_null());
    let expected = HOST_SERVER
        .replace("value=\"old.example.com\"", "value=\"a&lt;b &amp; &quot;c&quot;\"")
        .replace("value=\"old@example.com\"", "value=\"k2@example.com\"");
    let key = administrator.key(Some("contoso"), &[Scope::SettingsReveal]).await;
    let copy = key.get(&routes::config_file_patched("contoso", "production", id)).await.expect(200);
    assert_eq!(copy.text(), expected);
    let trail =
        administrator.list(&format!("{}?tenant=contoso&action=config_file.download_patched", routes::AUDIT)).await;
    assert_eq!(trail.len(), 1);
    // Taken over, it is a version; the first can come back.
    let done = administrator.post(&patch, &json!({})).await.expect(200).json();
    assert_eq!((&done["version"], &done["sha256"]), (&json!(2), &dry["sha256"]));
    let again = administrator.post(&patch, &json!({})).await.expect(200).json();
    assert!(again["version"].is_null(), "nothing is left to change: {again}");
    let restore = routes::config_file_version_restore("contoso", "production", id, "1");
    let restored = administrator.post(&restore, &json!({})).await.expect(200).json();
    assert_eq!((&restored["version"], &restored["sha256"]), (&json!(3), &file["sha256"]));
    let versions = administrator.list(&routes::config_file_versions("contoso", "production", id)).await;
    let origins: Vec<_> = versions.iter().map(|version| version["origin"].as_str().unwrap()).collect();
    assert_eq!(origins, ["restored", "patched", "uploaded"]);
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_its_place_in_both_languages() {
    let (_server, administrator) = started().await;
    let path = routes::config_files("contoso", "production");
    let cases: [(&[u8], &str); 5] = [
        (b"<!DOCTYPE c [<!ENTITY a 'b'>]><c>&a;</c>", "document_type"),
        (b"<c>\n  <s self='a' self='b'/></c>", "duplicate_attribute"),
        (b"<c><!-- never", "unterminated"),
        (b"Server=a;Pwd=b", "outside_root"),
        (b"<c>\xE9</c>", "invalid_bytes"),
    ];
    for (bytes, code) in cases {
        let answer = administrator.post(&path, &upload("a.config", bytes)).await;
        let english = answer.remedy(ProblemCode::ConfigFileInvalid);
        let error = answer.json()["errors"][0].clone();
        assert_eq!((&error["pointer"], &error["code"]), (&json!("/content_base64"), &json!(code)), "{}", answer.text());
        let dutch = administrator.in_dutch().post(&path, &upload("a.config", bytes)).await;
        assert_ne!(dutch.remedy(ProblemCode::ConfigFileInvalid), english);
        assert_ne!(dutch.json()["detail"], answer.json()["detail"]);
    }
    let nonsense = json!({ "name": "a.config", "content_base64": "***" });
    let answer = administrator.post(&path, &nonsense).await;
    assert_eq!(answer.faults(), [("/content_base64".to_owned(), "base64".to_owned())]);
    let answer = administrator.post(&path, &upload("..\\a.config", b"<c/>")).await;
    assert_eq!(answer.faults(), [("/name".to_owned(), "file_name".to_owned())]);
    let _ = administrator.post(&path, &upload("a.config", b"<c/>")).await.expect(201);
    let answer = administrator.post(&path, &upload("A.CONFIG", b"<c/>")).await;
    assert_eq!(answer.faults(), [("/name".to_owned(), "taken".to_owned())]);
}

#[tokio::test]
async fn a_new_version_needs_the_one_that_was_seen() {
    let (_server, administrator) = started().await;
    let file = uploaded(&administrator, "WicGlobal.config", b"<c><add key='MaxMailsPerRun' value='2000'/></c>").await;
    assert_eq!(checks(&file), ["mails_per_run_range"]);
    let path = routes::config_file("contoso", "production", file["id"].as_str().unwrap());
    let better = json!({ "content_base64": STANDARD.encode("<c><add key='MaxMailsPerRun' value='200'/></c>") });
    let first = administrator.request(reqwest::Method::PUT, &path).header("if-match", "\"1\"").json(&better);
    let changed = administrator.send(first).await.expect(200);
    assert_eq!((changed.header("etag"), changed.json()["findings"].clone()), ("\"2\"", json!([])));
    let late = administrator.request(reqwest::Method::PUT, &path).header("if-match", "\"1\"").json(&better);
    assert_eq!(administrator.send(late).await.status, 412);
    let _ = administrator.delete(&path).await.expect(204);
    let _ = administrator.get(&path).await.expect(404);
}

#[tokio::test]
async fn the_from_address_is_one_value_in_three_places() {
    let (_server, administrator) = started().await;
    set(&administrator, "From Address", "k2@example.com").await;
    set(&administrator, "K2 Version", "5.6").await;
    let _ = uploaded(&administrator, "K2HostServer.exe.config", HOST_SERVER.as_bytes()).await;
    let path = routes::linked_settings("contoso", "production");
    let of = |items: Vec<Value>| items.into_iter().find(|item| item["id"] == "from-address").expect("it is there");
    let state = of(administrator.list(&path).await);
    assert_eq!((&state["wanted"], &state["differs"]), (&json!("k2@example.com"), &json!(true)));
    let rights: Vec<_> = state["places"].as_array().unwrap().iter().map(|place| place["right"].clone()).collect();
    assert_eq!(rights, [json!(true), json!(null), json!(false)], "{state}");
    assert!(state["finding"]["remedy"]["nl"].is_string());
    let put = routes::linked_setting("contoso", "production", "from-address");
    let answer = administrator.put(&put, &json!({ "value": "nobody" })).await;
    assert_eq!(answer.faults(), [("/value".to_owned(), "email".to_owned())]);
    let state = administrator.put(&put, &json!({ "value": "old@example.com" })).await.expect(200).json();
    assert_eq!((&state["differs"], &state["finding"]), (&json!(false), &Value::Null), "{state}");
    let table = routes::variable("contoso", "production", "String Table:From Address");
    assert_eq!(administrator.get(&table).await.expect(200).json()["value"], "old@example.com");
}

#[tokio::test]
async fn wicbox_needs_both_ids_whatever_the_vendors_table_says() {
    let (_server, administrator) = started().await;
    for (name, value) in [
        ("WICBOXMethod", "OAuth2"),
        ("WICBOXACCOUNTMODE", "MULTIPLE"),
        ("WICBOX_MAILCLIENT_SCOPE", "Mail.ReadWrite"),
        ("WICBOX_PROJECT_MAILBOX:Antwerp", "antwerp@example.com"),
    ] {
        set(&administrator, name, value).await;
    }
    let path = routes::variable_set("contoso", "production", "wicbox");
    let state = administrator.get(&format!("{path}?choose=permission_model:application")).await.expect(200).json();
    let errors: Vec<_> = state["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["level"] == "error")
        .map(|finding| finding["rule"].as_str().unwrap())
        .collect();
    assert_eq!(errors, ["client_id_missing", "tenant_id_missing", "application_secret_missing"], "{state}");
    let delegated = administrator.get(&format!("{path}?choose=permission_model:delegated")).await.expect(200).json();
    let rules = delegated["findings"].to_string();
    assert!(rules.contains("project_password_missing"), "{rules}");
    let names: Vec<_> = state["variables"].as_array().unwrap().iter().map(|v| v["name"].as_str().unwrap()).collect();
    assert_eq!((names.len(), names.contains(&"WICBOX_PROJECT_MAILBOX:Antwerp")), (4, true));
    assert_eq!(state["choices"][1]["option"], "MULTIPLE");
    assert!(state["set"]["notes"][0]["text"]["nl"].as_str().unwrap().contains("KPD"));
    let sets = administrator.list(&routes::variable_sets("contoso", "production")).await;
    assert_eq!((&sets[0]["id"], &sets[0]["present"]), (&json!("wicbox"), &json!(4)));
}

#[tokio::test]
async fn connection_strings_are_put_into_a_file_and_missing_ones_only_when_asked() {
    let (_server, administrator) = started().await;
    set(&administrator, "Db host", "sql2.example.com").await;
    let entries = routes::connection_entries("contoso", "production");
    let database = "Data Source=${variable:Db host};Initial Catalog=\"K2 <5>\";Password=n3w-pw";
    for (target, text) in
        [("hostserverdb", database), ("Reports", "Data Source=r;Password='a;b'"), ("Lost", "a=${variable:No}")]
    {
        let body = json!({ "kind": "dotnet", "target": target, "text": text });
        let _ = administrator.post(&entries, &body).await.expect(201);
    }
    let file = uploaded(&administrator, "K2HostServer.exe.config", HOST_SERVER.as_bytes()).await;
    let id = file["id"].as_str().unwrap();
    let patch = routes::config_file_patch("contoso", "production", id);
    let outcomes = |answer: &Value| -> Vec<(String, String)> {
        let of =
            |item: &Value| (item["name"].as_str().unwrap().to_owned(), item["outcome"].as_str().unwrap().to_owned());
        let mut all: Vec<_> = answer["items"].as_array().unwrap().iter().map(of).collect();
        all.sort();
        all
    };
    let pairs = |pairs: [(&str, &str); 3]| pairs.map(|(name, outcome)| (name.to_owned(), outcome.to_owned())).to_vec();
    let dry = administrator.post(&patch, &json!({ "dry_run": true })).await.expect(200).json();
    assert_eq!(
        outcomes(&dry),
        pairs([("Lost", "missing"), ("Reports", "missing"), ("hostserverdb", "changed")]),
        "{dry}"
    );
    assert!(!dry.to_string().contains("n3w-pw") && !dry.to_string().contains("s3cr3t-pw"), "{dry}");
    let key = administrator.key(Some("contoso"), &[Scope::SettingsReveal]).await;
    let address = routes::config_file_patched("contoso", "production", id);
    let escaped = "Data Source=sql2.example.com;Initial Catalog=&quot;K2 &lt;5>&quot;;Password=n3w-pw";
    let before = "Data Source=sql;Initial Catalog=K2;Password=s3cr3t-pw";
    let copy = key.get(&address).await.expect(200).text();
    let plain = copy.replace("&gt;", ">");
    assert_eq!(plain, HOST_SERVER.replace(before, escaped));
    let dry = administrator.post(&patch, &json!({ "dry_run": true, "add_missing": true })).await.expect(200).json();
    assert_eq!(
        outcomes(&dry),
        pairs([("Lost", "missing"), ("Reports", "added"), ("hostserverdb", "changed")]),
        "{dry}"
    );
    let copy = key.get(&format!("{address}?add_missing=true")).await.expect(200).text();
    let added = copy.lines().find(|line| line.contains("Reports")).expect("it is there").trim();
    assert_eq!(added, "<add name=\"Reports\" connectionString=\"Data Source=r;Password='a;b'\" />");
    let without = copy.lines().filter(|line| !line.contains("Reports")).collect::<Vec<_>>().join("\r\n") + "\r\n";
    assert_eq!(without.replace("&gt;", ">"), HOST_SERVER.replace(before, escaped), "every other line is as it was");
    // A file without the section gets one; an encrypted one is left alone.
    let bare = uploaded(&administrator, "Bare.config", b"<configuration>\n</configuration>\n").await;
    let address = routes::config_file_patched("contoso", "production", bare["id"].as_str().unwrap());
    assert_eq!(key.get(&address).await.expect(200).text(), "<configuration>\n</configuration>\n");
    let copy = key.get(&format!("{address}?add_missing=true")).await.expect(200).text();
    assert!(copy.contains("<connectionStrings>") && copy.contains("name=\"hostserverdb\""), "{copy}");
    let sealed = uploaded(&administrator, "Sealed.config", ENCRYPTED.as_bytes()).await;
    let id = sealed["id"].as_str().unwrap();
    let address = routes::config_file_patched("contoso", "production", id);
    assert_eq!(key.get(&format!("{address}?add_missing=true")).await.expect(200).text(), ENCRYPTED);
}
