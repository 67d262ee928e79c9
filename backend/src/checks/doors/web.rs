//! What Exchange Web Services and Microsoft Graph have in common: a request with a token, and what refusals mean.

use http::{
    HeaderValue, Request, StatusCode,
    header::{AUTHORIZATION, InvalidHeaderValue},
};
use shared::{secret::SecretText, text::LocalizedText};

use super::{Context, Outcome, explained};
use crate::{
    checks::token_of::Held,
    oauth::error::clean,
    outbound::{Answer, OutboundError},
};

/// What the service said, as far as it says anything.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Its own code.
    pub(super) code: Option<String>,
    /// Its own words.
    pub(super) words: String,
}

/// `Authorization`, which no log shows.
fn bearer(token: &SecretText) -> Result<HeaderValue, InvalidHeaderValue> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose()))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Sends the request with the token; the inner error says why there is no answer.
pub(super) async fn send(
    context: &Context<'_>,
    held: &Held,
    address: &str,
    request: http::request::Builder,
    body: Vec<u8>,
) -> Result<Answer, Outcome> {
    let unbuilt = || Outcome::otherwise(context.say("web_no_request").with("server", address).done());
    let bearer = bearer(&held.entry.access_token).map_err(|_| unbuilt())?;
    let request: Request<Vec<u8>> =
        request.uri(address).header(AUTHORIZATION, bearer).body(body).map_err(|_| unbuilt())?;
    context.app.outbound.call(request).await.map_err(|error| {
        let say = match error {
            OutboundError::AddressRefused(refusal) => context.say("web_address_refused").with("why", refusal),
            OutboundError::Redirected | OutboundError::TooLarge | OutboundError::NotJson => {
                context.say("web_unexpected").with("status", "–").with("said", error)
            }
            OutboundError::Unreachable | OutboundError::Interrupted | OutboundError::TimedOut => {
                context.say("web_unreachable")
            }
        };
        Outcome::otherwise(say.with("server", address).done())
    })
}

/// What an answer means that is not the one that was hoped for. `denied`: whether the service's own code says that this
/// mailbox, and only it, stays shut.
pub(super) fn refused(
    context: &Context<'_>,
    held: &Held,
    (address, answer): (&str, &Answer),
    said: &Said,
    denied: bool,
) -> Outcome {
    let tidy = |text: &str| clean(text, &[&held.entry.access_token]);
    let status = answer.status.as_u16().to_string();
    let reason = answer.policy_reason.as_deref().map(tidy).unwrap_or_default();
    let words = tidy(&format!("{reason} {}", said.words));
    let code = said.code.as_deref().map(tidy).filter(|code| !code.is_empty());
    let coded = || Some(code.clone().unwrap_or_else(|| format!("HTTP {status}")));
    let known: Vec<&str> = code.as_deref().into_iter().collect();
    let say = if let Some((_, say)) = explained(context, context.say("web_explained"), &known, &words) {
        // The code of the service itself is what others search for.
        let policy = Some(reason.clone()).filter(|reason| !reason.is_empty());
        if policy.is_some() { say.code(policy) } else { say }
    } else {
        let say = match answer.status {
            StatusCode::UNAUTHORIZED => context.say("web_unauthorized"),
            StatusCode::FORBIDDEN => context.say("web_forbidden"),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => context.say("web_busy"),
            status if status.is_server_error() => context.say("web_failing"),
            _ => context.say("web_unexpected"),
        };
        say.code(coded())
    };
    let shown = if words.is_empty() { coded().unwrap_or_default() } else { words };
    let say = say.with("server", address).with("status", status).with("said", shown);
    let finding = say.correlation(answer.request_id.as_deref().map(tidy)).done();
    if denied { Outcome::denied(finding) } else { Outcome::otherwise(finding) }
}

/// There is no address to knock at.
pub(super) fn nowhere(context: &Context<'_>, what: &str) -> Outcome {
    let what = LocalizedText { en: what.to_owned(), nl: what.to_owned() };
    Outcome::otherwise(context.say("web_no_address").text("service", what).done())
}
