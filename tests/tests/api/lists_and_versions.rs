//! What every list and every single thing has: pages, search, `ETag`, `If-Match`, `Idempotency-Key`.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::json;
use shared::{problem::ProblemCode, routes};
use tests::harness::Server;

#[tokio::test]
async fn a_list_is_walked_page_by_page_without_gap_or_repetition() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    for number in 0..7 {
        administrator.tenant(&format!("tenant-{number}")).await;
    }
    let first = administrator.get(&format!("{}?limit=3", routes::TENANTS)).await.expect(200).json();
    assert_eq!(first["items"].as_array().unwrap().len(), 3);
    assert!(first["next_cursor"].is_string());
    let all = administrator.list(&format!("{}?limit=3", routes::TENANTS)).await;
    let slugs: BTreeSet<&str> = all.iter().map(|tenant| tenant["slug"].as_str().unwrap()).collect();
    assert_eq!((all.len(), slugs.len()), (7, 7));
    let exact = administrator.get(&format!("{}?limit=7", routes::TENANTS)).await.expect(200).json();
    assert!(exact["next_cursor"].is_null(), "the last page says that it is the last");
}

#[tokio::test]
async fn a_list_can_be_searched() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    for slug in ["contoso", "example-one", "example-two"] {
        administrator.tenant(slug).await;
    }
    let found = administrator.list(&format!("{}?q=EXAMPLE&limit=1", routes::TENANTS)).await;
    assert_eq!(found.len(), 2);
    assert!(
        administrator.list(&format!("{}?q=%25", routes::TENANTS)).await.is_empty(),
        "% is a character, not a pattern"
    );
}

#[tokio::test]
async fn limits_and_cursors_out_of_range_are_explained() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    for query in ["limit=0", "limit=201", "limit=many", "cursor=%00nonsense", "colour=blue"] {
        let answer = administrator.get(&format!("{}?{query}", routes::TENANTS)).await;
        assert_eq!(answer.status, 422, "{query}: {}", answer.text());
        answer.remedy(ProblemCode::InvalidQuery);
    }
}

#[tokio::test]
async fn a_change_on_an_old_version_is_refused_and_the_newer_one_stays() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let path = routes::tenant("contoso");
    let seen = administrator.get(&path).await.expect(200);
    let etag = seen.header("etag").to_owned();
    assert!(etag.starts_with('"') || etag.starts_with("W/\""), "{etag}");
    let change = |name: &str| {
        let request = administrator.request(Method::PATCH, &path).header("if-match", &etag);
        administrator.send(request.json(&json!({ "name": name })))
    };
    let first = change("First").await.expect(200);
    assert_ne!(first.header("etag"), etag);
    change("Second").await.remedy(ProblemCode::PreconditionFailed);
    let now = administrator.get(&path).await.expect(200);
    assert_eq!(now.json()["name"], "First");
    assert_eq!(now.header("etag"), first.header("etag"));
    let request = administrator.request(Method::PATCH, &path).header("if-match", "*");
    let _ = administrator.send(request.json(&json!({ "name": "Third" }))).await.expect(200);
}

#[tokio::test]
async fn a_repeated_post_with_the_same_key_creates_once() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let create = |key: &str, slug: &str| {
        let request = administrator.request(Method::POST, routes::TENANTS).header("idempotency-key", key);
        administrator.send(request.json(&json!({ "slug": slug, "name": "Contoso" })))
    };
    let first = create("key-1", "contoso").await.expect(201);
    let again = create("key-1", "contoso").await.expect(201);
    assert_eq!(first.json(), again.json());
    assert_eq!(administrator.list(routes::TENANTS).await.len(), 1);
    create("key-1", "another").await.remedy(ProblemCode::IdempotencyMismatch);
    let _ = create("key-2", "another").await.expect(201);
    let server = server.stop().await.start().await;
    let administrator = server.anonymous().as_identity(administrator.identity.clone());
    let request = administrator.request(Method::POST, routes::TENANTS).header("idempotency-key", "key-1");
    let later = administrator.send(request.json(&json!({ "slug": "contoso", "name": "Contoso" }))).await.expect(201);
    assert_eq!(later.json(), first.json(), "a restart does not forget");
}

#[tokio::test]
async fn a_failed_post_may_be_tried_again_with_the_same_key() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let create = |slug: &str| {
        let request = administrator.request(Method::POST, routes::TENANTS).header("idempotency-key", "key-1");
        administrator.send(request.json(&json!({ "slug": slug, "name": "Contoso" })))
    };
    create("Not A Slug").await.problem(ProblemCode::InvalidFields);
    let _ = create("contoso").await.expect(201);
}
