//! The endpoints: one folder a resource, one file a verb.

pub mod health;
pub mod pages;
