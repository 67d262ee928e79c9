//! Variables of an environment: what a name may be, what each kind of value looks like, and references from one value
//! to another. The browser judges by the same rules while one types.

mod kind;
mod name;
mod reference;
mod resolve;

pub use kind::{VALUE, VariableKind, VariableOptions, judge};
pub use name::{NAME, check_name, key};
pub use reference::{Part, Reference, Renaming, Space, parse, references, renamed};
pub use resolve::{Fact, Fault, Graph, MOST_RESOLVED, Resolved, Text};
