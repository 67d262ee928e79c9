//! A cached token from the broker against a bare axum route of the same program that answers as many bytes: server
//! processor time per request, in rounds that alternate so that both see the same machine.

use std::{fmt, time::Duration};

use serde_json::json;
use shared::{api::resource::Resource, permission::Scope, routes};
use tests::{
    harness::{Identity, Installation, Server},
    identity_server::IdentityServer,
};

use crate::{
    load::Request,
    process::{database_time, processor_time},
};

const ROUNDS: usize = 10;
const REQUESTS: usize = 20_000;
/// The audit journal is written while requests are answered; the last of it after the last answer, within this time. It
/// belongs to the round that caused it.
const WRITTEN_AFTER: Duration = Duration::from_millis(200);

/// Processor time per request, round by round.
pub(crate) struct Comparison {
    broker: Vec<Duration>,
    /// The part of `broker` that the database's own threads have used.
    database: Vec<Duration>,
    bare: Vec<Duration>,
}

pub(crate) async fn measure() -> Comparison {
    let provider = IdentityServer::start().await;
    provider.set_life(86_400);
    let server = Installation::fresh().await.with("CONSENTRY_LOG", "info").start().await;
    let (broker, length) = cached_token(&server, &provider).await;
    let bare = Request::post(server.url(), &format!("/bench/{length}"), &[], "{}");

    let mut comparison = Comparison { broker: Vec::new(), database: Vec::new(), bare: Vec::new() };
    for request in [&broker, &bare] {
        request.repeat(REQUESTS / 4).await;
    }
    for round in 1..=ROUNDS {
        eprintln!("round {round} of {ROUNDS}");
        let (broker, database) = cost(&server, &broker).await;
        comparison.broker.push(broker);
        comparison.database.push(database);
        comparison.bare.push(cost(&server, &bare).await.0);
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

/// Processor time a request, of everything and of the database's threads.
async fn cost(server: &Server, request: &Request) -> (Duration, Duration) {
    let read = || (processor_time(server.pid()), database_time(server.pid()));
    let before = read();
    request.repeat(REQUESTS).await;
    let mut writing = tokio::time::interval(WRITTEN_AFTER);
    // The first tick comes at once.
    writing.tick().await;
    writing.tick().await;
    let after = read();
    let each = u32::try_from(REQUESTS).unwrap_or(u32::MAX);
    (after.0.saturating_sub(before.0) / each, after.1.saturating_sub(before.1) / each)
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
        let (broker, bare, database) = (mean(&self.broker), mean(&self.bare), mean(&self.database));
        writeln!(
            f,
            "broker, cached hit     {broker:6.1} µs of processor time a request, {database:.1} of it the database's"
        )?;
        writeln!(f, "bare route             {bare:6.1} µs")?;
        writeln!(f, "ratio                  {:6.2} (rounds {least:.2} to {most:.2}; aim at most 1.7)", broker / bare)?;
        write!(f, "without the database   {:6.2}", (broker - database) / bare)
    }
}

fn mean(times: &[Duration]) -> f64 {
    let count = u32::try_from(times.len()).unwrap_or(u32::MAX);
    times.iter().sum::<Duration>().as_secs_f64() * 1e6 / f64::from(count)
}
