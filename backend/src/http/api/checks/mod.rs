//! Checks: what there is, running them, what they found last and before; in an environment, and in a whole tenant.

mod forget;
mod history;
mod kinds;
mod latest;
mod of_tenant;
mod run;
mod together;

pub use forget::forget;
pub use history::history;
pub use kinds::kinds;
pub use latest::latest;
pub use of_tenant::{latest_of_tenant, run_all};
pub use run::run;
