//! `consentry migrate`

use super::{Failure, open};
use crate::config::Config;

/// Brings the tables up to date.
pub(super) async fn run(config: Config) -> Result<(), Failure> {
    let store = open::database(&config).await?;
    store.migrate().await?;
    let (applied, _) = store.migration_state().await?;
    println!("{}: up to date, {applied} migrations", config.database.url);
    store.close().await;
    Ok(())
}
