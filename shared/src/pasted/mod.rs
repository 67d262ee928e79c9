//! What people paste where one value belongs, and whole outputs of tools: recognised while it is typed, in the browser
//! and on the server by the same rules. Nothing here keeps or repeats a secret: faults are codes, and what was found is
//! handed over closed.

mod address;
mod assign;
mod clean;
mod collect;
mod documents;
mod fault;
mod ids;
mod kind;
mod texts;
mod thumbprint;
mod value;

use std::fmt;

pub use assign::{Assigned, Slot, assign};
pub use collect::{Found, collect};
pub use fault::{PasteFault, Verdict};
pub use kind::{KnownValues, PasteKind};

/// What a pasted text is.
#[derive(Clone, PartialEq, Eq)]
pub struct Pasted {
    /// The value as it should be; `None`: there is none in it. It may be a secret.
    pub cleaned: Option<String>,
    /// How it stands.
    pub verdict: Verdict,
    /// What was found, the worst first.
    pub what: Vec<PasteFault>,
}

impl fmt::Debug for Pasted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pasted").field("verdict", &self.verdict).field("what", &self.what).finish_non_exhaustive()
    }
}

/// What one kind of value makes of a text without anything around it: the value, and what is to be said.
type Judged = (Option<String>, Vec<PasteFault>);

/// Judges `text` where a value of `kind` belongs, in the light of the values known already.
pub fn judge(kind: PasteKind, text: &str, known: &KnownValues) -> Pasted {
    let (bare, mut what) = clean::bare(kind, text);
    let (value, found) = match obvious(kind, &bare) {
        Some(fault) => (None, vec![fault]),
        None => of_kind(kind, &bare, known),
    };
    what.extend(found);
    what.sort_by_key(|fault| std::cmp::Reverse(fault.verdict()));
    what.dedup();
    let verdict = what.first().map_or(Verdict::Right, |fault| fault.verdict());
    Pasted { cleaned: value.filter(|_| verdict != Verdict::Wrong), verdict, what }
}

fn of_kind(kind: PasteKind, bare: &str, known: &KnownValues) -> Judged {
    match kind {
        PasteKind::ClientId
        | PasteKind::DirectoryId
        | PasteKind::ApplicationObjectId
        | PasteKind::EnterpriseObjectId
        | PasteKind::SecretId => ids::judge(kind, bare, known),
        PasteKind::ClientSecret => value::secret(bare, known),
        PasteKind::Thumbprint | PasteKind::ThumbprintSha256 => thumbprint::judge(kind, bare),
        PasteKind::AuthorizationEndpoint | PasteKind::TokenEndpoint => address::endpoint(kind, bare, known),
        PasteKind::RedirectUri => address::redirect(bare, known),
        PasteKind::Address => address::any(bare),
        PasteKind::Domain => value::domain(bare),
        PasteKind::Host => value::host(bare, false),
        PasteKind::HostPort => value::host(bare, true),
        PasteKind::Mailbox => value::mailbox(bare),
        PasteKind::Text | PasteKind::ApplicationName | PasteKind::SecretEnds | PasteKind::CertificateEnds => {
            (Some(bare.to_owned()), Vec::new())
        }
    }
}

/// What is wrong in any field.
fn obvious(kind: PasteKind, bare: &str) -> Option<PasteFault> {
    let segments = || bare.split('.').map(str::len);
    let is_token = bare.starts_with("eyJ") && segments().count() == 3 && segments().all(|length| length > 3);
    let is_json = bare.starts_with(['{', '[']) && serde_json::from_str::<serde_json::Value>(bare).is_ok();
    let is_certificate = bare.contains("-----BEGIN CERTIFICATE");
    match () {
        () if bare.is_empty() => Some(PasteFault::Nothing),
        () if bare.contains("-----BEGIN") && bare.contains("PRIVATE KEY") => Some(PasteFault::PrivateKey),
        () if is_certificate => Some(PasteFault::Certificate),
        () if kind == PasteKind::Text => None,
        () if is_token => Some(PasteFault::Token),
        () if is_json => Some(PasteFault::Output),
        () if kind != PasteKind::ClientSecret && is_placeholder(bare) => Some(PasteFault::Placeholder),
        () => None,
    }
}

/// `{tenant}`, `<client id>`, `your-tenant-id`: copied from instructions, not from a directory.
fn is_placeholder(bare: &str) -> bool {
    let between = |open: char, close: char| {
        bare.split_once(open).and_then(|(_, rest)| rest.split_once(close)).is_some_and(|(name, _)| {
            !name.is_empty()
                && name.contains(|c: char| c.is_ascii_alphabetic())
                && !name.contains('@')
                && !ids::is_id(name)
        })
    };
    let lower = bare.to_ascii_lowercase();
    between('{', '}')
        || between('<', '>')
        || ["your-tenant", "yourtenant", "your-client", "your-app", "your_tenant"]
            .iter()
            .any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests;
