//! Dropping everything that a connection's schema holds.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, TransactionTrait as _};

use crate::{op::Loss, schema::QualifiedName};

use super::{ExecError, LostRows, Runner, rows};

impl Runner {
    /// The tables that hold rows, in the connection's schema and in `namespaces`; the toolkit's own are left out.
    ///
    /// # Errors
    /// [`ExecError::Database`].
    pub async fn tables_with_rows(&self, namespaces: &[String]) -> Result<Vec<LostRows>, ExecError> {
        let doing = |source| ExecError::Database { doing: "looking for rows".into(), source };
        let names = self.table_names(namespaces).await.map_err(doing)?;
        let own = [&self.options().ledger, &self.options().journal];
        let losses = names.into_iter().filter(|name| name.schema.is_some() || !own.contains(&&name.name));
        rows::count(self.db(), self.dialect(), losses.map(Loss::Table).collect()).await.map_err(doing)
    }

    async fn table_names(&self, namespaces: &[String]) -> Result<Vec<QualifiedName>, DbErr> {
        let query = self.dialect().table_names(namespaces);
        let rows =
            self.db().query_all_raw(Statement::from_string(self.db().get_database_backend(), query)).await?;
        let name = |row: &QueryResult| {
            Ok(QualifiedName { schema: row.try_get_by_index(0)?, name: row.try_get_by_index(1)? })
        };
        rows.iter().map(name).collect()
    }

    /// Drops all that the connection's schema and `namespaces` hold, ledger and journal too; what extensions
    /// own stays. One transaction where DDL can be rolled back.
    ///
    /// # Errors
    /// [`ExecError::Database`].
    pub async fn wipe(&self, namespaces: &[String]) -> Result<usize, ExecError> {
        let doing = |source| ExecError::Database { doing: "dropping everything".into(), source };
        self.be_brief().await.map_err(doing)?;
        if !self.dialect().transactional_ddl() {
            return self.wipe_on(self.db(), namespaces).await.map_err(doing);
        }
        let (before, after) = self.dialect().around_unenforced();
        self.say(before).await.map_err(doing)?;
        let outcome = self.wipe_in_transaction(namespaces).await;
        self.say(after).await.map_err(doing)?;
        outcome.map_err(doing)
    }

    async fn wipe_in_transaction(&self, namespaces: &[String]) -> Result<usize, DbErr> {
        let tx = self.db().begin().await?;
        let dropped = self.wipe_on(&tx, namespaces).await?;
        tx.commit().await?;
        Ok(dropped)
    }

    async fn wipe_on(&self, db: &impl ConnectionTrait, namespaces: &[String]) -> Result<usize, DbErr> {
        let mut dropped = 0;
        for query in self.dialect().wipe(namespaces) {
            for statement in texts(db, query).await? {
                db.execute_unprepared(&statement).await?;
                dropped += 1;
            }
        }
        Ok(dropped)
    }
}

/// The first column of each row.
pub(super) async fn texts(db: &impl ConnectionTrait, sql: String) -> Result<Vec<String>, DbErr> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}
