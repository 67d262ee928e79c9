//! Is the master key's file its owner's alone?

use super::{Patient, Verdict};
use crate::vault::check_key_file;

pub(super) fn check(patient: &Patient<'_>) -> Verdict {
    let path = &patient.config.database.key_file;
    match check_key_file(path) {
        Ok(true) => Verdict::Fine(format!("{} is there and its owner's alone", path.display())),
        Ok(false) => Verdict::Fine(format!("{} will be created at the first start", path.display())),
        Err(fault) => Verdict::wrong(fault.to_string(), "then run this again"),
    }
}
