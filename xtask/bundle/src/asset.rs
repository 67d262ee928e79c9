//! Names that change with the content, and the integrity attribute that proves it.

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256, Sha384};

/// Folder of everything whose name changes with its content; the server lets browsers keep these for ever.
pub(crate) const FOLDER: &str = "assets";

/// A file with a hashed name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asset {
    /// Path below the output folder.
    pub(crate) path: String,
    /// Value of the `integrity` attribute.
    pub(crate) integrity: String,
}

impl Asset {
    /// Names `bytes` after its usual file name and its content.
    pub(crate) fn new(file_name: &str, bytes: &[u8]) -> Self {
        let (stem, extension) = file_name.rsplit_once('.').unwrap_or((file_name, "bin"));
        let path = format!("{FOLDER}/{stem}-{}.{extension}", fingerprint(bytes));
        Self { path, integrity: format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes))) }
    }

    /// The address in a page.
    pub(crate) fn href(&self) -> String {
        format!("/{}", self.path)
    }

    /// The address from another file of the same folder.
    pub(crate) fn sibling(&self) -> String {
        format!("./{}", self.path.rsplit('/').next().unwrap_or(&self.path))
    }
}

/// 64 bits of SHA-256 in hex: enough that two versions never share a name.
pub(crate) fn fingerprint(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    format!("{:016x}", u64::from_be_bytes(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_follows_the_content() {
        let first = Asset::new("main.css", b"a{}");
        let second = Asset::new("main.css", b"b{}");
        assert_eq!(first, Asset::new("main.css", b"a{}"));
        assert_ne!(first.path, second.path);
        assert_eq!(first.href(), format!("/assets/main-{}.css", fingerprint(b"a{}")));
        assert!(first.sibling().starts_with("./main-"));
    }

    #[test]
    fn integrity_is_the_sha384_of_the_bytes() {
        let empty = "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb";
        assert_eq!(Asset::new("x.js", b"").integrity, empty);
    }
}
