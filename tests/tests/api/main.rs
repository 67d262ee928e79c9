//! The REST API and the process, proved against the real program. One file an area; one executable, so that it
//! is linked once.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops and says why")]

mod identity_server;
