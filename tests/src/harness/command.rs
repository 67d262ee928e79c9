//! The program's commands that do one thing and end.

use std::process::Stdio;

use tokio::{io::AsyncWriteExt as _, time::timeout};

use super::{output::PATIENCE, server::Installation};

/// What a command left behind.
pub struct Run {
    /// Whether it ended with status 0.
    pub success: bool,
    /// What it wrote to stdout.
    pub stdout: String,
    /// What it wrote to stderr.
    pub stderr: String,
}

impl Run {
    /// Stops the test unless the command went well.
    #[must_use]
    pub fn succeeded(self) -> Self {
        assert!(self.success, "the command failed:\n{}\n{}", self.stdout, self.stderr);
        self
    }

    /// Stops the test unless the command failed with exactly one line, which is handed back.
    #[must_use]
    pub fn failed_with_one_line(self) -> String {
        assert!(!self.success, "the command went well:\n{}", self.stdout);
        // Log lines may come before; the line for the reader is the last, and there is no other without a time stamp.
        let lines: Vec<&str> = self.stderr.lines().filter(|line| !line.trim().is_empty()).collect();
        let plain: Vec<&&str> = lines.iter().filter(|line| !line.starts_with("20") && !line.starts_with('{')).collect();
        assert_eq!(plain.len(), 1, "one clear line was expected:\n{}", self.stderr);
        assert!(!plain[0].contains("panicked"), "{}", plain[0]);
        (*plain[0]).to_owned()
    }
}

impl Installation {
    /// Runs a command with `input` on stdin.
    pub async fn run(&self, arguments: &[&str], input: &str) -> Run {
        let mut process = self.command(arguments).stdin(Stdio::piped()).spawn().expect("the program starts");
        let mut stdin = process.stdin.take().expect("stdin is a pipe");
        // A command that does not read its input may be gone already.
        let _ = stdin.write_all(input.as_bytes()).await;
        drop(stdin);
        let output =
            timeout(PATIENCE, process.wait_with_output()).await.expect("the command ends").expect("it was waited for");
        Run {
            success: output.status.success(),
            stdout: String::from_utf8(output.stdout).expect("stdout is text"),
            stderr: String::from_utf8(output.stderr).expect("stderr is text"),
        }
    }
}
