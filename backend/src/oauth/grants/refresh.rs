//! Refreshing (RFC 6749 §6). Not a way to obtain a first token, so not in the list of grants.

use oauth2::RefreshToken;
use shared::{resource::Phase, secret::SecretText};

use super::Exchange;
use crate::oauth::{error::ProviderFault, token_response::TokenAnswer};

/// Asks for a new access token. An answer without a refresh token means that the old one stays.
///
/// # Errors
/// Why the provider gave no token; the refresh token is not touched by that.
pub async fn refresh(exchange: &Exchange<'_>, refresh_token: &SecretText) -> Result<TokenAnswer, ProviderFault> {
    let client = exchange.client(Phase::Refresh)?;
    let token = RefreshToken::new(refresh_token.expose().to_owned());
    let mut request = client.exchange_refresh_token(&token);
    for (name, value) in exchange.extra(Phase::Refresh) {
        request = request.add_extra_param(name, value);
    }
    let asked_at = exchange.clock.now();
    let way = exchange.way(Phase::Refresh);
    let ended = request.request_async(&way).await;
    exchange.read(Phase::Refresh, ended, asked_at, &[refresh_token])
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

    #[tokio::test]
    async fn the_refresh_column_is_what_is_sent() {
        let provider = Provider::answering(200, "application/json", r#"{"access_token":"at2"}"#).await;
        let mut settings =
            settings("microsoft-online", &[("client_id", "c1"), ("client_secret", "s1"), ("entity_id", "d1")]);
        settings.endpoints = provider.endpoints();
        let (outbound, catalog, clock) = (outbound(), Catalog::load().expect("sound"), Clock::system());
        let prover = Prover::new(&Rng::seeded(1));
        let target = Target::default();
        let exchange = Exchange {
            settings: &settings,
            target: &target,
            outbound: &outbound,
            catalog: &catalog,
            clock: &clock,
            prover: &prover,
        };
        let answer = refresh(&exchange, &SecretText::new("rt1")).await.expect("token");
        assert!(answer.refresh_token.is_none());
        let pairs: Vec<String> = provider.form().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(
            pairs,
            [
                "client_id=c1",
                "client_secret=s1",
                "grant_type=refresh_token",
                "refresh_token=rt1",
                "resource=https://outlook.office365.com",
            ]
        );
    }
}
