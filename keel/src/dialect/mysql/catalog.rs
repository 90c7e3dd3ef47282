use crate::dialect::{Catalog, Dialect as _};

use super::MySql;

impl Catalog for MySql {
    fn databases_query(&self) -> &'static str {
        "SELECT CAST(schema_name AS CHAR) FROM information_schema.schemata"
    }

    fn version_query(&self) -> &'static str {
        "SELECT version()"
    }

    fn count_tables(&self, table: &str) -> String {
        format!(
            "SELECT count(*) FROM information_schema.tables WHERE table_schema = database() AND table_name = {}",
            self.literal(table)
        )
    }

    fn table_names(&self, _: &[String]) -> String {
        "SELECT NULL, CAST(table_name AS char) FROM information_schema.tables \
         WHERE table_schema = database() AND table_type = 'BASE TABLE' ORDER BY table_name"
            .into()
    }

    fn wipe(&self, _: &[String]) -> Vec<String> {
        let quoted = |column: &str| format!("CONCAT('`', REPLACE({column}, '`', '``'), '`')");
        let tables = |kind: &str, verb: &str| {
            format!(
                "SELECT CAST(CONCAT('DROP {verb} ', {}) AS char) AS statement FROM information_schema.tables \
                 WHERE table_schema = database() AND table_type = '{kind}' ORDER BY table_name",
                quoted("table_name")
            )
        };
        let keys = format!(
            "SELECT CAST(CONCAT('ALTER TABLE ', {}, ' DROP FOREIGN KEY ', {}) AS char) AS statement \
             FROM information_schema.table_constraints \
             WHERE constraint_schema = database() AND constraint_type = 'FOREIGN KEY' \
             ORDER BY table_name, constraint_name",
            quoted("table_name"),
            quoted("constraint_name")
        );
        vec![tables("VIEW", "VIEW"), keys, tables("BASE TABLE", "TABLE")]
    }

    fn epoch(&self) -> &'static str {
        "UNIX_TIMESTAMP()"
    }

    fn create_journal(&self, table: &str) -> String {
        format!(
            "CREATE TABLE IF NOT EXISTS {table} (id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, \
             revision varchar(255) NOT NULL, direction varchar(4) NOT NULL, step int, state varchar(16) NOT NULL, \
             hash varchar(64) NOT NULL, message text, started_at bigint NOT NULL, finished_at bigint, \
             keel_version varchar(32) NOT NULL)"
        )
    }

    fn prepare_session(&self) -> Vec<String> {
        // Without strict mode a value that does not fit is changed in silence instead of refused.
        vec!["SET SESSION sql_mode = CONCAT_WS(',', @@SESSION.sql_mode, 'STRICT_ALL_TABLES')".into()]
    }

    fn is_already_so(&self, code: &str) -> bool {
        // ER_TABLE_EXISTS, ER_BAD_TABLE, ER_NO_SUCH_TABLE, ER_DUP_FIELDNAME, ER_DUP_KEYNAME, ER_MULTIPLE_PRI_KEY,
        // ER_CANT_DROP_FIELD_OR_KEY, ER_BAD_FIELD, ER_KEY_DOES_NOT_EXIST, ER_DUP_CONSTRAINT_NAME,
        // ER_FK_DUP_NAME, ER_CHECK_CONSTRAINT_DUP_NAME
        matches!(
            code,
            "1050"
                | "1051"
                | "1146"
                | "1060"
                | "1061"
                | "1068"
                | "1091"
                | "1054"
                | "1176"
                | "4023"
                | "1826"
                | "3822"
        )
    }
}
