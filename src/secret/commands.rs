//! Passwords among the arguments of programs that are known to take one.

use std::ops::Range;

use super::names::is_reference;

/// Programs with an option whose value is a password, or holds one; to other programs it may be a port or a group.
const COMMANDS: [(&str, &[&str], Value); 7] = [
    ("curl ", &["-u", "--user", "--proxy-user"], Value::Pair),
    ("login ", &["-p"], Value::Whole),
    ("sshpass ", &["-p"], Value::Whole),
    ("redis-cli ", &["-a"], Value::Whole),
    ("mysql ", &["-p"], Value::Glued),
    ("mysqldump ", &["-p"], Value::Glued),
    ("mysqladmin ", &["-p"], Value::Glued),
];

/// How an option of a command is given a password.
#[derive(Clone, Copy)]
enum Value {
    /// `-u user:password`.
    Pair,
    /// `-p password`.
    Whole,
    /// `-ppassword`; behind a space stands something else.
    Glued,
}

/// The password among the arguments of a program.
pub(crate) fn of_command(text: &str) -> Option<Range<usize>> {
    if !text.contains(" -") {
        return None;
    }
    let runs = COMMANDS.iter().filter_map(|(program, options, value)| Some((text.find(program)?, *options, *value)));
    let found =
        runs.filter_map(|(at, options, value)| options.iter().find_map(|option| of_option(text, at, option, value)));
    found.min_by_key(|range| range.start)
}

fn of_option(text: &str, from: usize, option: &str, value: Value) -> Option<Range<usize>> {
    let end = match value {
        // An address may hold what ends a command.
        Value::Pair => text.len(),
        Value::Whole | Value::Glued => from + command_length(&text[from..]),
    };
    let options = text[from..end].match_indices(option).map(|(at, _)| from + at);
    options.filter(|at| text[..*at].ends_with([' ', '\t', '\n'])).find_map(|at| {
        let rest = &text[at + option.len()..end];
        let given = match value {
            Value::Pair => rest.trim_start_matches([' ', '=', '"', '\'']),
            Value::Whole => rest.strip_prefix([' ', '='])?.trim_start_matches([' ', '"', '\'']),
            Value::Glued => rest.trim_start_matches(['"', '\'']),
        };
        let start = end - given.len();
        let given = &given[..given.find([' ', '\t', '\n', '"', '\'']).unwrap_or(given.len())];
        let password = match value {
            Value::Pair => given.split_once(':')?.1,
            Value::Whole | Value::Glued => given,
        };
        let start = start + given.len() - password.len();
        let is_port = password.len() <= 5 && password.bytes().all(|byte| byte.is_ascii_digit());
        let shown = match value {
            Value::Pair => is_reference(password),
            Value::Whole | Value::Glued => is_reference(password) || is_port || password.starts_with('-'),
        };
        (!shown).then_some(start..start + password.len())
    })
}

/// How long a command is: up to the end of its line, unless that goes on in the next, or to the next command.
fn command_length(text: &str) -> usize {
    let ends = |at: &usize| match text.as_bytes()[*at] {
        b'\n' => !text[..*at].ends_with('\\'),
        b'|' | b';' => true,
        b'&' => text[*at..].starts_with("&& "),
        _ => false,
    };
    (0..text.len()).find(ends).unwrap_or(text.len())
}
