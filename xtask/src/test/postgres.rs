//! A PostgreSQL cluster of the tests' own: in a private folder, on a free port of loopback, gone afterwards.

use std::{
    fs,
    io::Read,
    net::TcpListener,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use crate::{
    Outcome,
    apt::is_root,
    shell::{find, output, run},
};

/// Waits until its input ends, which it does however this process ends, then stops the cluster and removes it.
const GUARD: &str = r#"trap '' INT TERM HUP; read -r _
"$@" >/dev/null 2>&1
rm -rf "$FOLDER""#;

/// A running cluster. Dropping it stops and removes it.
pub(super) struct Cluster {
    url: String,
    guard: Child,
}

impl Cluster {
    /// Creates and starts one.
    pub(super) fn start() -> Outcome<Self> {
        let programs = programs().ok_or("PostgreSQL's initdb and pg_ctl are not installed (Debian: postgresql)")?;
        let folder = output(Command::new("mktemp").args(["-d", "-t", "consentry-postgres.XXXXXX"]))?;
        let folder = PathBuf::from(folder);
        let data = folder.join("data");
        let mut stop = as_owner(&programs.join("pg_ctl"));
        stop.args(["stop", "-m", "immediate", "-D"]).arg(&data);
        let mut cluster = Self { url: String::new(), guard: guard(&stop, &folder)? };

        let password = random_word()?;
        fs::write(folder.join("password"), &password).map_err(|error| format!("{}: {error}", folder.display()))?;
        if is_root() {
            run(Command::new("chown").args(["-R", "postgres:"]).arg(&folder))?;
        }
        let mut initdb = as_owner(&programs.join("initdb"));
        initdb.args(["--no-sync", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-A", "scram-sha-256"]);
        initdb.arg("--pwfile").arg(folder.join("password")).arg("-D").arg(&data);
        output(&mut initdb)?;

        let port = free_port()?;
        let options = format!(
            "-h 127.0.0.1 -p {port} -k {} -c fsync=off -c max_connections=300 -c shared_buffers=64MB",
            folder.display()
        );
        let mut start = as_owner(&programs.join("pg_ctl"));
        start.args(["start", "-w", "-s", "-o", &options, "-D"]).arg(&data).arg("-l").arg(folder.join("log"));
        run(start.stdout(Stdio::null()))?;
        cluster.url = format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres");
        Ok(cluster)
    }

    /// The server, as superuser.
    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // The end of its input is what the guard waits for.
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }
}

/// Starts the guard in a process group of its own, which Ctrl-C does not reach.
fn guard(stop: &Command, folder: &Path) -> Outcome<Child> {
    let mut guard = Command::new("sh");
    guard.args(["-c", GUARD, "sh"]).arg(stop.get_program()).args(stop.get_args()).env("FOLDER", folder);
    guard.stdin(Stdio::piped()).process_group(0).current_dir("/");
    guard.spawn().map_err(|error| format!("the guard of the PostgreSQL cluster did not start: {error}"))
}

/// A command under the user who owns the cluster: PostgreSQL refuses to run as root.
fn as_owner(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program).current_dir("/");
    command
}

/// The folder of the newest server programs.
pub(super) fn programs() -> Option<PathBuf> {
    if let Some(initdb) = find("initdb") {
        return initdb.parent().map(Path::to_path_buf);
    }
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let folders = versions.filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    folders.filter(|folder| folder.join("initdb").is_file()).max_by_key(|folder| version(folder))
}

/// `/usr/lib/postgresql/15/bin` → 15
fn version(folder: &Path) -> Option<u32> {
    folder.parent()?.file_name()?.to_str()?.parse().ok()
}

fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(|error| format!("no free port on loopback: {error}"))
}

fn random_word() -> Outcome<String> {
    let mut bytes = [0; 16];
    let read = fs::File::open("/dev/urandom").and_then(|mut source| source.read_exact(&mut bytes));
    read.map_err(|error| format!("/dev/urandom: {error}"))?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        let nine = version(Path::new("/usr/lib/postgresql/9/bin"));
        assert!(version(Path::new("/usr/lib/postgresql/15/bin")) > nine);
        assert_eq!(version(Path::new("/usr/lib/postgresql/common/bin")), None);
    }

    #[test]
    fn the_guard_cleans_up_when_its_keeper_is_gone() {
        let folder = tempfile::tempdir().expect("folder");
        let inner = folder.path().join("cluster");
        fs::create_dir(&inner).expect("created");
        let mut stop = Command::new("touch");
        stop.arg(folder.path().join("stopped"));
        let cluster = Cluster { url: String::new(), guard: guard(&stop, &inner).expect("started") };
        assert!(inner.exists() && !folder.path().join("stopped").exists());
        drop(cluster);
        assert!(!inner.exists() && folder.path().join("stopped").exists());
    }
}
