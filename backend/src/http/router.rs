//! From the table of routes to a router: each row is mounted behind its gate, and everything inside the envelope.

use std::{any::Any, convert::Infallible};

use axum::{
    Router,
    handler::Handler,
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
    routing::{MethodFilter, MethodRouter, on},
};
use shared::problem::ProblemCode;
use tower_http::catch_panic::CatchPanicLayer;

use super::{AppError, auth::Access, envelope::envelope, gate::gate, idempotency::once, openapi::Docs};
use crate::app::AppState;

/// One route: everything there is to know about it.
pub struct Route {
    /// The method.
    pub method: MethodFilter,
    /// The pattern, from `shared::routes`.
    pub path: &'static str,
    /// What it needs of its caller.
    pub access: Access,
    /// What stands about it in `/api/openapi.json`.
    pub docs: Docs,
    handler: MethodRouter<AppState, Infallible>,
    creates: bool,
}

impl Route {
    /// Honours `Idempotency-Key`.
    #[must_use]
    pub fn once(mut self) -> Self {
        self.creates = true;
        self
    }
}

impl std::fmt::Debug for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {} {:?}", self.method, self.path, self.access)
    }
}

macro_rules! methods {
    ($($function:ident $filter:ident;)*) => {$(
        #[doc = concat!("A route of method ", stringify!($filter), ".")]
        pub fn $function<H, T>(path: &'static str, access: Access, docs: Docs, handler: H) -> Route
        where
            H: Handler<T, AppState>,
            T: 'static,
        {
            let method = MethodFilter::$filter;
            Route { method, path, access, docs, handler: on(method, handler), creates: false }
        }
    )*};
}

methods! {
    get GET;
    post POST;
    put PUT;
    patch PATCH;
    delete DELETE;
}

/// Mounts the table.
pub fn router(app: &AppState, table: Vec<Route>) -> Router {
    #[cfg(feature = "bench")]
    let table = table.into_iter().chain([super::bench::fixed()]);
    let mut router = Router::new();
    for route in table {
        let handler = if route.creates {
            route.handler.route_layer(from_fn_with_state(app.clone(), once))
        } else {
            route.handler
        };
        // Only around the method of the row: asking for another stays "no such method" for everybody.
        let gated = handler.route_layer(from_fn_with_state((app.clone(), route.access), gate));
        router = router.route(route.path, gated);
    }
    let router = router
        .fallback(super::api::pages::page)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), envelope));
    #[cfg(feature = "bench")]
    let router = router
        .route(super::bench::NAKED, axum::routing::get(super::bench::bytes))
        .route(super::bench::FILL, axum::routing::post(super::bench::fill));
    router.with_state(app.clone())
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands the panic over")]
fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let message = panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_default();
    AppError::new(ProblemCode::Internal).cause(format!("a handler panicked: {message}")).into_response()
}
