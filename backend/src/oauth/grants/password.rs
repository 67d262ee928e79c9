//! Resource-owner password (RFC 6749 §4.3): somebody trusts this portal with the mailbox's own password. It is there
//! because products in the field ask for it; nothing chooses it by itself, and everything that shows it warns. A
//! refresh token that comes along is used from then on, so that the password need not be presented again.

use oauth2::{ResourceOwnerPassword, ResourceOwnerUsername};
use shared::{
    api::catalog::Acquisition,
    problem::ProblemCode,
    resource::{ASKED_WITH_A_PASSWORD, OF_THE_PASSWORD, Phase},
    secret::SecretText,
};

use super::{Exchange, Grant};
use crate::oauth::{error::ProviderFault, token_response::TokenAnswer};

pub(super) const GRANT: Grant = Grant {
    id: "password",
    name: ["User name and password (password)", "Gebruikersnaam en wachtwoord (password)"],
    description: [
        "The mailbox's own user name and password are sent to the provider. Only for an application that can do nothing else.",
        "De gebruikersnaam en het wachtwoord van het postvak zelf gaan naar de provider. Alleen voor een toepassing die niets anders kan.",
    ],
    warning: Some([
        "This grant hands the mailbox's password to an application. It fails as soon as multi-factor authentication or Conditional Access asks for more, and Microsoft advises against it. Use Application (client credentials) for unattended services, or Signing in (authorization code) for one mailbox.",
        "Deze grant geeft het wachtwoord van het postvak aan een toepassing. Hij werkt niet meer zodra meervoudige verificatie of voorwaardelijke toegang om meer vraagt, en Microsoft raadt hem af. Gebruik Toepassing (client credentials) voor onbemande diensten, of Aanmelden (authorization code) voor één postvak.",
    ]),
    acquisition: Acquisition::Password,
    delegated: true,
    acquire: None,
};

/// Who signs in, and with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The sign-in name.
    pub username: String,
    /// The password.
    pub password: SecretText,
}

/// Presents a password, once.
///
/// # Errors
/// Why the provider gave no token; [`is_refusal`] tells whether it was because of the password.
pub async fn present_password(exchange: &Exchange<'_>, login: &Login) -> Result<TokenAnswer, ProviderFault> {
    let client = exchange.client(Phase::Token)?;
    let username = ResourceOwnerUsername::new(login.username.clone());
    let password = ResourceOwnerPassword::new(login.password.expose().to_owned());
    let mut request = client.exchange_password(&username, &password);
    for (name, value) in parameters(exchange) {
        request = request.add_extra_param(name, value);
    }
    let asked_at = exchange.clock.now();
    let way = exchange.way(Phase::Token);
    let ended = request.request_async(&way).await;
    let answer = exchange.read(Phase::Token, ended, asked_at, &[&login.password]);
    // A stored sign-in it is not, so the words for one would mislead.
    answer.map_err(|fault| match fault.code {
        ProblemCode::InvalidGrant => ProviderFault { code: ProblemCode::PasswordRefused, ..fault },
        _ => fault,
    })
}

/// Whether the provider looked at the password and said no, in whatever words: presenting it again would bring the
/// account nearer to a lock-out and nothing else.
pub fn is_refusal(fault: &ProviderFault) -> bool {
    matches!(
        fault.code,
        ProblemCode::PasswordRefused
            | ProblemCode::InvalidGrant
            | ProblemCode::InteractionRequired
            | ProblemCode::AccessDenied
    )
}

/// The resource's own parameters. What would be asked for in an authorization request is asked for here.
fn parameters(exchange: &Exchange<'_>) -> Vec<(String, String)> {
    let mut parameters: Vec<_> =
        exchange.extra(Phase::Token).filter(|(name, _)| !OF_THE_PASSWORD.contains(&name.as_str())).collect();
    for name in ASKED_WITH_A_PASSWORD {
        let value = exchange.settings.value(name, Phase::Authorization);
        if let Some(value) = value.filter(|_| parameters.iter().all(|(known, _)| known != name)) {
            parameters.push((name.to_owned(), value.to_owned()));
        }
    }
    parameters
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

    async fn present(provider: &Provider, kind: &str, values: &[(&str, &str)]) -> Result<TokenAnswer, ProviderFault> {
        let mut settings = settings(kind, values);
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
        let login = Login { username: "intake@contoso.com".to_owned(), password: SecretText::new(" h&nter 2") };
        present_password(&exchange, &login).await
    }

    #[tokio::test]
    async fn the_request_carries_what_the_rfc_says_and_what_the_resource_asks_for() {
        let provider =
            Provider::answering(200, "application/json", r#"{"access_token":"at","refresh_token":"rt"}"#).await;
        let values = [("client_id", "c1"), ("client_secret", "s1"), ("scope", "mail")];
        let answer = present(&provider, "oauth2", &values).await.expect("token");
        assert_eq!(answer.refresh_token.as_ref().map(SecretText::expose), Some("rt"));
        let pairs: Vec<String> = provider.form().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(
            pairs,
            [
                "client_id=c1",
                "client_secret=s1",
                "grant_type=password",
                "password= h&nter 2",
                "scope=mail",
                "username=intake@contoso.com",
            ]
        );
    }

    #[tokio::test]
    async fn a_refusal_is_told_from_what_has_nothing_to_do_with_the_password() {
        let values = [("client_id", "c1"), ("client_secret", "s1"), ("scope", "mail")];
        let table = [
            (400, r#"{"error":"invalid_grant"}"#, ProblemCode::PasswordRefused, true),
            (
                400,
                r#"{"error":"invalid_grant","error_description":"AADSTS50076: MFA"}"#,
                ProblemCode::InteractionRequired,
                true,
            ),
            (400, r#"{"error":"invalid_grant","suberror":"consent_required"}"#, ProblemCode::ConsentRequired, false),
            (401, r#"{"error":"invalid_client"}"#, ProblemCode::InvalidClient, false),
            (400, r#"{"error":"unsupported_grant_type"}"#, ProblemCode::ProviderRefused, false),
            (503, r#"{"error":"temporarily_unavailable"}"#, ProblemCode::ProviderUnavailable, false),
        ];
        for (status, body, code, refusal) in table {
            let provider = Provider::answering(status, "application/json", body).await;
            let fault = present(&provider, "oauth2", &values).await.expect_err(body);
            assert_eq!((fault.code, is_refusal(&fault)), (code, refusal), "{body}");
        }
        let echo = r#"{"error":"invalid_grant","error_description":"password  h&nter 2 is wrong"}"#;
        let provider = Provider::answering(400, "application/json", echo).await;
        let fault = present(&provider, "oauth2", &values).await.expect_err("refused");
        assert_eq!(fault.description.as_deref(), Some("password […] is wrong"));
    }
}
