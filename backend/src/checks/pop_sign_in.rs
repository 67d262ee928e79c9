//! Signs in to a mailbox over POP with the token of the resource, and asks how many mails there are.

use super::{
    Check, Context, Running,
    doors::{Door, open},
};
use crate::mail::Protocol;

pub(super) const CHECK: Check = Check { id: "pop_sign_in", run: begin };

fn begin<'a>(context: &'a Context<'a>) -> Running<'a> {
    Box::pin(open(context, Door::Mail(Protocol::Pop)))
}
