//! Playbooks: what is known about moving one product from Basic authentication to OAuth, as data. Server and browser
//! read the same types; the rules here are pure functions of them.
//!
//! A playbook says what a product needs (resources, connection strings, variables), in which steps the change is made,
//! who does each, and which checks prove it. How its file looks is in `docs/playbooks.md`.

mod assessment;
mod condition;
mod format;
mod instances;
mod need;
mod place;
mod question;
mod step;
mod texts;

pub use assessment::{Assessable, assess, judge_answers};
pub use condition::{PlaybookFacts, applies};
pub use format::{FORMAT, Playbook, PlaybookExport, PlaybookOption, PlaybookSource, PlaybookValue};
pub use instances::{Instance, InstanceList, ListFault, read_instances};
pub use need::{NeededConnectionString, NeededResource, NeededValues, NeededVariable};
pub use place::{PlaceFault, ValuePlace};
pub use question::{EffectOf, PlaybookEffect, PlaybookQuestion};
pub use step::{PlaybookCheck, PlaybookScript, PlaybookStep, StepAction};
pub use texts::PlaybookTexts;
