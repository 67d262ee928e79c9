//! Collects what is wrong with a request.

use super::{FieldFault, FieldSpec};
use crate::secret::SecretText;

/// Collects what is wrong with a request, one entry per field.
#[derive(Debug, Default)]
pub struct Report {
    faults: Vec<(String, FieldFault)>,
}

impl Report {
    /// Checks `value` against `spec`; the pointer is the spec's name.
    pub fn check(&mut self, spec: &FieldSpec, value: &str) {
        if let Err(fault) = spec.check(value) {
            self.add(format!("/{}", spec.name), fault);
        }
    }

    /// Checks an optional value; absent counts as empty.
    pub fn check_opt(&mut self, spec: &FieldSpec, value: Option<&str>) {
        self.check(spec, value.unwrap_or_default());
    }

    /// Checks a secret.
    pub fn check_secret(&mut self, spec: &FieldSpec, value: &SecretText) {
        self.check(spec, value.expose());
    }

    /// Checks `value` and reports it under `pointer` (RFC 6901).
    pub fn check_at(&mut self, pointer: String, spec: &FieldSpec, value: &str) {
        if let Err(fault) = spec.check(value) {
            self.add(pointer, fault);
        }
    }

    /// Adds a fault found in another way.
    pub fn add(&mut self, pointer: impl Into<String>, fault: FieldFault) {
        self.faults.push((pointer.into(), fault));
    }

    /// All faults, in the order in which they were found.
    pub fn into_faults(self) -> Vec<(String, FieldFault)> {
        self.faults
    }
}

/// A request that can judge itself. The server's JSON extractor calls it before the handler runs.
pub trait Validate {
    /// Adds to `report` whatever is wrong.
    fn validate(&self, report: &mut Report);
}
