//! The broker: a valid access token in one request. A token at hand costs no database and no decryption; that it was
//! handed out is in the trail before it leaves.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header};
use shared::{
    api::token::{BrokerRequest, BrokerToken},
    ids::ResourceId,
    problem::ProblemCode,
    secret::SecretText,
};

use crate::{
    app::AppState,
    domain::resource::Target,
    http::{AppError, Body, TenantContext, token_problem},
    token_cache::{Served, Wanted, serve},
};

/// What an answer has beside the token, in bytes; it may have more.
const AROUND_A_TOKEN: usize = 256;

/// `POST /tenants/{tenant}/resources/{resource}/token`.
pub async fn broker(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, resource)): Path<(String, ResourceId)>,
    Body(request): Body<BrokerRequest>,
) -> Result<Response, AppError> {
    let wanted = Wanted {
        tenant: &context.tenant,
        resource: &resource,
        subject: request.subject.as_deref().filter(|subject| !subject.is_empty()),
        target: Target::new(request.audience.as_deref(), request.scope.as_deref()),
        needed_seconds: i64::from(request.needed_seconds()),
        force: request.force,
    };
    let served = serve(&app, &wanted).await.map_err(|fault| token_problem(&app.catalog, fault))?;
    let Served { entry, source, warning } = served;
    app.journal.record(context.hand_out(resource, &entry.token, source, app.clock.now())).await?;
    let token = BrokerToken {
        access_token: &entry.access_token,
        token_type: &entry.token_type,
        expires_at: entry.expires_at,
        expires_in: entry.expires_at.seconds_since(app.clock.now()).max(0),
        subject: entry.subject.as_deref(),
        source,
        warning: warning.as_ref().map(|fault| fault.code.as_str()),
    };
    written(&token)
}

/// The answer.
fn written(token: &BrokerToken<'_>) -> Result<Response, AppError> {
    let body = json(token).map_err(|error| AppError::new(ProblemCode::Internal).cause(error))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, body).into_response())
}

/// As JSON, in one piece of memory that is large enough. A token is long: where nothing in it has to be escaped, which is
/// seen for many characters at once, it is copied rather than written one character after the other.
fn json(token: &BrokerToken<'_>) -> serde_json::Result<Vec<u8>> {
    const BEGIN: &[u8] = br#"{"access_token":""#;
    let text = token.access_token.expose();
    let mut body = Vec::with_capacity(text.len() + AROUND_A_TOKEN);
    // Not `any`: stopping at the first would mean looking at one after the other.
    let escaped = |byte| u8::from(byte < b' ') | u8::from(byte == b'"') | u8::from(byte == b'\\');
    let special = text.bytes().fold(0, |seen, byte| seen | escaped(byte)) != 0;
    let rest = serde_json::to_vec(&BrokerToken { access_token: &SecretText::default(), ..*token })?;
    match rest.strip_prefix(BEGIN) {
        Some(rest) if !special => {
            body.extend_from_slice(BEGIN);
            body.extend_from_slice(text.as_bytes());
            body.extend_from_slice(rest);
        }
        _ => serde_json::to_writer(&mut body, token)?,
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use shared::{api::token::TokenSource, timestamp::Timestamp};

    use super::*;

    #[test]
    fn an_answer_is_the_same_json_whatever_is_in_the_token() {
        for text in ["", "eyJ0eXAi.abc-_~+/=", "a\"b", "back\\slash", "line\nbreak", "\u{0}", "\u{7f}é\u{2028}"] {
            let access_token = SecretText::new(text);
            let token = BrokerToken {
                access_token: &access_token,
                token_type: "Bearer",
                expires_at: Timestamp::from_millis(1_000),
                expires_in: 60,
                subject: Some("mail@contoso.example"),
                source: TokenSource::Cache,
                warning: None,
            };
            let usual = serde_json::to_vec(&token).expect("JSON");
            assert_eq!(json(&token).expect("JSON"), usual, "{text:?}");
        }
    }
}
