//! Runs one check: judges what was said, looks, keeps what was found, and raises a notice about what used to work.

use std::{collections::BTreeMap, time::Duration};

use aws_lc_rs::digest::{SHA256, digest};
use shared::{
    api::check::{CheckOrigin, CheckRequest, CheckRun},
    check::{ArgumentKind, CheckNeed, CheckState, Finding},
    field::FieldFault,
    ids::{CheckRunId, EnvironmentId, ResourceId},
    timestamp::Timestamp,
};

use super::{Check, Context, find, notices};
use crate::{
    app::{App, AppState},
    audit::{Author, Entry, record},
    catalog::CheckWords,
    hex, resources,
    settings::Place,
    store::{StoreError, Tx, check_notices, check_runs, check_runs::CheckRunRow, dialect},
    vault::VaultError,
};

/// The longest that one check may take.
const LIMIT: Duration = Duration::from_secs(14);

/// On whose account a check runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin<'a> {
    /// Somebody asked for it.
    Hand,
    /// The schedule of the environment.
    Schedule,
    /// A migration, and one of its steps.
    Migration {
        /// The migration's id.
        id: &'a str,
        /// The step's id.
        step: Option<&'a str>,
    },
}

impl Origin<'_> {
    fn kind(self) -> CheckOrigin {
        match self {
            Self::Hand => CheckOrigin::Hand,
            Self::Schedule => CheckOrigin::Schedule,
            Self::Migration { .. } => CheckOrigin::Migration,
        }
    }
}

/// Why a check was not run at all.
#[derive(Debug, thiserror::Error)]
pub enum CheckFault {
    /// What was said is not accepted; pointers begin behind the request's own.
    #[error("a check was asked for in a way that makes no sense")]
    Said(Vec<(String, FieldFault)>),
    /// Of the vault or the store.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl From<StoreError> for CheckFault {
    fn from(error: StoreError) -> Self {
        Self::Vault(error.into())
    }
}

/// What is wrong with a request, by pointers such as `/arguments/mailbox`; empty: it can be run.
///
/// # Errors
/// Those of the store.
pub async fn judge(
    tx: &mut Tx,
    app: &App,
    place: &Place,
    request: &CheckRequest,
) -> Result<Vec<(String, FieldFault)>, VaultError> {
    let known = find(&request.check).and_then(|check| app.catalog.checks().find(check.id));
    let Some(words) = known else {
        return Ok(vec![("/check".to_owned(), FieldFault::Choice)]);
    };
    let mut faults = said(words, &request.arguments);
    let needs = words.descriptor.needs.contains(&CheckNeed::Resource);
    match (&request.resource, needs) {
        (None, true) => faults.push(("/resource".to_owned(), FieldFault::Required)),
        (Some(_), false) => faults.push(("/resource".to_owned(), FieldFault::Unknown)),
        (Some(resource), true) => {
            if crate::store::resources::get(tx, &place.tenant, resource).await?.is_none() {
                faults.push(("/resource".to_owned(), FieldFault::NoSuchThing));
            }
        }
        (None, false) => {}
    }
    Ok(faults)
}

fn said(words: &CheckWords, arguments: &BTreeMap<String, String>) -> Vec<(String, FieldFault)> {
    let known = &words.descriptor.arguments;
    let strange = arguments.keys().filter(|name| !known.iter().any(|argument| argument.name == **name));
    let mut faults: Vec<_> = strange.map(|name| (format!("/arguments/{name}"), FieldFault::Unknown)).collect();
    for argument in known {
        if let Err(fault) = argument.judge(arguments.get(&argument.name).map(String::as_str)) {
            faults.push((format!("/arguments/{}", argument.name), fault));
        }
    }
    faults
}

/// Runs a check and keeps what it found.
///
/// # Errors
/// [`CheckFault`]; whatever is wrong out there is a finding.
pub async fn run(
    app: &AppState,
    place: &Place,
    author: &Author,
    request: &CheckRequest,
    origin: Origin<'_>,
) -> Result<CheckRun, CheckFault> {
    let mut tx = app.store.read().await?;
    let faults = judge(&mut tx, app, place, request).await?;
    let opened = match &request.resource {
        Some(resource) if faults.is_empty() => resources::open(&mut tx, app, &place.tenant, resource).await?,
        _ => None,
    };
    drop(tx);
    let check = find(&request.check).filter(|_| faults.is_empty());
    let words = check.and_then(|check| app.catalog.checks().find(check.id));
    let (Some(check), Some(words)) = (check, words) else { return Err(CheckFault::Said(faults)) };
    let resource_name = opened.as_ref().map(|opened| opened.row.name.clone()).unwrap_or_default();
    let resource = opened.map(|opened| opened.settings);
    // Empty arguments are none, so that the same question has one history.
    let arguments = request.arguments.iter().filter(|(_, value)| !value.is_empty());
    let arguments = arguments.map(|(name, value)| (name.clone(), value.clone())).collect();
    let request = CheckRequest { arguments, ..request.clone() };
    let started_at = app.clock.now();
    let context = Context { app, place, request: &request, words, resource, resource_name };
    let findings = look(check, &context).await?;
    let run = CheckRun {
        id: CheckRunId::new(app.new_id()),
        environment: place.environment.clone(),
        origin: origin.kind(),
        check: request.check.clone(),
        resource: request.resource.clone(),
        state: CheckState::overall(&findings),
        took_ms: u64::try_from(app.clock.now().as_millis().saturating_sub(started_at.as_millis())).unwrap_or(0),
        by: author.name.clone(),
        migration: if let Origin::Migration { id, .. } = origin { Some(id.to_owned()) } else { None },
        step: if let Origin::Migration { step, .. } = origin { step.map(str::to_owned) } else { None },
        previous: None,
        arguments: request.arguments.clone(),
        findings,
        started_at,
    };
    keep(app, place, author, run, origin).await
}

async fn look(check: &Check, context: &Context<'_>) -> Result<Vec<Finding>, VaultError> {
    let outcome = tokio::time::timeout(LIMIT, (check.run)(context)).await;
    outcome.unwrap_or_else(|_| Ok(vec![context.say("took_too_long").with("seconds", LIMIT.as_secs()).done()]))
}

async fn keep(
    app: &AppState,
    place: &Place,
    author: &Author,
    mut run: CheckRun,
    origin: Origin<'_>,
) -> Result<CheckRun, CheckFault> {
    let subject = subject(&run);
    let mut tx = app.store.write().await?;
    // Two runs of the same check that end at once raise one notice.
    dialect::lock_environment(&mut tx, place.tenant.as_str(), place.environment.as_str()).await?;
    if origin == Origin::Schedule && check_runs::is_forgotten(&mut tx, place, &subject).await? {
        // Forgotten while it ran: kept, it would be asked for ever again.
        return Ok(run);
    }
    let before = check_runs::last(&mut tx, place, &subject).await?;
    run.previous = before.as_ref().and_then(|row| CheckState::parse(&row.state));
    let row = CheckRunRow {
        id: run.id.to_string(),
        environment_id: place.environment.to_string(),
        check_id: run.check.clone(),
        resource_id: run.resource.as_ref().map(ResourceId::to_string),
        arguments: json(&run.arguments)?,
        subject: subject.clone(),
        state: run.state.as_str().to_owned(),
        findings: json(&run.findings)?,
        started_at: run.started_at.as_millis(),
        took_ms: i64::try_from(run.took_ms).unwrap_or(i64::MAX),
        actor_name: run.by.clone(),
        origin: run.origin.as_str().to_owned(),
        migration_id: run.migration.clone(),
        step_id: run.step.clone(),
        previous: run.previous.map(|state| state.as_str().to_owned()),
    };
    check_runs::insert(&mut tx, place, &row).await?;
    notices::follow(&mut tx, app, place, &run, &subject).await?;
    if origin != Origin::Schedule {
        let entry = Entry::new(author.clone(), "check.run").tenant(&place.tenant).target("check_run", run.id.as_str());
        let detail = serde_json::json!({
            "environment": place.environment, "check": run.check, "resource": run.resource, "state": run.state,
        });
        record(&mut tx, app, entry.detail(detail)).await?;
    }
    tx.commit().await?;
    Ok(run)
}

/// Forgets the question that a run asked: it is not listed any more and no schedule asks it. What was found stays, and a
/// notice about it ends. Tells whether there is such a run.
///
/// # Errors
/// Those of the store.
pub async fn forget(
    tx: &mut Tx,
    app: &AppState,
    place: &Place,
    author: &Author,
    run: &CheckRunId,
) -> Result<bool, StoreError> {
    dialect::lock_environment(tx, place.tenant.as_str(), place.environment.as_str()).await?;
    let now = app.clock.now();
    let Some(subject) = check_runs::forget(tx, place, run.as_str(), now.as_millis()).await? else { return Ok(false) };
    check_notices::resolve(tx, place, &subject, now).await?;
    let entry = Entry::new(author.clone(), "check.forget").tenant(&place.tenant).target("check_run", run.as_str());
    record(tx, app, entry.detail(serde_json::json!({ "environment": place.environment }))).await?;
    Ok(true)
}

/// Whether a request says to which address a token is presented: whoever says that can have the token, and needs the
/// permission for it.
pub fn tells_where_a_token_goes(app: &App, request: &CheckRequest) -> bool {
    let Some(words) = app.catalog.checks().find(&request.check) else { return false };
    let place = |kind| matches!(kind, ArgumentKind::Host | ArgumentKind::Port | ArgumentKind::Url);
    let said = |name: &String| request.arguments.get(name).is_some_and(|value| !value.is_empty());
    words.descriptor.needs.contains(&CheckNeed::Token)
        && words.descriptor.arguments.iter().any(|argument| place(argument.kind) && said(&argument.name))
}

/// What makes two runs the same question: the check, its resource and what it was told.
fn subject(run: &CheckRun) -> String {
    let mut text = format!("{}\n{}\n", run.check, run.resource.as_ref().map_or("", ResourceId::as_str));
    for (name, value) in &run.arguments {
        for part in [name, "\t", value, "\n"] {
            text.push_str(part);
        }
    }
    hex::encode(digest(&SHA256, text.as_bytes()).as_ref())
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable { table: "check_runs", column: "findings" })
}

/// A run that was kept.
///
/// # Errors
/// When the row cannot be read any more.
pub fn stored(row: CheckRunRow) -> Result<CheckRun, StoreError> {
    let unreadable = |column| StoreError::Unreadable { table: "check_runs", column };
    Ok(CheckRun {
        id: CheckRunId::new(row.id),
        environment: EnvironmentId::new(row.environment_id),
        origin: CheckOrigin::parse(&row.origin).ok_or(unreadable("origin"))?,
        check: row.check_id,
        resource: row.resource_id.map(ResourceId::new),
        arguments: serde_json::from_str(&row.arguments).map_err(|_| unreadable("arguments"))?,
        state: CheckState::parse(&row.state).ok_or(unreadable("state"))?,
        findings: serde_json::from_str(&row.findings).map_err(|_| unreadable("findings"))?,
        started_at: Timestamp::from_millis(row.started_at),
        took_ms: u64::try_from(row.took_ms).unwrap_or(0),
        by: row.actor_name,
        migration: row.migration_id,
        step: row.step_id,
        previous: row.previous.as_deref().and_then(CheckState::parse),
    })
}
