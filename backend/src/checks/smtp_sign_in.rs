//! Signs in for submission over SMTP with the token of the resource. No mail is sent.

use super::{
    Check, Context, Running,
    doors::{Door, open},
};
use crate::mail::Protocol;

pub(super) const CHECK: Check = Check { id: "smtp_sign_in", run: begin };

fn begin<'a>(context: &'a Context<'a>) -> Running<'a> {
    Box::pin(open(context, Door::Mail(Protocol::Smtp)))
}
