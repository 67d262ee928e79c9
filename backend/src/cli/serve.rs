//! `consentry serve`: starts, says where, serves, and ends without losing anything.

use std::time::Duration;

use tokio::net::TcpListener;

use super::{Failure, open};
use crate::{
    app::AppState, audit::keep_journal, config::Config, identity::setup, jobs, log, server, signals::Signals,
    store::SoleServer,
};

/// How long requests and tasks under way may take to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// Serves until a signal says stop.
pub(super) async fn run(config: Config) -> Result<(), Failure> {
    log::start(&config.log);
    let url = &config.database.url;
    let sole = SoleServer::claim(url).map_err(|error| Failure(format!("{url}: {error}")))?;
    let mut signals = Signals::listen()?;
    let asked = config.listen.address;
    let listener = TcpListener::bind(asked).await;
    let listener = listener.map_err(|error| Failure(format!("cannot listen on {asked}: {error}")))?;
    let address = listener.local_addr()?;
    let public_url = config.listen.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    let app = open::portal(config, public_url).await?;
    let journal = tokio::spawn(keep_journal(app.clone()));
    jobs::start(&app);
    if let Some(link) = setup::new_link(&app).await? {
        println!("create the first administrator: {link}");
    }
    println!("listening on http://{address}");
    tracing::info!(%address, public_url = app.public_url, database = %app.config.database.url, "ready");
    app.set_ready();
    let serving = tokio::spawn(server::serve(app.clone(), listener, PATIENCE));
    signals.received().await;
    tracing::info!("stopping; a second signal ends at once");
    tokio::spawn(async move {
        signals.received().await;
        std::process::exit(1);
    });
    app.stopping.cancel();
    serving.await?;
    drain(&app).await;
    journal.await?;
    app.store.close().await;
    drop(sole);
    tracing::info!("stopped");
    Ok(())
}

/// Work that goes on without its caller ends too: a rotated refresh token has to be committed.
async fn drain(app: &AppState) {
    app.tasks.close();
    if tokio::time::timeout(PATIENCE, app.tasks.wait()).await.is_err() {
        tracing::warn!(left = app.tasks.len(), "tasks under way were given up");
    }
    app.drained.cancel();
}
