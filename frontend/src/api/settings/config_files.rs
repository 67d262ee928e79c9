//! Configuration files, linked settings and variable sets.
