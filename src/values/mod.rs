//! Values as other programs read them: quantities, durations, versions, schedules. Text in, numbers out; nothing here
//! knows YAML or an object.

pub(crate) mod base64;
pub(crate) mod duration;
pub(crate) mod format;
pub(crate) mod glob;
pub(crate) mod pattern;
pub(crate) mod quantity;
pub(crate) mod schedule;
pub(crate) mod version;
