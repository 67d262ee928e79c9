//! `consentry api-key create`: a key for automation, without a browser.

use clap::Args;
use shared::{
    api::api_key::CreateApiKey,
    field::{Report, Validate},
    permission::Scope,
    text::Locale,
};

use super::{Failure, open};
use crate::{audit::Author, config::Config, identity::NewKey, problem_texts::ProblemTexts, store::members};

/// What kind of key.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What it is for
    #[arg(long)]
    name: String,
    /// What it may do, such as tokens:issue; * is everything; give it several times for several
    #[arg(long = "scope", required = true, value_parser = scope)]
    scopes: Vec<Scope>,
    /// The one tenant it works for, by id or slug [default: all of them]
    #[arg(long)]
    tenant: Option<String>,
    /// Days until it stops working [default: 90]
    #[arg(long)]
    expires_in_days: Option<u32>,
}

fn scope(text: &str) -> Result<Scope, String> {
    Scope::parse(text).ok_or_else(|| {
        let names: Vec<&str> = Scope::ALL.iter().map(|(_, name)| *name).collect();
        format!("the scopes are {}", names.join(", "))
    })
}

/// Makes the key and prints it.
pub(super) async fn run(config: Config, arguments: Arguments) -> Result<(), Failure> {
    let Arguments { name, scopes, tenant, expires_in_days } = arguments;
    let request = CreateApiKey { name, scopes, tenant, expires_in_days };
    let mut report = Report::default();
    request.validate(&mut report);
    if let Some((pointer, fault)) = report.into_faults().into_iter().next() {
        let words = ProblemTexts::embedded()?.field(fault, Locale::En);
        return Err(Failure(format!("{}: {words}", pointer.trim_start_matches('/'))));
    }
    let app = open::for_command(config).await?;
    let mut tx = app.store.write().await?;
    let tenant = match &request.tenant {
        Some(name) => {
            let found = members::standing(&mut tx, name, None).await?;
            Some(found.ok_or_else(|| Failure(format!("there is no tenant {name}")))?.tenant)
        }
        None => None,
    };
    let key = NewKey { name: &request.name, scopes: &request.scopes, tenant, expires_in_days: request.expires_in_days };
    let created = key.insert(&mut tx, &app, Author::command("api-key create")).await?;
    tx.commit().await?;
    app.store.close().await;
    let end = created.details.expires_at.map(shared::timestamp::Timestamp::to_rfc3339).unwrap_or_default();
    println!("made the API key {} ({}), good until {end}", created.details.id, created.details.name);
    println!("it is shown only now: {}", created.key.expose());
    Ok(())
}
