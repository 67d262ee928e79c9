//! Signs in to a mailbox over IMAP with the token of the resource, and looks whether the inbox opens.

use shared::check::Finding;

use super::{Check, Context, Running, sign_in::over};
use crate::{mail::Protocol, vault::VaultError};

pub(super) const CHECK: Check = Check { id: "imap_sign_in", run: begin };

fn begin<'a>(context: &'a Context<'a>) -> Running<'a> {
    Box::pin(run(context))
}

async fn run(context: &Context<'_>) -> Result<Vec<Finding>, VaultError> {
    over(context, Protocol::Imap).await
}
