//! A hundred tokens at hand against a hundred thousand: what a hit costs, and what the memory takes.

use std::{fmt, time::Duration};

use reqwest::Method;
use serde_json::json;
use shared::{permission::Scope, routes};
use tests::harness::{Identity, Installation, Server};

use crate::{
    load::Request,
    process::{processor_time, resident_kilobytes},
};

const FEW: usize = 100;
const MANY: usize = 100_000;
/// As long as what Microsoft gives.
const TOKEN_BYTES: usize = 1_500;
const ROUNDS: usize = 5;
const REQUESTS: usize = 8_000;

/// With few and with many tokens at hand.
pub(crate) struct Many {
    few: Duration,
    plenty: Duration,
    kilobytes: u64,
}

pub(crate) async fn measure() -> Many {
    let server = Installation::fresh().await.with("CONSENTRY_LOG", "info").start().await;
    let administrator = server.administrator().await;
    let tenant = administrator.tenant("contoso").await;
    let robot = administrator.key(Some("contoso"), &[Scope::TokensIssue]).await;
    let Identity::Key(key) = &robot.identity else { panic!("a key was made") };
    let bearer = format!("Bearer {key}");
    let asked = |count: usize| -> Vec<Request> {
        let step = count / FEW;
        let path = |number: usize| routes::broker("contoso", &format!("bench-{}", number * step));
        let request = |number| Request::post(server.url(), &path(number), &[("Authorization", &bearer)], "{}");
        (0..FEW).map(request).collect()
    };
    let fill = |count: usize| format!("/bench/fill/{}/{count}/{TOKEN_BYTES}", tenant.id);
    let (few, many) = (asked(FEW), asked(MANY));
    let anonymous = server.anonymous();
    let post = async |path: String| {
        let _ = anonymous.send(anonymous.bare(Method::POST, &path).json(&json!({}))).await.expect(200);
    };
    post(fill(FEW)).await;
    Request::repeat_all(&few, REQUESTS / 2).await;
    let before = resident_kilobytes(server.pid());
    post(fill(MANY)).await;
    let kilobytes = resident_kilobytes(server.pid()).saturating_sub(before);
    let mut costs = (Duration::ZERO, Duration::ZERO);
    for _ in 0..ROUNDS {
        // What is at hand is believed for some seconds only.
        post(fill(MANY)).await;
        costs.1 += cost(&server, &many).await;
        post(fill(FEW)).await;
        costs.0 += cost(&server, &few).await;
    }
    let rounds = u32::try_from(ROUNDS).unwrap_or(1);
    Many { few: costs.0 / rounds, plenty: costs.1 / rounds, kilobytes }
}

async fn cost(server: &Server, requests: &[Request]) -> Duration {
    let before = processor_time(server.pid());
    Request::repeat_all(requests, REQUESTS).await;
    processor_time(server.pid()).saturating_sub(before) / u32::try_from(REQUESTS).unwrap_or(u32::MAX)
}

impl fmt::Display for Many {
    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = |time: Duration| time.as_secs_f64() * 1e6;
        let (few, many) = (micros(self.few), micros(self.plenty));
        let bytes = self.kilobytes as f64 * 1024.0 / (MANY * TOKEN_BYTES) as f64;
        writeln!(f, "hit among {FEW} tokens     {few:6.1} µs")?;
        writeln!(f, "hit among {MANY}       {many:6.1} µs, {:.2} times (aim at most 1.15)", many / few)?;
        write!(f, "memory for {MANY}      {} kB, {bytes:.2} times the tokens' bytes (aim at most 1.6)", self.kilobytes)
    }
}
