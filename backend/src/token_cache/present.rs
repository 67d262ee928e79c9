//! Asks the provider: presents the refresh token, or lets the grant obtain a token anew.

use std::time::Duration;

use shared::{api::token::TokenSource, problem::ProblemCode, resource::RecoveryClass};

use super::{held_back, lease::Leased, renew::Errand};
use crate::{
    app::AppState,
    credentials, kept_passwords,
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
    let strict = leased.settings.kind.recovery == RecoveryClass::Strict;
    if leased.interrupted && leased.refresh_token.is_some() && strict && !errand.insist {
        // Presenting it a second time would revoke everything; only a person can help.
        return Err(ProviderFault::of(ProblemCode::InteractionRequired));
    }
    let circuit = held_back::circuit(&leased.settings);
    let entered = app.token_cache.breakers.enter(&circuit, app.clock.now());
    let pass = entered.map_err(|seconds| held_back::left_alone(&circuit, seconds))?;
    let attempt = async || match (&leased.refresh_token, grants::find(&leased.settings.grant)) {
        (Some(token), _) => grants::refresh(&exchange, token).await.map(|answer| (answer, TokenSource::Refresh)),
        (None, Some(grant)) => match grant.acquire {
            Some(acquire) => acquire(&exchange).await.map(|answer| (answer, TokenSource::Acquire)),
            None => Err(ProviderFault::of(ProblemCode::InteractionRequired)),
        },
        (None, None) => Err(ProviderFault::of(ProblemCode::GrantUnsupported).arg("grant", &leased.settings.grant)),
    };
    let outcome = match attempt().await {
        Err(fault) if fault.again_at_once && (fault.nothing_was_sent || may_repeat(leased)) => {
            tokio::time::sleep(SECOND_ATTEMPT_AFTER).await;
            attempt().await
        }
        outcome => outcome,
    };
    pass.heard(outcome.as_ref().err(), app.clock.now());
    // A password that somebody asked to keep is what is left when only a sign-in helps.
    let outcome = match outcome {
        Err(fault) => {
            let answer = kept_passwords::instead(app, &exchange, &leased.row.subject, fault).await;
            answer.map(|answer| (answer, TokenSource::Acquire))
        }
        outcome => outcome,
    };
    credentials::remember(app, &leased.settings, &prover).await;
    outcome
}

/// Whether the same request may be made twice: always without a refresh token, else if the provider forgives it.
fn may_repeat(leased: &Leased) -> bool {
    leased.refresh_token.is_none() || leased.settings.kind.recovery != RecoveryClass::Strict
}
