//! Who is calling: accounts and their sessions, API keys, and what stands between a guess and a way in.

mod actor;
mod api_key;
mod cache;
mod password;
pub mod session;

pub use actor::{Actor, Person, Robot};
pub use api_key::{KeyText, hash};
pub use cache::{CachedKey, IdentityCache, TenantRef};
pub use password::{PasswordFault, PasswordHasher};
