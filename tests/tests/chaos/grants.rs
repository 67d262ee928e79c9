//! One sign-in for each recovery class, each at a provider of its own that behaves as the class says.

use serde_json::{Value, json};
use shared::{api::resource::Resource, permission::Scope, routes};
use tests::{
    harness::{Client, Database, Identity, Installation, Server},
    identity_server::{Endpoint, IdentityServer, Rotation},
};

/// A sign-in.
pub(crate) struct Grant {
    pub(crate) class: &'static str,
    pub(crate) provider: IdentityServer,
    pub(crate) resource: Resource,
    pub(crate) path: String,
}

impl Grant {
    /// The refresh tokens that were presented, in order.
    pub(crate) fn presented(&self) -> Vec<String> {
        let requests = self.provider.requests(Endpoint::Token).into_iter();
        let refreshes = requests.filter(|request| request.parameter("grant_type") == "refresh_token");
        refreshes.map(|request| request.parameter("refresh_token").to_owned()).collect()
    }

    pub(crate) fn asked(&self) -> usize {
        self.provider.requests(Endpoint::Token).len()
    }
}

/// A portal with sign-ins.
pub(crate) struct Portal {
    pub(crate) server: Server,
    key: String,
    session: Identity,
    pub(crate) grants: Vec<Grant>,
}

impl Portal {
    pub(crate) async fn with(classes: &[(&'static str, Rotation)]) -> Self {
        let server = Server::start().await;
        let administrator = server.administrator().await;
        administrator.tenant("contoso").await;
        let mut grants = Vec::new();
        for (class, rotation) in classes {
            grants.push(grant(&administrator, class, *rotation).await);
        }
        let robot = administrator.key(Some("contoso"), &[Scope::TokensIssue]).await;
        let Identity::Key(key) = robot.identity else { panic!("a key") };
        Self { server, key, session: administrator.identity, grants }
    }

    pub(crate) fn robot(&self) -> Client {
        self.server.with_key(&self.key)
    }

    pub(crate) fn administrator(&self) -> Client {
        self.server.anonymous().as_identity(self.session.clone())
    }

    /// Ends the program at once; what is left starts again.
    pub(crate) async fn killed_and_started(self) -> Self {
        let Self { server, key, session, grants } = self;
        let installation = server.kill().await;
        if Database::is_postgres() {
            // Other nodes wait until a dead one's lease is over; half a minute each time would be all this test does.
            let over = "UPDATE tokens SET lease_until = lease_until - 31000 WHERE lease_owner IS NOT NULL";
            installation.database().change(over).await;
        }
        let server = installation.start().await;
        Self { server, key, session, grants }
    }

    pub(crate) async fn stopped(self) -> Installation {
        self.server.stop().await
    }
}

async fn grant(administrator: &Client, class: &'static str, rotation: Rotation) -> Grant {
    let provider = IdentityServer::start().await;
    provider.set_rotation(rotation);
    let everywhere = ["authorization_request", "token_request", "refresh_request"];
    let kind = json!({
        "name": format!("Type {class}"),
        "grants": ["authorization_code"],
        "client_auth": ["client_secret_post"],
        "parameters": [
            { "name": "client_id", "phases": everywhere },
            { "name": "client_secret", "phases": ["token_request", "refresh_request"], "secret": true },
            { "name": "scope", "phases": ["authorization_request"] },
            { "name": "redirect_uri", "phases": ["authorization_request", "token_request"] },
            { "name": "response_type", "phases": ["authorization_request"], "defaults": { "authorization": "code" } },
        ],
        "recovery": class,
    });
    let kind: Value = administrator.post(&routes::tenant_resource_types("contoso"), &kind).await.expect(201).json();
    let mut body = provider.resource(class);
    body["type"] = kind["id"].clone();
    let resource: Resource = administrator.post(&routes::resources("contoso"), &body).await.expect(201).to();
    administrator.authorize("contoso", &resource, None).await;
    let path = routes::broker("contoso", resource.id.as_str());
    Grant { class, provider, resource, path }
}
