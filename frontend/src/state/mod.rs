//! What pages decide, as plain values without a browser, so that it is tested natively.

pub(crate) mod form;
pub(crate) mod life;
pub(crate) mod parameters;
pub(crate) mod table;
