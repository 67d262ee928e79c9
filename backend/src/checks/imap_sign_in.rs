//! Signs in to a mailbox over IMAP with the token of the resource, and looks whether the inbox opens.

use super::{
    Check, Context, Running,
    doors::{Door, open},
};
use crate::mail::Protocol;

pub(super) const CHECK: Check = Check { id: "imap_sign_in", run: begin };

fn begin<'a>(context: &'a Context<'a>) -> Running<'a> {
    Box::pin(open(context, Door::Mail(Protocol::Imap)))
}
