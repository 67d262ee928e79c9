//! Authorization code with PKCE (RFC 6749 §4.1, RFC 7636): somebody signs in at the provider in the browser.

use std::borrow::Cow;

use oauth2::{AuthorizationCode, CsrfToken, PkceCodeVerifier, RedirectUrl};
use shared::{
    api::catalog::Acquisition,
    resource::{Pair, Phase, authorization_url},
    secret::SecretText,
};

use super::{Exchange, Grant, exchange::incomplete};
use crate::{
    domain::resource::ResourceSettings,
    oauth::{error::ProviderFault, pkce::Pkce, token_response::TokenAnswer},
};

pub(super) const GRANT: Grant = Grant {
    id: "authorization_code",
    name: ["Signing in (authorization code)", "Aanmelden (authorization code)"],
    description: [
        "Somebody signs in at the provider and consents once; after that the token is refreshed whenever it is asked for. The usual choice for a mailbox.",
        "Iemand meldt zich aan bij de provider en geeft één keer toestemming; daarna wordt het token vernieuwd zodra erom gevraagd wordt. De gewone keuze voor een postvak.",
    ],
    warning: None,
    acquisition: Acquisition::Browser,
    delegated: true,
    acquire: None,
};

/// Where to send the browser. What the protocol needs stands after the resource's own values and wins.
///
/// # Errors
/// `oauth.resource_incomplete` without an authorization endpoint or a client id.
pub fn authorize_url(
    settings: &ResourceSettings,
    redirect_uri: &str,
    state: &CsrfToken,
    pkce: &Pkce,
    subject: Option<&str>,
) -> Result<String, ProviderFault> {
    let endpoint = settings.endpoints.of(Phase::Authorization).ok_or_else(|| incomplete("authorization endpoint"))?;
    let client_id = settings.client_id(Phase::Authorization).ok_or_else(|| incomplete("client_id"))?;
    let mut protocol = vec![
        Pair::new("response_type", "code"),
        Pair::new("client_id", client_id),
        Pair::new("redirect_uri", redirect_uri),
        Pair::new("state", state.secret()),
    ];
    protocol.extend(pkce.pairs());
    let hint = subject.filter(|_| settings.value("login_hint", Phase::Authorization).is_none());
    protocol.extend(hint.map(|subject| Pair::new("login_hint", subject)));
    Ok(authorization_url(endpoint, &settings.authorization_pairs(), &protocol))
}

/// What came back with the browser, and what was kept for it.
#[derive(Debug)]
pub struct CodeAnswer<'a> {
    /// The code.
    pub code: &'a SecretText,
    /// The PKCE verifier.
    pub verifier: &'a SecretText,
    /// The redirect URI of the authorization request, unchanged.
    pub redirect_uri: &'a str,
}

/// Redeems a code.
///
/// # Errors
/// Why the provider gave no token.
pub async fn redeem(exchange: &Exchange<'_>, given: &CodeAnswer<'_>) -> Result<TokenAnswer, ProviderFault> {
    let client = exchange.client(Phase::Token)?;
    let redirect_uri = RedirectUrl::new(given.redirect_uri.to_owned()).map_err(|_| incomplete("redirect_uri"))?;
    let mut request = client
        .exchange_code(AuthorizationCode::new(given.code.expose().to_owned()))
        .set_pkce_verifier(PkceCodeVerifier::new(given.verifier.expose().to_owned()))
        .set_redirect_uri(Cow::Owned(redirect_uri));
    for (name, value) in exchange.extra(Phase::Token) {
        request = request.add_extra_param(name, value);
    }
    let asked_at = exchange.clock.now();
    let way = exchange.way(Phase::Token);
    let ended = request.request_async(&way).await;
    exchange.read(Phase::Token, ended, asked_at, &[given.code, given.verifier])
}

#[cfg(test)]
mod tests {
    use shared::problem::ProblemCode;

    use super::{super::exchange::tests::*, *};
    use crate::{
        catalog::Catalog,
        clock::Clock,
        domain::resource::{Target, tests::settings},
        oauth::client_auth::Prover,
        rng::Rng,
    };

    #[test]
    fn the_protocols_pairs_win_over_the_resources() {
        let values = [
            ("client_id", "c1"),
            ("client_secret", "hunter2"),
            ("redirect_uri", "https://k2.example.com/identity/token/oauth/2"),
            ("response_type", "token"),
        ];
        let mut settings = settings("microsoft-online", &values);
        settings.endpoints.authorization = Some("https://login.example.com/authorize".to_owned());
        let pkce = Pkce::from_random([1; 32]);
        let state = CsrfToken::new("s1".to_owned());
        let url =
            authorize_url(&settings, "https://me.example.com/oauth/callback/c", &state, &pkce, Some("a@example.com"));
        let url = url::Url::parse(&url.expect("complete")).expect("a URL");
        let get =
            |name: &str| url.query_pairs().filter(|(n, _)| n == name).map(|(_, v)| v.into_owned()).collect::<Vec<_>>();
        assert_eq!(get("redirect_uri"), ["https://me.example.com/oauth/callback/c"]);
        assert_eq!(get("response_type"), ["code"]);
        assert_eq!(get("code_challenge_method"), ["S256"]);
        assert_eq!(get("resource"), ["https://outlook.office365.com"]);
        assert_eq!(get("login_hint"), ["a@example.com"]);
        assert_eq!((get("state"), get("client_id")), (vec!["s1".to_owned()], vec!["c1".to_owned()]));
        assert!(!url.as_str().contains("hunter2"));
        settings.endpoints.authorization = None;
        let fault = authorize_url(&settings, "https://me.example.com/", &state, &pkce, None).expect_err("incomplete");
        assert_eq!(fault.code, ProblemCode::ResourceIncomplete);
    }

    #[tokio::test]
    async fn a_code_is_redeemed_with_its_verifier_and_our_redirect_uri() {
        let provider = Provider::answering(
            200,
            "application/json",
            r#"{"access_token":"at","token_type":"Bearer","expires_in":"3599","refresh_token":"rt"}"#,
        )
        .await;
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
        let (code, verifier) = (SecretText::new("code"), SecretText::new("verifier"));
        let given =
            CodeAnswer { code: &code, verifier: &verifier, redirect_uri: "https://me.example.com/oauth/callback/c" };
        let answer = redeem(&exchange, &given).await.expect("token");
        assert_eq!(answer.refresh_token.as_ref().map(SecretText::expose), Some("rt"));
        let names: Vec<String> = provider.form().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(
            names,
            [
                "client_id=c1",
                "client_secret=s1",
                "code=code",
                "code_verifier=verifier",
                "entity_id=d1",
                "grant_type=authorization_code",
                "redirect_uri=https://me.example.com/oauth/callback/c",
                "resource=https://outlook.office365.com",
            ]
        );
    }
}
