//! Opens the inbox of a mailbox over Exchange Web Services with the token of the resource.

use super::{
    Check, Context, Running,
    doors::{Door, open},
};

pub(super) const CHECK: Check = Check { id: "ews_get_folder", run: begin };

fn begin<'a>(context: &'a Context<'a>) -> Running<'a> {
    Box::pin(open(context, Door::Ews))
}
