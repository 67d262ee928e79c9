//! Robots: keys shown once, bound to scopes and a tenant, dead at once when revoked.

use serde_json::json;
use shared::{permission::Scope, problem::ProblemCode, routes};
use tests::harness::{Identity, Server};

#[tokio::test]
async fn a_key_is_shown_once_and_works() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let (id, key) = administrator.key_with_id(Some("contoso"), &[Scope::TenantsRead]).await;
    let Identity::Key(secret) = &key.identity else { panic!("a key") };
    let parts: Vec<&str> = secret.splitn(3, '_').collect();
    assert_eq!((parts[0], parts[1], parts[2].len()), ("csy", id.as_str(), 43), "{secret}");
    let _ = key.get(&routes::tenant("contoso")).await.expect(200);
    let listed = administrator.get(routes::API_KEYS).await.expect(200);
    assert!(!listed.text().contains(parts[2]), "the secret is in the list");
    assert!(listed.text().contains(&id));
}

#[tokio::test]
async fn a_revoked_key_is_refused_at_once() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let (id, key) = administrator.key_with_id(Some("contoso"), &[Scope::TenantsRead]).await;
    let _ = key.get(&routes::tenant("contoso")).await.expect(200);
    let _ = administrator.delete(&routes::api_key(&id)).await.expect(204);
    key.get(&routes::tenant("contoso")).await.remedy(ProblemCode::InvalidApiKey);
}

#[tokio::test]
async fn nonsense_keys_are_all_refused_alike() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let key = administrator.key(None, &[Scope::All]).await;
    let Identity::Key(good) = &key.identity else { panic!("a key") };
    let mut altered = good.clone();
    let last = altered.pop().unwrap();
    altered.push(if last == 'A' { 'B' } else { 'A' });
    for bad in [altered.as_str(), "csy_", "csy_x_y", "x", &good[..good.len() - 1], &format!("{good}A")] {
        let answer = server.with_key(bad).get(routes::TENANTS).await;
        assert_eq!(answer.status, 401, "{bad}");
        answer.remedy(ProblemCode::InvalidApiKey);
        assert!(answer.header("www-authenticate").starts_with("Bearer"), "{:?}", answer.headers);
    }
}

#[tokio::test]
async fn asvs_8_2_1_a_key_does_what_its_scopes_say_and_no_more() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let reader = administrator.key(Some("contoso"), &[Scope::TenantsRead]).await;
    let _ = reader.get(&routes::tenant("contoso")).await.expect(200);
    let change = reader.patch(&routes::tenant("contoso"), &json!({ "name": "Changed" })).await;
    change.remedy(ProblemCode::Forbidden);
    let made = reader.post(routes::API_KEYS, &json!({ "name": "More", "scopes": ["*"] })).await;
    assert!(matches!(made.status, 403 | 404), "a key must not make a stronger one: {}", made.text());
    assert_eq!(administrator.get(&routes::tenant("contoso")).await.json()["name"], "CONTOSO");
}

#[tokio::test]
async fn asvs_8_4_1_a_key_of_one_tenant_sees_only_that_tenant() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    for slug in ["contoso", "other"] {
        administrator.tenant(slug).await;
    }
    let key = administrator.key(Some("contoso"), &[Scope::All]).await;
    let seen = key.list(routes::TENANTS).await;
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0]["slug"], "contoso");
    key.get(&routes::tenant("other")).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn a_key_without_scopes_or_with_an_absurd_life_is_not_made() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let body = json!({ "name": "Robot", "scopes": [], "expires_in_days": 0 });
    let faults = administrator.post(routes::API_KEYS, &body).await.faults();
    assert_eq!(faults[0].0, "/scopes");
    assert_eq!(faults[1].0, "/expires_in_days");
    assert!(administrator.list(routes::API_KEYS).await.is_empty());
}
