//! Finds a server's endpoints: from an issuer (OpenID Connect Discovery §4, RFC 8414 §3), or at Microsoft from a
//! domain or a directory id. Nothing a document says is trusted beyond being offered to an administrator.

use serde_json::Value;
use shared::{
    api::resource::{DiscoveryProposal, Endpoints},
    problem::ProblemCode,
    resource::{Cloud, DirectoryAddress},
};
use url::Url;

use super::error::ProviderFault;
use crate::outbound::Outbound;

/// Most entries that are kept of a list in a document.
const MOST_ENTRIES: usize = 200;
/// Longest text that is kept of a document.
const LONGEST_TEXT: usize = 2000;
/// What Microsoft's document for many directories says instead of an id.
const ANY_DIRECTORY: &str = "{tenantid}";

/// Discovers from `issuer`. The document must name exactly this issuer.
///
/// # Errors
/// `oauth.issuer_mismatch` when it names another, `oauth.discovery_failed` when there is no usable document.
pub async fn from_issuer(outbound: &Outbound, issuer: &str) -> Result<DiscoveryProposal, ProviderFault> {
    let mut failure = unusable(issuer);
    for address in metadata_addresses(issuer).ok_or_else(|| unusable(issuer))? {
        match fetch(outbound, &address).await {
            Ok(document) => {
                let proposal = read(&document, &address)?;
                return if proposal.issuer == issuer { Ok(proposal) } else { Err(mismatch(&proposal, issuer)) };
            }
            Err(fault) if fault.code == ProblemCode::DiscoveryFailed => failure = fault,
            Err(fault) => return Err(fault),
        }
    }
    Err(failure)
}

/// Discovers a Microsoft directory from its id or one of its domains, at the login host of the first cloud that
/// knows it. The hosts come from the catalogue, never from what was typed.
///
/// # Errors
/// `oauth.discovery_failed` when no cloud knows it. What the first cloud said counts: that another one cannot be reached
/// from here, as is usual, says nothing about a name that is mistyped.
pub async fn from_directory(
    outbound: &Outbound,
    address: &DirectoryAddress,
    id_or_domain: &str,
) -> Result<DiscoveryProposal, ProviderFault> {
    let mut failure = None;
    for cloud in &address.clouds {
        let url = address.metadata.replace("{login}", &cloud.login).replace("{directory}", id_or_domain);
        match fetch(outbound, &url).await {
            Ok(document) => {
                let proposal = read(&document, &url)?;
                return if stays_at(&proposal, cloud) { Ok(proposal) } else { Err(mismatch(&proposal, &cloud.login)) };
            }
            Err(fault) => failure = failure.or(Some(fault)),
        }
    }
    Err(failure.unwrap_or_else(|| unusable(id_or_domain)))
}

/// The places where an issuer's document may be: after its path as OpenID Connect appends it, then before it as
/// RFC 8414 inserts it, and OAuth's own name for it.
fn metadata_addresses(issuer: &str) -> Option<Vec<String>> {
    let url = Url::parse(issuer).ok().filter(|url| url.query().is_none() && url.fragment().is_none())?;
    let base = issuer.trim_end_matches('/');
    let path = url.path().trim_end_matches('/');
    let origin = &base[..base.len() - path.len().min(base.len())];
    let mut addresses = vec![format!("{base}/.well-known/openid-configuration")];
    for name in ["oauth-authorization-server", "openid-configuration"] {
        let address = format!("{origin}/.well-known/{name}{path}");
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    Some(addresses)
}

async fn fetch(outbound: &Outbound, address: &str) -> Result<Value, ProviderFault> {
    let host = Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    let answer = outbound.get(address).await.map_err(|error| match ProviderFault::from(error) {
        // An answer that is too large, a redirect: there is something, and it is no document.
        fault if fault.code == ProblemCode::ProviderAnswerInvalid => unusable(address),
        fault => fault.arg("host", &host).arg("address", &host),
    })?;
    if answer.status.is_server_error() {
        let busy = ProviderFault { retry_after: Some(5), ..ProviderFault::of(ProblemCode::ProviderUnavailable) };
        return Err(busy.arg("host", &host));
    }
    if !answer.status.is_success() {
        return Err(unusable(address));
    }
    answer.json().map_err(|_| unusable(address))
}

fn unusable(address: &str) -> ProviderFault {
    ProviderFault::of(ProblemCode::DiscoveryFailed).arg("url", address)
}

fn mismatch(found: &DiscoveryProposal, expected: &str) -> ProviderFault {
    ProviderFault::of(ProblemCode::IssuerMismatch).arg("found", &found.issuer).arg("expected", expected)
}

fn read(document: &Value, address: &str) -> Result<DiscoveryProposal, ProviderFault> {
    let text = |name: &str| document.get(name).and_then(Value::as_str).filter(|text| text.len() <= LONGEST_TEXT);
    let endpoint = |name: &str| text(name).filter(|text| is_endpoint(text)).map(str::to_owned);
    let list = |name: &str| -> Vec<String> {
        let items = document.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let texts = items.iter().filter_map(Value::as_str).filter(|text| text.len() <= LONGEST_TEXT);
        texts.take(MOST_ENTRIES).map(str::to_owned).collect()
    };
    let issuer = text("issuer").ok_or_else(|| unusable(address))?;
    let token = endpoint("token_endpoint").ok_or_else(|| unusable(address))?;
    Ok(DiscoveryProposal {
        issuer: issuer.to_owned(),
        directory_id: directory_of(issuer),
        endpoints: Endpoints {
            authorization: endpoint("authorization_endpoint"),
            token: Some(token),
            refresh: None,
            device_authorization: endpoint("device_authorization_endpoint"),
            metadata: Some(address.to_owned()),
        },
        issuer_in_callback: document.get("authorization_response_iss_parameter_supported") == Some(&Value::Bool(true)),
        grant_types_supported: list("grant_types_supported"),
        scopes_supported: list("scopes_supported"),
        token_endpoint_auth_methods_supported: list("token_endpoint_auth_methods_supported"),
        code_challenge_methods_supported: list("code_challenge_methods_supported"),
    })
}

fn is_endpoint(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "https" | "http")
            && url.has_host()
            && url.username().is_empty()
            && url.fragment().is_none()
    })
}

/// The GUID in the path of Microsoft's issuers (`https://login…/{id}/v2.0`, `https://sts.windows.net/{id}/`).
fn directory_of(issuer: &str) -> Option<String> {
    let url = Url::parse(issuer).ok()?;
    let first = url.path_segments()?.next()?;
    let guid = shared::field::FieldSpec::required("directory_id", shared::field::FieldKind::Guid);
    guid.check(first).is_ok().then(|| first.to_ascii_lowercase())
}

/// Whether the endpoints are at the login host that was asked, and the document is about one directory.
fn stays_at(proposal: &DiscoveryProposal, cloud: &Cloud) -> bool {
    let at_host = |endpoint: Option<&str>| {
        endpoint.is_none_or(|text| Url::parse(text).is_ok_and(|url| url.host_str() == Some(cloud.login.as_str())))
    };
    at_host(proposal.endpoints.authorization.as_deref())
        && at_host(proposal.endpoints.token.as_deref())
        && !proposal.issuer.contains(ANY_DIRECTORY)
}

#[cfg(test)]
mod tests {
    use axum::{Json, Router, extract::State, response::Html, routing::get};
    use serde_json::json;

    use super::*;
    use crate::outbound::{AddressRules, Limits, SystemLookup};

    async fn serve(document: Value) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("port");
        let base = format!("http://{}", listener.local_addr().expect("address"));
        let text = document.to_string().replace("BASE", &base);
        let answer = async |State(text): State<String>| Json(serde_json::from_str::<Value>(&text).expect("json"));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(answer))
            .route("/.well-known/oauth-authorization-server/rfc8414", get(answer))
            .route("/html/.well-known/openid-configuration", get(|| async { Html("<html>") }))
            .with_state(text);
        tokio::spawn(async move { axum::serve(listener, router).await });
        base
    }

    fn outbound() -> Outbound {
        let rules = AddressRules::new(vec!["127.0.0.0/8".parse().expect("network")], true);
        Outbound::new(rules, Limits::default(), SystemLookup).expect("client")
    }

    fn document() -> Value {
        json!({
            "issuer": "BASE", "authorization_endpoint": "BASE/auth", "token_endpoint": "BASE/token",
            "device_authorization_endpoint": 12, "authorization_response_iss_parameter_supported": true,
            "scopes_supported": ["openid", 7, "offline_access"], "grant_types_supported": "authorization_code"
        })
    }

    #[tokio::test]
    async fn an_issuer_with_an_odd_document() {
        let base = serve(document()).await;
        let found = from_issuer(&outbound(), &base).await.expect("usable");
        assert_eq!(found.endpoints.token, Some(format!("{base}/token")));
        assert_eq!(found.endpoints.device_authorization, None);
        assert_eq!(found.scopes_supported, ["openid", "offline_access"]);
        assert!(found.issuer_in_callback && found.grant_types_supported.is_empty());
        // Exactly means exactly: a slash more is another issuer.
        let other = from_issuer(&outbound(), &format!("{base}/")).await;
        assert_eq!(other.expect_err("refused").code, ProblemCode::IssuerMismatch);
    }

    #[tokio::test]
    async fn rfc_8414_puts_the_name_before_the_path() {
        let mut document = document();
        document["issuer"] = json!("BASE/rfc8414");
        let base = serve(document).await;
        let found = from_issuer(&outbound(), &format!("{base}/rfc8414")).await.expect("usable");
        assert_eq!(found.endpoints.authorization, Some(format!("{base}/auth")));
    }

    #[tokio::test]
    async fn what_is_no_document_fails_plainly() {
        let base = serve(json!({"issuer": "BASE"})).await;
        for issuer in [base.clone(), format!("{base}/html"), format!("{base}/missing"), "no url".to_owned()] {
            let fault = from_issuer(&outbound(), &issuer).await.expect_err("refused");
            assert_eq!(fault.code, ProblemCode::DiscoveryFailed, "{issuer}");
        }
        let refused = from_issuer(&outbound(), "http://10.0.0.1/").await.expect_err("refused");
        assert_eq!(refused.code, ProblemCode::AddressRefused);
        for odd in [json!([]), json!(1), json!({"issuer": "x", "token_endpoint": "javascript:1"})] {
            assert!(read(&odd, "a").is_err(), "{odd}");
        }
    }

    #[test]
    fn a_directory_id_is_read_from_microsofts_issuers_only() {
        let id = "72f988bf-86f1-41af-91ab-2d7cd011db47";
        assert_eq!(directory_of(&format!("https://login.microsoftonline.com/{id}/v2.0")).as_deref(), Some(id));
        assert_eq!(directory_of(&format!("https://sts.windows.net/{id}/")).as_deref(), Some(id));
        assert_eq!(directory_of("https://id.example.com/realms/contoso"), None);
    }

    #[test]
    fn endpoints_that_leave_the_login_host_are_refused() {
        let cloud = Cloud { id: "worldwide".into(), login: "login.microsoftonline.com".into() };
        let proposal = |host: &str, issuer: &str| {
            let document = json!({"issuer": issuer, "token_endpoint": format!("https://{host}/t/oauth2/token")});
            read(&document, "a").expect("usable")
        };
        let fine = "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0";
        assert!(stays_at(&proposal("login.microsoftonline.com", fine), &cloud));
        assert!(!stays_at(&proposal("login.evil.example.com", fine), &cloud));
        assert!(!stays_at(
            &proposal("login.microsoftonline.com", "https://login.microsoftonline.com/{tenantid}/v2.0"),
            &cloud
        ));
    }
}
