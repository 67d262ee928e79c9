//! Fifty callers ask for a token that has ended, all at once: how many calls the provider gets.

use std::{fmt, sync::Arc};

use serde_json::json;
use shared::{api::resource::Resource, permission::Scope, routes};
use tests::{
    harness::Server,
    identity_server::{Endpoint, IdentityServer},
};
use tokio::sync::Barrier;

const CALLERS: usize = 50;

/// How many calls the provider got.
pub(crate) struct Stampede(usize);

pub(crate) async fn measure() -> Stampede {
    let provider = IdentityServer::start().await;
    let server = Server::start().await;
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let resource: Resource =
        administrator.post(&routes::resources("contoso"), &provider.application("Mail")).await.expect(201).to();
    let robot = administrator.key(Some("contoso"), &[Scope::TokensIssue]).await;
    let path = routes::broker("contoso", resource.id.as_str());
    // Too short for anybody: the next one who asks needs another.
    provider.set_life(1);
    let _ = robot.post(&path, &json!({})).await.expect(200);
    provider.set_life(86_400);
    let before = provider.requests(Endpoint::Token).len();
    let barrier = Arc::new(Barrier::new(CALLERS));
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let (robot, path, barrier) = (robot.clone(), path.clone(), Arc::clone(&barrier));
            tokio::spawn(async move {
                barrier.wait().await;
                let _ = robot.post(&path, &json!({})).await.expect(200);
            })
        })
        .collect();
    for caller in callers {
        caller.await.expect("answered");
    }
    Stampede(provider.requests(Endpoint::Token).len() - before)
}

impl fmt::Display for Stampede {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{CALLERS} callers at once       {} calls of the provider (aim at 1)", self.0)
    }
}
