//! Checks: what there is, running them, what they found last and before.

mod history;
mod kinds;
mod latest;
mod run;

pub use history::history;
pub use kinds::kinds;
pub use latest::latest;
pub use run::run;
