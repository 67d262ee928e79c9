//! Variables that belong together: what one product reads, and which of them must be filled and which must be empty,
//! by rules that are data. The server and the browser judge by the same ones, the browser while one types.

mod judge;
mod need;
mod set;

pub use judge::{ChoiceState, Given, ParameterState, SetFinding, SetVerdict, judge};
pub use need::{Need, need};
pub use set::{Choice, ChoiceOption, SetNote, SetParameter, SetRule, VariableSet};

#[cfg(test)]
mod tests;
