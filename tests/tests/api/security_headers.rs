//! Headers that every answer carries, whatever the route, whatever the outcome.

use reqwest::Method;
use serde_json::json;
use shared::routes;
use tests::harness::{Answer, Server};

fn has_the_usual(answer: &Answer) {
    let header = |name: &str| answer.header(name).to_owned();
    let context = format!("{} {}: {:?}", answer.status, answer.request, answer.headers);
    assert_eq!(header("x-content-type-options"), "nosniff", "{context}");
    assert_eq!(header("referrer-policy"), "no-referrer", "{context}");
    assert_eq!(header("cross-origin-resource-policy"), "same-origin", "{context}");
    assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{context}");
    assert!(!header("x-request-id").is_empty(), "{context}");
    let policy = header("content-security-policy");
    for part in ["default-src 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{part}: {context}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{context}");
    assert_eq!(header("server"), "", "{context}");
    assert_eq!(header("access-control-allow-origin"), "", "{context}");
}

#[tokio::test]
async fn asvs_3_4_4_every_route_answers_with_the_security_headers() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    let document = administrator.get(routes::OPENAPI).await.expect(200).json();
    let mut count = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        let path = path.replace(['{', '}'], "");
        for method in operations.as_object().unwrap().keys().filter(|key| *key != "parameters") {
            let method: Method = method.to_uppercase().parse().unwrap();
            for client in [server.anonymous(), administrator.clone()] {
                if method == Method::DELETE && path == routes::SESSION {
                    continue;
                }
                let request = client.request(method.clone(), &path);
                let request = if method == Method::GET { request } else { request.json(&json!({})) };
                let answer = client.send(request).await;
                assert!(answer.status < 500, "{} {}", answer.status, answer.text());
                has_the_usual(&answer);
                count += 1;
            }
        }
    }
    assert!(count > 60, "only {count} answers were looked at");
}

#[tokio::test]
async fn asvs_3_2_1_api_answers_cannot_render_and_are_not_kept() {
    let server = Server::start().await;
    let administrator = server.administrator().await;
    for path in [routes::SESSION, routes::TENANTS, routes::AUDIT, routes::API_KEYS, "/api/v1/nothing-here"] {
        let answer = administrator.get(path).await;
        assert!(answer.header("cache-control").contains("no-store"), "{path}: {:?}", answer.headers);
        assert!(answer.header("content-security-policy").contains("sandbox"), "{path}: {:?}", answer.headers);
    }
}

#[tokio::test]
async fn asvs_3_4_3_pages_carry_a_strict_policy() {
    let server = Server::start().await;
    for path in ["/", "/tenants/contoso", "/setup", "/oauth/callback/00000000000000000000000000000000"] {
        let request = server.anonymous().bare(Method::GET, path).header("accept", "text/html");
        let answer = server.anonymous().send(request).await;
        has_the_usual(&answer);
        if answer.status == 200 {
            let policy = answer.header("content-security-policy");
            for part in
                ["script-src 'self' 'wasm-unsafe-eval'", "object-src 'none'", "base-uri 'none'", "form-action 'self'"]
            {
                assert!(policy.contains(part), "{part} is missing for {path}: {policy}");
            }
            let page = answer.text();
            assert!(!page.contains("<script>"), "an inline script in {path}");
            assert!(!page.contains(" style="), "an inline style in {path}");
        }
    }
}

#[tokio::test]
async fn the_callbacks_code_and_state_are_not_logged() {
    let server = Server::start().await;
    let path = "/oauth/callback/00000000000000000000000000000000?code=canary-code-1&state=canary-state-1";
    let request = server.anonymous().bare(Method::GET, path).header("accept", "text/html");
    let answer = server.anonymous().send(request).await;
    assert!(answer.status < 500);
    let mut server = server;
    server.terminate();
    assert!(server.ended().await.success());
    for output in [server.stdout(), server.stderr()] {
        assert!(!output.text().contains("canary-"), "{}", output.text());
    }
}

#[tokio::test]
async fn no_answer_tells_the_version_to_strangers() {
    let server = Server::start().await;
    for path in [routes::HEALTH_LIVE, routes::HEALTH_READY, "/nothing-here"] {
        let answer = server.anonymous().get(path).await;
        assert!(!answer.text().contains("consentry/"), "{}", answer.text());
        assert_eq!(answer.header("x-powered-by"), "");
    }
}
