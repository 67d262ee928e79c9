//! `certificate:ROLE`: a key pair for the resource.

use super::super::{Played, values::newest_certificate};

/// Whether the resource has a certificate.
pub(super) fn has_one(played: &Played) -> bool {
    newest_certificate(played).is_some()
}
