//! One transaction type for both databases.

use sqlx::{Postgres, Sqlite, Transaction};

use super::StoreError;

/// A unit of work. Dropped without [`Tx::commit`], it leaves nothing behind.
#[derive(Debug)]
pub enum Tx {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    /// Makes everything done so far durable.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

/// Runs one expression on whichever database the transaction is on. Both arms expand to the same words with a
/// concrete connection, so no query needs generic bounds:
///
/// `on_db!(tx, conn => sqlx::query_scalar("SELECT …").bind(id).fetch_optional(conn).await)?`
macro_rules! on_db {
    ($tx:expr, $conn:ident => $body:expr) => {{
        let tx: &mut $crate::store::Tx = $tx;
        match tx {
            $crate::store::Tx::Sqlite(tx) => {
                let $conn = &mut **tx;
                $body
            }
            $crate::store::Tx::Postgres(tx) => {
                let $conn = &mut **tx;
                $body
            }
        }
    }};
}
pub(crate) use on_db;
