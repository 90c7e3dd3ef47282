//! A lock that is a file beside a database, for engines whose server keeps none for a session.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use same_file::Handle;

/// A file that one process at a time has locked. The operating system gives the lock back when the process ends, and
/// the file is taken away when this goes.
#[derive(Debug)]
pub(super) struct FileLock {
    path: PathBuf,
    _file: File,
}

impl FileLock {
    /// Where the lock of a database file is.
    pub(super) fn beside(database: &str) -> PathBuf {
        PathBuf::from(format!("{database}-keel-lock"))
    }

    /// Takes it, unless another process has it; it says there who has it.
    ///
    /// # Errors
    /// The file cannot be made or locked.
    pub(super) fn try_take(path: &Path, who: &str) -> io::Result<Option<Self>> {
        let mut file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        // Who had it before may have taken the file away after it was opened here.
        let here = Handle::from_file(file.try_clone()?)?;
        if Handle::from_path(path).ok() != Some(here) {
            return Ok(None);
        }
        file.set_len(0)?;
        file.write_all(who.as_bytes())?;
        Ok(Some(Self { path: path.to_owned(), _file: file }))
    }

    /// Who has it, where another process has.
    pub(super) fn holder(path: &Path) -> Option<String> {
        let mut file = File::open(path).ok()?;
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => {}
            Ok(()) | Err(TryLockError::Error(_)) => return None,
        }
        let mut who = String::new();
        file.read_to_string(&mut who).ok()?;
        Some(if who.is_empty() { "another process".to_owned() } else { who })
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        // Where it stays it does no harm: it is the lock that counts.
        let _ = std::fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_has_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = FileLock::beside(directory.path().join("app.db").to_str().unwrap());
        assert_eq!(FileLock::holder(&path), None);
        let first = FileLock::try_take(&path, "the first").unwrap();
        assert!(first.is_some());
        assert!(FileLock::try_take(&path, "the second").unwrap().is_none());
        assert_eq!(FileLock::holder(&path).as_deref(), Some("the first"));
        drop(first);
        assert!(!path.exists());
        // A file that somebody left is no lock.
        std::fs::write(&path, "who is gone").unwrap();
        assert_eq!(FileLock::holder(&path), None);
        assert!(FileLock::try_take(&path, "the second").unwrap().is_some());
    }
}
