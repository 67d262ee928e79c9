//! Signs in to a mailbox over POP with the token of the resource, and asks how many mails there are.

use shared::check::Finding;

use super::{Check, Context, Running, sign_in::over};
use crate::{mail::Protocol, vault::VaultError};

pub(super) const CHECK: Check = Check { id: "pop_sign_in", run: begin };

fn begin<'a>(context: &'a Context<'a>) -> Running<'a> {
    Box::pin(run(context))
}

async fn run(context: &Context<'_>) -> Result<Vec<Finding>, VaultError> {
    over(context, Protocol::Pop).await
}
