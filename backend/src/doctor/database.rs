//! Does the database answer, and are its tables up to date?

use super::{Patient, Verdict};
use crate::store::StoreError;

pub(super) async fn check(patient: &Patient<'_>, fault: Option<StoreError>) -> Verdict {
    let url = &patient.config.database.url;
    if let Some(fault) = fault {
        return unreachable(patient, &fault);
    }
    let Some(store) = &patient.store else {
        return Verdict::Fine(format!("{url} will be created at the first start"));
    };
    let (version, state) = match (store.version().await, store.migration_state().await) {
        (Ok(version), Ok(state)) => (version, state),
        (Err(fault), _) | (_, Err(fault)) => return unreachable(patient, &fault),
    };
    match state {
        (applied, known) if applied == known => Verdict::Fine(format!("{url}, {version}, {applied} migrations")),
        (applied, known) if applied < known => Verdict::Fine(format!(
            "{url}, {version}, {applied} of {known} migrations; consentry serve or migrate applies the rest"
        )),
        (applied, known) => Verdict::wrong(
            format!("{url} has {applied} migrations, this program knows {known}"),
            "a newer version of this program was here: use that one, or restore a backup from before",
        ),
    }
}

fn unreachable(patient: &Patient<'_>, fault: &StoreError) -> Verdict {
    let cause = std::error::Error::source(fault).map(|cause| format!(": {cause}")).unwrap_or_default();
    Verdict::wrong(
        format!("{}: {fault}{cause}", patient.config.database.url),
        "check CONSENTRY_DATABASE_URL, and that the database server runs and lets this machine in",
    )
}
