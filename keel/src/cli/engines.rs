//! The engines that a history is for.

use super::{context::Context, error::CliError, output};
use crate::{
    dialect::{Dialect, Server, dialect_of},
    history::History,
    schema::Backend,
    source::ReadModels,
};

/// History and entities as one engine has them.
pub(super) struct OnEngine {
    pub(super) backend: Backend,
    pub(super) dialect: Box<dyn Dialect>,
    pub(super) history: History,
    pub(super) entities: ReadModels,
}

impl Context {
    /// The engines that the history is for, the database's own first; those that cannot hold the entities are
    /// left out unless they were asked for, and the reason is said.
    pub(super) fn engines(&self) -> Result<Vec<OnEngine>, CliError> {
        let own = self.offline_dialect(None)?.server().engine.backend();
        let asked = &self.config.engines;
        let mut backends: Vec<Backend> = if asked.is_empty() { Backend::ALL.to_vec() } else { asked.clone() };
        backends.sort_by_key(|backend| *backend != own);
        let mut kept = Vec::new();
        for backend in backends {
            match self.on_engine(backend) {
                Ok(engine) => kept.push(engine),
                Err(error) if asked.is_empty() && backend != own => {
                    output::notice(format!("left out: {backend}: {error}"));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(kept)
    }

    fn on_engine(&self, backend: Backend) -> Result<OnEngine, CliError> {
        let entities = self.config.models.read(backend, &self.config.naming)?;
        let dialect = dialect_of(Server::newest(super::context::engine_of(backend)));
        Ok(OnEngine { backend, dialect, history: self.history(backend)?, entities })
    }
}
