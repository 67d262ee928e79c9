//! Asks the provider: presents the refresh token, or lets the grant obtain a token anew.

use std::time::Duration;

use shared::{api::token::TokenSource, problem::ProblemCode};

use super::{held_back, lease::Leased, renew::Errand};
use crate::{
    app::AppState,
    credentials,
    domain::recovery::{Verdict, verdict},
    kept_passwords,
    oauth::{
        client_auth::Prover,
        error::ProviderFault,
        grants::{self, Exchange},
        token_response::TokenAnswer,
    },
};

/// Before the only second attempt at the provider.
const SECOND_ATTEMPT_AFTER: Duration = Duration::from_millis(500);

/// Asks the provider, a second time where that is safe and may help.
pub(super) async fn ask(
    app: &AppState,
    errand: &Errand,
    leased: &Leased,
) -> Result<(TokenAnswer, TokenSource), ProviderFault> {
    let prover = Prover::new(&app.rng);
    let exchange = Exchange {
        settings: &leased.settings,
        target: &errand.target,
        outbound: &app.outbound,
        catalog: &app.catalog,
        clock: &app.clock,
        prover: &prover,
    };
    let in_doubt = leased.unanswered_since.map(|since| leased.now - since);
    let (outcome, unanswered) = if !may_present(leased, in_doubt, errand.insist) {
        (Err(ProviderFault::of(ProblemCode::AnswerLost)), false)
    } else if leased.holds() {
        present(app, &exchange, leased).await
    } else {
        (Err(too_late()), false)
    };
    // A password that somebody asked to keep is what is left when only a sign-in helps.
    let outcome = match outcome {
        Err(fault) => {
            let answer = kept_passwords::instead(app, &exchange, &leased.row.subject, fault).await;
            answer.map(|answer| (answer, TokenSource::Acquire))
        }
        outcome => outcome,
    };
    credentials::remember(app, &leased.settings, &prover).await;
    outcome.map_err(|fault| ProviderFault { unanswered, ..fault })
}

type Answered = Result<(TokenAnswer, TokenSource), ProviderFault>;

/// One attempt or two, if the provider is not left alone; with whether any of them stayed without an answer.
async fn present(app: &AppState, exchange: &Exchange<'_>, leased: &Leased) -> (Answered, bool) {
    let circuit = held_back::circuit(&leased.settings);
    let pass = match app.token_cache.breakers.enter(&circuit, app.clock.now()) {
        Ok(pass) => pass,
        Err(seconds) => return (Err(held_back::left_alone(&circuit, seconds)), false),
    };
    let mut outcome = attempt(exchange, leased).await;
    let mut unanswered = false;
    if let Err(first) = &outcome {
        unanswered = first.unanswered && leased.refresh_token.is_some();
        // This lease began just now, so no time of grace has passed.
        if first.again_at_once && may_present(leased, unanswered.then_some(0), false) {
            tokio::time::sleep(SECOND_ATTEMPT_AFTER).await;
            if leased.holds() {
                outcome = attempt(exchange, leased).await;
                unanswered |= outcome.as_ref().is_err_and(|fault| fault.unanswered) && leased.refresh_token.is_some();
            }
        }
    }
    pass.heard(outcome.as_ref().err(), app.clock.now());
    (outcome, unanswered)
}

async fn attempt(exchange: &Exchange<'_>, leased: &Leased) -> Answered {
    match (&leased.refresh_token, grants::find(&leased.settings.grant)) {
        (Some(token), _) => grants::refresh(exchange, token).await.map(|answer| (answer, TokenSource::Refresh)),
        (None, Some(grant)) => match grant.acquire {
            Some(acquire) => acquire(exchange).await.map(|answer| (answer, TokenSource::Acquire)),
            None => Err(ProviderFault::of(ProblemCode::InteractionRequired)),
        },
        (None, None) => Err(ProviderFault::of(ProblemCode::GrantUnsupported).arg("grant", &leased.settings.grant)),
    }
}

/// Whether the request may be made although the refresh token left `in_doubt` milliseconds ago without an answer:
/// always without one, else as the provider's class says.
fn may_present(leased: &Leased, in_doubt: Option<i64>, insist: bool) -> bool {
    let kind = &leased.settings.kind;
    leased.refresh_token.is_none() || verdict(kind.recovery, kind.grace_seconds, in_doubt, insist) == Verdict::Present
}

/// The lease is nearly over, or somebody else has it by now.
fn too_late() -> ProviderFault {
    let code = ProblemCode::ProviderUnavailable;
    ProviderFault { retry_after: Some(1), nothing_was_sent: true, ..ProviderFault::of(code) }
}
