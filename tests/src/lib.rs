//! What the tests stand on: the real program in a process and with a database of its own ([`harness`]), and an
//! identity server that misbehaves on request ([`identity_server`]), a real mail server ([`mail_server`]), and
//! what of Exchange Online is not mail ([`exchange`]).
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a harness that cannot go on stops the test and says why"
)]

pub mod entra;
pub mod exchange;
pub mod harness;
pub mod identity_server;
pub mod mail_server;
