//! Fifty callers ask for a token that has ended, all at once: how many calls the provider gets.

use std::{fmt, sync::Arc, time::Duration};

use serde_json::json;
use shared::{api::resource::Resource, permission::Scope, routes};
use tests::{
    harness::Server,
    identity_server::{Endpoint, IdentityServer, misbehaviour},
};
use tokio::sync::Barrier;

/// Who asks, here and of the others.
pub(crate) const CALLERS: usize = 50;
/// How long the provider takes, here and of the others: everybody has asked by then.
pub(crate) const PROVIDER_TAKES: Duration = Duration::from_millis(200);

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
    provider.always(Endpoint::Token, misbehaviour::late(PROVIDER_TAKES));
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
        write!(
            f,
            "{CALLERS} callers at once       {} calls of the provider, which takes {PROVIDER_TAKES:?} (aim at 1)",
            self.0
        )
    }
}
