//! Who is calling: accounts and their sessions, API keys, and what stands between a guess and a way in.

mod accounts;
mod actor;
mod api_key;
mod cache;
mod new_key;
mod password;
pub mod session;
pub mod setup;
mod throttle;

pub use accounts::{AccountFault, NewAccount};
pub use actor::{Actor, Person, Robot};
pub use api_key::{KeyText, hash};
pub use cache::{CachedKey, IdentityCache, TenantRef};
pub use new_key::NewKey;
pub use password::{PasswordFault, PasswordHasher};
pub use throttle::Attempt;
