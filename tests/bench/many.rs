//! A hundred tokens at hand against a hundred thousand: what a hit costs, and what the memory takes. Both times every
//! token that is at hand is asked for in its turn, so that a hit among many finds its token in memory that nobody has
//! touched lately; and by so many callers that both times each hand-out has a row of the audit trail for itself.

use std::{fmt, time::Duration};

use reqwest::Method;
use serde_json::json;
use shared::{permission::Scope, routes};
use tests::harness::{Identity, Installation, Server};

use crate::{
    load::Request,
    process::{Used, resident_kilobytes, used},
    witness::Witness,
};

const FEW: usize = 100;
const MANY: usize = 100_000;
/// As long as what Microsoft gives.
const TOKEN_BYTES: usize = 1_500;
const ROUNDS: usize = 7;
/// At once, for the processor time.
const REQUESTS: usize = 8_000;
/// Who asks: with a hundred tokens no two of the requests above are alike.
const CALLERS: usize = REQUESTS / FEW;
/// One after the other, for the time that a caller waits.
const ALONE: usize = 2_000;
/// From one token to the next that is asked for: shares no divisor with the number of tokens, so all get their turn.
const STEP: usize = 7_919;

/// With few and with many tokens at hand.
pub(crate) struct Many {
    few: Cost,
    plenty: Cost,
    kilobytes: u64,
}

/// Of one hit, over all rounds.
#[derive(Default)]
struct Cost {
    used: Used,
    waited: Duration,
}

struct Bench {
    server: Server,
    witness: Witness,
    bearers: Vec<String>,
    tenant: String,
}

pub(crate) async fn measure() -> Many {
    let bench = Bench::start().await;
    let (few, many) = (bench.asked(FEW), bench.asked(MANY));
    bench.fill(FEW).await;
    Request::repeat_all(&few, REQUESTS / 2).await;
    let before = resident_kilobytes(bench.server.pid());
    bench.fill(MANY).await;
    let kilobytes = resident_kilobytes(bench.server.pid()).saturating_sub(before);
    let mut costs = (Cost::default(), Cost::default());
    for _ in 0..ROUNDS {
        bench.cost(MANY, &many, &mut costs.1).await;
        bench.cost(FEW, &few, &mut costs.0).await;
    }
    Many { few: costs.0.each(ROUNDS), plenty: costs.1.each(ROUNDS), kilobytes }
}

impl Bench {
    async fn start() -> Self {
        let server = Installation::fresh().await.with("CONSENTRY_LOG", "info").start().await;
        let administrator = server.administrator().await;
        let tenant = administrator.tenant("contoso").await.id.to_string();
        let mut bearers = Vec::new();
        for _ in 0..CALLERS {
            let robot = administrator.key(Some("contoso"), &[Scope::TokensIssue]).await;
            let Identity::Key(key) = &robot.identity else { panic!("a key was made") };
            bearers.push(format!("Bearer {key}"));
        }
        let witness = Witness::new(&administrator, routes::broker("contoso", "bench-0")).await;
        Self { server, witness, bearers, tenant }
    }

    /// Requests for `count` tokens in turn, and of the callers, so that all of them are different.
    fn asked(&self, count: usize) -> Vec<Request> {
        let request = |turn: usize| {
            let path = routes::broker("contoso", &format!("bench-{}", turn * STEP % count));
            let bearer = &self.bearers[turn / FEW % CALLERS];
            Request::post(self.server.url(), &path, &[("Authorization", bearer)], "{}")
        };
        (0..count.max(REQUESTS)).map(request).collect()
    }

    async fn fill(&self, count: usize) {
        let anonymous = self.server.anonymous();
        let path = format!("/bench/fill/{}/{count}/{TOKEN_BYTES}", self.tenant);
        let _ = anonymous.send(anonymous.bare(Method::POST, &path).json(&json!({}))).await.expect(200);
    }

    async fn cost(&self, count: usize, requests: &[Request], cost: &mut Cost) {
        // What is at hand is believed for some seconds only.
        self.fill(count).await;
        let pid = self.server.pid();
        let before = used(pid);
        Request::repeat_all(requests, REQUESTS).await;
        self.witness.sees_the_trail().await;
        cost.used = cost.used.and(used(pid).since(before).each(REQUESTS));
        cost.waited += Request::times(requests, ALONE).await[ALONE / 2];
    }
}

impl Cost {
    fn each(self, rounds: usize) -> Self {
        Self { used: self.used.each(rounds), waited: self.waited / u32::try_from(rounds).unwrap_or(u32::MAX) }
    }

    /// What a caller waits for; processor time of the hit; processor time with the database's writing of the trail.
    fn micros(&self) -> [f64; 3] {
        let Used { all, database } = self.used;
        [self.waited, all.saturating_sub(database), all].map(|time| time.as_secs_f64() * 1e6)
    }
}

impl fmt::Display for Many {
    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (few, many) = (self.few.micros(), self.plenty.micros());
        let bytes = self.kilobytes as f64 * 1024.0 / (MANY * TOKEN_BYTES) as f64;
        let what = ["waited for", "of processor time without the database's threads", "of processor time with them"];
        writeln!(f, "a hit among {FEW} tokens, and among {MANY}, each asked for in its turn (aim at most 1.15 times)")?;
        for ((what, few), many) in what.iter().zip(few).zip(many) {
            writeln!(f, "  {few:6.1} µs and {many:6.1} µs {what}: {:.2} times", many / few)?;
        }
        write!(f, "memory for {MANY}      {} kB, {bytes:.2} times the tokens' bytes (aim at most 1.6)", self.kilobytes)
    }
}
