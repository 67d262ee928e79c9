//! What checks found, and what they found before.

use shared::ids::TenantId;

use super::{StoreError, Tx, migration_runs::Range, on_db};
use crate::settings::Place;

/// A row of `check_runs`.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct CheckRunRow {
    /// Its id; ids grow with time.
    pub id: String,
    /// Where.
    pub environment_id: String,
    /// Which check.
    pub check_id: String,
    /// The resource that it was about.
    pub resource_id: Option<String>,
    /// What it was told, as JSON.
    pub arguments: String,
    /// The digest of the question.
    pub subject: String,
    /// How it came out.
    pub state: String,
    /// What it found, as JSON.
    pub findings: String,
    /// Epoch milliseconds.
    pub started_at: i64,
    /// Milliseconds.
    pub took_ms: i64,
    /// Who ran it.
    pub actor_name: String,
    /// `hand`, `schedule` or `migration`.
    pub origin: String,
    /// The migration in which it ran.
    pub migration_id: Option<String>,
    /// The step of it.
    pub step_id: Option<String>,
    /// How the run before came out.
    pub previous: Option<String>,
}

const COLUMNS: &str =
    "id, environment_id, check_id, resource_id, arguments, subject, state, findings, started_at, took_ms,
     actor_name, origin, migration_id, step_id, previous";
/// The most runs that are kept of one question.
const MOST_RUNS: i64 = 200;
/// The most questions of which the last run is told.
const MOST_SUBJECTS: i64 = 500;
/// The same, of a whole tenant.
const MOST_OF_TENANT: i64 = 2000;

/// Which runs.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only of this check.
    pub check: Option<String>,
    /// Only of this resource.
    pub resource: Option<String>,
    /// Only of this question.
    pub subject: Option<String>,
}

/// Adds one, and lets the oldest of the same question go.
pub async fn insert(tx: &mut Tx, place: &Place, row: &CheckRunRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO check_runs (id, tenant_id, environment_id, check_id, resource_id, arguments, subject, state,
                   findings, started_at, took_ms, actor_name, origin, migration_id, step_id, previous)
               VALUES ($2, $1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(place.tenant.as_str()).bind(&row.id).bind(place.environment.as_str()).bind(&row.check_id)
        .bind(&row.resource_id).bind(&row.arguments).bind(&row.subject).bind(&row.state).bind(&row.findings)
        .bind(row.started_at).bind(row.took_ms).bind(&row.actor_name).bind(&row.origin).bind(&row.migration_id)
        .bind(&row.step_id).bind(&row.previous)
        .execute(conn).await.map(drop))?;
    let sql = "DELETE FROM check_runs WHERE tenant_id = $1 AND environment_id = $2 AND subject = $3 AND id NOT IN
                   (SELECT id FROM check_runs WHERE environment_id = $2 AND subject = $3 ORDER BY id DESC LIMIT $4)";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(&row.subject).bind(MOST_RUNS)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The last run of a question.
pub async fn last(tx: &mut Tx, place: &Place, subject: &str) -> Result<Option<CheckRunRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM check_runs WHERE tenant_id = $1 AND environment_id = $2 AND subject = $3
         ORDER BY id DESC LIMIT 1"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(subject).fetch_optional(conn).await)?)
}

/// How the last run of a question before the run `before` came out that could look at all.
pub async fn last_telling(
    tx: &mut Tx,
    place: &Place,
    subject: &str,
    before: &str,
) -> Result<Option<String>, StoreError> {
    let sql = "SELECT state FROM check_runs WHERE tenant_id = $1 AND environment_id = $2 AND subject = $3 AND id <> $4
                   AND state <> 'impossible' ORDER BY id DESC LIMIT 1";
    Ok(on_db!(tx, conn => sqlx::query_scalar(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(subject).bind(before)
        .fetch_optional(conn).await)?)
}

/// Forgets the question that a run asked; gives the question, if the environment has the run.
pub async fn forget(tx: &mut Tx, place: &Place, run: &str, now: i64) -> Result<Option<String>, StoreError> {
    let Some(subject) = subject_of(tx, place, run).await? else { return Ok(None) };
    let sql = "UPDATE check_runs SET forgotten_at = $4
               WHERE tenant_id = $1 AND environment_id = $2 AND subject = $3 AND forgotten_at IS NULL";
    on_db!(tx, conn => sqlx::query(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(&subject).bind(now)
        .execute(conn).await.map(drop))?;
    Ok(Some(subject))
}

/// Whether a question was forgotten and not asked since.
pub async fn is_forgotten(tx: &mut Tx, place: &Place, subject: &str) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) FROM check_runs WHERE forgotten_at IS NOT NULL AND id =
                   (SELECT MAX(id) FROM check_runs WHERE tenant_id = $1 AND environment_id = $2 AND subject = $3)";
    let count: i64 = on_db!(tx, conn => sqlx::query_scalar(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(subject).fetch_one(conn).await)?;
    Ok(count > 0)
}

/// The last run of every question of the environment that was not forgotten, the newest first.
pub async fn latest(tx: &mut Tx, place: &Place) -> Result<Vec<CheckRunRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM check_runs WHERE tenant_id = $1 AND id IN
             (SELECT MAX(id) FROM check_runs WHERE tenant_id = $1 AND environment_id = $2 GROUP BY subject)
             AND forgotten_at IS NULL
         ORDER BY id DESC LIMIT $3"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(MOST_SUBJECTS).fetch_all(conn).await)?)
}

/// What the checks of a migration found, the newest first; of each question at each step only the last time.
pub async fn of_migration(tx: &mut Tx, place: &Place, migration: &str) -> Result<Vec<CheckRunRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM check_runs WHERE tenant_id = $1 AND id IN
             (SELECT MAX(id) FROM check_runs WHERE tenant_id = $1 AND environment_id = $2 AND migration_id = $3
              GROUP BY subject, step_id)
         ORDER BY id DESC"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(migration).fetch_all(conn).await)?)
}

/// The same of several migrations, for lists: without the findings.
pub async fn of_migrations(tx: &mut Tx, place: &Place, range: Range<'_>) -> Result<Vec<CheckRunRow>, StoreError> {
    let columns = COLUMNS.replace("findings", "'[]' AS findings");
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {columns} FROM check_runs WHERE tenant_id = $1 AND id IN
             (SELECT MAX(id) FROM check_runs
              WHERE tenant_id = $1 AND environment_id = $2 AND migration_id BETWEEN $3 AND $4
              GROUP BY migration_id, subject, step_id)
         ORDER BY id DESC"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(range.first).bind(range.last)
        .fetch_all(conn).await)?)
}

/// The runs of the environment before the run `after`, the newest first.
pub async fn history(
    tx: &mut Tx,
    place: &Place,
    filter: &Filter,
    after: Option<&str>,
    rows: i64,
) -> Result<Vec<CheckRunRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM check_runs WHERE tenant_id = $1 AND environment_id = $2 AND ($3 = '' OR check_id = $3)
             AND ($4 = '' OR resource_id = $4) AND ($5 = '' OR subject = $5) AND ($6 = '' OR id < $6)
         ORDER BY id DESC LIMIT $7"
    ));
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let (check, resource, subject) = (text(&filter.check), text(&filter.resource), text(&filter.subject));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(&check).bind(&resource).bind(&subject)
        .bind(after.unwrap_or_default()).bind(rows).fetch_all(conn).await)?)
}

/// The last run of every question in every environment of a tenant, the newest first.
pub async fn latest_of_tenant(tx: &mut Tx, tenant: &TenantId) -> Result<Vec<CheckRunRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM check_runs WHERE tenant_id = $1 AND id IN
             (SELECT MAX(id) FROM check_runs WHERE tenant_id = $1 GROUP BY environment_id, subject)
             AND forgotten_at IS NULL
         ORDER BY id DESC LIMIT $2"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql).bind(tenant.as_str()).bind(MOST_OF_TENANT).fetch_all(conn).await)?)
}

/// The question that a run asked, if the environment has the run.
pub async fn subject_of(tx: &mut Tx, place: &Place, run: &str) -> Result<Option<String>, StoreError> {
    let sql = "SELECT subject FROM check_runs WHERE tenant_id = $1 AND environment_id = $2 AND id = $3";
    Ok(on_db!(tx, conn => sqlx::query_scalar(sql)
        .bind(place.tenant.as_str()).bind(place.environment.as_str()).bind(run).fetch_optional(conn).await)?)
}

#[cfg(test)]
pub(crate) mod tests {
    use shared::ids::EnvironmentId;

    use super::*;
    use crate::store::{
        environments,
        resources::{self, tests::add_tenant},
        testing::on_both,
    };

    /// An environment to check.
    pub(crate) async fn place(tx: &mut Tx) -> Place {
        let tenant = add_tenant(tx, "contoso").await;
        resources::insert(tx, &tenant, &resources::tests::row("r1", "A")).await.expect("resource");
        let environment = shared::api::environment::Environment {
            id: EnvironmentId::new("e1"),
            slug: "e1".to_owned(),
            name: "E1".to_owned(),
            default: false,
            created_at: shared::timestamp::Timestamp::from_millis(0),
            updated_at: shared::timestamp::Timestamp::from_millis(0),
        };
        environments::insert(tx, &tenant, &environment).await.expect("environment");
        Place { tenant, environment: environment.id }
    }

    /// A run.
    pub(crate) fn row(id: &str, subject: &str, state: &str) -> CheckRunRow {
        CheckRunRow {
            id: id.to_owned(),
            environment_id: "e1".to_owned(),
            check_id: "token".to_owned(),
            resource_id: Some("r1".to_owned()),
            arguments: "{}".to_owned(),
            subject: subject.to_owned(),
            state: state.to_owned(),
            findings: "[]".to_owned(),
            started_at: 1,
            took_ms: 2,
            actor_name: "Ann".to_owned(),
            origin: "hand".to_owned(),
            migration_id: None,
            step_id: None,
            previous: None,
        }
    }

    on_both!(runs_are_found_by_their_question(store) {
        let mut tx = store.write().await.expect("write");
        let place = place(&mut tx).await;
        for (id, subject, state) in [("1", "a", "passed"), ("2", "b", "failed"), ("3", "a", "impossible")] {
            insert(&mut tx, &place, &row(id, subject, state)).await.expect("insert");
        }
        let ids = |rows: Vec<CheckRunRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
        assert_eq!(ids(latest(&mut tx, &place).await.expect("latest")), ["3", "2"]);
        assert_eq!(last(&mut tx, &place, "a").await.expect("last"), Some(row("3", "a", "impossible")));
        assert_eq!(last_telling(&mut tx, &place, "a", "4").await.expect("telling").as_deref(), Some("passed"));
        let all = Filter::default();
        assert_eq!(ids(history(&mut tx, &place, &all, None, 2).await.expect("history")), ["3", "2"]);
        assert_eq!(ids(history(&mut tx, &place, &all, Some("2"), 2).await.expect("history")), ["1"]);
        let one = Filter { check: Some("token".into()), resource: Some("r1".into()), subject: Some("b".into()) };
        assert_eq!(ids(history(&mut tx, &place, &one, None, 9).await.expect("history")), ["2"]);
        assert_eq!(ids(latest_of_tenant(&mut tx, &place.tenant).await.expect("latest")), ["3", "2"]);
        assert_eq!(subject_of(&mut tx, &place, "2").await.expect("asked").as_deref(), Some("b"));
        assert!(latest_of_tenant(&mut tx, &TenantId::new("other")).await.expect("latest").is_empty());
        // Forgotten with everything that was found; asked anew, it is there again.
        assert_eq!(forget(&mut tx, &place, "1", 9).await.expect("forget").as_deref(), Some("a"));
        assert_eq!(forget(&mut tx, &place, "4", 9).await.expect("forget"), None);
        assert!(is_forgotten(&mut tx, &place, "a").await.expect("asked"));
        assert_eq!(ids(latest(&mut tx, &place).await.expect("latest")), ["2"]);
        assert_eq!(ids(latest_of_tenant(&mut tx, &place.tenant).await.expect("latest")), ["2"]);
        assert_eq!(ids(history(&mut tx, &place, &all, None, 9).await.expect("history")), ["3", "2", "1"]);
        insert(&mut tx, &place, &row("4", "a", "passed")).await.expect("insert");
        assert!(!is_forgotten(&mut tx, &place, "a").await.expect("asked"));
        assert_eq!(ids(latest(&mut tx, &place).await.expect("latest")), ["4", "2"]);
        let elsewhere = Place { tenant: TenantId::new("other"), ..place };
        assert!(latest(&mut tx, &elsewhere).await.expect("latest").is_empty());
    });
}
