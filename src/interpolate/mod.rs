//! Puts values into the text around them, by context, so that no value can change the structure of a file.
//!
//! The template engine leaves a marked text: literal text of the template, and between two NUL characters each
//! value with its kind. What stays when the values are taken out is the *skeleton*. Where a value stands (a whole
//! scalar, part of one, a key, a comment, a block) depends on the skeleton alone, so that analysis, and the proof
//! that the result is valid, are made once for each skeleton and serve every app that has it.

mod emit;
mod json;
mod lex;
pub(crate) mod marked;
pub(crate) mod proof;
#[cfg(test)]
mod tests;

use marked::MarkedText;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, RwLock};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::path::extension;

/// Largest file that is rendered, in bytes.
pub(crate) const MAX_FILE: usize = 16 << 20;

/// How the reader of a file takes its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Yaml,
    Json,
    Toml,
    /// Prose: values may span lines.
    Prose,
    /// Code and everything else: a value stays on its line.
    Text,
    /// One component of a path.
    Path,
}

impl Dialect {
    /// The dialect of a file by its name.
    pub(crate) fn of(path: &str) -> Self {
        match extension(path) {
            "yaml" | "yml" => Self::Yaml,
            "json" => Self::Json,
            "toml" => Self::Toml,
            "md" | "txt" => Self::Prose,
            _ => Self::Text,
        }
    }
}

/// A stretch of the skeleton and what becomes of it.
#[derive(Debug)]
struct Segment {
    range: Range<usize>,
    /// Index of the first value in the stretch.
    first: usize,
    context: Context,
}

/// Where values stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Context {
    /// Text without values.
    Literal,
    /// A whole plain scalar, values and text mixed; a collection is written below, indented so far.
    Scalar {
        key: bool,
        flow: bool,
        /// Whether a comment follows on the line, behind which no block may begin.
        commented: bool,
        indent: usize,
    },
    /// A line of a plain scalar that has several.
    Line,
    DoubleQuoted,
    SingleQuoted,
    /// In a block scalar whose lines are indented so far.
    Block {
        indent: usize,
        /// Whether the line tells the indentation of all.
        first: bool,
    },
    Comment,
    /// Between quotes that know no escape.
    Literally,
    /// A JSON or TOML value of its own.
    JsonValue,
    /// As it is: prose, code, paths.
    Raw(Dialect),
}

/// What is known of one skeleton.
#[derive(Debug)]
pub(crate) struct Plan {
    segments: Vec<Segment>,
    /// Values that are part of mapping keys, of which two may turn out equal.
    keys: Vec<usize>,
    /// Keys with which a text made by this plan was found valid.
    proven: RwLock<FxHashSet<String>>,
    /// Whether one was, where no value is part of a key: most plans, asked by all threads.
    sound: AtomicBool,
    /// Where there is room to remember keys; a plan that is not kept has none.
    room: Option<MemoryBudget>,
}

/// A value that cannot stand where the template puts it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Offset in the skeleton.
    pub(crate) offset: usize,
    pub(crate) reason: String,
    pub help: &'static str,
}

/// A part of a skeleton that made a part of an interpolated text.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) skeleton: Range<usize>,
    /// Its values, by their number.
    pub(crate) values: Range<usize>,
}

/// Plans by skeleton, for one template.
#[derive(Debug)]
pub(crate) struct Plans {
    known: RwLock<FxHashMap<Box<str>, Arc<Plan>>>,
    room: MemoryBudget,
}

/// Bytes that may still be kept, by all templates together.
#[derive(Clone, Debug)]
pub(crate) struct MemoryBudget(Arc<AtomicUsize>);

impl Default for MemoryBudget {
    fn default() -> Self {
        Self(Arc::new(AtomicUsize::new(64 << 20)))
    }
}

impl MemoryBudget {
    fn take(&self, bytes: usize) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |room| room.checked_sub(bytes)).is_ok()
    }
}

/// Skeletons longer than this are seldom met twice (lists over all apps), so they are not kept.
const LONGEST_KEPT: usize = 64 << 10;
const MOST_KEPT: usize = 512;

impl Plans {
    pub(crate) fn new(room: MemoryBudget) -> Self {
        Self { known: RwLock::default(), room }
    }

    /// The plan of a skeleton, made when it is met for the first time.
    pub(crate) fn get(&self, dialect: Dialect, skeleton: &str) -> Arc<Plan> {
        if let Some(plan) = self.known.read().expect("no holder panics").get(skeleton) {
            return Arc::clone(plan);
        }
        let plan = Arc::new(Plan { room: Some(self.room.clone()), ..Plan::new(dialect, skeleton) });
        let mut known = self.known.write().expect("no holder panics");
        let bytes = skeleton.len() + plan.segments.len() * size_of::<Segment>() + size_of::<Plan>();
        if skeleton.len() <= LONGEST_KEPT && known.len() < MOST_KEPT && self.room.take(bytes) {
            known.insert(skeleton.into(), Arc::clone(&plan));
        }
        plan
    }
}

impl Plan {
    pub(crate) fn new(dialect: Dialect, skeleton: &str) -> Self {
        let segments = match dialect {
            Dialect::Yaml => lex::yaml(skeleton),
            Dialect::Json => json::json(skeleton),
            Dialect::Toml => json::toml(skeleton),
            Dialect::Prose | Dialect::Text | Dialect::Path => {
                vec![Segment { range: 0..skeleton.len(), first: 0, context: Context::Raw(dialect) }]
            }
        };
        let holds = |segment: &Segment| memchr::memchr_iter(0, skeleton[segment.range.clone()].as_bytes()).count();
        let is_key = |segment: &&Segment| matches!(segment.context, Context::Scalar { key: true, .. });
        let keys =
            segments.iter().filter(is_key).flat_map(|segment| segment.first..segment.first + holds(segment)).collect();
        Self { segments, keys, proven: RwLock::default(), sound: AtomicBool::new(false), room: None }
    }

    /// Whether a text of this plan with the same keys was found valid; no other value can make a difference.
    pub(crate) fn is_proven(&self, marked: &MarkedText) -> bool {
        if self.keys.is_empty() {
            return self.sound.load(Ordering::Relaxed);
        }
        self.proven.read().expect("no holder panics").contains(&self.keys_of(marked))
    }

    /// Notes that a text of this plan was found valid.
    pub(crate) fn prove(&self, marked: &MarkedText) {
        self.sound.store(true, Ordering::Relaxed);
        let keys = self.keys_of(marked);
        let mut proven = self.proven.write().expect("no holder panics");
        let fits = || self.room.as_ref().is_some_and(|room| room.take(keys.len() + size_of::<String>()));
        if !keys.is_empty() && proven.len() < MOST_KEPT && fits() {
            proven.insert(keys);
        }
    }

    fn keys_of(&self, marked: &MarkedText) -> String {
        let mut text = String::new();
        for at in &self.keys {
            text.push_str(marked.value(*at).1);
            text.push('\0');
        }
        text
    }

    /// Puts the values into the skeleton.
    pub(crate) fn interpolate(&self, marked: &MarkedText) -> Result<String, Fault> {
        let mut out = String::with_capacity(marked.size() + 64);
        for segment in &self.segments {
            emit::segment(&mut out, segment, marked)?;
            if out.len() > MAX_FILE {
                return Err(emit::too_large(segment.range.start));
            }
        }
        Ok(out)
    }

    /// The parts of the skeleton that made a range of the interpolated text, in order: text as far as it lies in the range,
    /// and every scalar with values that touches it.
    pub(crate) fn made(&self, marked: &MarkedText, range: Range<usize>) -> Vec<Made> {
        let range = range.start..range.end.max(range.start + 1);
        let (mut out, mut made) = (String::new(), Vec::new());
        for segment in &self.segments {
            let begin = out.len();
            if emit::segment(&mut out, segment, marked).is_err() || begin >= range.end {
                break;
            }
            // A collection takes back the blanks before it.
            let (begin, end) = (begin.min(out.len()), out.len());
            if end <= range.start {
                continue;
            }
            let within = range.start.max(begin) - begin..range.end.min(end) - begin;
            let (from, count) = (segment.range.start, Self::values_in(segment, marked));
            made.push(match count {
                0 => Made { skeleton: from + within.start..from + within.end, values: 0..0 },
                _ => Made { skeleton: segment.range.clone(), values: segment.first..segment.first + count },
            });
        }
        made
    }

    fn values_in(segment: &Segment, marked: &MarkedText) -> usize {
        memchr::memchr_iter(0, &marked.skeleton.as_bytes()[segment.range.clone()]).count()
    }

    /// The offset in the skeleton of the segment that made the byte at `offset` of the interpolated text.
    pub(crate) fn trace(&self, marked: &MarkedText, offset: usize) -> usize {
        let mut out = String::new();
        for segment in &self.segments {
            let begin = out.len();
            if emit::segment(&mut out, segment, marked).is_err() {
                return segment.range.start;
            }
            if out.len() > offset {
                let literal = segment.context == Context::Literal;
                return if literal { segment.range.start + (offset - begin.min(offset)) } else { segment.range.start };
            }
        }
        marked.skeleton.len()
    }
}
