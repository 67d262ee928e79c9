//! The outbound protocol: finding a server's endpoints, asking it for tokens, reading its answers, and saying in
//! plain words why it refused.

mod assertion;
pub mod client_auth;
pub mod discovery;
pub mod error;
pub mod grants;
pub mod pkce;
pub mod state;
pub mod token_response;
