//! Setting up in one line each: the first administrator, a tenant, a resource, a token, an API key.

use std::collections::HashMap;

use serde_json::{Value, json};
use shared::{
    api::{authorization::AuthorizationStarted, resource::Resource, tenant::Tenant, token::TokenMetadata},
    permission::{Role, Scope},
    routes,
};

use super::{
    answer::Answer,
    client::{Client, Identity},
    server::Server,
};
use crate::identity_server::IdentityServer;

/// The first administrator's address.
pub const ADMINISTRATOR: &str = "administrator@example.com";
/// The first administrator's password.
pub const PASSWORD: &str = "wind-over-quiet-water-9041";

impl Server {
    /// The one-time token of the set-up link.
    pub async fn setup_token(&self) -> String {
        let line = self.stdout.line(|line| line.contains("/setup#")).await.expect("a set-up link is printed");
        let (_, token) = line.split_once("/setup#").expect("the link has a fragment");
        token.split_whitespace().next().expect("the fragment is the token").to_owned()
    }

    /// Creates the first administrator through the set-up link and signs in.
    pub async fn administrator(&self) -> Client {
        let token = self.setup_token().await;
        let request = json!({ "token": token, "email": ADMINISTRATOR, "name": "Administrator", "password": PASSWORD });
        let answer = self.anonymous().post(routes::SETUP, &request).await;
        assert!((200..300).contains(&answer.status), "{}", answer.text());
        self.sign_in(ADMINISTRATOR, PASSWORD).await
    }

    /// Signs in and keeps the session's cookie.
    pub async fn sign_in(&self, email: &str, password: &str) -> Client {
        let request = json!({ "email": email, "password": password });
        let answer = self.anonymous().post(routes::SESSION, &request).await.expect(204);
        self.anonymous().as_identity(session_of(&answer))
    }
}

/// The session that an answer begins or renews.
fn session_of(answer: &Answer) -> Identity {
    let cookie = answer.header("set-cookie").split(';').next().expect("a cookie").to_owned();
    assert!(cookie.starts_with("__Host-consentry="), "{cookie}");
    Identity::Session(cookie)
}

impl Client {
    /// Gives the password once more.
    pub async fn reauthenticated(&self) -> Client {
        let answer = self.post(routes::SESSION_REAUTHENTICATION, &json!({ "password": PASSWORD })).await;
        assert!((200..300).contains(&answer.status), "{}", answer.text());
        self.as_identity(session_of(&answer))
    }

    /// Creates a tenant.
    pub async fn tenant(&self, slug: &str) -> Tenant {
        let request = json!({ "slug": slug, "name": slug.to_uppercase() });
        self.post(routes::TENANTS, &request).await.expect(201).to()
    }

    /// Creates a resource whose server is `provider`.
    pub async fn resource(&self, tenant: &str, provider: &IdentityServer) -> Resource {
        self.post(&routes::resources(tenant), &provider.resource("Mail")).await.expect(201).to()
    }

    /// Obtains a token for `subject`: begins, signs in at the provider, and comes back.
    pub async fn authorize(&self, tenant: &str, resource: &Resource, subject: Option<&str>) -> TokenMetadata {
        let (started, callback) = self.return_from_provider(tenant, resource, subject).await;
        let path = routes::authorization_complete(started.id.as_str());
        let answer = self.post(&path, &callback).await;
        assert!((200..300).contains(&answer.status), "{}", answer.text());
        answer.to()
    }

    /// The same without the last step: the authorization, and what the callback page would post.
    pub async fn return_from_provider(
        &self,
        tenant: &str,
        resource: &Resource,
        subject: Option<&str>,
    ) -> (AuthorizationStarted, Value) {
        let path = routes::resource_authorizations(tenant, resource.id.as_str());
        let started: AuthorizationStarted = self.post(&path, &json!({ "subject": subject })).await.expect(201).to();
        let callback = callback_parameters(&started.authorize_url).await;
        (started, callback)
    }

    /// Makes an API key and becomes it.
    pub async fn key(&self, tenant: Option<&str>, scopes: &[Scope]) -> Client {
        let (_, key) = self.key_with_id(tenant, scopes).await;
        key
    }

    /// The same, with the key's id.
    pub async fn key_with_id(&self, tenant: Option<&str>, scopes: &[Scope]) -> (String, Client) {
        let request = json!({ "name": "Robot", "scopes": scopes, "tenant": tenant });
        let made = self.post(routes::API_KEYS, &request).await.expect(201).json();
        let text = |name: &str| made[name].as_str().unwrap_or_else(|| panic!("{name} is missing")).to_owned();
        (text("id"), self.as_identity(Identity::Key(text("key"))))
    }
}

impl Server {
    /// Creates an ordinary account, gives it `role` on `tenant`, and signs it in.
    pub async fn member(&self, administrator: &Client, tenant: &str, role: Role) -> Client {
        let email = format!("{}@{tenant}.example.com", role.as_str());
        let account = json!({ "email": email, "name": role.as_str(), "password": PASSWORD });
        let created = administrator.post(routes::USERS, &account).await;
        assert!(created.status == 201, "{}", created.text());
        let membership = administrator.post(&routes::members(tenant), &json!({ "email": email, "role": role })).await;
        assert!(matches!(membership.status, 200 | 201), "{}", membership.text());
        self.sign_in(&email, PASSWORD).await
    }
}

/// Follows `authorize_url` as a browser would, and tells what the callback page posts afterwards.
pub async fn callback_parameters(authorize_url: &str) -> Value {
    back_with(authorize_url, &["state", "code", "error", "error_description", "iss"]).await
}

/// The same for an admin consent.
pub async fn follow(consent_url: &str) -> Value {
    let names = ["state", "admin_consent", "tenant", "scope", "error", "error_description"];
    back_with(consent_url, &names).await
}

async fn back_with(url: &str, names: &[&str]) -> Value {
    let response = super::client::connections().get(url).send().await.expect("the provider answers");
    let status = response.status();
    assert!(
        status.is_redirection(),
        "the provider sends the browser back: {status} {}",
        response.text().await.unwrap()
    );
    let location = response.headers()["location"].to_str().expect("a URL").to_owned();
    let location = url::Url::parse(&location).expect("a URL");
    let given: HashMap<String, String> = location.query_pairs().into_owned().collect();
    let mut posted = json!({ "callback": location.path_segments().and_then(Iterator::last) });
    for name in names {
        if let Some(value) = given.get(*name) {
            posted[*name] = json!(value);
        }
    }
    posted
}
