//! Ways to misbehave, one file each. A misbehaviour stands between the honest answer and the caller.

mod crowd;
mod drip;
mod hang;
mod html;
mod huge;
mod issuer_differs;
mod late;
mod lost_reply;
mod never;
mod number_as_text;
mod provider_error;
mod redirect;
mod replaced;
mod retry_after;
mod stall;
mod truncated;

use std::{future::Future, pin::Pin, sync::Arc};

use axum::{
    body::Body,
    http::{StatusCode, header::CONTENT_TYPE},
    response::Response,
};
use serde_json::Value;

pub use crowd::{Crowd, crowd};
pub use drip::drip;
pub use hang::{Release, hang};
pub use html::html;
pub use huge::huge;
pub use issuer_differs::issuer_differs;
pub use late::late;
pub use lost_reply::lost_reply;
pub use never::never;
pub use number_as_text::number_as_text;
pub use provider_error::provider_error;
pub use redirect::redirect;
pub use replaced::replaced;
pub use retry_after::retry_after;
pub use stall::stall;
pub use truncated::truncated;

type Honest<'a> = &'a (dyn Fn() -> (u16, Value) + Sync);
type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;

/// What to do instead of answering honestly. It decides whether the request is processed at all: only calling
/// the honest answer uses a code up or rotates a token.
#[derive(Clone)]
pub struct Misbehaviour(Arc<dyn Fn(Honest<'_>) -> Answering + Send + Sync>);

impl Misbehaviour {
    fn new(act: impl Fn(Honest<'_>) -> Answering + Send + Sync + 'static) -> Self {
        Self(Arc::new(act))
    }

    /// Answers at once, without processing the request.
    fn instead(answer: impl Fn() -> Response + Send + Sync + 'static) -> Self {
        Self::new(move |_| {
            let response = answer();
            Box::pin(async move { response })
        })
    }

    /// Processes the request and spoils the answer.
    fn spoiling(spoil: impl Fn(u16, Value) -> Response + Send + Sync + 'static) -> Self {
        Self::new(move |honest| {
            let (status, body) = honest();
            let response = spoil(status, body);
            Box::pin(async move { response })
        })
    }
}

/// The honest answer, or what the script makes of it.
pub(super) async fn answer(script: Option<Misbehaviour>, honest: impl Fn() -> (u16, Value) + Sync) -> Response {
    match script {
        None => {
            let (status, body) = honest();
            json(status, &body)
        }
        Some(misbehaviour) => {
            let answering = (misbehaviour.0)(&honest);
            answering.await
        }
    }
}

fn json(status: u16, body: &Value) -> Response {
    respond(status, "application/json", body.to_string())
}

fn respond(status: u16, content_type: &str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).expect("a status code");
    response.headers_mut().insert(CONTENT_TYPE, content_type.parse().expect("a content type"));
    response
}
