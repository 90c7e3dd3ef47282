/// The catalogue queries that running a history needs. Whole schemas are read by `inspect`.
pub trait Catalog {
    /// A query for one text: what the server says of its version.
    fn version_query(&self) -> &'static str;

    /// A query for one text, NULL where the schema that the connection was told to use is not there.
    fn current_schema(&self) -> Option<&'static str> {
        None
    }

    /// A query for one integer: how many tables of that name an unqualified statement would find.
    fn count_tables(&self, table: &str) -> String;

    /// A query for pairs of texts: the tables that the connection's schema holds, under a NULL, and those of
    /// `namespaces` under their name; an extension's are left out.
    fn table_names(&self, namespaces: &[String]) -> String;

    /// Queries for texts (`statement`), each to be asked and run before the next: together they drop all that
    /// the connection's schema and `namespaces` hold, except what extensions own.
    fn wipe(&self, namespaces: &[String]) -> Vec<String>;

    /// A query for the names of the server's databases.
    fn databases_query(&self) -> &'static str;

    /// A query for the names of the extensions that a database has beyond those of every new one.
    fn extensions_query(&self) -> Option<&'static str> {
        None
    }

    /// A query for the statements that make all objects of the database anew, in order, where it keeps them.
    fn objects_query(&self) -> Option<&'static str> {
        None
    }

    /// An expression: seconds since 1970.
    fn epoch(&self) -> &'static str;

    /// A statement that makes the journal's table where it is missing; `table` is quoted already.
    fn create_journal(&self, table: &str) -> String;

    /// Statements that bring a session into a known state before anything else is said.
    fn prepare_session(&self) -> Vec<String> {
        vec![]
    }

    /// What a session must say before and after a transaction in which tables are made anew or dropped,
    /// because the engine ignores it inside.
    fn around_unenforced(&self) -> (&'static [&'static str], &'static [&'static str]) {
        (&[], &[])
    }

    /// A query for the rows that point at no parent (table first), on engines that can be made to allow them.
    fn orphans(&self) -> Option<&'static str> {
        None
    }

    /// Whether an error with that code (SQLSTATE, or the number on MySQL) says that the thing to be made is
    /// there already, or that the thing to be dropped is gone.
    fn is_already_so(&self, code: &str) -> bool;
}
