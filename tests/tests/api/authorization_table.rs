//! The authorization table: every operation, every kind of actor, a tenant of their own, of somebody else, and none.
//!
//! `authorization_table.toml` is the expectation. The operations come from the program itself, so an operation
//! without a row, and a row without an operation, both fail.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use shared::{
    permission::{Role, Scope},
    routes,
};
use tests::{
    harness::{Answer, Client, PASSWORD, Server},
    identity_server::IdentityServer,
};

#[derive(Deserialize)]
struct Table {
    access: BTreeMap<String, Access>,
    operations: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Access {
    scope: String,
    anonymous: Verdict,
    viewer: Verdict,
    editor: Verdict,
    admin: Verdict,
    owner: Verdict,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(untagged)]
enum Verdict {
    Status(u16),
    Allowed(Allowed),
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Allowed {
    Allowed,
}

fn table() -> Table {
    toml::from_str(include_str!("authorization_table.toml")).expect("the table is well-formed")
}

impl Access {
    fn of(&self, role: Role) -> Verdict {
        match role {
            Role::Viewer => self.viewer,
            Role::Editor => self.editor,
            Role::Admin => self.admin,
            Role::Owner => self.owner,
        }
    }
}

/// One row.
struct Operation<'a> {
    method: Method,
    path: &'a str,
    access: &'a str,
}

impl Table {
    fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        self.operations.iter().map(|(name, access)| {
            let (method, path) = name.split_once(' ').expect("METHOD /path");
            Operation { method: method.parse().expect("a method"), path, access }
        })
    }

    /// The rows that concern a tenant, with what they say.
    fn of_tenants(&self) -> impl Iterator<Item = (Operation<'_>, &Access)> {
        self.operations()
            .filter_map(|operation| Some((self.access.get(operation.access)?, operation)).map(|(a, o)| (o, a)))
    }
}

/// Ids to fill the places of a path with.
#[derive(Clone)]
struct Ids(BTreeMap<&'static str, String>);

impl Ids {
    fn fill(&self, path: &str) -> String {
        let mut filled = path.to_owned();
        for (name, id) in &self.0 {
            filled = filled.replace(&format!("{{{name}}}"), id);
        }
        assert!(!filled.contains('{'), "no id for {filled}");
        filled
    }

    fn with(&self, name: &'static str, id: &str) -> Self {
        let mut ids = self.clone();
        ids.0.insert(name, id.to_owned());
        ids
    }
}

async fn ask(client: &Client, operation: &Operation<'_>, ids: &Ids) -> Answer {
    let request = client.request(operation.method.clone(), &ids.fill(operation.path));
    let request = if operation.method == Method::GET { request } else { request.json(&json!({})) };
    client.send(request).await
}

fn plain(answer: &Answer) -> (u16, Value) {
    let mut body = answer.json();
    body.as_object_mut().expect("a problem").remove("request_id");
    (answer.status, body)
}

/// A resource type of one's own.
fn own_type() -> Value {
    json!({ "name": "Own", "grants": ["client_credentials"], "client_auth": ["none"] })
}

/// A tenant with one of everything.
async fn furnished(administrator: &Client, provider: &IdentityServer, slug: &str) -> Ids {
    let tenant = administrator.tenant(slug).await;
    let resource = administrator.resource(slug, provider).await;
    let token = administrator.authorize(slug, &resource, None).await;
    let _ =
        administrator.post(&routes::environments(slug), &json!({ "slug": "test", "name": "Test" })).await.expect(201);
    let credentials = routes::credentials(slug, resource.id.as_str());
    let certificate = administrator.post(&credentials, &json!({ "generate": "certificate" })).await.expect(201).json();
    let variable = routes::variable(slug, "test", "scope");
    let _ = administrator.put(&variable, &json!({ "value": "a", "kind": "secret" })).await.expect(201);
    let entry = json!({ "kind": "dotnet", "target": "Db", "text": "Password=a" });
    let entry = administrator.post(&routes::connection_entries(slug, "test"), &entry).await.expect(201).json();
    let feeds = routes::calendar_feeds(slug);
    let feed = administrator.post(&feeds, &json!({ "name": "Outlook" })).await.expect(201).json();
    let config = json!({ "name": "a.config", "content_base64": "PGMvPg==" });
    let config = administrator.post(&routes::config_files(slug, "test"), &config).await.expect(201).json();
    let migration = json!({ "playbook": "wicbox-application" });
    let migration = administrator.post(&routes::migrations(slug, "test"), &migration).await.expect(201).json();
    // A guest whose role the operations on members can change.
    let email = format!("guest@{slug}.example.com");
    let account = json!({ "email": email, "name": "Guest", "password": PASSWORD });
    let user = administrator.post(routes::USERS, &account).await.expect(201).json()["id"].as_str().unwrap().to_owned();
    let membership = administrator.post(&routes::members(slug), &json!({ "email": email, "role": "viewer" })).await;
    assert!(membership.status < 300, "{}", membership.text());
    let types = routes::tenant_resource_types(slug);
    let kind = administrator.post(&types, &own_type()).await.expect(201).json();
    Ids([
        ("type", kind["id"].as_str().unwrap().to_owned()),
        ("tenant", tenant.id.to_string()),
        ("resource", resource.id.to_string()),
        ("config_file", config["id"].as_str().unwrap().to_owned()),
        ("linked_setting", "from-address".to_owned()),
        ("variable_set", "wicbox".to_owned()),
        ("credential", certificate["id"].as_str().unwrap().to_owned()),
        ("token", token.id.to_string()),
        ("environment", "test".to_owned()),
        ("name", "scope".to_owned()),
        ("entry", entry["id"].as_str().unwrap().to_owned()),
        ("number", "1".to_owned()),
        ("version", "1".to_owned()),
        ("user", user),
        ("key", "AAAAAAAAAAAA".to_owned()),
        ("authorization", "00000000-0000-7000-8000-000000000000".to_owned()),
        ("device_authorization", "00000000-0000-7000-8000-000000000000".to_owned()),
        ("admin_consent", "00000000-0000-7000-8000-000000000000".to_owned()),
        ("calendar_feed", feed["id"].as_str().unwrap().to_owned()),
        ("feed", "0.ics".to_owned()),
        ("consent_request", "00000000-0000-7000-8000-000000000000".to_owned()),
        ("check_run", "00000000-0000-7000-8000-000000000000".to_owned()),
        ("notice", "00000000-0000-7000-8000-000000000000".to_owned()),
        ("migration", migration["id"].as_str().unwrap().to_owned()),
        ("step", "00000000-0000-7000-8000-000000000000".to_owned()),
        ("event", "00000000-0000-7000-8000-000000000000".to_owned()),
        ("script", "00000000-0000-7000-8000-000000000000".to_owned()),
        ("link", "0".repeat(43)),
        ("kept_password", "00000000-0000-7000-8000-000000000000".to_owned()),
        ("playbook", "k2-five-oauth".to_owned()),
        ("callback", "0".repeat(32)),
    ]
    .into())
}

#[tokio::test]
async fn asvs_8_1_1_every_operation_has_a_row_and_every_row_an_operation() {
    let server = Server::start().await;
    let document = server.anonymous().get(routes::OPENAPI).await.expect(200).json();
    let mut offered = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            if ["get", "post", "put", "patch", "delete"].contains(&method.as_str()) {
                offered.insert(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    let known: BTreeSet<String> = table().operations.into_keys().collect();
    let (without_row, without_operation): (Vec<_>, Vec<_>) =
        (offered.difference(&known).collect(), known.difference(&offered).collect());
    assert!(without_row.is_empty(), "operations without a row in authorization_table.toml: {without_row:#?}");
    assert!(without_operation.is_empty(), "rows without an operation: {without_operation:#?}");
}

#[tokio::test]
async fn asvs_8_3_1_without_an_identity_only_public_operations_answer() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    let ids = furnished(&administrator, &provider, "contoso").await;
    let table = table();
    for operation in table.operations() {
        let answer = ask(&server.anonymous(), &operation, &ids).await;
        let refused = operation.access != "public";
        let expected = table.access.get(operation.access).map_or(Verdict::Status(401), |access| access.anonymous);
        if refused {
            assert_eq!(expected, Verdict::Status(answer.status), "{} {}", operation.method, operation.path);
        } else {
            let code = if answer.status < 300 { Value::Null } else { answer.json()["code"].clone() };
            assert_ne!(code, "auth.not_signed_in", "{} {}", operation.method, operation.path);
        }
    }
}

#[tokio::test]
async fn asvs_8_2_1_roles_do_what_the_table_says_on_their_own_tenant() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    let table = table();
    for role in Role::ALL {
        let slug = format!("of-{}", role.as_str());
        let mut ids = furnished(&administrator, &provider, &slug).await;
        let member = server.member(&administrator, &slug, role).await;
        let (mut wrong, mut replaced) = (Vec::new(), 0);
        for (operation, access) in table.of_tenants() {
            let answer = ask(&member, &operation, &ids).await;
            check(&mut wrong, &operation, access.of(role), &answer);
            if operation.method == Method::DELETE && answer.status < 300 {
                replaced += 1;
                let fresh = format!("{slug}-{replaced}");
                ids = furnished(&administrator, &provider, &fresh).await;
                let email = format!("{}@{slug}.example.com", role.as_str());
                let body = json!({ "email": email, "role": role });
                let _ = administrator.post(&routes::members(&fresh), &body).await;
            }
        }
        assert!(wrong.is_empty(), "{}: {wrong:#?}", role.as_str());
    }
}

fn check(wrong: &mut Vec<String>, operation: &Operation<'_>, expected: Verdict, answer: &Answer) {
    let fine = match expected {
        Verdict::Status(status) => answer.status == status,
        // Nothing is missing on this tenant, so a 404 would be about the tenant.
        Verdict::Allowed(_) => !matches!(answer.status, 401 | 403 | 404) && answer.status < 500,
    };
    // Some want the password again; that is after the question of who may.
    let step_up = answer.status == 403 && answer.json()["code"] == "auth.reauthentication_required";
    if !(fine || expected == Verdict::Allowed(Allowed::Allowed) && step_up) {
        wrong.push(format!("{} {}: {} {}", operation.method, operation.path, answer.status, answer.text()));
    }
}

#[tokio::test]
async fn asvs_8_2_1_keys_do_what_their_scope_says_on_their_own_tenant() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    let table = table();
    let ids = furnished(&administrator, &provider, "contoso").await;
    for (scope, name) in Scope::ALL.into_iter().filter(|(scope, _)| *scope != Scope::All) {
        let key = administrator.key(Some("contoso"), &[scope]).await;
        let mut wrong = Vec::new();
        for (operation, access) in table.of_tenants() {
            if access.scope == name && operation.method == Method::DELETE {
                continue; // proved below, on tenants of its own
            }
            let answer = ask(&key, &operation, &ids).await;
            let expected = if access.scope == name { access.owner } else { Verdict::Status(403) };
            check(&mut wrong, &operation, expected, &answer);
        }
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
    }
    let deletions = table.of_tenants().filter(|(operation, _)| operation.method == Method::DELETE);
    for (number, (operation, access)) in deletions.enumerate() {
        let slug = format!("delete-{number}");
        let ids = furnished(&administrator, &provider, &slug).await;
        let scope = Scope::parse(&access.scope).expect("a scope");
        let key = administrator.key(Some(&slug), &[scope]).await;
        let answer = ask(&key, &operation, &ids).await;
        let mut wrong = Vec::new();
        check(&mut wrong, &operation, access.owner, &answer);
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

#[tokio::test]
async fn asvs_8_4_1_a_foreign_tenant_is_answered_exactly_like_one_that_does_not_exist() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    let own = furnished(&administrator, &provider, "own").await;
    let foreign = furnished(&administrator, &provider, "foreign").await;
    let missing = foreign.with("tenant", "00000000-0000-7000-8000-000000000000");
    let by_slug = foreign.with("tenant", "foreign");
    let nowhere = foreign.with("tenant", "nowhere");
    let owner = server.member(&administrator, "own", Role::Owner).await;
    let key = administrator.key(Some("own"), &[Scope::All]).await;
    let weak = administrator.key(Some("own"), &[Scope::SettingsRead]).await;
    let table = table();
    for (operation, _) in table.of_tenants() {
        for (who, client) in [("owner", &owner), ("key", &key), ("weak key", &weak)] {
            let of_foreign = ask(client, &operation, &foreign).await;
            let of_missing = ask(client, &operation, &missing).await;
            let context = format!("{who}: {} {}", operation.method, operation.path);
            assert_eq!(of_foreign.status, 404, "{context}: {}", of_foreign.text());
            assert_eq!(plain(&of_foreign), plain(&of_missing), "{context}");
            let (slug, none) = (ask(client, &operation, &by_slug).await, ask(client, &operation, &nowhere).await);
            assert_eq!(plain(&slug), plain(&none), "{context}");
        }
    }
    // What belongs to the foreign tenant is not found through one's own either.
    for (operation, _) in table.of_tenants() {
        for name in ["resource", "token", "environment", "type"]
            .into_iter()
            .filter(|n| operation.path.contains(&format!("{{{n}}}")))
        {
            let stolen = if name == "environment" { continue } else { own.with(name, &foreign.0[name]) };
            let answer = ask(&owner, &operation, &stolen).await;
            let context = format!("{} {} with a foreign {name}", operation.method, operation.path);
            let absent = ask(&owner, &operation, &own.with(name, "00000000-0000-7000-8000-000000000000")).await;
            assert_eq!(plain(&answer), plain(&absent), "{context}");
            assert!(matches!(answer.status, 404 | 422), "{context}: {}", answer.text());
        }
    }
    // And nothing of it has changed.
    let resource = routes::resource("foreign", &foreign.0["resource"]);
    let _ = administrator.get(&resource).await.expect(200);
    assert_eq!(administrator.list(&routes::environments("foreign")).await.len(), 2);
    assert_eq!(administrator.list(&routes::tokens("foreign", &foreign.0["resource"])).await.len(), 1);
}

#[tokio::test]
async fn asvs_8_3_1_portal_operations_are_for_portal_administrators() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    let mut ids = furnished(&administrator, &provider, "contoso").await;
    let owner = server.member(&administrator, "contoso", Role::Owner).await;
    let of_tenant = administrator.key(Some("contoso"), &[Scope::All]).await;
    let table = table();
    for operation in table.operations().filter(|operation| operation.access == "portal") {
        // One of the portal's own, because some operations take it away.
        let _ = administrator.delete(&routes::resource_type(&ids.0["type"])).await;
        let kind = administrator.post(routes::RESOURCE_TYPES, &own_type()).await.expect(201).json();
        ids = ids.with("type", kind["id"].as_str().unwrap());
        for client in [&owner, &of_tenant] {
            let answer = ask(client, &operation, &ids).await;
            assert_eq!(answer.status, 403, "{} {}: {}", operation.method, operation.path, answer.text());
        }
        let answer = ask(&administrator, &operation, &ids).await;
        assert!(
            !matches!(answer.status, 401 | 403 | 404),
            "{} {}: {}",
            operation.method,
            operation.path,
            answer.text()
        );
    }
}

#[tokio::test]
async fn asvs_8_2_2_lists_hold_only_what_the_caller_may_see() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    furnished(&administrator, &provider, "own").await;
    furnished(&administrator, &provider, "foreign").await;
    let foreign_key = administrator.key(Some("foreign"), &[Scope::TenantsRead]).await;
    drop(foreign_key);
    let owner = server.member(&administrator, "own", Role::Owner).await;
    for path in [routes::TENANTS, &format!("{}?tenant=own", routes::API_KEYS), &format!("{}?tenant=own", routes::AUDIT)]
    {
        let answer = owner.get(path).await.expect(200);
        assert!(!answer.text().contains("foreign"), "{path}: {}", answer.text());
    }
    let slugs: Vec<Value> = owner.list(routes::TENANTS).await.iter().map(|tenant| tenant["slug"].clone()).collect();
    assert_eq!(slugs, [json!("own")]);
    assert_eq!(administrator.list(routes::TENANTS).await.len(), 2);
}
