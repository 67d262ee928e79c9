//! `Idempotency-Key` on POSTs that create: the same request sent again gets the answer of the first, for a day.
//!
//! Answers are kept sealed, because one of them holds a new API key. A request that failed is forgotten: it may be
//! tried again with the same key.

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use axum::{
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, StatusCode, header};
use shared::problem::ProblemCode;

use super::{AppError, auth::Caller, body};
use crate::{
    app::AppState,
    identity::Actor,
    store::{idempotency_keys, idempotency_keys::Seen},
    vault::{HolderKey, Place},
};

const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
/// Longer than any request may take: whoever began it is gone, and so is what they did not commit.
const ABANDONED_AFTER_SECONDS: i64 = 120;

struct Once {
    app: AppState,
    actor: String,
    key: String,
    hash: Vec<u8>,
    vault: HolderKey,
}

/// Runs the handler once for a key.
pub(super) async fn once(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let Some(key) = request.headers().get(HEADER).cloned() else { return next.run(request).await };
    match run(app, key, request, next).await {
        Ok(response) => response,
        Err(error) => error.into_response(),
    }
}

async fn run(app: AppState, key: HeaderValue, request: Request, next: Next) -> Result<Response, AppError> {
    let key = key.to_str().ok().filter(|key| (1..=255).contains(&key.len()));
    let key = key.ok_or(ProblemCode::IdempotencyMismatch)?.to_owned();
    let actor = match request.extensions().get::<Caller>().map(|caller| Arc::clone(&caller.0)).as_deref() {
        Some(Actor::Person(person)) => format!("user:{}", person.user.id),
        Some(Actor::Robot(robot)) => format!("api_key:{}", robot.id),
        None => return Ok(next.run(request).await),
    };
    let (parts, body) = request.into_parts();
    let body = body::read(body, body::LARGE_KIB).await?;
    let mut said = format!("{} {}\n", parts.method, parts.uri).into_bytes();
    said.extend(&body);
    let hash = digest(&SHA256, &said).as_ref().to_vec();
    let mut tx = app.store.read().await?;
    let vault = app.vault.portal(&mut tx).await?;
    drop(tx);
    let once = Once { app, actor, key, hash, vault };
    if let Some(seen) = once.begin().await? {
        return once.replay(&seen);
    }
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    once.finish(response).await
}

impl Once {
    fn place(&self) -> Place<'_> {
        Place { table: "idempotency_keys", row: &self.actor, column: &self.key }
    }

    /// Claims the key; if it was claimed before, what came of it.
    async fn begin(&self) -> Result<Option<Seen>, AppError> {
        let now = self.app.clock.now();
        let mut tx = self.app.store.write().await?;
        if !idempotency_keys::begin(&mut tx, &self.actor, &self.key, &self.hash, now).await? {
            let seen = idempotency_keys::get(&mut tx, &self.actor, &self.key).await?;
            let abandoned = |seen: &Seen| {
                let age = now.as_millis().saturating_sub(seen.created_at) / 1000;
                seen.status.is_none() && age > ABANDONED_AFTER_SECONDS
            };
            match seen {
                Some(seen) if !abandoned(&seen) => return Ok(Some(seen)),
                _ => {
                    idempotency_keys::delete(&mut tx, &self.actor, &self.key).await?;
                    idempotency_keys::begin(&mut tx, &self.actor, &self.key, &self.hash, now).await?;
                }
            }
        }
        tx.commit().await?;
        Ok(None)
    }

    fn replay(&self, seen: &Seen) -> Result<Response, AppError> {
        let answer = match (&seen.answer, seen.request_hash == self.hash) {
            (Some(answer), true) => self.vault.open(self.place(), answer)?,
            _ => return Err(ProblemCode::IdempotencyMismatch.into()),
        };
        let status = seen.status.and_then(|status| u16::try_from(status).ok());
        let status = status.and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(StatusCode::OK);
        Ok((status, [(header::CONTENT_TYPE, "application/json")], answer).into_response())
    }

    async fn finish(&self, response: Response) -> Result<Response, AppError> {
        let mut tx = self.app.store.write().await?;
        if !response.status().is_success() {
            idempotency_keys::delete(&mut tx, &self.actor, &self.key).await?;
            tx.commit().await?;
            return Ok(response);
        }
        let (parts, body) = response.into_parts();
        let body = body::read(body, body::LARGE_KIB).await?;
        let sealed = self.vault.seal(self.place(), &body);
        idempotency_keys::finish(&mut tx, &self.actor, &self.key, parts.status.as_u16(), &sealed).await?;
        tx.commit().await?;
        Ok(Response::from_parts(parts, Body::from(body)))
    }
}
