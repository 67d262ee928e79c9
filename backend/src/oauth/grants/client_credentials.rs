//! Client credentials (RFC 6749 §4.4): the application signs in as itself. There is never a refresh token; the
//! token is simply asked for again.

use shared::{api::catalog::Acquisition, resource::Phase};

use super::{Acquiring, Exchange, Grant};
use crate::oauth::{error::ProviderFault, token_response::TokenAnswer};

pub(super) const GRANT: Grant = Grant {
    id: "client_credentials",
    name: ["Application (client credentials)", "Toepassing (client credentials)"],
    description: [
        "The application signs in as itself, without a person. Choose it for services that run unattended.",
        "De toepassing meldt zich als zichzelf aan, zonder persoon. Kies dit voor diensten die onbemand draaien.",
    ],
    warning: None,
    acquisition: Acquisition::Server,
    delegated: false,
    acquire: Some(acquire),
};

fn acquire<'a>(exchange: &'a Exchange<'a>) -> Acquiring<'a> {
    Box::pin(request(exchange))
}

async fn request(exchange: &Exchange<'_>) -> Result<TokenAnswer, ProviderFault> {
    let client = exchange.client(Phase::Token)?;
    let mut request = client.exchange_client_credentials();
    for (name, value) in exchange.extra(Phase::Token) {
        request = request.add_extra_param(name, value);
    }
    let asked_at = exchange.clock.now();
    let way = exchange.way(Phase::Token);
    let ended = request.request_async(&way).await;
    let mut answer = exchange.read(Phase::Token, ended, asked_at, &[])?;
    // RFC 6749 §4.4.3: there should be none, and one would outlive the secret that was meant to guard it.
    answer.refresh_token = None;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use shared::{problem::ProblemCode, resource::ClientAuth};

    use super::{super::exchange::tests::*, *};
    use crate::{
        catalog::Catalog,
        clock::Clock,
        domain::resource::{ResourceSettings, Target, tests::settings},
        oauth::client_auth::Prover,
        rng::Rng,
    };

    async fn ask(settings: &ResourceSettings) -> Result<TokenAnswer, ProviderFault> {
        let (outbound, catalog, clock) = (outbound(), Catalog::load().expect("sound"), Clock::system());
        let prover = Prover::new(&Rng::seeded(1));
        let target = Target::default();
        let exchange = Exchange {
            settings,
            target: &target,
            outbound: &outbound,
            catalog: &catalog,
            clock: &clock,
            prover: &prover,
        };
        acquire(&exchange).await
    }

    fn application(provider: &Provider, auth: ClientAuth) -> ResourceSettings {
        let values = [("client_id", "c 1"), ("client_secret", "s&1"), ("scope", "api/.default"), ("grant_type", "x")];
        ResourceSettings {
            endpoints: provider.endpoints(),
            client_auth: auth,
            ..settings("client-credentials", &values)
        }
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[tokio::test]
    async fn the_secret_goes_where_client_authentication_says() {
        let provider =
            Provider::answering(200, "application/json", r#"{"access_token":"at","refresh_token":"rt"}"#).await;
        let answer = ask(&application(&provider, ClientAuth::ClientSecretPost)).await.expect("token");
        assert!(answer.access_token.expose() == "at" && answer.refresh_token.is_none());
        let expected = [
            ("client_id", "c 1"),
            ("client_secret", "s&1"),
            ("grant_type", "client_credentials"),
            ("scope", "api/.default"),
        ];
        assert_eq!(provider.form(), pairs(&expected));

        let provider = Provider::answering(200, "application/json", r#"{"access_token":"at"}"#).await;
        ask(&application(&provider, ClientAuth::ClientSecretBasic)).await.expect("token");
        assert_eq!(provider.form(), pairs(&[("grant_type", "client_credentials"), ("scope", "api/.default")]));
        let basic = provider.asked.lock().expect("record")[0].0.clone();
        // RFC 6749 §2.3.1: each half is form-encoded before the two are joined.
        assert_eq!(basic.as_deref(), Some("Basic YysxOnMlMjYx"));
    }

    #[tokio::test]
    async fn what_is_missing_is_noticed_before_anything_is_sent() {
        let provider = Provider::answering(200, "application/json", "{}").await;
        let mut incomplete = application(&provider, ClientAuth::ClientSecretPost);
        incomplete.values.remove("client_secret");
        assert_eq!(ask(&incomplete).await.expect_err("refused").code, ProblemCode::ResourceIncomplete);
        let assertion = application(&provider, ClientAuth::PrivateKeyJwt);
        assert_eq!(ask(&assertion).await.expect_err("refused").code, ProblemCode::ResourceIncomplete);
        assert!(provider.asked.lock().expect("record").is_empty());
    }

    #[tokio::test]
    async fn odd_answers_are_typed_errors() {
        let table = [
            (200, "text/html", "<html>", ProblemCode::ProviderAnswerInvalid),
            (200, "application/json", "{\"access_token\":", ProblemCode::ProviderAnswerInvalid),
            (200, "application/json", "{\"access_token\":5}", ProblemCode::ProviderAnswerInvalid),
            (200, "application/json", "{\"error\":\"invalid_client\"}", ProblemCode::InvalidClient),
            (400, "application/json", "{\"error\":\"invalid_scope\"}", ProblemCode::ProviderRefused),
            (404, "text/html", "<html>", ProblemCode::ProviderAnswerInvalid),
            (502, "text/html", "<html>", ProblemCode::ProviderUnavailable),
            (307, "text/plain", "", ProblemCode::ProviderAnswerInvalid),
        ];
        for (status, content_type, body, code) in table {
            let provider = Provider::answering(status, content_type, body).await;
            let fault = ask(&application(&provider, ClientAuth::ClientSecretPost)).await.expect_err(body);
            assert_eq!(fault.code, code, "{status} {body}");
        }
    }
}
