//! Stub.
use leptos::prelude::*;
#[component]
pub(crate) fn PortalAuditPage() -> impl IntoView {}
#[component]
pub(crate) fn TenantAuditPage() -> impl IntoView {}
