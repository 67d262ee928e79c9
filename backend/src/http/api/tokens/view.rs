//! A cached token without the token, and its last failure in the caller's words.

use shared::{
    api::token::{TokenError, TokenMetadata, TokenState},
    ids::TokenId,
    problem::ProblemCode,
    provider_error::usual_meaning,
    text::Locale,
    timestamp::Timestamp,
};

use crate::{
    app::App,
    domain::token::state,
    store::{
        token_quarantines::Quarantine,
        tokens::{Failure, TokenRow},
    },
};

/// What the API shows.
pub(in crate::http::api) fn metadata(app: &App, row: TokenRow, locale: Locale) -> TokenMetadata {
    let now = app.clock.now();
    let expires_at = Timestamp::from_millis(row.expires_at);
    let error = row.error_code.as_deref().and_then(ProblemCode::parse);
    let leased = row.lease_owner.is_some() && row.lease_until > now.as_millis();
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    TokenMetadata {
        state: state(error, leased, expires_at, now),
        last_error: last_error(app, &row, locale),
        // A branch exists only beside a refresh token.
        refreshable: row.refresh_token.is_some() || row.is_branch(),
        id: TokenId::new(row.id),
        root: row.root_id.map(TokenId::new),
        subject: some(row.subject),
        audience: some(row.audience),
        scope: row.granted_scope.or_else(|| some(row.scope)),
        token_type: row.token_type,
        obtained_at: Timestamp::from_millis(row.obtained_at),
        expires_at,
        refresh_expires_at: row.refresh_expires_at.map(Timestamp::from_millis),
    }
}

/// Shows a token whose refresh token was refused and set aside: what was said then, and what can be done.
pub(super) fn set_aside(app: &App, token: &mut TokenMetadata, quarantine: &Quarantine, locale: Locale) {
    let failure = Failure {
        at: quarantine.at,
        code: &quarantine.code,
        provider_code: quarantine.provider_code.as_deref(),
        correlation_id: quarantine.correlation_id.as_deref(),
    };
    let remedy = app.texts.problem(ProblemCode::Quarantined, locale, &[]).remedy;
    token.state = TokenState::Quarantined;
    token.last_error = explained(app, &failure, locale).map(|error| TokenError { remedy: Some(remedy), ..error });
}

fn last_error(app: &App, row: &TokenRow, locale: Locale) -> Option<TokenError> {
    let failure = Failure {
        at: row.error_at?,
        code: row.error_code.as_deref()?,
        provider_code: row.error_provider_code.as_deref(),
        correlation_id: row.error_correlation_id.as_deref(),
    };
    explained(app, &failure, locale)
}

/// A failure that was kept, in the caller's words.
pub(in crate::http::api) fn explained(app: &App, failure: &Failure<'_>, locale: Locale) -> Option<TokenError> {
    let code = ProblemCode::parse(failure.code)?;
    let known = failure.provider_code.and_then(|code| app.catalog.provider_error(code));
    let (detail, remedy) = if let Some(known) = known {
        (known.cause.get(locale).to_owned(), known.remedy.get(locale).to_owned())
    } else {
        let words = app.texts.problem(code, locale, &[]);
        (words.detail, words.remedy)
    };
    let meaning = known.map(|known| (known.class, known.who)).or(usual_meaning(code));
    Some(TokenError {
        at: Timestamp::from_millis(failure.at),
        code: code.as_str().to_owned(),
        detail,
        remedy: Some(remedy),
        provider_code: failure.provider_code.map(str::to_owned),
        correlation_id: failure.correlation_id.map(str::to_owned),
        class: meaning.map(|(class, _)| class),
        who: meaning.map(|(_, who)| who),
    })
}
