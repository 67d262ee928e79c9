//! `cargo xtask gen`: files that are made from the program and committed, so that a change of the API shows in review.

use std::path::PathBuf;

use crate::{Outcome, arguments::Arguments, build, project, server::Server, step::step};

/// The description of the API.
fn openapi() -> PathBuf {
    project::root().join("docs/openapi.json")
}

/// The task.
pub(crate) fn run(_: &Arguments) -> Outcome {
    build::server_for_tests()?;
    step("write docs/openapi.json", || {
        let file = openapi();
        std::fs::write(&file, fresh()?).map_err(|error| format!("{}: {error}", file.display()))
    })
}

/// Whether the committed files are what the built program says.
pub(crate) fn check() -> Outcome {
    let committed = std::fs::read_to_string(openapi()).unwrap_or_default();
    if committed == fresh()? {
        Ok(())
    } else {
        Err("docs/openapi.json is not what the program says; run: cargo xtask gen".to_owned())
    }
}

/// The description, one value a line, as the built server serves it.
fn fresh() -> Outcome<String> {
    let served = Server::start(&project::binary(false))?.get("/api/openapi.json")?;
    pretty(&served)
}

fn pretty(json: &str) -> Outcome<String> {
    let value: serde_json::Value =
        serde_json::from_str(json).map_err(|error| format!("/api/openapi.json is not JSON: {error}"))?;
    serde_json::to_string_pretty(&value).map(|text| text + "\n").map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_show_line_by_line() {
        assert_eq!(pretty("{\"b\":1,\"a\":[]}").as_deref(), Ok("{\n  \"a\": [],\n  \"b\": 1\n}\n"));
        assert!(pretty("<html>").is_err());
    }
}
