//! Tenants: the list, and what one of them is made of.

pub(crate) mod add_link;
pub(crate) mod banner;
pub(crate) mod create;
pub(crate) mod danger;
pub(crate) mod deadlines;
pub(crate) mod environments;
pub(crate) mod frame;
pub(crate) mod list;
mod migrations;
pub(crate) mod overview;
pub(crate) mod people;
pub(crate) mod rounds;
