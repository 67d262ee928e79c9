//! A refresh token obtained elsewhere, handed in and kept alive from then on: for servers on which only their own tool
//! can sign in, and for moving here without asking everybody to sign in again.

use shared::{api::catalog::Acquisition, problem::ProblemCode, secret::SecretText};

use super::{Exchange, Grant, refresh};
use crate::oauth::{error::ProviderFault, token_response::TokenAnswer};

pub(super) const GRANT: Grant = Grant {
    id: "refresh_only",
    name: ["A refresh token from elsewhere (refresh token)", "Een vernieuwingstoken van elders (refresh token)"],
    description: [
        "Nobody signs in here: a refresh token that another tool obtained for the same client is handed in, tried at once and kept alive.",
        "Niemand meldt zich hier aan: een vernieuwingstoken dat een ander hulpmiddel voor dezelfde client verkreeg wordt ingeleverd, meteen geprobeerd en in leven gehouden.",
    ],
    warning: None,
    acquisition: Acquisition::HandedIn,
    delegated: true,
    acquire: None,
};

/// Tries a refresh token that was handed in. The answer carries one in any case: a new one, or the one handed in where
/// the provider gave no other (RFC 6749 §6).
///
/// # Errors
/// Why the provider gave no token. Nothing here remembers the refresh token then.
pub async fn try_handed_in(exchange: &Exchange<'_>, refresh_token: &SecretText) -> Result<TokenAnswer, ProviderFault> {
    match refresh(exchange, refresh_token).await {
        Ok(mut answer) => {
            answer.refresh_token.get_or_insert_with(|| refresh_token.clone());
            Ok(answer)
        }
        // A stored sign-in it is not, so the words for one would mislead.
        Err(fault) if fault.code == ProblemCode::InvalidGrant => {
            Err(ProviderFault { code: ProblemCode::RefreshTokenRefused, ..fault })
        }
        Err(fault) => Err(fault),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::exchange::tests::*, *};
    use crate::{
        catalog::Catalog,
        clock::Clock,
        domain::resource::{Target, tests::settings},
        oauth::client_auth::Prover,
        rng::Rng,
    };

    async fn hand_in(status: u16, body: &'static str) -> Result<TokenAnswer, ProviderFault> {
        let provider = Provider::answering(status, "application/json", body).await;
        let mut settings = settings("oauth2", &[("client_id", "c1"), ("client_secret", "s1")]);
        settings.endpoints = provider.endpoints();
        let (outbound, catalog, clock) = (outbound(), Catalog::load().expect("sound"), Clock::system());
        let (target, prover) = (Target::default(), Prover::new(&Rng::seeded(1)));
        let exchange = Exchange {
            settings: &settings,
            target: &target,
            outbound: &outbound,
            catalog: &catalog,
            clock: &clock,
            prover: &prover,
        };
        try_handed_in(&exchange, &SecretText::new("rt-from-elsewhere")).await
    }

    #[tokio::test]
    async fn the_token_handed_in_stays_unless_there_is_a_newer_one() {
        let kept = hand_in(200, r#"{"access_token":"at"}"#).await.expect("token");
        assert_eq!(kept.refresh_token.as_ref().map(SecretText::expose), Some("rt-from-elsewhere"));
        let newer = hand_in(200, r#"{"access_token":"at","refresh_token":"rt2"}"#).await.expect("token");
        assert_eq!(newer.refresh_token.as_ref().map(SecretText::expose), Some("rt2"));
        let fault = hand_in(400, r#"{"error":"invalid_grant"}"#).await.expect_err("refused");
        assert_eq!(fault.code, ProblemCode::RefreshTokenRefused);
    }
}
