//! What the tests stand on: the real program in a process and with a database of its own ([`harness`]), and an
//! identity server that misbehaves on request ([`identity_server`]), and a real mail server ([`mail_server`]).
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a harness that cannot go on stops the test and says why"
)]

pub mod entra;
pub mod harness;
pub mod identity_server;
pub mod mail_server;
