//! Variables and their versions. Secret values arrive and leave sealed; versions are added and never changed.

use shared::{
    api::page::Page,
    ids::{EnvironmentId, TenantId},
};

use super::{
    StoreError, Tx,
    many::{lots, places},
    on_db,
    page::PageRequest,
};

/// A version of a variable, with who made it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct VariableRow {
    /// The variable, under whatever name.
    pub id: String,
    /// Counts from 1.
    pub version: i64,
    /// The change that made it.
    pub change_number: i64,
    /// Its name.
    pub name: String,
    /// What its value is.
    pub kind: String,
    /// JSON.
    pub options: String,
    /// Whether its value is never shown.
    pub secret: bool,
    /// Whether only the support team may change it.
    pub protected: bool,
    /// What it is for.
    pub description: String,
    /// The value, unless it is secret.
    pub value: Option<String>,
    /// The sealed value of a secret.
    pub sealed: Option<Vec<u8>>,
    /// How a secret ends.
    pub last4: Option<String>,
    /// When the value was last written, in epoch milliseconds.
    pub value_at: i64,
    /// Whether this version deleted it.
    pub deleted: bool,
    /// When the change was made, in epoch milliseconds; not stored here.
    pub at: i64,
    /// By whom; not stored here.
    pub by: String,
}

/// A variable that was deleted, or not.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct VariableHead {
    /// The variable.
    pub id: String,
    /// What its name is compared by.
    pub name_key: String,
    /// Its newest version.
    pub version: i64,
    /// Whether it is deleted.
    pub deleted: bool,
}

/// How many settings one change touched, and the first of their names.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Touched {
    /// The change.
    pub change_number: i64,
    /// A name.
    pub name: String,
    /// How many there are.
    pub total: i64,
}

const SELECT: &str = "SELECT v.variable_id AS id, v.version, v.change_number, v.name, v.kind, v.options, v.secret, \
                      v.protected, v.description, v.value, v.sealed, v.last4, v.value_at, v.deleted, c.at, \
                      c.actor_name AS by \
                      FROM variable_versions v JOIN setting_changes c \
                      ON c.environment_id = v.environment_id AND c.number = v.change_number";

/// Every variable of an environment.
pub async fn current(
    tx: &mut Tx,
    tenant: &TenantId,
    environment: &EnvironmentId,
) -> Result<Vec<VariableRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{SELECT} JOIN variables h ON h.id = v.variable_id AND h.version = v.version
         WHERE v.tenant_id = $1 AND v.environment_id = $2 AND NOT h.deleted ORDER BY h.name_key"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(environment.as_str()).fetch_all(conn).await)?)
}

/// Every variable of an environment as it was after change `number`.
pub async fn after(
    tx: &mut Tx,
    tenant: &TenantId,
    environment: &EnvironmentId,
    number: i64,
) -> Result<Vec<VariableRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{SELECT} JOIN (SELECT variable_id, MAX(version) AS version FROM variable_versions
                        WHERE tenant_id = $1 AND environment_id = $2 AND change_number <= $3 GROUP BY variable_id) w
         ON w.variable_id = v.variable_id AND w.version = v.version
         WHERE v.tenant_id = $1 AND v.environment_id = $2 AND NOT v.deleted"
    ));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(environment.as_str()).bind(number).fetch_all(conn).await)?)
}

/// The variable of that name; if there is none, the one that was deleted last under it.
pub async fn find(
    tx: &mut Tx,
    tenant: &TenantId,
    environment: &EnvironmentId,
    name_key: &str,
) -> Result<Option<VariableHead>, StoreError> {
    let sql = "SELECT h.id, h.name_key, h.version, h.deleted FROM variables h
               JOIN variable_versions v ON v.variable_id = h.id AND v.version = h.version
               WHERE h.tenant_id = $1 AND h.environment_id = $2 AND h.name_key = $3
               ORDER BY h.deleted, v.change_number DESC LIMIT 1";
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(environment.as_str()).bind(name_key).fetch_optional(conn).await)?)
}

/// Every variable that was deleted and may come back.
pub async fn deleted(
    tx: &mut Tx,
    tenant: &TenantId,
    environment: &EnvironmentId,
) -> Result<Vec<VariableHead>, StoreError> {
    let sql = "SELECT h.id, h.name_key, h.version, h.deleted FROM variables h
               JOIN variable_versions v ON v.variable_id = h.id AND v.version = h.version
               WHERE h.tenant_id = $1 AND h.environment_id = $2 AND h.deleted ORDER BY v.change_number";
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(environment.as_str()).fetch_all(conn).await)?)
}

/// A page of a variable's versions, the newest first; the cursor is a version.
pub async fn versions(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &str,
    page: &PageRequest,
) -> Result<Page<VariableRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{SELECT} WHERE v.tenant_id = $1 AND v.variable_id = $2 AND v.version < $3 ORDER BY v.version DESC LIMIT $4"
    ));
    let before = page.after.as_deref().map_or(i64::MAX, |version| version.parse().unwrap_or(0));
    let rows: Vec<VariableRow> = on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(id).bind(before).bind(page.rows()).fetch_all(conn).await)?;
    let keyed: Vec<(String, VariableRow)> = rows.into_iter().map(|row| (row.version.to_string(), row)).collect();
    let Page { items, next_cursor } = page.page(keyed, |(key, _)| key);
    Ok(Page { items: items.into_iter().map(|(_, row)| row).collect(), next_cursor })
}

/// One version of a variable.
pub async fn version(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &str,
    version: i64,
) -> Result<Option<VariableRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("{SELECT} WHERE v.tenant_id = $1 AND v.variable_id = $2 AND v.version = $3"));
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(id).bind(version).fetch_optional(conn).await)?)
}

/// Of each change from `first` to `last`: how many variables it touched, and the names of at most `most` of them.
pub async fn touched(
    tx: &mut Tx,
    tenant: &TenantId,
    environment: &EnvironmentId,
    (first, last): (i64, i64),
    most: i64,
) -> Result<Vec<Touched>, StoreError> {
    let sql = "SELECT change_number, name, total FROM (
                   SELECT change_number, name,
                          COUNT(*) OVER (PARTITION BY change_number) AS total,
                          ROW_NUMBER() OVER (PARTITION BY change_number ORDER BY name) AS place
                   FROM variable_versions
                   WHERE tenant_id = $1 AND environment_id = $2 AND change_number BETWEEN $3 AND $4) AS t
               WHERE place <= $5 ORDER BY change_number DESC, place";
    Ok(on_db!(tx, conn => sqlx::query_as(sql)
        .bind(tenant.as_str()).bind(environment.as_str()).bind(first).bind(last).bind(most).fetch_all(conn).await)?)
}

/// Adds a version to each of these variables, and makes it the one that holds. A name may pass from one to another.
pub async fn write(
    tx: &mut Tx,
    tenant: &TenantId,
    environment: &EnvironmentId,
    rows: &[VariableRow],
) -> Result<(), StoreError> {
    for lot in lots(rows) {
        release_names(tx, tenant, lot).await?;
    }
    for lot in lots(rows) {
        put_heads(tx, tenant, environment, lot).await?;
        insert_versions(tx, tenant, environment, lot).await?;
    }
    Ok(())
}

/// Takes the names off, so that none stands twice in between.
async fn release_names(tx: &mut Tx, tenant: &TenantId, rows: &[VariableRow]) -> Result<(), StoreError> {
    let list: Vec<String> = (0..rows.len()).map(|at| format!("${}", at + 2)).collect();
    let sql = format!("UPDATE variables SET deleted = TRUE WHERE tenant_id = $1 AND id IN ({})", list.join(", "));
    on_db!(tx, conn => {
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(tenant.as_str());
        for row in rows {
            query = query.bind(row.id.as_str());
        }
        query.execute(conn).await.map(drop)
    })?;
    Ok(())
}

async fn put_heads(
    tx: &mut Tx,
    tenant: &TenantId,
    environment: &EnvironmentId,
    rows: &[VariableRow],
) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO variables (id, tenant_id, environment_id, name_key, version, deleted) VALUES {}
         ON CONFLICT (id) DO UPDATE SET
             name_key = excluded.name_key, version = excluded.version, deleted = excluded.deleted",
        places(rows.len(), 6)
    );
    on_db!(tx, conn => {
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for row in rows {
            query = query.bind(row.id.as_str()).bind(tenant.as_str()).bind(environment.as_str())
                .bind(shared::variable::key(&row.name)).bind(row.version).bind(row.deleted);
        }
        query.execute(conn).await.map(drop)
    })?;
    Ok(())
}

async fn insert_versions(
    tx: &mut Tx,
    tenant: &TenantId,
    environment: &EnvironmentId,
    rows: &[VariableRow],
) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO variable_versions (variable_id, version, tenant_id, environment_id, change_number, name, kind,
             options, secret, protected, description, value, sealed, last4, value_at, deleted) VALUES {}",
        places(rows.len(), 16)
    );
    on_db!(tx, conn => {
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for row in rows {
            query = query.bind(row.id.as_str()).bind(row.version).bind(tenant.as_str()).bind(environment.as_str())
                .bind(row.change_number).bind(row.name.as_str()).bind(row.kind.as_str()).bind(row.options.as_str())
                .bind(row.secret).bind(row.protected).bind(row.description.as_str()).bind(row.value.as_deref())
                .bind(row.sealed.as_deref()).bind(row.last4.as_deref()).bind(row.value_at).bind(row.deleted);
        }
        query.execute(conn).await.map(drop)
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{
        environments::tests::add_environment,
        resources::tests::add_tenant,
        setting_changes::{self, SettingChangeRow},
        testing::on_both,
    };

    fn row(id: &str, name: &str, version: i64, change: i64) -> VariableRow {
        VariableRow {
            id: id.to_owned(),
            version,
            change_number: change,
            name: name.to_owned(),
            kind: "string".to_owned(),
            options: "{}".to_owned(),
            secret: false,
            protected: false,
            description: String::new(),
            value: Some(format!("{name}{version}")),
            sealed: None,
            last4: None,
            value_at: change,
            deleted: false,
            at: change * 10,
            by: "Somebody".to_owned(),
        }
    }

    async fn change(tx: &mut Tx, tenant: &TenantId, environment: &EnvironmentId, number: i64) {
        let row = SettingChangeRow {
            number,
            at: number * 10,
            actor_kind: "user".to_owned(),
            actor_id: None,
            actor_name: "Somebody".to_owned(),
            origin: "edit".to_owned(),
            note: None,
        };
        setting_changes::insert(tx, tenant, environment, &row).await.expect("a change");
    }

    fn names(rows: &[VariableRow]) -> Vec<(&str, &str, i64)> {
        let mut names: Vec<_> = rows.iter().map(|row| (row.id.as_str(), row.name.as_str(), row.version)).collect();
        names.sort_unstable();
        names
    }

    on_both!(an_environment_is_told_as_it_was_after_any_change(store) {
        let mut tx = store.write().await.expect("write");
        let (contoso, other) = (add_tenant(&mut tx, "contoso").await, add_tenant(&mut tx, "other").await);
        let place = add_environment(&mut tx, &contoso, "e1").await;
        for number in 1..=4 {
            change(&mut tx, &contoso, &place, number).await;
        }
        write(&mut tx, &contoso, &place, &[row("a", "A", 1, 1), row("b", "B", 1, 1)]).await.expect("first");
        // The two exchange their names.
        write(&mut tx, &contoso, &place, &[row("a", "B", 2, 2), row("b", "A", 2, 2)]).await.expect("second");
        let gone = VariableRow { deleted: true, ..row("b", "A", 3, 3) };
        write(&mut tx, &contoso, &place, &[gone]).await.expect("third");
        write(&mut tx, &contoso, &place, &[row("c", "a", 1, 4)]).await.expect("the name is free again");
        let then = async |tx: &mut Tx, number| after(tx, &contoso, &place, number).await.expect("then");
        assert!(then(&mut tx, 0).await.is_empty());
        assert_eq!(names(&then(&mut tx, 1).await), [("a", "A", 1), ("b", "B", 1)]);
        assert_eq!(names(&then(&mut tx, 2).await), [("a", "B", 2), ("b", "A", 2)]);
        assert_eq!(names(&then(&mut tx, 3).await), [("a", "B", 2)]);
        let now = current(&mut tx, &contoso, &place).await.expect("now");
        assert_eq!(names(&now), names(&then(&mut tx, 9).await));
        assert_eq!(now, [row("c", "a", 1, 4), row("a", "B", 2, 2)], "by name, without regard to case");
        let found = find(&mut tx, &contoso, &place, "a").await.expect("find").expect("there");
        assert_eq!((found.id.as_str(), found.deleted), ("c", false));
        assert_eq!(deleted(&mut tx, &contoso, &place).await.expect("deleted")[0].id, "b");
        assert!(current(&mut tx, &other, &place).await.expect("foreign").is_empty());
        assert!(find(&mut tx, &other, &place, "a").await.expect("foreign").is_none());
        assert!(version(&mut tx, &other, "a", 1).await.expect("foreign").is_none());
    });

    on_both!(versions_follow_page_by_page_and_changes_name_what_they_touched(store) {
        let mut tx = store.write().await.expect("write");
        let contoso = add_tenant(&mut tx, "contoso").await;
        let place = add_environment(&mut tx, &contoso, "e1").await;
        for number in 1..=3 {
            change(&mut tx, &contoso, &place, number).await;
            write(&mut tx, &contoso, &place, &[row("a", "A", number, number)]).await.expect("written");
        }
        let many: Vec<VariableRow> = (0..100).map(|n| row(&format!("m{n:03}"), &format!("M{n:03}"), 1, 3)).collect();
        write(&mut tx, &contoso, &place, &many).await.expect("many");
        let first = PageRequest { limit: 2, after: None };
        let page = versions(&mut tx, &contoso, "a", &first).await.expect("page");
        assert_eq!(page.items.iter().map(|row| row.version).collect::<Vec<_>>(), [3, 2]);
        let after = page.next_cursor.as_deref().and_then(crate::store::page::decode);
        let page = versions(&mut tx, &contoso, "a", &PageRequest { after, ..first }).await.expect("page");
        assert_eq!((page.items, page.next_cursor), (vec![row("a", "A", 1, 1)], None));
        let touched = touched(&mut tx, &contoso, &place, (2, 3), 2).await.expect("touched");
        let told: Vec<_> = touched.iter().map(|t| (t.change_number, t.name.as_str(), t.total)).collect();
        assert_eq!(told, [(3, "A", 101), (3, "M000", 101), (2, "A", 1)]);
    });
}
