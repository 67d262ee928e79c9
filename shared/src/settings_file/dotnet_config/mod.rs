//! Configuration files of .NET programs: connection strings, settings, and what a K2 server keeps beside them.

mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;
