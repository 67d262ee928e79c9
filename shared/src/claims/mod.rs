//! What stands in an access token, for diagnosis only. Nothing here verifies a signature: that is the business of the
//! service that the token is for, and what is read here proves nothing to anybody. To a client a token is opaque (RFC
//! 6749 §1.4); a provider may change its form at any time, so nothing may depend on this.

mod judge;

use base64::{
    Engine,
    alphabet::URL_SAFE,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde_json::{Map, Value};

pub use judge::{Expected, judge};

/// Tokens longer than this are not taken apart.
const MOST_BYTES: usize = 64 * 1024;
/// With or without padding: some servers add what RFC 7515 §2 leaves out.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A token taken apart.
#[derive(Debug, Clone, PartialEq)]
pub enum Decoded {
    /// A signed JSON Web Token (RFC 7519): anybody can read it.
    Jwt {
        /// Its JOSE header.
        header: Map<String, Value>,
        /// Its claims.
        claims: Map<String, Value>,
    },
    /// An encrypted one (RFC 7516): only the service that it is for can read it.
    Encrypted {
        /// Its JOSE header.
        header: Map<String, Value>,
    },
    /// Anything else: it means something to its provider alone.
    Opaque,
}

/// Takes `token` apart, as far as that goes without a key.
pub fn decode(token: &str) -> Decoded {
    if token.len() > MOST_BYTES {
        return Decoded::Opaque;
    }
    let parts: Vec<&str> = token.split('.').collect();
    let Some(header) = parts.first().and_then(|part| object(part)).filter(|header| header.contains_key("alg")) else {
        return Decoded::Opaque;
    };
    match parts.as_slice() {
        [_, claims, _] => object(claims).map_or(Decoded::Opaque, |claims| Decoded::Jwt { header, claims }),
        [_, _, _, _, _] => Decoded::Encrypted { header },
        _ => Decoded::Opaque,
    }
}

fn object(part: &str) -> Option<Map<String, Value>> {
    match serde_json::from_slice(&LENIENT.decode(part).ok()?).ok()? {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// A token with these claims and a signature that nobody made.
    pub(crate) fn token(claims: &Value) -> String {
        let part = |value: &Value| LENIENT.encode(value.to_string());
        format!("{}.{}.c2lnbmF0dXJl", part(&json!({ "alg": "RS256", "typ": "JWT" })), part(claims))
    }

    #[test]
    fn a_signed_token_is_read_and_its_signature_left_alone() {
        let Decoded::Jwt { header, claims } = decode(&token(&json!({ "aud": "x", "n": { "é": [1] } }))) else {
            panic!("a JWT")
        };
        assert_eq!((header["alg"].as_str(), claims["aud"].as_str()), (Some("RS256"), Some("x")));
        assert_eq!(claims["n"]["é"], json!([1]));
        let padded = token(&json!({ "a": 1 })).replace(".c2ln", "=.c2ln");
        assert!(matches!(decode(&padded), Decoded::Jwt { .. } | Decoded::Opaque));
    }

    #[test]
    fn what_is_no_token_of_that_kind_is_called_opaque() {
        let header = |value: Value| LENIENT.encode(value.to_string());
        let alg = header(json!({ "alg": "none" }));
        for token in [
            String::new(),
            "EwB4A8l6BAAU".to_owned(),
            "a.b.c".to_owned(),
            "ya29.a0AfH6SMB.x".to_owned(),
            format!("{alg}.{}", header(json!({}))),
            format!("{alg}.{}.x", header(json!([1]))),
            format!("{alg}.e30.x.y"),
            format!("{}.e30.x", header(json!({ "typ": "JWT" }))),
            format!("{alg}.{}.x", "A".repeat(MOST_BYTES)),
        ] {
            assert_eq!(decode(&token), Decoded::Opaque, "{token}");
        }
        let nested = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
        assert_eq!(decode(&format!("{alg}.{}.x", LENIENT.encode(format!("{{\"a\":{nested}}}")))), Decoded::Opaque);
        let encrypted = format!("{}.k.i.c.t", header(json!({ "alg": "RSA-OAEP", "enc": "A256GCM" })));
        assert!(matches!(decode(&encrypted), Decoded::Encrypted { .. }));
    }

    proptest! {
        #[test]
        fn anything_at_all_may_be_handed_in(text in "\\PC{0,200}", parts in prop::collection::vec("[A-Za-z0-9_=-]{0,40}", 0..7)) {
            let _ = decode(&text);
            let _ = decode(&parts.join("."));
        }
    }
}
