//! MySql.

mod catalog;
mod script;

use super::{Dialect, Server, Step, Unsupported};
use crate::{op::Op, schema::Schema};

/// The dialect.
#[derive(Debug)]
pub struct MySql {
    server: Server,
}

impl MySql {
    /// The dialect of that server.
    pub fn new(server: Server) -> Self {
        Self { server }
    }
}

impl Dialect for MySql {
    fn server(&self) -> &Server {
        &self.server
    }
    fn steps(&self, _: &Op, _: &Schema) -> Result<Vec<Step>, Unsupported> {
        Ok(vec![])
    }
    fn quote(&self, name: &str) -> String {
        name.into()
    }
    fn literal(&self, text: &str) -> String {
        text.into()
    }
    fn transactional_ddl(&self) -> bool {
        false
    }
}
