//! What every request must be: from our own page, in JSON, of one identity, of a sane size, without unknown fields.

use reqwest::Method;
use serde_json::{Value, json};
use shared::{permission::Scope, problem::ProblemCode, routes};
use tests::harness::{Client, Identity, Server};

fn tenant(slug: &str) -> Value {
    json!({ "slug": slug, "name": "Contoso" })
}

async fn slugs(client: &Client) -> Vec<String> {
    let tenants = client.list(routes::TENANTS).await;
    tenants.iter().map(|tenant| tenant["slug"].as_str().unwrap().to_owned()).collect()
}

/// A request with the session's cookie and exactly these headers.
fn forged(client: &Client, headers: &[(&str, &str)]) -> reqwest::RequestBuilder {
    let Identity::Session(cookie) = &client.identity else { panic!("a session") };
    let mut request = client.bare(Method::POST, routes::TENANTS).header("cookie", cookie).json(&tenant("forged"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request
}

#[tokio::test]
async fn asvs_3_5_1_a_page_of_another_origin_cannot_act_with_the_cookie() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let elsewhere: [&[(&str, &str)]; 8] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("origin", server.url())],
        &[("origin", "https://evil.example.com")],
        &[("origin", "null")],
        // What somebody typed opens pages; and no browser sends the cookie along with a change and nothing else.
        &[("sec-fetch-site", "none")],
        &[("sec-fetch-site", "none"), ("origin", server.url())],
        &[],
    ];
    for headers in elsewhere {
        let answer = administrator.send(forged(&administrator, headers)).await;
        assert_eq!(answer.status, 403, "{headers:?}: {}", answer.text());
        answer.remedy(ProblemCode::CrossOrigin);
    }
    assert!(slugs(&administrator).await.is_empty());
    // Old browsers send only Origin; that is enough when it is ours.
    let _ = administrator.send(forged(&administrator, &[("origin", server.url())])).await.expect(201);
}

#[tokio::test]
async fn signing_in_from_another_origin_is_refused_too() {
    let server = Server::start().await;
    server.administrator().await;
    let body = json!({ "email": tests::harness::ADMINISTRATOR, "password": tests::harness::PASSWORD });
    let nobody = server.anonymous();
    let request = nobody.bare(Method::POST, routes::SESSION).header("sec-fetch-site", "cross-site").json(&body);
    nobody.send(request).await.problem(ProblemCode::CrossOrigin);
    // A program has no cookie that somebody else could use.
    let program = nobody.send(nobody.bare(Method::POST, routes::SESSION).json(&body)).await;
    let _ = program.expect(204);
}

#[tokio::test]
async fn asvs_3_5_2_only_json_is_a_body() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""] {
        let request = administrator.request(Method::POST, routes::TENANTS).body(tenant("plain").to_string());
        let request = if content_type.is_empty() { request } else { request.header("content-type", content_type) };
        administrator.send(request).await.remedy(ProblemCode::UnsupportedMediaType);
    }
    assert!(slugs(&administrator).await.is_empty());
    let request = administrator.request(Method::POST, routes::TENANTS).body(tenant("json").to_string());
    let _ = administrator.send(request.header("content-type", "application/json; charset=utf-8")).await.expect(201);
}

#[tokio::test]
async fn cookie_and_key_at_once_are_refused() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let key = administrator.key(None, &[Scope::All]).await;
    let Identity::Key(secret) = &key.identity else { panic!("a key") };
    let request = administrator.request(Method::GET, routes::TENANTS).bearer_auth(secret);
    administrator.send(request).await.remedy(ProblemCode::TwoIdentities);
}

#[tokio::test]
async fn malformed_json_is_told_apart_from_wrong_fields() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    for body in ["{", "", "nonsense", r#"{"slug":"a","#, "\u{feff}{}x"] {
        let request = administrator.request(Method::POST, routes::TENANTS).header("content-type", "application/json");
        let answer = administrator.send(request.body(body)).await;
        answer.remedy(ProblemCode::MalformedJson);
    }
}

#[tokio::test]
async fn unknown_fields_and_wrong_types_are_named_by_pointer() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let mut body = tenant("contoso");
    body["colour"] = json!("blue");
    let faults = administrator.post(routes::TENANTS, &body).await.faults();
    assert_eq!(faults, [("/colour".to_owned(), "unknown_field".to_owned())]);
    let body = json!({ "slug": "contoso", "name": 7 });
    let answer = administrator.post(routes::TENANTS, &body).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert_eq!(answer.faults()[0].0, "/name");
    let missing = administrator.post(routes::TENANTS, &json!({ "name": "Contoso" })).await;
    assert_eq!(missing.faults(), [("/slug".to_owned(), "required".to_owned())]);
    assert!(slugs(&administrator).await.is_empty());
}

#[tokio::test]
async fn asvs_2_2_1_over_long_values_are_refused_and_nothing_is_stored() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let body = json!({ "slug": "c".repeat(64), "name": "n".repeat(201), "directory_id": "x", "domains": ["ok.example.com", "no"] });
    let faults = administrator.post(routes::TENANTS, &body).await.faults();
    let expected =
        [("/slug", "too_long"), ("/name", "too_long"), ("/directory_id", "guid"), ("/domains/1", "too_short")];
    assert_eq!(faults, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    assert!(slugs(&administrator).await.is_empty());
}

#[tokio::test]
async fn field_faults_are_explained_in_both_languages() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let body = json!({ "slug": "Not A Slug", "name": "Contoso" });
    let english = administrator.post(routes::TENANTS, &body).await.problem(ProblemCode::InvalidFields);
    let dutch = administrator.in_dutch().post(routes::TENANTS, &body).await.problem(ProblemCode::InvalidFields);
    assert_eq!(english.errors[0].code, "slug");
    assert_eq!(dutch.errors[0].code, "slug");
    assert_ne!(english.errors[0].detail, dutch.errors[0].detail);
}

#[tokio::test]
async fn asvs_5_2_1_a_body_of_ten_megabytes_is_refused_and_the_server_goes_on() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let huge = json!({ "slug": "contoso", "name": "x".repeat(10 * 1024 * 1024) });
    let answer = administrator.post(routes::TENANTS, &huge).await;
    answer.remedy(ProblemCode::BodyTooLarge);
    assert!(slugs(&administrator).await.is_empty());
}

#[tokio::test]
async fn asvs_4_1_4_unused_methods_and_unknown_paths_are_problems_too() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let answer = administrator.put(routes::TENANTS, &json!({})).await;
    answer.problem(ProblemCode::MethodNotAllowed);
    assert!(answer.header("allow").contains("POST"), "{:?}", answer.headers);
    administrator.get("/api/v1/nothing-here").await.problem(ProblemCode::NoSuchPath);
    administrator.get("/api/v2/tenants").await.problem(ProblemCode::NoSuchPath);
    let trace = administrator.send(administrator.request(Method::TRACE, routes::TENANTS)).await;
    assert_eq!(trace.status, 405);
}

#[tokio::test]
async fn a_request_id_of_the_caller_is_not_taken_over_when_it_is_not_sane() {
    let server = Server::start().await;
    let nobody = server.anonymous();
    let given = "x".repeat(5000);
    let request = nobody.request(Method::GET, routes::SESSION).header("x-request-id", &given);
    let problem = nobody.send(request).await.problem(ProblemCode::NotSignedIn);
    assert_ne!(problem.request_id, given);
}
