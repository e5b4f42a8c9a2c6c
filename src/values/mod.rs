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

/// Whether a string is a number of ASCII digits without a sign.
pub(crate) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
