//! When the checks of an environment run by themselves.

mod get;
mod put;

pub use get::get;
pub use put::put;

use shared::{api::check::CheckSchedule, timestamp::Timestamp};

use crate::store::check_schedules::ScheduleRow;

/// What the API shows; an environment that never had one has none.
fn shown(row: Option<ScheduleRow>) -> CheckSchedule {
    let Some(row) = row else { return CheckSchedule { every_hours: 0, next_at: None, last_at: None } };
    CheckSchedule {
        every_hours: u16::try_from(row.every_hours).unwrap_or(0),
        next_at: (row.every_hours > 0).then(|| Timestamp::from_millis(row.next_at)),
        last_at: row.last_at.map(Timestamp::from_millis),
    }
}
