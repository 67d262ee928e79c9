//! Generated scripts: read by parsers of their languages, and run by real shells against a recorder in the place of the
//! Azure CLI.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops and says why")]

mod az;
mod manifest;
mod parsed;
mod sample;
