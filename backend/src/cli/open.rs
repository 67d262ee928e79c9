//! From settings to a portal: the database up to date, the master key in its place.

use super::Failure;
use crate::{
    app::{AppState, Parts},
    clock::Clock,
    config::Config,
    rng::Rng,
    store::Store,
    vault::Vault,
};

/// Opens everything that a command or the server works on.
pub(super) async fn portal(config: Config, public_url: String) -> Result<AppState, Failure> {
    let (clock, rng) = (Clock::system(), Rng::system());
    let store = database(&config).await?;
    store.migrate().await?;
    let vault = Vault::start(&store, &config.database.key_file, &rng, &clock).await?;
    Ok(AppState::new(Parts { config, public_url, store, vault, clock, rng })?)
}

/// The same for a command, which nobody will reach at an address.
pub(super) async fn for_command(config: Config) -> Result<AppState, Failure> {
    let address = config.listen.address;
    let public_url = config.listen.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    portal(config, public_url).await
}

/// Connects to the database; a fault names it (without its password).
pub(super) async fn database(config: &Config) -> Result<Store, Failure> {
    let url = &config.database.url;
    Store::open(url).await.map_err(|error| Failure(format!("{url}: {}", Failure::from(error).0)))
}
