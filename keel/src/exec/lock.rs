//! One run at a time.

use std::{
    path::PathBuf,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use sea_orm::{DbErr, TransactionTrait as _};

use crate::{dialect::RunLock, history::target::Direction};

use super::{
    Blocker, ExecError, Progress, Runner, Running,
    error::database_code,
    file_lock::FileLock,
    journal::process,
    rows::number,
    waiting::{pause, told},
    wipe::texts,
};

/// How often a run that waits asks again, at random below that.
const POLL: Duration = Duration::from_millis(250);

/// How often it says that it still waits.
const REMINDER: Duration = Duration::from_secs(15);

/// The run locks that this session has.
#[derive(Debug, Default)]
pub(super) struct Held {
    session: AtomicBool,
    file: Mutex<Option<FileLock>>,
}

/// Where a run lock is kept.
enum Place {
    /// In the server, for a session.
    Session(RunLock),
    /// Beside the database.
    File(PathBuf),
}

impl Runner {
    /// Whether this session has taken the run lock of its server.
    pub(super) fn held(&self) -> bool {
        self.held.session.load(Ordering::SeqCst)
    }

    fn has_file(&self) -> bool {
        self.held.file.lock().is_ok_and(|file| file.is_some())
    }

    /// Takes the run lock, which keeps other runs of the same history out until it is given back or the connection
    /// ends; whether it was taken now.
    ///
    /// SQLite has none for a session. Its write lock, taken with each revision, is enough where a revision is one
    /// transaction; a run of one that is not has a file locked beside the database, and is waited for.
    ///
    /// # Errors
    /// [`ExecError::Locked`] when another run has it for longer than [`Waiting::run`](super::Waiting), with who that
    /// is; [`ExecError::Pooled`] where a proxy gives each transaction another session.
    pub async fn lock(&self, progress: &mut dyn Progress) -> Result<bool, ExecError> {
        let Some(lock) = self.dialect().run_lock(&self.options().ledger) else {
            return match self.lock_path().await? {
                Some(path) if FileLock::holder(&path).is_some() => self.take_file(path, progress).await,
                _ => Ok(false),
            };
        };
        if self.held() {
            return Ok(false);
        }
        self.take(&Place::Session(lock.clone()), progress).await?;
        self.refuse_proxy(&lock).await?;
        self.held.session.store(true, Ordering::SeqCst);
        Ok(true)
    }

    /// Keeps other runs out where a revision is more than one transaction and the server has no lock for that; whether
    /// it was taken now.
    pub(super) async fn lock_file(&self, progress: &mut dyn Progress) -> Result<bool, ExecError> {
        match self.lock_path().await? {
            Some(path) => self.take_file(path, progress).await,
            None => Ok(false),
        }
    }

    async fn take_file(&self, path: PathBuf, progress: &mut dyn Progress) -> Result<bool, ExecError> {
        if self.has_file() {
            return Ok(false);
        }
        self.take(&Place::File(path), progress).await?;
        Ok(true)
    }

    /// The file beside the database; none where it is in memory, or the server has a lock of its own.
    async fn lock_path(&self) -> Result<Option<PathBuf>, ExecError> {
        let Some(query) = self.dialect().database_file() else { return Ok(None) };
        let doing = |source| ExecError::Database { doing: "looking for the database's file".into(), source };
        let path = texts(self.db(), query.to_owned()).await.map_err(doing)?.into_iter().next();
        Ok(path.filter(|path| !path.is_empty()).map(|path| FileLock::beside(&path)))
    }

    /// Waits for it as long as may be waited.
    async fn take(&self, place: &Place, progress: &mut dyn Progress) -> Result<(), ExecError> {
        let (begun, patience) = (Instant::now(), self.options().waiting.run);
        let mut said: Option<Instant> = None;
        while !self.try_take(place).await? {
            if self.options().stop.is_requested() {
                return Err(ExecError::Stopped(
                    "another run was going on, and this one has done nothing".into(),
                ));
            }
            if begun.elapsed() >= patience {
                let holder = self.holder(place).await;
                return Err(ExecError::Locked { holder, waited: told(begun.elapsed()) });
            }
            if said.is_none_or(|at| at.elapsed() >= REMINDER) {
                said = Some(Instant::now());
                let (holder, left) = (self.holder(place).await, patience.saturating_sub(begun.elapsed()));
                progress.notice(&format!("another run is going on ({holder}); waiting up to {}", told(left)));
            }
            pause(POLL.mul_f64(0.2 + 0.8 * fastrand::f64()), &self.options().stop).await;
        }
        if said.is_some() {
            progress.notice(&format!("the other run has ended, after {}", told(begun.elapsed())));
        }
        Ok(())
    }

    async fn try_take(&self, place: &Place) -> Result<bool, ExecError> {
        match place {
            Place::Session(lock) => {
                let doing = |source| ExecError::Database { doing: "taking the run lock".into(), source };
                Ok(self.number(lock.take.clone()).await.map_err(doing)? == 1)
            }
            Place::File(path) => {
                let failed = |source| ExecError::LockFile { path: path.clone(), source };
                let since = chrono::Utc::now().timestamp();
                let who = Running { revision: String::new(), process: process(), since };
                let taken = FileLock::try_take(path, &who.to_string()).map_err(failed)?;
                let is_taken = taken.is_some();
                self.keep_file(taken);
                Ok(is_taken)
            }
        }
    }

    fn keep_file(&self, lock: Option<FileLock>) {
        if let Ok(mut file) = self.held.file.lock() {
            *file = lock;
        }
    }

    /// Gives the run lock back.
    ///
    /// # Errors
    /// [`ExecError::Database`].
    pub async fn unlock(&self) -> Result<(), ExecError> {
        self.keep_file(None);
        let Some(lock) = self.dialect().run_lock(&self.options().ledger) else { return Ok(()) };
        if self.held.session.swap(false, Ordering::SeqCst) {
            let doing = |source| ExecError::Database { doing: "giving the run lock back".into(), source };
            self.number(lock.release).await.map_err(doing)?;
        }
        Ok(())
    }

    /// Who has the run lock, where that is another session.
    pub async fn lock_holder(&self) -> Option<String> {
        match self.dialect().run_lock(&self.options().ledger) {
            Some(lock) => {
                let session = self.holding(&lock).await?;
                Some(self.told(Some(session)).await)
            }
            None => FileLock::holder(&self.lock_path().await.ok()??),
        }
    }

    async fn holder(&self, place: &Place) -> String {
        match place {
            Place::Session(lock) => self.told(self.holding(lock).await).await,
            Place::File(path) => FileLock::holder(path).unwrap_or_else(|| "another process".into()),
        }
    }

    async fn holding(&self, lock: &RunLock) -> Option<Blocker> {
        self.sessions(lock.holder.clone()).await.unwrap_or_default().into_iter().next()
    }

    async fn told(&self, session: Option<Blocker>) -> String {
        let note = self.journal().running(self.db()).await.unwrap_or_default();
        match (note, session) {
            (Some(note), Some(session)) => format!("{note}, session {}", session.session),
            (Some(note), None) => note.to_string(),
            (None, Some(session)) => format!("session {} ({})", session.session, session.who),
            (None, None) => "the server does not say by whom".into(),
        }
    }

    /// The session that has the lock must be the one that works: a lock that has gone with its connection keeps
    /// nobody out.
    pub(super) async fn require_lock(&self) -> Result<(), ExecError> {
        if !self.held() {
            return Ok(());
        }
        let Some(lock) = self.dialect().run_lock(&self.options().ledger) else { return Ok(()) };
        let doing = |source| ExecError::Database { doing: "looking after the run lock".into(), source };
        match self.number(lock.held).await.map_err(doing)? {
            1.. => Ok(()),
            _ => {
                self.held.session.store(false, Ordering::SeqCst);
                Err(ExecError::LockLost)
            }
        }
    }

    /// A proxy that pools by transaction hands the session that has the lock to the next client. Two connections
    /// that are the same session show it, and then the second gives the lock back for the first.
    async fn refuse_proxy(&self, lock: &RunLock) -> Result<(), ExecError> {
        let (Some(session), Some(url)) = (lock.session, &self.url) else { return Ok(()) };
        let doing = |source| ExecError::Database { doing: "looking for a proxy".into(), source };
        let own = self.number(session.to_owned()).await.map_err(doing)?;
        // Where there is no second connection to be had, the look before each transaction is left.
        let Ok(second) = url.connect(self.options().schema.as_deref(), false).await else { return Ok(()) };
        let shared = shared(&second, session, own, lock).await;
        let _ = second.close().await;
        match shared {
            Ok(false) => Ok(()),
            Ok(true) => Err(ExecError::Pooled),
            // duplicate_prepared_statement, invalid_sql_statement_name: the session has what this client never said.
            Err(source) if matches!(database_code(&source).as_deref(), Some("42P05" | "26000")) => {
                Err(ExecError::Pooled)
            }
            Err(source) => Err(doing(source)),
        }
    }

    /// Notes in the journal that a run has begun, for those who wait and for those who come after a crash.
    pub(super) async fn note_running(&self, revision: &str, direction: Direction) -> Result<(), DbErr> {
        if !self.held() {
            return Ok(());
        }
        // We have the lock: whoever left such a note before is gone.
        self.journal().forget_running(self.db()).await?;
        self.journal().note_running(self.db(), revision, direction).await
    }

    /// Takes out the note of a run that ended between its last revision and that note, where no run is going on. It
    /// does no harm where it stays: a role that may only read has nothing to fear from this.
    pub(super) async fn tidy(&self) {
        let Some(lock) = self.dialect().run_lock(&self.options().ledger) else { return };
        if !self.held() && self.number(lock.take).await.is_ok_and(|taken| taken == 1) {
            let _ = self.journal().forget_running(self.db()).await;
            let _ = self.number(lock.release).await;
        }
    }

    pub(super) async fn forget_running(&self) {
        if self.held() {
            // What stands in the journal a moment longer does no harm; the next run takes it out.
            let _ = self.journal().forget_running(self.db()).await;
        }
    }
}

async fn shared(
    second: &sea_orm::DatabaseConnection,
    session: &str,
    own: i64,
    lock: &RunLock,
) -> Result<bool, DbErr> {
    let tx = second.begin().await?;
    let other = number(&tx, session.to_owned()).await?;
    if other == own {
        number(&tx, lock.release.clone()).await?;
    }
    tx.commit().await?;
    Ok(other == own)
}
