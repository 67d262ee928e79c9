//! What every request passes through, whatever its route: a request id, a time limit, security headers, one log
//! line, one count, and problems put into the caller's words.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{ConnectInfo, MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use shared::{
    problem::{FieldProblem, Problem, ProblemCode},
    provider_error::usual_meaning,
    routes,
    text::Locale,
};

use super::{AppError, RequestInfo, client_address::client_address, error::Fault, headers};
use crate::app::AppState;

const TIME_LIMIT: Duration = Duration::from_mins(1);
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const PROBLEM: HeaderValue = HeaderValue::from_static("application/problem+json");

/// Wraps a request and its answer.
pub(super) async fn envelope(State(app): State<AppState>, mut request: Request, next: Next) -> Response {
    let watch = app.clock.stopwatch();
    let info = describe(&app, &request);
    let method = request.method().clone();
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let route = matched.as_ref().map_or("(page)", MatchedPath::as_str);
    request.extensions_mut().insert(info.clone());
    let under_way = app.metrics.under_way();
    let answer = tokio::time::timeout(TIME_LIMIT, next.run(request)).await;
    drop(under_way);
    let mut response = answer.unwrap_or_else(|_| AppError::new(ProblemCode::Timeout).into_response());
    let fault = response.extensions_mut().remove::<Arc<Fault>>().or_else(|| stray(&response));
    let status = response.status();
    if let Some(fault) = &fault {
        log_cause(fault, &info, route);
        response = in_words(&app, fault, &info, response.headers());
    }
    let took = watch.elapsed();
    app.metrics.request_done(route, &method, status.as_u16(), took);
    log_request(&info, &method, route, status, took);
    headers::secure(response.headers_mut(), &app.public_url);
    if let Ok(id) = HeaderValue::from_str(&info.id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

fn describe(app: &AppState, request: &Request) -> RequestInfo {
    let language = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let peer = peer.unwrap_or(std::net::IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED));
    RequestInfo {
        id: Arc::from(app.new_id()),
        locale: Locale::negotiate(language.unwrap_or_default()),
        address: client_address(peer, request.headers(), &app.config.listen.trusted_proxies),
    }
}

/// Refusals that axum made by itself become problems too.
fn stray(response: &Response) -> Option<Arc<Fault>> {
    let code = match response.status() {
        StatusCode::METHOD_NOT_ALLOWED => ProblemCode::MethodNotAllowed,
        StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND => ProblemCode::NoSuchPath,
        StatusCode::PAYLOAD_TOO_LARGE => ProblemCode::BodyTooLarge,
        status if status.is_client_error() || status.is_server_error() => ProblemCode::Internal,
        _ => return None,
    };
    // A handler that answers with a problem of its own making (a replayed one) has said what it is.
    let is_problem = response.headers().get(header::CONTENT_TYPE) == Some(&PROBLEM);
    (!is_problem).then(|| AppError::new(code).into_response().extensions_mut().remove()).flatten()
}

fn in_words(app: &AppState, fault: &Fault, info: &RequestInfo, kept: &HeaderMap) -> Response {
    let mut args = fault.args.clone();
    args.extend(fault.phrases.iter().map(|(name, text)| (*name, text.get(info.locale).to_owned())));
    args.push(("request_id", info.id.to_string()));
    let words = app.texts.problem(fault.code, info.locale, &args);
    let better = fault.explanation.as_ref().map(|known| (&known.detail, &known.remedy));
    let better = better.or(fault.words.as_ref().map(|known| (&known.detail, &known.remedy)));
    let (detail, remedy) = match better {
        Some((detail, remedy)) => (detail.get(info.locale).to_owned(), remedy.get(info.locale).to_owned()),
        None => (words.detail, words.remedy),
    };
    let meaning = fault.explanation.as_ref().map(|better| (better.class, better.who)).or(usual_meaning(fault.code));
    let errors = fault.fields.iter().map(|(pointer, field)| FieldProblem {
        pointer: pointer.clone(),
        code: field.code().to_owned(),
        detail: app.texts.field(*field, info.locale),
    });
    let errors = errors.chain(fault.words.iter().map(|known| FieldProblem {
        pointer: known.pointer.to_owned(),
        code: known.code.to_owned(),
        detail: known.detail.get(info.locale).to_owned(),
    }));
    let problem = Problem {
        kind: format!("urn:consentry:problem:{}", fault.code.as_str()),
        title: words.title,
        status: fault.code.status(),
        detail,
        code: fault.code.as_str().to_owned(),
        request_id: info.id.to_string(),
        remedy: Some(remedy),
        errors: errors.collect(),
        index: fault.index,
        dependents: fault.dependents.clone(),
        conflicts: fault.conflicts.clone(),
        step: fault.step.clone(),
        provider_code: fault.provider_code.clone(),
        correlation_id: fault.correlation_id.clone(),
        class: meaning.map(|(class, _)| class),
        who: meaning.map(|(_, who)| who),
    };
    let status = StatusCode::from_u16(fault.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Json(problem)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, PROBLEM);
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(info.locale.tag()));
    if let Some(allow) = kept.get(header::ALLOW) {
        headers.insert(header::ALLOW, allow.clone());
    }
    if let Some(seconds) = fault.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// The one place where a cause is logged, with everything behind it.
fn log_cause(fault: &Fault, info: &RequestInfo, route: &str) {
    let Some(cause) = &fault.cause else { return };
    let mut chain = cause.to_string();
    let mut source = cause.source();
    while let Some(error) = source {
        chain.push_str(": ");
        chain.push_str(&error.to_string());
        source = error.source();
    }
    let code = fault.code.as_str();
    if fault.code.status() >= 500 {
        tracing::error!(request_id = %info.id, route, code, cause = chain, "a request failed");
    } else {
        tracing::info!(request_id = %info.id, route, code, cause = chain, "a request was refused");
    }
}

/// Addresses are logged as patterns: no query string, no id that somebody made up to be logged.
fn log_request(info: &RequestInfo, method: &Method, route: &str, status: StatusCode, took: Duration) {
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    let (request_id, address, status) = (&info.id, info.address, status.as_u16());
    let everyday = status < 400 && (*method == Method::GET || route == routes::BROKER);
    if everyday {
        tracing::debug!(%request_id, %address, %method, route, status, micros, "answered");
    } else {
        tracing::info!(%request_id, %address, %method, route, status, micros, "answered");
    }
}
