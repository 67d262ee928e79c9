//! Addresses that an administrator types are not a way into the operator's network (ASVS 1.3.6).

use serde_json::json;
use shared::{api::resource::Resource, problem::ProblemCode, routes};
use tests::{
    harness::{Client, Installation, Server},
    identity_server::{Endpoint, IdentityServer},
};

/// Spellings of addresses that must never be called unless the operator allowed them.
const REFUSED: [&str; 27] = [
    "https://127.0.0.1/",
    "https://127.1/",
    "https://0/",
    "https://0.0.0.0/",
    "https://0x7f000001/",
    "https://017700000001/",
    "https://2130706433/",
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://mail.localhost./",
    "https://127.0.0.1./",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[fd00:ec2::254]/",
    "https://[fe80::1]/",
    "https://10.0.0.1/",
    "https://192.168.1.1/",
    "https://172.16.0.1/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://metadata.google.internal/",
    "http://203.0.113.1/",
];

async fn strict() -> (Server, Client, Resource) {
    let server = Installation::fresh().await.with("CONSENTRY_OUTBOUND_ALLOW", "").start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let body = json!({ "name": "Mail", "type": "oauth2" });
    let resource = administrator.post(&routes::resources("contoso"), &body).await.expect(201).to();
    (server, administrator, resource)
}

#[tokio::test]
async fn asvs_1_3_6_no_spelling_of_a_private_address_is_discovered() {
    let (_server, administrator, resource) = strict().await;
    for address in REFUSED {
        let path = routes::resource_discover("contoso", resource.id.as_str());
        let answer = administrator.post(&path, &json!({ "issuer": address.trim_end_matches('/') })).await;
        assert_eq!(answer.status, 422, "{address}: {}", answer.text());
        if answer.json()["code"] != "request.invalid" {
            answer.remedy(ProblemCode::AddressRefused);
        }
    }
}

#[tokio::test]
async fn asvs_1_3_6_odd_urls_are_refused_as_endpoints() {
    let (_server, administrator, resource) = strict().await;
    let path = routes::resource("contoso", resource.id.as_str());
    for address in [
        "https://good.example.com@evil.example.com/token",
        "https:\\\\evil.example.com\\token",
        "https://evil.example.com/token#fragment",
        "file:///etc/passwd",
        "ftp://evil.example.com/",
        "javascript:alert(1)",
        "//evil.example.com/",
    ] {
        let answer = administrator.patch(&path, &json!({ "endpoints": { "token": address } })).await;
        assert_eq!(answer.status, 422, "{address}: {}", answer.text());
    }
    let now: Resource = administrator.get(&path).await.expect(200).to();
    assert_eq!(now, resource);
}

#[tokio::test]
async fn asvs_1_3_6_not_one_request_reaches_loopback_when_the_operator_did_not_allow_it() {
    let (_server, administrator, _) = strict().await;
    let provider = IdentityServer::start().await;
    let created = administrator.post(&routes::resources("contoso"), &provider.application("Inside")).await;
    if created.status == 201 {
        let id = created.json()["id"].as_str().unwrap().to_owned();
        let broker = administrator.post(&routes::broker("contoso", &id), &json!({})).await;
        broker.remedy(ProblemCode::AddressRefused);
        let discovery = routes::resource_discover("contoso", &id);
        let found = administrator.post(&discovery, &json!({ "issuer": provider.issuer() })).await;
        found.remedy(ProblemCode::AddressRefused);
    } else {
        assert_eq!(created.status, 422, "{}", created.text());
    }
    assert!(provider.requests(Endpoint::Token).is_empty());
    assert!(provider.requests(Endpoint::Discovery).is_empty());
}

#[tokio::test]
async fn loopback_over_http_is_called_once_the_operator_allows_both() {
    for (allowed, works) in
        [("127.0.0.0/8,http", true), ("127.0.0.0/8", false), ("http", false), ("10.0.0.0/8,http", false)]
    {
        let server = Installation::fresh().await.with("CONSENTRY_OUTBOUND_ALLOW", allowed).start().await;
        let provider = IdentityServer::start().await;
        let administrator = server.administrator().await;
        administrator.tenant("contoso").await;
        let body = json!({ "name": "Mail", "type": "oauth2" });
        let made: Resource = administrator.post(&routes::resources("contoso"), &body).await.expect(201).to();
        let path = routes::resource_discover("contoso", made.id.as_str());
        let answer = administrator.post(&path, &json!({ "issuer": provider.issuer() })).await;
        assert_eq!(answer.status == 200, works, "{allowed}: {}", answer.text());
        assert_eq!(provider.requests(Endpoint::Discovery).is_empty(), !works, "{allowed}");
    }
}
