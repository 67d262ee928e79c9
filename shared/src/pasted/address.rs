//! Endpoints and addresses for answers. Endpoints lose a query string; an address for answers is compared byte for byte
//! by the provider, so nothing is taken from it in silence.

use super::{Judged, KnownValues, PasteFault, PasteKind, ids};
use crate::{check::is_host, resource::cloud::host_and_path};

/// Words in the place of a directory that stand for more than one.
const OPEN: [&str; 3] = ["common", "organizations", "consumers"];

pub(super) fn endpoint(kind: PasteKind, bare: &str, known: &KnownValues) -> Judged {
    let Some((_, path)) = host_and_path(bare).filter(|_| !has_two_schemes(bare)) else {
        return (None, vec![PasteFault::NotAddress]);
    };
    let mut what = Vec::new();
    if !bare.starts_with("https://") {
        what.push(PasteFault::PlainHttp);
    }
    let lower = path.to_ascii_lowercase();
    let (this, other, fault) = match kind {
        PasteKind::AuthorizationEndpoint => ("/authorize", "/token", PasteFault::IsTokenEndpoint),
        _ => ("/token", "/authorize", PasteFault::IsAuthorizationEndpoint),
    };
    if lower.contains("/.well-known/") || lower.contains("federationmetadata") {
        what.push(PasteFault::IsMetadata);
    } else if lower.trim_end_matches('/').ends_with(other) && !lower.trim_end_matches('/').ends_with(this) {
        what.push(fault);
    }
    // Only addresses of the form that Microsoft's login hosts have say a directory and a version.
    if lower.contains("/oauth2/") {
        what.extend(directory(path, known));
        let counterpart =
            [PasteKind::AuthorizationEndpoint, PasteKind::TokenEndpoint].into_iter().filter(|k| *k != kind);
        let is_v2 = |text: &str| text.to_ascii_lowercase().contains("/oauth2/v2.0/");
        let others =
            counterpart.flat_map(|kind| known.of(kind)).filter(|text| text.to_ascii_lowercase().contains("/oauth2/"));
        if others.map(is_v2).any(|v2| v2 != is_v2(bare)) {
            what.push(PasteFault::OtherVersion);
        }
    }
    let address = bare.split(['?', '#']).next().unwrap_or_default();
    if address != bare {
        what.push(PasteFault::QueryRemoved);
    }
    (Some(address.to_owned()), what)
}

/// What the first part of the path says about the directory.
fn directory(path: &str, known: &KnownValues) -> Option<PasteFault> {
    let said = path.split('/').nth(1)?;
    if OPEN.iter().any(|word| word.eq_ignore_ascii_case(said)) {
        return Some(PasteFault::DirectoryOpen);
    }
    if !ids::is_id(said) {
        return Some(PasteFault::DirectoryByName);
    }
    let mut directories = known.of(PasteKind::DirectoryId).peekable();
    directories.peek()?;
    (!directories.any(|known| known.eq_ignore_ascii_case(said))).then_some(PasteFault::OtherDirectory)
}

/// `https://https://…`: an address where a name of a server belonged, in an address that was made of it.
fn has_two_schemes(bare: &str) -> bool {
    bare.split(['?', '#']).next().unwrap_or_default().matches("://").count() > 1
}

pub(super) fn redirect(bare: &str, known: &KnownValues) -> Judged {
    let Some((scheme, rest)) = bare.split_once("://") else { return (None, vec![PasteFault::NotAddress]) };
    if rest.is_empty() || bare.contains(char::is_whitespace) || has_two_schemes(bare) {
        return (None, vec![PasteFault::NotAddress]);
    }
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or_default();
    let mut what = Vec::new();
    if scheme == "http" && !matches!(host, "localhost" | "127.0.0.1") {
        what.push(PasteFault::NotHttps);
    }
    if bare.contains(['?', '#']) {
        what.push(PasteFault::Query);
    }
    if bare.chars().count() > 256 || bare.contains(['!', '$', '\'', '(', ')', ',', ';', '*']) {
        what.push(PasteFault::RedirectRefused);
    }
    let alike = |known: &str| known.trim_end_matches('/').eq_ignore_ascii_case(bare.trim_end_matches('/'));
    let mut all = known.of(PasteKind::RedirectUri);
    if !known.of(PasteKind::RedirectUri).any(|known| known == bare) && all.any(alike) {
        what.push(PasteFault::NearlySame);
    }
    (Some(bare.to_owned()), what)
}

pub(super) fn any(bare: &str) -> Judged {
    let Some((host, _)) = host_and_path(bare).filter(|_| !bare.contains(char::is_whitespace)) else {
        return (None, vec![PasteFault::NotAddress]);
    };
    let mut what = Vec::new();
    if bare.starts_with("http://") {
        what.push(PasteFault::PlainHttp);
    }
    if !is_host(host) || has_two_schemes(bare) {
        return (None, vec![PasteFault::NotAddress]);
    }
    let address = bare.split(['?', '#']).next().unwrap_or_default();
    if address != bare {
        what.push(PasteFault::QueryRemoved);
    }
    (Some(address.to_owned()), what)
}
