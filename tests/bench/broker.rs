//! A cached token from the broker against a bare axum route of the same program that answers as many bytes: server
//! processor time per request, in rounds that alternate so that both see the same machine.

use std::{fmt, time::Duration};

use serde_json::json;
use shared::{api::resource::Resource, permission::Scope, routes};
use tests::{
    harness::{Identity, Installation, Server},
    identity_server::IdentityServer,
};

use crate::{load::Request, process::processor_time};

const ROUNDS: usize = 10;
/// Fewer than the audit journal's queue holds: it is written while the bare route has its turn. Beyond what the
/// database can write for long, the broker refuses with 503 rather than hand out unrecorded tokens.
const REQUESTS: usize = 4_000;

/// Processor time per request, round by round.
pub(crate) struct Comparison {
    broker: Vec<Duration>,
    bare: Vec<Duration>,
}

pub(crate) async fn measure() -> Comparison {
    let provider = IdentityServer::start().await;
    provider.set_life(86_400);
    let server = Installation::fresh().await.with("CONSENTRY_LOG", "info").start().await;
    let (broker, length) = cached_token(&server, &provider).await;
    let bare = Request::post(server.url(), &format!("/bench/{length}"), &[], "{}");

    let mut comparison = Comparison { broker: Vec::new(), bare: Vec::new() };
    for request in [&broker, &bare] {
        request.repeat(REQUESTS / 4).await;
    }
    for round in 1..=ROUNDS {
        eprintln!("round {round} of {ROUNDS}");
        comparison.broker.push(cost(&server, &broker).await);
        comparison.bare.push(cost(&server, &bare).await);
    }
    comparison
}

/// The request for a token that is in the cache, and the length of its answer.
async fn cached_token(server: &Server, provider: &IdentityServer) -> (Request, usize) {
    let administrator = server.administrator().await;
    administrator.tenant("contoso").await;
    let resource: Resource =
        administrator.post(&routes::resources("contoso"), &provider.application("Mail")).await.expect(201).to();
    let robot = administrator.key(Some("contoso"), &[Scope::TokensIssue]).await;
    let path = routes::broker("contoso", resource.id.as_str());
    let acquired = robot.post(&path, &json!({})).await.expect(200);
    let cached = robot.post(&path, &json!({})).await.expect(200);
    assert_eq!(cached.json()["source"], "cache", "{}", acquired.text());
    let Identity::Key(key) = &robot.identity else { panic!("a key was made") };
    let headers = [("Authorization", format!("Bearer {key}"))];
    let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
    (Request::post(server.url(), &path, &headers, "{}"), cached.body.len())
}

async fn cost(server: &Server, request: &Request) -> Duration {
    let before = processor_time(server.pid());
    request.repeat(REQUESTS).await;
    processor_time(server.pid()).saturating_sub(before) / u32::try_from(REQUESTS).unwrap_or(u32::MAX)
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ratios: Vec<f64> = self
            .broker
            .iter()
            .zip(&self.bare)
            .map(|(broker, bare)| broker.as_secs_f64() / bare.as_secs_f64())
            .collect();
        let (least, most) = ratios.iter().fold((f64::MAX, 0.0_f64), |(low, high), &one| (low.min(one), high.max(one)));
        let (broker, bare) = (mean(&self.broker), mean(&self.bare));
        writeln!(f, "broker, cached hit     {broker:6.1} µs of processor time a request")?;
        writeln!(f, "bare route             {bare:6.1} µs")?;
        write!(f, "ratio                  {:6.2} (rounds {least:.2} to {most:.2}; aim at most 1.7)", broker / bare)
    }
}

fn mean(times: &[Duration]) -> f64 {
    let count = u32::try_from(times.len()).unwrap_or(u32::MAX);
    times.iter().sum::<Duration>().as_secs_f64() * 1e6 / f64::from(count)
}
