//! What whoever holds a consent link may do: see what is asked, go to the provider's page, and come back.
//!
//! There is no session. The link opens the page; the button binds the request to the browser that pressed it first, by
//! a cookie that only this server reads; and only that browser brings an answer, once. Mail scanners that open the
//! link change nothing.

mod complete;
mod refused;
mod show;
mod start;
mod view;

use http::{HeaderMap, header};
use shared::{api::consent_request::ConsentRequestState as State, problem::ProblemCode, secret::SecretText};
use subtle::ConstantTimeEq;

pub use complete::complete;
pub use refused::refused;
pub use show::show;
pub use start::start;

use crate::{
    app::AppState,
    audit::{Author, Entry},
    http::{AppError, RequestInfo, api::consent_requests::state_of, attempts::count},
    identity::{Attempt, hash, session},
    store::{Tx, consent_requests, consent_requests::ConsentRequestRow},
};

/// Begins the name of the cookie; the request's id ends it, so that two links in one browser do not disturb each other.
const COOKIE: &str = "__Host-consentry-consent-";

/// The request behind the link `token`. Whoever tries links that nobody made is slowed down.
async fn of_link(app: &AppState, info: &RequestInfo, token: &str) -> Result<ConsentRequestRow, AppError> {
    let found = async |mut tx: Tx| consent_requests::by_link(&mut tx, &hash(token)).await;
    if let Some(row) = found(app.store.read().await?).await? {
        return Ok(row);
    }
    count(app, &Attempt::on_link(info.address)).await?;
    Err(ProblemCode::ConsentLinkUnknown.into())
}

/// What the browser holds of the request of that id.
fn held<'a>(headers: &'a HeaderMap, id: &str) -> Option<&'a str> {
    let name = format!("{COOKIE}{id}");
    headers.get_all(header::COOKIE).iter().find_map(|value| session::value_in(value.to_str().ok()?, &name))
}

/// The ids of all requests of which the browser holds something.
fn all_held(headers: &HeaderMap) -> impl Iterator<Item = String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|cookies| cookies.split(';')).filter_map(|cookie| {
        let (id, _) = cookie.trim().strip_prefix(COOKIE)?.split_once('=')?;
        Some(id.to_owned())
    })
}

/// `Set-Cookie` for the browser that goes on; it leaves when the link ends.
fn set_cookie(row: &ConsentRequestRow, secret: &SecretText, seconds: i64) -> String {
    let (id, secret) = (&row.id, secret.expose());
    format!("{COOKIE}{id}={secret}; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age={seconds}")
}

/// Whether it is this browser that pressed the button.
fn is_own(row: &ConsentRequestRow, headers: &HeaderMap) -> bool {
    let own = |held: &str| row.browser_hash.as_ref().is_some_and(|known| hash(held).ct_eq(known).into());
    held(headers, &row.id).is_some_and(own)
}

/// How far the request has come, to this browser.
///
/// # Errors
/// Why the link is of no use to it.
fn standing(app: &AppState, row: &ConsentRequestRow, headers: &HeaderMap) -> Result<State, AppError> {
    let own = is_own(row, headers);
    match state_of(app, row)? {
        State::Revoked => Err(ProblemCode::ConsentLinkRevoked.into()),
        State::Expired => Err(ProblemCode::ConsentLinkExpired.into()),
        State::Open => Ok(State::Open),
        State::Started if !own => Err(ProblemCode::ConsentLinkOtherBrowser.into()),
        _ if !own => Err(ProblemCode::ConsentLinkUsed.into()),
        state => Ok(state),
    }
}

/// Begins an audit entry by whoever holds the link.
fn entry(info: &RequestInfo, row: &ConsentRequestRow, action: &'static str) -> Entry {
    let author = Author {
        kind: "link",
        id: Some(row.id.clone()),
        name: "(consent link)".to_owned(),
        request_id: Some(info.id.to_string()),
    };
    let tenant = shared::ids::TenantId::new(&row.tenant_id);
    Entry::new(author, action).tenant(&tenant).target("resource", row.resource_id.as_str())
}
