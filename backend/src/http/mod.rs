//! HTTP: the table of routes, what every request passes through, and one file an endpoint.

pub mod api;
pub mod attempts;
pub mod auth;
#[cfg(feature = "bench")]
mod bench;
pub mod body;
mod client_address;
pub mod consent_trip;
mod csrf;
mod envelope;
pub mod error;
pub mod etag;
mod gate;
mod headers;
mod idempotency;
pub mod openapi;
mod provider;
mod query;
pub mod request;
pub mod router;
pub mod routes;
pub mod type_holder;
pub mod way_back;

pub use auth::{Access, Caller, SignedIn, TenantContext, enter_tenant};
pub use body::{Body, LARGE_KIB};
pub use error::{AppError, Explanation};
pub use etag::{IfMatch, Tagged};
pub use provider::{provider_problem, token_problem};
pub use query::{Query, page_request};
pub use request::RequestInfo;
