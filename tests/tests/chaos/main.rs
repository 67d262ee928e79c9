//! What must hold when the worst happens at the worst moment: kill -9 in the middle of a rotation, a thousand callers
//! at once, a node that was asleep past its lease.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops and says why")]

mod dice;
mod grants;
mod kill;
mod nodes;
mod settings;
mod stampede;
