//! Does the master key belong to the database?

use super::{Patient, Verdict};
use crate::vault::Vault;

pub(super) async fn check(patient: &Patient<'_>) -> Verdict {
    let Some(store) = &patient.store else {
        return Verdict::Fine("nothing is sealed yet".to_owned());
    };
    if store.migration_state().await.is_ok_and(|(applied, _)| applied == 0) {
        return Verdict::Fine("nothing is sealed yet".to_owned());
    }
    match Vault::fits(store, &patient.config.database.key_file).await {
        Ok(true) => Verdict::Fine("it opens what is sealed in the database".to_owned()),
        Ok(false) => Verdict::Fine("nothing is sealed yet".to_owned()),
        Err(fault) => Verdict::wrong(fault.to_string(), "without the right key file no stored secret can be opened"),
    }
}
