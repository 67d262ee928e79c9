//! Secrets, mailboxes, domains and names of servers.

use super::{Judged, KnownValues, PasteFault, PasteKind, ids};
use crate::{
    check::is_host,
    field::{is_domain, is_email},
};

pub(super) fn secret(bare: &str, known: &KnownValues) -> Judged {
    let fault = if ids::is_id(bare) {
        // The portal shows a secret's id beside its value; other ids are told by what is known.
        Some(known.other(PasteKind::ClientSecret, bare).and_then(ids::is_other).unwrap_or(PasteFault::SecretId))
    } else if bare.contains("****") || bare.contains('\u{2022}') || bare.contains("...") || bare.contains('\u{2026}') {
        Some(PasteFault::Masked)
    } else if bare.starts_with("https://") || bare.starts_with("http://") {
        Some(PasteFault::IsAddress)
    } else if bare.contains(char::is_whitespace) {
        Some(PasteFault::InnerSpace)
    } else if bare.chars().count() < 16 {
        Some(PasteFault::ShortSecret)
    } else {
        None
    };
    (Some(bare.to_owned()), fault.into_iter().collect())
}

pub(super) fn mailbox(bare: &str) -> Judged {
    let without_scheme = bare.strip_prefix("mailto:").or_else(|| bare.strip_prefix("smtp:"));
    let without_scheme = without_scheme.or_else(|| bare.strip_prefix("SMTP:")).unwrap_or(bare);
    let address = without_scheme.split('?').next().unwrap_or_default().trim();
    let address = match address.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>')) {
        Some((inner, _)) => inner.trim(),
        None => address,
    };
    if bare.matches('@').count() > 1 && bare.contains([';', ',', '\n']) {
        return (None, vec![PasteFault::Several]);
    }
    if !is_email(address) {
        return (None, vec![PasteFault::NotMailbox]);
    }
    let what = if address == bare { Vec::new() } else { vec![PasteFault::DisplayName] };
    (Some(address.to_owned()), what)
}

pub(super) fn domain(bare: &str) -> Judged {
    let host = bare.split_once("://").map_or(bare, |(_, rest)| rest);
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split(':').next().unwrap_or_default().trim_end_matches('.');
    if !is_domain(host) {
        return (None, vec![PasteFault::NotDomain]);
    }
    let what = if host == bare { Vec::new() } else { vec![PasteFault::DomainFromAddress] };
    (Some(host.to_owned()), what)
}

/// The name of a server. `with_port`: a port that is not the usual one belongs to it.
pub(super) fn host(bare: &str, with_port: bool) -> Judged {
    let rest = bare.split_once("://").map_or(bare, |(_, rest)| rest);
    let rest = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
    let (name, port) = match rest.split_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (rest, None),
    };
    let name = name.trim_end_matches('.');
    let port = match port.map(str::parse::<u16>) {
        Some(Ok(1..)) | None => port.filter(|port| with_port && *port != "443"),
        Some(_) => return (None, vec![PasteFault::NotHost]),
    };
    if !is_host(name) {
        return (None, vec![PasteFault::NotHost]);
    }
    let host = port.map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"));
    let what = if host == bare { Vec::new() } else { vec![PasteFault::HostFromAddress] };
    (Some(host), what)
}
