//! The real program: an installation (folder, database, settings) and the process that serves it.

use std::{path::PathBuf, process::Stdio};

use tempfile::TempDir;
use tokio::{
    process::{Child, Command},
    time::timeout,
};

use super::{
    client::{Client, Identity},
    database::Database,
    output::{Output, PATIENCE},
};

/// A folder, a database and settings: what is left when the process is gone.
pub struct Installation {
    // Before the folder, so that it is dropped first.
    pub(super) database: Database,
    folder: TempDir,
    settings: Vec<(String, String)>,
}

impl Installation {
    /// A fresh one that may call loopback over http, as an operator with a test identity server would allow.
    pub async fn fresh() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let database = Database::fresh(folder.path()).await;
        let settings = [
            ("CONSENTRY_LISTEN", "127.0.0.1:0".to_owned()),
            ("CONSENTRY_DATABASE_URL", database.url()),
            ("CONSENTRY_KEY_FILE", folder.path().join("master.key").display().to_string()),
            ("CONSENTRY_OUTBOUND_ALLOW", "127.0.0.0/8,http".to_owned()),
            ("CONSENTRY_LOG", "debug".to_owned()),
            // What happens by itself would use up what a test has scripted. Tests about it switch it on.
            ("CONSENTRY_RENEWALS", "off".to_owned()),
        ];
        let settings = settings.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { database, folder, settings }
    }

    /// With `name` set to `value` in the program's environment.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.set(name, value);
        self
    }

    /// Sets `name` to `value` for the next start.
    pub fn set(&mut self, name: &str, value: &str) {
        self.settings.retain(|(known, _)| known != name);
        self.settings.push((name.to_owned(), value.to_owned()));
    }

    /// Where the master key is.
    pub fn key_file(&self) -> PathBuf {
        self.folder.path().join("master.key")
    }

    /// The folder that the program runs in.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The database.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// The program with these settings and nothing of the tests' own environment that could change it.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CONSENTRY_") {
                command.env_remove(name);
            }
        }
        command
            .args(arguments)
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Starts the server and waits until it listens.
    pub async fn start(self) -> Server {
        let Node { process, url, stdout, stderr } = self.launch().await;
        Server { process, installation: self, url, stdout, stderr, http: super::client::connections() }
    }

    async fn launch(&self) -> Node {
        let mut process = self.command(&["serve"]).spawn().expect("the program starts");
        let stdout = Output::capture(process.stdout.take().expect("stdout is a pipe"));
        let stderr = Output::capture(process.stderr.take().expect("stderr is a pipe"));
        let url = match stdout.line(|line| line.contains("listening on ")).await {
            Some(line) => line.split("listening on ").last().unwrap_or_default().trim().to_owned(),
            None => panic!("the program ended before it listened:\n{}\n{}", stdout.text(), stderr.text()),
        };
        Node { process, url, stdout, stderr }
    }
}

/// A process that serves an installation, its own or another's. Dropping it kills the process.
pub struct Node {
    process: Child,
    url: String,
    stdout: Output,
    stderr: Output,
}

impl Node {
    /// `http://127.0.0.1:PORT`
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Holds the process still (SIGSTOP), as a machine that is suspended.
    pub fn suspend(&self) {
        signal("STOP", self.process.id().expect("the process runs"));
    }

    /// Lets it go on (SIGCONT).
    pub fn resume(&self) {
        signal("CONT", self.process.id().expect("the process runs"));
    }
}

fn signal(name: &str, pid: u32) {
    let sent = std::process::Command::new("sh").args(["-c", &format!("kill -{name} {pid}")]).status();
    assert!(sent.expect("sh runs").success(), "the signal was not sent");
}

/// The executable: what `CONSENTRY_BIN` names, else the one built beside this test.
pub(super) fn program() -> PathBuf {
    if let Some(given) = std::env::var_os("CONSENTRY_BIN") {
        return PathBuf::from(given);
    }
    let test = std::env::current_exe().expect("the test knows where it is");
    let beside = test.ancestors().nth(2).expect("target/<profile>/deps").join("consentry");
    assert!(
        beside.exists(),
        "{} is missing: run `cargo build -p backend` first, or set CONSENTRY_BIN",
        beside.display()
    );
    beside
}

/// A running server. Dropping it kills the process and removes everything.
pub struct Server {
    process: Child,
    pub(super) installation: Installation,
    url: String,
    pub(super) stdout: Output,
    pub(super) stderr: Output,
    pub(super) http: reqwest::Client,
}

impl Server {
    /// A fresh installation, started.
    pub async fn start() -> Self {
        Installation::fresh().await.start().await
    }

    /// A fresh installation that renews tokens by itself, started.
    pub async fn start_renewing() -> Self {
        Installation::fresh().await.with("CONSENTRY_RENEWALS", "on").start().await
    }

    /// One more process on the same database, with the same key file and settings.
    pub async fn another_node(&self) -> Node {
        self.installation.launch().await
    }

    /// `http://127.0.0.1:PORT`
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it wrote to stdout.
    pub fn stdout(&self) -> &Output {
        &self.stdout
    }

    /// What it wrote to stderr.
    pub fn stderr(&self) -> &Output {
        &self.stderr
    }

    /// One of its numbers for Prometheus, by name and labels; 0 when it is not shown.
    pub async fn metric(&self, name: &str) -> i64 {
        let text = self.anonymous().get(shared::routes::METRICS).await.expect(200).text();
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.map_or(0, |value| value.trim().parse().expect("a whole number"))
    }

    /// Its installation.
    pub fn installation(&self) -> &Installation {
        &self.installation
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.process.id().expect("the process runs")
    }

    /// A caller without an identity, in a browser on a page of the portal.
    pub fn anonymous(&self) -> Client {
        Client::new(self.http.clone(), &self.url, Identity::Nobody)
    }

    /// A caller with an API key.
    pub fn with_key(&self, key: &str) -> Client {
        Client::new(self.http.clone(), &self.url, Identity::Key(key.to_owned()))
    }

    /// Asks it to end, as a service manager does.
    pub fn terminate(&self) {
        signal("TERM", self.pid());
    }

    /// Ends it at once (`kill -9`), without waiting for it; [`Self::kill`] does that.
    pub fn signal_kill(&self) {
        signal("KILL", self.pid());
    }

    /// Waits for its end and tells the exit status.
    pub async fn ended(&mut self) -> std::process::ExitStatus {
        let status =
            timeout(PATIENCE, self.process.wait()).await.expect("the program did not end").expect("it was waited for");
        self.stdout.ended().await;
        self.stderr.ended().await;
        status
    }

    /// Ends it in good order and keeps what it stored.
    pub async fn stop(mut self) -> Installation {
        self.terminate();
        let status = self.ended().await;
        assert!(status.success(), "the program ended with {status}:\n{}", self.stderr.text());
        self.installation
    }

    /// Ends it at once (`kill -9`) and keeps what it stored.
    pub async fn kill(mut self) -> Installation {
        self.process.kill().await.expect("the process is killed");
        self.installation
    }
}
