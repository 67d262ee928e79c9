//! Ids of directories, applications and objects: all GUIDs, so that one is only told from another by what is known.

use super::{Judged, KnownValues, PasteFault, PasteKind};
use crate::field::is_guid;

/// Ids of the vendor's own: the APIs, and the tools that administrators sign in with.
const VENDORS: [&str; 6] = [
    // Office 365 Exchange Online, Microsoft Graph, Azure AD Graph
    "00000002-0000-0ff1-ce00-000000000000",
    "00000003-0000-0000-c000-000000000000",
    "00000002-0000-0000-c000-000000000000",
    // Microsoft Graph PowerShell, Azure CLI, Azure PowerShell
    "14d82eec-204b-4c2f-b7e8-296a70dab67e",
    "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
    "1950a258-227b-4e31-a9cf-717495945fc2",
];
/// The directory of personal accounts.
const PERSONAL: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// Whether the text is a GUID.
pub(super) fn is_id(text: &str) -> bool {
    is_guid(text)
}

/// Whether the id belongs to the vendor.
pub(super) fn is_vendors(id: &str) -> bool {
    VENDORS.iter().any(|vendors| vendors.eq_ignore_ascii_case(id))
}

pub(super) fn judge(kind: PasteKind, bare: &str, known: &KnownValues) -> Judged {
    let braced = bare.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(bare);
    if is_id(braced) {
        let mut what = check(kind, braced, known);
        if braced != bare {
            what.push(PasteFault::Surrounded);
        }
        return (Some(braced.to_owned()), what);
    }
    if bare.contains("://") || bare.contains('/') {
        return match in_address(kind, bare) {
            Some(id) => {
                let mut what = check(kind, id, known);
                what.push(PasteFault::IdFromAddress);
                (Some(id.to_owned()), what)
            }
            None => (None, vec![PasteFault::IsAddress]),
        };
    }
    (None, vec![PasteFault::NotId])
}

fn check(kind: PasteKind, id: &str, known: &KnownValues) -> Vec<PasteFault> {
    if is_vendors(id) {
        return vec![PasteFault::IsVendorsId];
    }
    if id.eq_ignore_ascii_case(PERSONAL) {
        return vec![PasteFault::IsPersonalDirectory];
    }
    if let Some(fault) = known.other(kind, id).and_then(is_other) {
        return vec![fault];
    }
    let mut directories = known.of(PasteKind::DirectoryId).peekable();
    let another = kind == PasteKind::DirectoryId
        && directories.peek().is_some()
        && !directories.any(|known| known.eq_ignore_ascii_case(id));
    if another { vec![PasteFault::AnotherDirectory] } else { Vec::new() }
}

/// What is said when an id is known as something else.
pub(super) fn is_other(known_as: PasteKind) -> Option<PasteFault> {
    match known_as {
        PasteKind::DirectoryId => Some(PasteFault::IsDirectoryId),
        PasteKind::ClientId => Some(PasteFault::IsClientId),
        PasteKind::ApplicationObjectId => Some(PasteFault::IsApplicationObjectId),
        PasteKind::EnterpriseObjectId => Some(PasteFault::IsEnterpriseObjectId),
        PasteKind::SecretId => Some(PasteFault::SecretId),
        _ => None,
    }
}

/// The id inside an address of the administrators' portal, of an endpoint, or of a sign-in.
fn in_address(kind: PasteKind, address: &str) -> Option<&str> {
    match kind {
        PasteKind::ClientId => after(address, &["appid", "applicationid", "client_id", "clientid"]),
        PasteKind::DirectoryId => after(address, &["tenantid", "tenant"])
            .or_else(|| address.split(['/', '?', '#']).nth(3).filter(|id| is_id(id))),
        PasteKind::EnterpriseObjectId if address.contains("ManagedApp") => after(address, &["objectid"]),
        PasteKind::ApplicationObjectId if !address.contains("ManagedApp") => after(address, &["objectid"]),
        _ => None,
    }
}

/// The id that follows one of the names: `…/appId/ID/…`, `…client_id=ID&…`.
fn after<'a>(address: &'a str, names: &[&str]) -> Option<&'a str> {
    let words: Vec<&str> = address.split(['/', '?', '#', '&', '=']).collect();
    let is_wanted = |pair: &&[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(pair[0])) && is_id(pair[1]);
    words.windows(2).find(is_wanted).map(|pair| pair[1])
}
