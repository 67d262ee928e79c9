//! The few things that SQLite and PostgreSQL do not do alike.

use shared::timestamp::Timestamp;
use sqlx::error::{DatabaseError, ErrorKind};

use super::{StoreError, Tx};

/// The rule that was broken, under the name PostgreSQL gives it by default. SQLite only lists the columns:
/// `UNIQUE constraint failed: environments.tenant_id, environments.slug`.
pub(super) fn broken_constraint(error: &dyn DatabaseError) -> Option<String> {
    match error.kind() {
        ErrorKind::ForeignKeyViolation => Some("foreign_key".to_owned()),
        ErrorKind::UniqueViolation => {
            Some(error.constraint().map_or_else(|| name_of_columns(error.message()), str::to_owned))
        }
        _ => None,
    }
}

fn name_of_columns(message: &str) -> String {
    let columns = message.rsplit(": ").next().unwrap_or_default();
    let table = columns.split('.').next().unwrap_or_default();
    let names: Vec<&str> = columns.split(", ").filter_map(|column| column.split_once('.')).map(|(_, c)| c).collect();
    format!("{table}_{}_key", names.join("_"))
}

/// Whether the database says that it is starting, stopping, full or too busy rather than that we are wrong.
pub(super) fn is_unavailable(error: &dyn DatabaseError) -> bool {
    match error.code().as_deref() {
        // PostgreSQL: connection exception, insufficient resources, operator intervention.
        Some(code) if code.len() == 5 => ["08", "53", "57"].iter().any(|class| code.starts_with(class)),
        // SQLite: busy, locked, I/O error, full, cannot open; the primary code is the low byte.
        Some(code) => code.parse::<i32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 10 | 13 | 14)),
        None => false,
    }
}

/// What gives the texts of a JSON array that is bound to `$2`: for as many ids as there are with one statement.
pub(super) fn texts_of_second(tx: &Tx) -> &'static str {
    match tx {
        Tx::Sqlite(_) => "SELECT value FROM json_each($2)",
        Tx::Postgres(_) => "SELECT json_array_elements_text($2::json)",
    }
}

/// Makes other writers of this tenant wait until this transaction ends, so that "the last owner stays" and its
/// like can be checked before writing. SQLite has one writer anyway.
pub async fn lock_tenant(tx: &mut Tx, tenant: &str) -> Result<(), StoreError> {
    if let Tx::Postgres(tx) = tx {
        sqlx::query("SELECT 1 FROM tenants WHERE id = $1 FOR UPDATE").bind(tenant).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Makes other writers of this environment's settings wait until this transaction ends, so that its changes are numbered
/// without a gap and judged by what is there. SQLite has one writer anyway.
pub async fn lock_environment(tx: &mut Tx, tenant: &str, environment: &str) -> Result<(), StoreError> {
    if let Tx::Postgres(tx) = tx {
        let sql = "SELECT 1 FROM environments WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE";
        sqlx::query(sql).bind(tenant).bind(environment).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Something that others refer to without a foreign key.
#[derive(Debug, Clone, Copy)]
pub(super) enum Referred {
    /// A resource type of a tenant's own.
    ResourceType,
    /// A playbook that was uploaded.
    Playbook,
}

/// Makes whoever wants to change or delete it wait until this transaction ends; others may hold it too. To be looked for
/// once it is held. SQLite has one writer anyway.
pub(super) async fn hold(tx: &mut Tx, what: Referred, id: &str) -> Result<(), StoreError> {
    if let Tx::Postgres(tx) = tx {
        let sql = match what {
            Referred::ResourceType => "SELECT 1 FROM resource_types WHERE id = $1 FOR SHARE",
            Referred::Playbook => "SELECT 1 FROM playbooks WHERE id = $1 FOR SHARE",
        };
        sqlx::query(sql).bind(id).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Makes whoever holds, or wants to change, it wait until this transaction ends, likewise.
pub(super) async fn seize(tx: &mut Tx, what: Referred, id: &str) -> Result<(), StoreError> {
    if let Tx::Postgres(tx) = tx {
        let sql = match what {
            Referred::ResourceType => "SELECT 1 FROM resource_types WHERE id = $1 FOR UPDATE",
            Referred::Playbook => "SELECT 1 FROM playbooks WHERE id = $1 ORDER BY version FOR UPDATE",
        };
        sqlx::query(sql).bind(id).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Locks the tokens of a tenant that have a refresh token and a lease of their own, in the order of their ids;
/// `resource` empty: those of all its resources.
pub async fn lock_roots(tx: &mut Tx, tenant: &str, resource: &str) -> Result<(), StoreError> {
    if let Tx::Postgres(tx) = tx {
        let sql = "SELECT id FROM tokens WHERE tenant_id = $1 AND ($2 = '' OR resource_id = $2) AND root_id IS NULL
                   ORDER BY id FOR UPDATE";
        sqlx::query(sql).bind(tenant).bind(resource).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Makes other starting nodes wait until this transaction ends, so that only one sets up what exists once.
pub async fn lock_settings(tx: &mut Tx) -> Result<(), StoreError> {
    if let Tx::Postgres(tx) = tx {
        sqlx::query("LOCK TABLE settings IN EXCLUSIVE MODE").execute(&mut **tx).await?;
    }
    Ok(())
}

/// Whether other processes may work on the same database.
pub fn has_other_nodes(tx: &Tx) -> bool {
    matches!(tx, Tx::Postgres(_))
}

/// What follows a `SELECT` of rows to be taken: those that somebody else is taking at this moment are left to them, and
/// nobody waits for anybody. SQLite has one writer.
pub(super) fn skip_locked(tx: &Tx) -> &'static str {
    match tx {
        Tx::Sqlite(_) => "",
        Tx::Postgres(_) => "FOR UPDATE SKIP LOCKED",
    }
}

/// The time by which leases are judged, in epoch milliseconds: the database server's, which all nodes share. With
/// SQLite there is one node, and its own clock is the one.
pub async fn shared_now(tx: &mut Tx, own: Timestamp) -> Result<i64, StoreError> {
    match tx {
        Tx::Sqlite(_) => Ok(own.as_millis()),
        Tx::Postgres(tx) => {
            let sql = "SELECT CAST(EXTRACT(EPOCH FROM CLOCK_TIMESTAMP()) * 1000 AS BIGINT)";
            Ok(sqlx::query_scalar(sql).fetch_one(&mut **tx).await?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_become_the_name_postgresql_would_give() {
        assert_eq!(name_of_columns("UNIQUE constraint failed: tenants.slug"), "tenants_slug_key");
        assert_eq!(
            name_of_columns("UNIQUE constraint failed: environments.tenant_id, environments.slug"),
            "environments_tenant_id_slug_key"
        );
    }
}
