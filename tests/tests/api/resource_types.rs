//! Resource types of one's own: made, changed, deleted, carried from tenant to tenant as a file.

use serde_json::{Value, json};
use shared::{
    permission::{Role, Scope},
    problem::ProblemCode,
    routes,
};
use tests::{
    harness::{Client, Server},
    identity_server::{CLIENT_ID, CLIENT_SECRET, Endpoint, IdentityServer},
};

/// A type for the client credentials grant with one parameter beside the usual ones.
pub(crate) fn mail_type(name: &str) -> Value {
    let sent = ["token_request"];
    json!({
        "name": name,
        "description": { "en": "Mail of a test", "nl": "Mail van een test" },
        "usage": "Authorization",
        "grants": ["client_credentials", "authorization_code"],
        "client_auth": ["client_secret_post"],
        "parameters": [
            { "name": "client_id", "phases": sent },
            { "name": "client_secret", "phases": sent, "secret": true },
            { "name": "scope", "phases": sent, "defaults": { "token": "mail" } },
            { "name": "pin", "phases": sent },
        ],
        "expected_response_fields": ["expires_in"],
        "refresh_token_days": 90,
        "warning_days": 14,
        "recovery": "grace",
        "grace_seconds": 30,
    })
}

/// Makes it for a tenant; its id.
pub(crate) async fn made(client: &Client, tenant: &str, body: &Value) -> String {
    let kind = client.post(&routes::tenant_resource_types(tenant), body).await.expect(201).json();
    kind["id"].as_str().unwrap().to_owned()
}

/// A resource of that type that talks to `provider`.
pub(crate) async fn resource_of(client: &Client, tenant: &str, kind: &str, provider: &IdentityServer) -> Value {
    let mut body = provider.application("Mail");
    body["type"] = json!(kind);
    body["parameters"] = json!({
        "client_id": { "token": CLIENT_ID },
        "client_secret": { "token": CLIENT_SECRET },
        "pin": { "token": "pin-of-contoso-4711" },
    });
    client.post(&routes::resources(tenant), &body).await.expect(201).json()
}

#[tokio::test]
async fn a_type_is_made_used_changed_and_deleted() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let id = made(&administrator, "contoso", &mail_type("Mail")).await;
    let path = routes::tenant_resource_type("contoso", &id);
    let shown = administrator.get(&path).await.expect(200).json();
    assert_eq!(
        (&shown["origin"], &shown["changeable"], &shown["resources"]),
        (&json!("tenant"), &json!(true), &json!(0))
    );
    assert_eq!((&shown["recovery"], &shown["grace_seconds"]), (&json!("grace"), &json!(30)));

    let resource = resource_of(&administrator, "contoso", &id, &provider).await;
    let broker = routes::broker("contoso", resource["id"].as_str().unwrap());
    let _ = administrator.post(&broker, &json!({})).await.expect(200);
    let sent = provider.requests(Endpoint::Token).pop().unwrap();
    assert_eq!((sent.parameter("scope"), sent.parameter("pin")), ("mail", "pin-of-contoso-4711"));
    let catalog = administrator.get(&format!("{}?tenant=contoso", routes::CATALOG)).await.expect(200).json();
    assert!(catalog["resource_types"].as_array().unwrap().iter().any(|kind| kind["id"] == *id));

    // Its name and its endpoints concern nobody; what it sends concerns the resource.
    let _ = administrator.patch(&path, &json!({ "name": "Post" })).await.expect(200);
    let mut parameters = shown["parameters"].clone();
    parameters[2]["defaults"]["token"] = json!("mail calendar");
    let change = json!({ "parameters": parameters });
    let problem = administrator.patch(&path, &change).await.problem(ProblemCode::DependentsConfirm);
    assert_eq!((problem.dependents[0].source.as_str(), problem.dependents[0].total), ("resources_of_type", 1));
    assert_eq!(problem.dependents[0].items[0].name, "Mail");
    let wrong = administrator.patch(&format!("{path}?confirm=other"), &change).await;
    let _ = wrong.problem(ProblemCode::DependentsConfirm);
    let after = administrator.patch(&format!("{path}?confirm={id}"), &change).await.expect(200).json();
    assert_eq!((&after["name"], &after["resources"]), (&json!("Post"), &json!(1)));
    let _ = administrator.post(&broker, &json!({})).await.expect(200);
    let sent = provider.requests(Endpoint::Token);
    assert_eq!((sent.len(), sent[1].parameter("scope")), (2, "mail calendar"));

    let problem = administrator.delete(&format!("{path}?confirm={id}")).await.problem(ProblemCode::DependentsInUse);
    assert_eq!(problem.dependents[0].items[0].name, "Mail");
    let _ = administrator.delete(&routes::resource("contoso", resource["id"].as_str().unwrap())).await.expect(204);
    let _ = administrator.delete(&path).await.expect(204);
    let _ = administrator.get(&path).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn a_parameter_that_becomes_a_secret_is_sealed_everywhere_and_never_shown_again() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let id = made(&administrator, "contoso", &mail_type("Mail")).await;
    let resource = resource_of(&administrator, "contoso", &id, &provider).await;
    let resource_path = routes::resource("contoso", resource["id"].as_str().unwrap());
    let broker = routes::broker("contoso", resource["id"].as_str().unwrap());
    let _ = administrator.post(&broker, &json!({})).await.expect(200);
    let type_path = routes::tenant_resource_type("contoso", &id);
    let confirmed = format!("{type_path}?confirm={id}");
    let with_pin = async |secret: bool, phases: &[&str]| {
        let mut parameters = administrator.get(&type_path).await.json()["parameters"].clone();
        parameters[3]["secret"] = json!(secret);
        parameters[3]["phases"] = json!(phases);
        administrator.patch(&confirmed, &json!({ "parameters": parameters })).await.expect(200)
    };
    with_pin(true, &["token_request"]).await;
    let shown = administrator.get(&resource_path).await.expect(200);
    assert!(!shown.text().contains("pin-of-contoso"), "{}", shown.text());
    assert_eq!(shown.json()["parameters"]["pin"]["token"]["last4"], "4711");
    let in_clear = "UPDATE resource_parameters SET updated_at = 0 WHERE name = 'pin' AND value IS NOT NULL";
    assert_eq!(server.installation().database().change(in_clear).await, 0, "it is still stored in clear");
    // Tokens obtained before are not handed out, and the value is still what is sent.
    let _ = administrator.post(&broker, &json!({})).await.expect(200);
    let sent = provider.requests(Endpoint::Token);
    assert_eq!((sent.len(), sent[1].parameter("pin")), (2, "pin-of-contoso-4711"));

    // What was typed as a secret stays one, also for the browser's address bar.
    let put = json!({ "authorization": "pin-of-contoso-4712" });
    let parameter = routes::resource_parameter("contoso", resource["id"].as_str().unwrap(), "pin");
    assert_eq!(administrator.put(&parameter, &put).await.status, 200);
    with_pin(false, &["token_request", "authorization_request"]).await;
    let shown = administrator.get(&resource_path).await.expect(200);
    assert!(!shown.text().contains("pin-of-contoso"), "{}", shown.text());
    let change = json!({
        "grant": "authorization_code",
        "endpoints": { "authorization": format!("{}/authorize", provider.issuer()), "token": format!("{}/token", provider.issuer()) },
    });
    let administrator = administrator.reauthenticated().await;
    let _ = administrator.patch(&resource_path, &change).await.expect(200);
    let begin = routes::resource_authorizations("contoso", resource["id"].as_str().unwrap());
    let started = administrator.post(&begin, &json!({})).await.expect(201);
    assert!(!started.text().contains("pin"), "{}", started.text());
}

#[tokio::test]
async fn a_built_in_type_is_read_only_and_can_be_duplicated() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let path = routes::tenant_resource_type("contoso", "microsoft-online");
    let _ = administrator.patch(&path, &json!({ "name": "Mine" })).await.problem(ProblemCode::ResourceTypeReadOnly);
    let _ = administrator.delete(&path).await.problem(ProblemCode::ResourceTypeReadOnly);
    let portal = routes::resource_type("microsoft-online");
    let _ = administrator.delete(&portal).await.problem(ProblemCode::ResourceTypeReadOnly);
    let duplicate = routes::tenant_resource_type_duplicate("contoso", "microsoft-online");
    let copy = administrator.post(&duplicate, &json!({ "name": "K2 mail" })).await.expect(201).json();
    let original = administrator.get(&path).await.expect(200).json();
    for field in ["parameters", "endpoints", "directory", "grants", "client_auth", "recovery", "refresh_token_days"] {
        assert_eq!(copy[field], original[field], "{field}");
    }
    assert_eq!((&copy["origin"], &original["changeable"]), (&json!("tenant"), &json!(false)));
    let again = administrator.post(&duplicate, &json!({ "name": "K2 mail" })).await;
    assert_eq!(again.faults(), [("/name".to_owned(), "taken".to_owned())]);
    let named = administrator.post(&duplicate, &json!({ "name": "microsoft ONLINE" })).await;
    assert_eq!(named.faults(), [("/name".to_owned(), "taken".to_owned())]);
}

#[tokio::test]
async fn a_type_of_the_portal_serves_every_tenant_and_is_changed_by_the_portal_only() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    for tenant in ["contoso", "fabrikam"] {
        administrator.tenant(tenant).await;
    }
    let kind = administrator.post(routes::RESOURCE_TYPES, &mail_type("Mail")).await.expect(201).json();
    let id = kind["id"].as_str().unwrap();
    for tenant in ["contoso", "fabrikam"] {
        resource_of(&administrator, tenant, id, &provider).await;
        let owner = server.member(&administrator, tenant, Role::Owner).await;
        let own = routes::tenant_resource_type(tenant, id);
        assert_eq!(owner.get(&own).await.expect(200).json()["resources"], 1);
        let _ = owner.patch(&own, &json!({ "name": "Mine" })).await.problem(ProblemCode::ResourceTypeReadOnly);
        // How many there are elsewhere, and where, is not for a tenant.
        let seen = owner.get(&routes::resource_type(id)).await.expect(200).json();
        assert_eq!(seen["resources"], Value::Null);
        let _ = owner.get(&routes::resource_type_dependents(id)).await.problem(ProblemCode::Forbidden);
        let listed = owner.get(&routes::tenant_resource_type_dependents(tenant, id)).await.expect(200).json();
        assert_eq!(
            (&listed["groups"][0]["total"], &listed["groups"][0]["items"][0]["tenant"]["slug"]),
            (&json!(1), &json!(tenant))
        );
    }
    let listed = administrator.get(&routes::resource_type_dependents(id)).await.expect(200).json();
    assert_eq!(listed["groups"][0]["total"], 2);
    let change = json!({ "refresh_token_days": 30 });
    let path = routes::resource_type(id);
    assert_eq!(
        administrator.patch(&path, &change).await.problem(ProblemCode::DependentsConfirm).dependents[0].total,
        2
    );
    let _ = administrator.patch(&format!("{path}?confirm={id}"), &change).await.expect(200);
    let key = administrator.key(None, &[Scope::ResourcesWrite]).await;
    let _ = key.patch(&path, &json!({ "usage": null })).await.expect(200);
}

#[tokio::test]
async fn asvs_8_2_2_a_type_of_another_tenant_does_not_exist() {
    let server = Server::start().await;
    let provider = IdentityServer::start().await;
    let administrator = server.administrator().await;
    for tenant in ["contoso", "fabrikam"] {
        administrator.tenant(tenant).await;
    }
    let foreign = made(&administrator, "fabrikam", &mail_type("Mail")).await;
    let owner = server.member(&administrator, "contoso", Role::Owner).await;
    let nothing = "00000000-0000-7000-8000-000000000000";
    let plain = |answer: &tests::harness::Answer| {
        let mut body = answer.json();
        body.as_object_mut().unwrap().remove("request_id");
        (answer.status, body)
    };
    let mut body = provider.application("Mail");
    for make in
        [routes::tenant_resource_type, routes::tenant_resource_type_export, routes::tenant_resource_type_dependents]
    {
        let (of_foreign, of_nothing) =
            (owner.get(&make("contoso", &foreign)).await, owner.get(&make("contoso", nothing)).await);
        assert_eq!(plain(&of_foreign), plain(&of_nothing));
        assert_eq!(of_foreign.status, 404);
    }
    body["type"] = json!(foreign);
    let of_foreign = owner.post(&routes::resources("contoso"), &body).await;
    body["type"] = json!(nothing);
    let of_nothing = owner.post(&routes::resources("contoso"), &body).await;
    assert_eq!(plain(&of_foreign), plain(&of_nothing));
    assert_eq!(of_foreign.faults(), [("/type".to_owned(), "no_such_thing".to_owned())]);
    let copy = json!({ "name": "Copy" });
    let _ = owner
        .post(&routes::tenant_resource_type_duplicate("contoso", &foreign), &copy)
        .await
        .problem(ProblemCode::NotFound);
    let _ = owner.get(&routes::resource_type(&foreign)).await.problem(ProblemCode::NotFound);
    let catalog = owner.get(&format!("{}?tenant=fabrikam", routes::CATALOG)).await;
    let _ = catalog.problem(ProblemCode::NotFound);
    let catalog = owner.get(&format!("{}?tenant=contoso", routes::CATALOG)).await.expect(200);
    assert!(!catalog.text().contains(&foreign));
    // Nor through the portal's address, not even for those who may change the portal's.
    let _ = administrator.patch(&routes::resource_type(&foreign), &copy).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn every_field_of_a_type_is_judged_under_its_pointer() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let types = routes::tenant_resource_types("contoso");
    let mut body = mail_type("");
    body["endpoints"] = json!({ "token": "login.example.com" });
    body["warning_days"] = json!(90);
    body["parameters"][1]["defaults"] = json!({ "token": "hunter2" });
    body["parameters"][3]["name"] = json!("client_id");
    let faults = administrator.post(&types, &body).await.faults();
    let faults: Vec<(&str, &str)> = faults.iter().map(|(pointer, code)| (pointer.as_str(), code.as_str())).collect();
    let expected = [
        ("/name", "required"),
        ("/endpoints/token", "url"),
        ("/parameters/1/defaults/token", "secret_not_allowed"),
        ("/parameters/3/name", "twice"),
        ("/warning_days", "out_of_range"),
    ];
    assert_eq!(faults, expected);
    let dutch = administrator.in_dutch().post(&types, &body).await;
    assert!(dutch.text().contains("Dit staat al in de lijst"), "{}", dutch.text());
    let mut body = mail_type("Mail");
    body["grants"] = json!(["magic"]);
    assert_eq!(administrator.post(&types, &body).await.faults(), [("/grants/0".to_owned(), "choice".to_owned())]);
    let id = made(&administrator, "contoso", &mail_type("Mail")).await;
    let path = routes::tenant_resource_type("contoso", &id);
    let answer = administrator.patch(&path, &json!({ "recovery": "strict" })).await;
    assert_eq!(answer.faults(), [("/grace_seconds".to_owned(), "only_with_grace".to_owned())]);
    let answer = administrator.patch(&path, &json!({ "parameters": [{ "name": "a", "phases": ["later"] }] })).await;
    assert_eq!(answer.faults(), [("/parameters/0/phases/0".to_owned(), "choice".to_owned())]);
    let stale = administrator.request(reqwest::Method::PATCH, &path).header("if-match", "\"7\"").json(&json!({}));
    let _ = administrator.send(stale).await.problem(ProblemCode::PreconditionFailed);
}

#[tokio::test]
async fn a_type_goes_from_tenant_to_tenant_as_a_file() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    for tenant in ["contoso", "fabrikam"] {
        administrator.tenant(tenant).await;
    }
    let id = made(&administrator, "contoso", &mail_type("Mail")).await;
    let original = administrator.get(&routes::tenant_resource_type("contoso", &id)).await.json();
    for format in ["toml", "json"] {
        let export = format!("{}?format={format}", routes::tenant_resource_type_export("contoso", &id));
        let file = administrator.get(&export).await.expect(200);
        assert!(
            file.header("content-disposition").contains(&format!("mail.{format}")),
            "{}",
            file.header("content-disposition")
        );
        let import = routes::tenant_resource_type_import("fabrikam");
        let preview = json!({ "content": file.text(), "dry_run": true });
        let preview = administrator.post(&import, &preview).await.expect(200).json();
        assert_eq!((&preview["created"], &preview["obstacles"]), (&json!(false), &Value::Null));
        let name = format!("Mail from {format}");
        let made =
            administrator.post(&import, &json!({ "content": file.text(), "name": name })).await.expect(201).json();
        let copy = &made["resource_type"];
        for field in ["parameters", "usage", "description", "grants", "expected_response_fields", "grace_seconds"] {
            assert_eq!(
                (&copy[field], &preview["resource_type"][field]),
                (&original[field], &original[field]),
                "{field}"
            );
        }
        assert_eq!((copy["name"].as_str(), &copy["origin"]), (Some(name.as_str()), &json!("tenant")));
        let taken = json!({ "content": file.text(), "name": name, "dry_run": true });
        let taken = administrator.post(&import, &taken).await.expect(200).json();
        assert_eq!(taken["obstacles"][0]["pointer"], "/name");
        let taken = administrator.post(&import, &json!({ "content": file.text(), "name": name })).await;
        assert_eq!(taken.faults(), [("/name".to_owned(), "taken".to_owned())]);
    }
    assert_eq!(administrator.list(&routes::tenant_resource_types("fabrikam")).await.len(), 12);
}

#[tokio::test]
async fn a_bad_file_is_explained_by_line_or_pointer() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let import = routes::tenant_resource_type_import("contoso");
    let send = async |content: &str| administrator.post(&import, &json!({ "content": content, "dry_run": true })).await;
    let problem =
        send("name = \"Mail\"\ngrants = [\"client_credentials\"\n[x]").await.problem(ProblemCode::ResourceTypeFile);
    assert!(problem.detail.contains("TOML: line 3"), "{}", problem.detail);
    let problem = send("{\n  \"name\": ,\n}").await.problem(ProblemCode::ResourceTypeFile);
    assert!(problem.detail.contains("JSON: line 2, column 11"), "{}", problem.detail);
    let _ = send("format = \"consentry.resource-type/9\"").await.problem(ProblemCode::ResourceTypeFileVersion);
    let faults = send("name = \"Mail\"\ncolour = 1").await.faults();
    assert_eq!(faults, [("/content/colour".to_owned(), "unknown_field".to_owned())]);
    let faults =
        send("name = \"Mail\"\ngrants = [\"magic\"]\nclient_auth = [\"none\"]\n[[parameters]]\nname = \"a b\"")
            .await
            .faults();
    let expected = [("/content/parameters/0/name", "parameter_name"), ("/content/grants/0", "choice")];
    assert_eq!(faults, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    let faults = send("").await.faults();
    assert_eq!(faults, [("/content".to_owned(), "required".to_owned())]);
}
