//! HTTP: the table of routes, what every request passes through, and one file an endpoint.

pub mod api;
pub mod auth;
pub mod body;
mod client_address;
mod csrf;
pub mod envelope;
pub mod error;
mod gate;
pub mod headers;
pub mod openapi;
mod query;
pub mod request;
pub mod router;
pub mod routes;

pub use auth::{TenantContext, enter_tenant};
pub use body::Body;
pub use error::AppError;
pub use query::{Query, page_request};
pub use request::RequestInfo;
