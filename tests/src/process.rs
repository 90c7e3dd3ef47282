//! Programs as processes: run to their end, or serving until they are told to stop.

use std::{
    io::{BufRead as _, BufReader, Read},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, mpsc},
    thread,
    time::Duration,
};

/// A process is given that long to start, on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(120);

/// How a process ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code; none where a signal ended it.
    pub code: Option<i32>,
    /// What was on its standard output.
    pub out: String,
    /// What was on its standard error, or on both where it was heard while it ran.
    pub told: String,
}

impl Ended {
    /// It ended with that code, and told those texts.
    ///
    /// # Errors
    /// It did not; all of it is shown.
    pub fn with(self, code: i32, texts: &[&str]) -> Result<Self, String> {
        let missing = texts.iter().find(|text| !self.told.contains(**text) && !self.out.contains(**text));
        match (self.code == Some(code), missing) {
            (true, None) => Ok(self),
            (false, _) => Err(format!("expected exit code {code}: {self:?}")),
            (_, Some(text)) => Err(format!("expected {text:?} to be told: {self:?}")),
        }
    }

    /// Runs a process to its end.
    pub fn of(mut command: Command) -> Self {
        let output = command.stdin(Stdio::null()).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { code: output.status.code(), out: text(&output.stdout), told: text(&output.stderr) }
    }
}

/// A process that runs, and is killed where it is given up.
#[derive(Debug)]
pub struct Process {
    child: Child,
    told: Arc<Mutex<String>>,
    /// Of its standard output and its standard error.
    lines: [mpsc::Receiver<String>; 2],
}

fn hear(from: impl Read + Send + 'static, told: Arc<Mutex<String>>) -> mpsc::Receiver<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            told.lock().unwrap().push_str(&format!("{line}\n"));
            let _ = sender.send(line);
        }
    });
    lines
}

impl Process {
    /// Starts one.
    pub fn start(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let told = Arc::new(Mutex::new(String::new()));
        let lines = [
            hear(child.stdout.take().unwrap(), Arc::clone(&told)),
            hear(child.stderr.take().unwrap(), Arc::clone(&told)),
        ];
        Self { child, told, lines }
    }

    /// What it has told so far.
    pub fn told(&self) -> String {
        self.told.lock().unwrap().clone()
    }

    /// The address that the service names as soon as it serves, with its scheme.
    ///
    /// # Errors
    /// It does not serve; what it has told.
    pub fn address(&mut self) -> Result<String, String> {
        let line = self.lines[0].recv_timeout(PATIENCE);
        if let Some(address) = line.iter().find_map(|line| line.strip_prefix("listening on ")) {
            return Ok(address.to_owned());
        }
        let _ = self.child.kill();
        let status = self.child.wait();
        Err(format!("it does not serve ({status:?}):\n{}", self.told()))
    }

    /// Sends it a signal: `TERM`.
    pub fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([&format!("-{signal}"), &pid]).status().unwrap().success());
    }

    /// Waits until it has ended.
    pub fn ended(mut self) -> Ended {
        let code = self.child.wait().unwrap().code();
        // Until all that it has told is heard.
        self.lines.iter().for_each(|lines| lines.iter().for_each(drop));
        Ended { code, out: String::new(), told: self.told() }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
