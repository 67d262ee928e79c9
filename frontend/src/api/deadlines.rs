//! What ends and concerns a tenant, and the calendars in which that stands.

use shared::{
    api::{
        deadline::{CalendarFeed, CalendarFeedCreated, CreateCalendarFeed, TenantDeadline},
        page::Page,
    },
    deadline::Deadline,
    routes,
};

use super::{Answer, Api};

impl Api {
    /// Every deadline that the portal knows, whomever it concerns.
    pub(crate) async fn known_deadlines(self) -> Answer<Page<Deadline>> {
        self.get(&routes::deadlines()).await
    }

    /// The tenant's deadlines in the order in which they come.
    pub(crate) async fn deadlines(self, tenant: &str) -> Answer<Page<TenantDeadline>> {
        self.get(&routes::tenant_deadlines(tenant)).await
    }

    /// The addresses of the tenant's calendar, without the addresses.
    pub(crate) async fn calendar_feeds(self, tenant: &str) -> Answer<Page<CalendarFeed>> {
        self.get(&routes::calendar_feeds(tenant)).await
    }

    /// Makes one.
    pub(crate) async fn make_calendar_feed(
        self,
        tenant: &str,
        request: &CreateCalendarFeed,
    ) -> Answer<CalendarFeedCreated> {
        self.post(&routes::calendar_feeds(tenant), request).await
    }

    /// Takes one back.
    pub(crate) async fn remove_calendar_feed(self, tenant: &str, id: &str) -> Answer<()> {
        self.delete(&routes::calendar_feed(tenant, id)).await
    }
}
