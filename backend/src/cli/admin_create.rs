//! `consentry admin create`: an administrator without the set-up page, and the way back in when nobody can sign in.

use std::io::Read;

use clap::Args;
use shared::{
    api::user::CreateUser,
    field::{Report, Validate},
    secret::SecretText,
    text::Locale,
};

use super::{Failure, open};
use crate::{
    audit::Author,
    config::Config,
    identity::{AccountFault, NewAccount},
    problem_texts::ProblemTexts,
};

/// Who.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// E-mail address to sign in with
    #[arg(long)]
    email: String,
    /// How others see the account [default: the part before the @]
    #[arg(long)]
    name: Option<String>,
    /// Read the password from stdin instead of asking for it
    #[arg(long)]
    password_stdin: bool,
}

/// Creates the administrator.
pub(super) async fn run(config: Config, arguments: Arguments) -> Result<(), Failure> {
    let name = arguments.name.unwrap_or_else(|| arguments.email.split('@').next().unwrap_or_default().to_owned());
    let password = if arguments.password_stdin { from_stdin()? } else { ask()? };
    let request = CreateUser { email: arguments.email, name, password, locale: Locale::En, administrator: true };
    check(&request)?;
    let app = open::for_command(config).await?;
    let hash = app.passwords.hash(&request.password, &app.rng).await?;
    let account =
        NewAccount { email: &request.email, name: &request.name, locale: request.locale, administrator: true };
    let mut tx = app.store.write().await?;
    let user = account.insert(&mut tx, &app, &hash, Some(Author::command("admin create"))).await;
    let user = user.map_err(|fault| match fault {
        AccountFault::EmailTaken => Failure(format!("there is an account for {} already", request.email)),
        other => other.into(),
    })?;
    tx.commit().await?;
    app.store.close().await;
    println!("created the administrator {}", user.email);
    Ok(())
}

fn check(request: &CreateUser) -> Result<(), Failure> {
    let mut report = Report::default();
    request.validate(&mut report);
    let Some((pointer, fault)) = report.into_faults().into_iter().next() else { return Ok(()) };
    let words = ProblemTexts::embedded()?.field(fault, Locale::En);
    Err(Failure(format!("{}: {words}", pointer.trim_start_matches('/'))))
}

fn from_stdin() -> Result<SecretText, Failure> {
    let mut text = String::with_capacity(256);
    std::io::stdin().take(4096).read_to_string(&mut text)?;
    let password = SecretText::new(text.trim_end_matches(['\r', '\n']));
    zeroize::Zeroize::zeroize(&mut text);
    Ok(password)
}

fn ask() -> Result<SecretText, Failure> {
    let first = SecretText::new(rpassword::prompt_password("Password (at least 12 characters): ")?);
    let second = SecretText::new(rpassword::prompt_password("Once more: ")?);
    if first == second { Ok(first) } else { Err(Failure("the two passwords are not the same".to_owned())) }
}
