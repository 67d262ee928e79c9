//! Migrations of an environment.

mod actions;
mod change;
mod checks;
mod create;
mod cutover;
mod events;
mod found;
mod get;
mod list;
mod paste;
mod remove;
mod report;
mod script;
mod settle;
mod step;
mod undo;
mod values;
mod write_values;

pub use actions::actions;
pub use change::change;
pub use checks::checks;
pub use create::create;
pub use cutover::cutover;
pub use events::events;
pub use get::get;
pub use list::list;
pub use paste::paste;
pub use remove::remove;
pub use report::report;
pub use script::script;
pub use step::step;
pub use undo::undo;
pub use values::values;
