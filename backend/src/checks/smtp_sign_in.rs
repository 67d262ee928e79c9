//! Signs in for submission over SMTP with the token of the resource. No mail is sent.

use shared::check::Finding;

use super::{Check, Context, Running, sign_in::over};
use crate::{mail::Protocol, vault::VaultError};

pub(super) const CHECK: Check = Check { id: "smtp_sign_in", run: begin };

fn begin<'a>(context: &'a Context<'a>) -> Running<'a> {
    Box::pin(run(context))
}

async fn run(context: &Context<'_>) -> Result<Vec<Finding>, VaultError> {
    over(context, Protocol::Smtp).await
}
