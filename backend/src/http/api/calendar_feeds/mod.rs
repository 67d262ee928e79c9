//! A tenant's deadlines as a calendar: addresses for calendar programs, which have no session and no key.

mod create;
mod list;
mod read;
mod remove;

pub use create::create;
pub use list::list;
pub use read::read;
pub use remove::remove;

use shared::{api::deadline::CalendarFeed, ids::CalendarFeedId, timestamp::Timestamp};

use crate::store::calendar_feeds::CalendarFeedRow;

/// How an address ends; calendar programs look at that.
const ENDING: &str = ".ics";

fn shown(row: CalendarFeedRow) -> CalendarFeed {
    CalendarFeed {
        id: CalendarFeedId::new(row.id),
        name: row.name,
        made_by: row.author,
        made_at: Timestamp::from_millis(row.created_at),
    }
}
