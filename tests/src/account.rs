//! As whom a private server runs, and that it ends with the tests.

use std::{path::Path, process::Command};

/// The user of a server: its own where the tests run as root, which no database server does.
#[derive(Clone, Debug)]
pub(crate) struct Account(Option<(String, u32, u32)>);

fn answer(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The program of that name in `PATH` or where distributions put servers.
pub(crate) fn program(name: &str) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let homes = ["/usr/sbin", "/usr/local/sbin", "/usr/libexec", "/usr/local/bin", "/opt/homebrew/bin"];
    std::env::split_paths(&path)
        .chain(homes.iter().map(Into::into))
        .map(|dir| dir.join(name))
        .find(|path| path.is_file())
}

impl Account {
    /// The first of `names` that exists, where the tests run as root.
    pub(crate) fn of(names: &[&str]) -> Self {
        if answer("id", &["-u"]).as_deref() != Some("0") {
            return Self(None);
        }
        let known = |name: &&str| -> Option<(String, u32, u32)> {
            let id = |flag| answer("id", &[flag, name])?.parse().ok();
            Some(((*name).to_owned(), id("-u")?, id("-g")?))
        };
        Self(names.iter().chain(&["nobody"]).find_map(known))
    }

    /// Makes a directory that the account may write to.
    pub(crate) fn directory(&self, path: &Path) -> std::io::Result<()> {
        use std::os::unix::fs::{PermissionsExt as _, chown};
        std::fs::create_dir_all(path)?;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))?;
        match &self.0 {
            Some((_, user, group)) => chown(path, Some(*user), Some(*group)),
            None => Ok(()),
        }
    }

    /// A command that runs as the account, and gets `signal` when the thread that starts it ends: a server does
    /// not outlive tests that were killed. Without `setpriv` (Linux has it) only an ordinary end stops it.
    pub(crate) fn command(&self, program: &Path, signal: &str) -> Command {
        let mut command = match (self::program("setpriv"), &self.0) {
            (Some(setpriv), account) => {
                let mut command = Command::new(setpriv);
                command.arg(format!("--pdeathsig={signal}"));
                if let Some((_, user, group)) = account {
                    command.arg(format!("--reuid={user}"));
                    command.arg(format!("--regid={group}")).arg("--clear-groups");
                }
                command.arg(program);
                command
            }
            (None, Some((user, ..))) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(program);
                command
            }
            (None, None) => Command::new(program),
        };
        command.env("LC_ALL", "C");
        command
    }
}
