//! A cached token from the broker against a static route of the same program that answers as many bytes, through the
//! same connections and the same envelope (request id, time limit, count, log, security headers): server processor time
//! per request, in rounds that alternate so that all see the same machine. The same bytes with nothing around them are
//! measured along: what the envelope costs.

use std::{fmt, time::Duration};

use serde_json::json;
use shared::{api::resource::Resource, permission::Scope, routes};
use tests::{
    harness::{Client, Identity, Installation, Server},
    identity_server::IdentityServer,
};

use crate::{
    load::Request,
    process::{Used, used},
    witness::Witness,
};

const ROUNDS: usize = 10;
const REQUESTS: usize = 20_000;

/// Processor time per request, round by round.
#[derive(Default)]
pub(crate) struct Comparison {
    broker: Vec<Used>,
    fixed: Vec<Used>,
    naked: Vec<Used>,
}

pub(crate) async fn measure() -> Comparison {
    let provider = IdentityServer::start().await;
    provider.set_life(86_400);
    let server = Installation::fresh().await.with("CONSENTRY_LOG", "info").start().await;
    let administrator = server.administrator().await;
    let (robot, path) = robot(&administrator, &provider).await;
    let (broker, length) = cached_token(&server, &robot, &path).await;
    let witness = Witness::new(&administrator, path).await;
    let fixed = Request::get(server.url(), &format!("/bench/{length}"));
    let naked = Request::get(server.url(), &format!("/bench/naked/{length}"));

    for request in [&broker, &fixed, &naked] {
        request.repeat(REQUESTS / 4).await;
    }
    let mut comparison = Comparison::default();
    for round in 1..=ROUNDS {
        eprintln!("round {round} of {ROUNDS}");
        let before = used(server.pid());
        broker.repeat(REQUESTS).await;
        witness.sees_the_trail().await;
        comparison.broker.push(used(server.pid()).since(before).each(REQUESTS));
        for (request, costs) in [(&fixed, &mut comparison.fixed), (&naked, &mut comparison.naked)] {
            let before = used(server.pid());
            request.repeat(REQUESTS).await;
            costs.push(used(server.pid()).since(before).each(REQUESTS));
        }
    }
    comparison
}

/// A caller with a key, and where it gets a token.
async fn robot(administrator: &Client, provider: &IdentityServer) -> (Client, String) {
    administrator.tenant("contoso").await;
    let resource: Resource =
        administrator.post(&routes::resources("contoso"), &provider.application("Mail")).await.expect(201).to();
    let robot = administrator.key(Some("contoso"), &[Scope::TokensIssue]).await;
    (robot, routes::broker("contoso", resource.id.as_str()))
}

/// The request for a token that is in the cache, and the length of its answer.
async fn cached_token(server: &Server, robot: &Client, path: &str) -> (Request, usize) {
    let acquired = robot.post(path, &json!({})).await.expect(200);
    let cached = robot.post(path, &json!({})).await.expect(200);
    assert_eq!(cached.json()["source"], "cache", "{}", acquired.text());
    let Identity::Key(key) = &robot.identity else { panic!("a key was made") };
    let bearer = format!("Bearer {key}");
    (Request::post(server.url(), path, &[("Authorization", &bearer)], "{}"), cached.body.len())
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ratios: Vec<f64> =
            self.broker.iter().zip(&self.fixed).map(|(broker, fixed)| broker.micros() / fixed.micros()).collect();
        let (least, most) = ratios.iter().fold((f64::MAX, 0.0_f64), |(low, high), &one| (low.min(one), high.max(one)));
        let [broker, fixed, naked] = [&self.broker, &self.fixed, &self.naked].map(|rounds| mean(rounds, Used::micros));
        let database = mean(&self.broker, |used| micros(used.database));
        writeln!(
            f,
            "broker, cached hit     {broker:6.1} µs of processor time a request, {database:.1} of it the database's"
        )?;
        writeln!(f, "static route           {fixed:6.1} µs for as many bytes")?;
        writeln!(f, "ratio                  {:6.2} (rounds {least:.2} to {most:.2}; aim at most 1.7)", broker / fixed)?;
        writeln!(f, "without the database   {:6.2}", (broker - database) / fixed)?;
        write!(
            f,
            "nothing around them    {naked:6.1} µs for as many bytes; the hit is {:.2} times that",
            broker / naked
        )
    }
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

#[expect(clippy::cast_precision_loss, reason = "a few rounds")]
fn mean(rounds: &[Used], of: impl Fn(&Used) -> f64) -> f64 {
    rounds.iter().map(of).sum::<f64>() / rounds.len() as f64
}
