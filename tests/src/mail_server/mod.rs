//! A real mail server: Dovecot with IMAP and submission over TLS, which lets nobody in without an access token that
//! the identity server vouches for (RFC 7662), and what a mail application does to talk to it.

mod certificate;
mod connection;
mod dovecot;
mod imap;
mod relay;
mod submission;

pub use dovecot::MailServer;
pub use imap::Imap;
pub use relay::{Letter, Relay};
pub use submission::Submission;

/// How an access token is presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mechanism {
    /// Google's and Microsoft's own.
    XOauth2,
    /// RFC 7628.
    OauthBearer,
}

impl Mechanism {
    /// As it stands in `AUTHENTICATE` and `AUTH`.
    pub fn name(self) -> &'static str {
        match self {
            Self::XOauth2 => "XOAUTH2",
            Self::OauthBearer => "OAUTHBEARER",
        }
    }

    /// The first answer of the client, in base64.
    fn initial_response(self, mailbox: &str, access_token: &str) -> String {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        STANDARD.encode(match self {
            Self::XOauth2 => format!("user={mailbox}\x01auth=Bearer {access_token}\x01\x01"),
            Self::OauthBearer => format!("n,a={mailbox},\x01auth=Bearer {access_token}\x01\x01"),
        })
    }
}

/// What the server answers to a refused token: details in base64, then, once the client has acknowledged them, no.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused(pub String);
