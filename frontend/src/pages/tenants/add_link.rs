//! The way to where something new is made, above a list and in an empty one.

use leptos::prelude::*;
use shared::permission::Permission;

use super::frame::CurrentTenant;
use crate::{
    components::button::{LinkButton, Look},
    i18n::{Text, t},
};

/// The link; nothing for a reader who may not.
pub(crate) fn add_link(
    current: CurrentTenant,
    permission: Permission,
    label: Text,
    href: String,
    testid: &'static str,
) -> impl Fn() -> Option<AnyView> + Clone + Send + Sync + 'static {
    move || {
        let link = || view! { <LinkButton label=t(label) icon=icondata::LuPlus look=Look::Primary href=href.clone() testid=testid /> };
        current.may(permission).then(|| link().into_any())
    }
}
