//! The commands. Each ends with status 0, or with another one and one clear line on stderr.

mod admin_create;
mod api_key_create;
mod doctor;
mod migrate;
mod open;
mod playbook_check;
mod serve;

use std::{error::Error, path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::config::Config;

/// Moves applications to OAuth 2.0 and keeps their tokens alive.
#[derive(Debug, Parser)]
#[command(name = "consentry", version, about, propagate_version = true)]
struct Cli {
    /// A TOML file with settings; CONSENTRY_* in the environment win over it.
    #[arg(long, global = true, value_name = "FILE", env = "CONSENTRY_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the portal until it is told to stop.
    Serve,
    /// Brings the database up to date and ends.
    Migrate,
    /// Accounts of portal administrators.
    #[command(subcommand)]
    Admin(Admin),
    /// API keys.
    #[command(subcommand)]
    ApiKey(ApiKey),
    /// Looks whether everything is in order, and says how to mend what is not.
    Doctor,
    /// Playbooks, for whoever writes one.
    #[command(subcommand)]
    Playbook(Playbook),
}

#[derive(Debug, Subcommand)]
enum Playbook {
    /// Says what is wrong with a folder's files, by file and line.
    Check(playbook_check::Arguments),
}

#[derive(Debug, Subcommand)]
enum Admin {
    /// Creates an administrator.
    Create(admin_create::Arguments),
}

#[derive(Debug, Subcommand)]
enum ApiKey {
    /// Makes a key and prints it, once, as the last word.
    Create(api_key_create::Arguments),
}

/// One line for the reader.
#[derive(Debug)]
struct Failure(String);

impl<E: Error> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut line = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            let cause_text = cause.to_string();
            if !line.contains(&cause_text) {
                line.push_str(": ");
                line.push_str(&cause_text);
            }
            source = cause.source();
        }
        Self(line)
    }
}

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    match runtime.block_on(execute(cli)) {
        Ok(code) => code,
        Err(failure) => failed(&failure),
    }
}

fn failed(failure: &Failure) -> ExitCode {
    eprintln!("consentry: {}", failure.0);
    ExitCode::FAILURE
}

async fn execute(cli: Cli) -> Result<ExitCode, Failure> {
    let config = Config::load(cli.config.as_deref(), |name| std::env::var(name).ok());
    match cli.command {
        Command::Doctor => return Ok(doctor::run(config).await),
        Command::Playbook(Playbook::Check(arguments)) => return playbook_check::run(&arguments),
        Command::Serve => serve::run(config?).await?,
        Command::Migrate => migrate::run(config?).await?,
        Command::Admin(Admin::Create(arguments)) => admin_create::run(config?, arguments).await?,
        Command::ApiKey(ApiKey::Create(arguments)) => api_key_create::run(config?, arguments).await?,
    }
    Ok(ExitCode::SUCCESS)
}
