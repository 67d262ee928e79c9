//! Dovecot in a private folder on free ports, ended when the test ends.

use std::{
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::{Relay, certificate};
use crate::harness::until;

/// Attempts at finding ports that nobody takes between our look and Dovecot's.
const ATTEMPTS: u32 = 5;

/// A running Dovecot.
pub struct MailServer {
    process: Child,
    folder: TempDir,
    trust: TlsConnector,
    ports: Ports,
}

/// Where it listens; 0: nowhere.
#[derive(Debug, Clone, Copy)]
struct Ports {
    imap: u16,
    imap_starttls: u16,
    pop: u16,
    pop_starttls: u16,
    submission: u16,
    starttls: u16,
}

impl Ports {
    fn free(tls: bool) -> Self {
        let encrypted = || if tls { free_port() } else { 0 };
        Self {
            imap: encrypted(),
            imap_starttls: free_port(),
            pop: encrypted(),
            pop_starttls: free_port(),
            submission: encrypted(),
            starttls: free_port(),
        }
    }

    fn all(self) -> impl Iterator<Item = u16> {
        let all = [self.imap, self.imap_starttls, self.pop, self.pop_starttls, self.submission, self.starttls];
        all.into_iter().filter(|port| *port != 0)
    }

    /// Whether it speaks TLS at all.
    fn tls(self) -> bool {
        self.imap != 0
    }
}

impl MailServer {
    /// Starts one that asks `introspection` (a URL with the client's name and secret, RFC 7662) about every token and
    /// hands letters on to `relay`.
    pub async fn start(introspection: &str, relay: &Relay) -> Self {
        Self::launched(introspection, relay, true).await
    }

    /// The same on the ports where TLS begins after STARTTLS, and it offers no STARTTLS.
    pub async fn start_without_tls(introspection: &str, relay: &Relay) -> Self {
        Self::launched(introspection, relay, false).await
    }

    async fn launched(introspection: &str, relay: &Relay, tls: bool) -> Self {
        let folder = tempfile::Builder::new().permissions(mode(0o755)).tempdir().expect("a folder");
        let trust = certificate::make(folder.path());
        std::fs::create_dir(folder.path().join("mail")).expect("a folder for mail");
        std::fs::set_permissions(folder.path().join("mail"), mode(0o777)).expect("its owner is the mail user");
        for _ in 0..ATTEMPTS {
            let ports = Ports::free(tls);
            configure(folder.path(), introspection, relay.port(), ports);
            let mut process = launch(folder.path());
            if listens(&mut process, ports).await {
                return Self { process, folder, trust, ports };
            }
        }
        panic!("Dovecot does not start:\n{}", log(folder.path()));
    }

    /// Where it speaks IMAP over TLS.
    pub fn imap_port(&self) -> u16 {
        self.ports.imap
    }

    /// Where it speaks IMAP after STARTTLS.
    pub fn imap_starttls_port(&self) -> u16 {
        self.ports.imap_starttls
    }

    /// Where it speaks POP after STLS.
    pub fn pop_starttls_port(&self) -> u16 {
        self.ports.pop_starttls
    }

    /// Where it speaks POP over TLS.
    pub fn pop_port(&self) -> u16 {
        self.ports.pop
    }

    /// Where it takes letters over TLS.
    pub fn submission_port(&self) -> u16 {
        self.ports.submission
    }

    /// Where it takes letters after STARTTLS.
    pub fn starttls_port(&self) -> u16 {
        self.ports.starttls
    }

    /// Its certificate, in PEM: whoever trusts it names this file in `SSL_CERT_FILE`.
    pub fn certificate(&self) -> std::path::PathBuf {
        self.folder.path().join("certificate.pem")
    }

    /// Trusts its certificate and no other.
    pub(super) fn trust(&self) -> &TlsConnector {
        &self.trust
    }

    /// What it wrote.
    pub fn log(&self) -> String {
        log(self.folder.path())
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        // The master ends its children when it is asked to; killed, it would leave them behind.
        let asked = Command::new("sh").args(["-c", &format!("kill -TERM {}", self.process.id())]).status();
        if asked.is_err() {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

fn mode(bits: u32) -> std::fs::Permissions {
    std::fs::Permissions::from_mode(bits)
}

fn log(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("log")).unwrap_or_default()
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

fn launch(folder: &Path) -> Child {
    // Output into a pipe that nobody reads would stop it.
    // Not everybody has the folder of system programs in their path.
    let usual = Path::new("/usr/sbin/dovecot");
    Command::new(if usual.exists() { usual } else { Path::new("dovecot") })
        .args(["-F", "-c"])
        .arg(folder.join("dovecot.conf"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("Dovecot is installed (dovecot-imapd, dovecot-pop3d, dovecot-submissiond)")
}

/// Whether all ports answer; false when the process ended first.
async fn listens(process: &mut Child, ports: Ports) -> bool {
    let ended = std::sync::Mutex::new(process);
    until("Dovecot listens or ends", async || {
        if ended.lock().unwrap().try_wait().expect("it is our child").is_some() {
            return Some(false);
        }
        for port in ports.all() {
            TcpStream::connect(("127.0.0.1", port)).await.ok()?;
        }
        Some(true)
    })
    .await
}

fn configure(folder: &Path, introspection: &str, relay: u16, ports: Ports) {
    let place = folder.display();
    let name = certificate::NAME;
    let ssl = if ports.tls() { "required" } else { "no" };
    let Ports { imap, imap_starttls, pop, pop_starttls, submission, starttls } = ports;
    let (owner, unprivileged) = (owner(), unprivileged());
    let settings = format!(
        r"base_dir = {place}/run
state_dir = {place}/run
log_path = {place}/log
auth_verbose = yes
protocols = imap pop3 submission
listen = 127.0.0.1
hostname = {name}
ssl = {ssl}
ssl_cert = <{place}/certificate.pem
ssl_key = <{place}/key.pem
auth_mechanisms = xoauth2 oauthbearer
auth_failure_delay = 0
mail_location = maildir:{place}/mail/%u
submission_relay_host = 127.0.0.1
submission_relay_port = {relay}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {place}/oauth2.conf
}}
userdb {{
  driver = static
  args = {owner} home={place}/mail/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {imap_starttls}
  }}
  inet_listener imaps {{
    port = {imap}
    ssl = yes
  }}
}}
service pop3-login {{
  inet_listener pop3 {{
    port = {pop_starttls}
  }}
  inet_listener pop3s {{
    port = {pop}
    ssl = yes
  }}
}}
service submission-login {{
  inet_listener submission {{
    port = {starttls}
  }}
  inet_listener submissions {{
    port = {submission}
    ssl = yes
  }}
}}
# Without it every refusal is made to wait, longer each time.
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
{unprivileged}"
    );
    std::fs::write(folder.join("dovecot.conf"), settings).expect("it is written");
    ask(folder, introspection);
}

/// Has tokens vouched for by whoever gave them out.
fn ask(folder: &Path, introspection: &str) {
    let oauth2 = format!(
        "introspection_mode = post\nintrospection_url = {introspection}\nforce_introspection = yes\n\
         username_attribute = username\nactive_attribute = active\nactive_value = true\n"
    );
    std::fs::write(folder.join("oauth2.conf"), oauth2).expect("it is written");
}

/// Who owns the mail: Dovecot refuses to run as root for a mailbox.
fn owner() -> String {
    if is_root() { "uid=nobody gid=nogroup".to_owned() } else { format!("uid={} gid={}", id("-u"), id("-g")) }
}

/// Without root every process of Dovecot stays whoever started it.
fn unprivileged() -> String {
    if is_root() {
        return String::new();
    }
    let (user, group) = (id("-un"), id("-gn"));
    format!(
        "default_internal_user = {user}\ndefault_login_user = {user}\ndefault_internal_group = {group}\n\
         service imap-login {{\n  chroot =\n}}\nservice pop3-login {{\n  chroot =\n}}\nservice submission-login {{\n  chroot =\n}}\n\
         service anvil {{\n  chroot =\n}}\nservice stats {{\n  chroot =\n}}\n"
    )
}

fn is_root() -> bool {
    id("-u") == "0"
}

fn id(what: &str) -> String {
    let output = Command::new("id").arg(what).output().expect("id runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
