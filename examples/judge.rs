//! Judges objects by the schemas of their kinds, for other validators to compare; see `.ci/proof/schemas`.
//!
//!     judge [--kubernetes 1.34] [--schemas FOLDER].. < OBJECTS
//!
//! Reads objects as lines of JSON from stdin and prints a line of JSON for each: what is known of its kind, and its
//! faults.

use std::error::Error;
use std::io::{self, BufRead, Write};

use groma::diagnostic::Sink;
use groma::schema::version::Version;
use groma::schema::{Category, Fault, Lookup, Schemas};
use groma::source::Sources;
use groma::store::files::Store;
use groma::yaml::node::Node;
use groma::yaml::read;
use serde_json::{Value as Json, json};

fn main() -> Result<(), Box<dyn Error>> {
    let mut schemas = Schemas::builtin();
    let mut kubernetes = Version::NEWEST;
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let mut arguments = std::env::args().skip(1);
    while let (Some(name), Some(value)) = (arguments.next(), arguments.next()) {
        match name.as_str() {
            "--kubernetes" => kubernetes = Version::parse(&value).ok_or("no version of Kubernetes")?,
            "--schemas" => schemas.add_folder(Store::Disk(value.into()), &mut sources, &mut sink)?,
            _ => return Err(format!("unknown argument {name}").into()),
        }
    }
    for finding in sink.finish(&sources) {
        writeln!(io::stderr(), "{}: {} ({})", finding.level.name(), finding.message, finding.rule.name)?;
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        writeln!(out, "{}", judge(&schemas, kubernetes, &line?))?;
    }
    out.flush()?;
    Ok(())
}

fn judge(schemas: &Schemas, kubernetes: Version, text: &str) -> Json {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let file = sources.add("stdin", text);
    let Some(object) = read::read_one(file, text, &mut sink) else { return json!({ "kind": "unreadable" }) };
    let word = |name: &str| object.get(name).and_then(Node::as_str).unwrap_or_default();
    let known = match schemas.find(word("apiVersion"), word("kind"), kubernetes) {
        Lookup::Known(schema) => {
            let mut faults = Vec::new();
            schema.check(&object, &mut faults);
            return json!({ "kind": "known", "faults": faults.iter().map(told).collect::<Vec<_>>() });
        }
        Lookup::Removed(_) => "removed",
        Lookup::Future { .. } => "future",
        Lookup::Broken(_) => "broken",
        Lookup::Unknown { .. } => "unknown",
    };
    json!({ "kind": known })
}

fn told(fault: &Fault) -> Json {
    let rule = match fault.sort {
        Category::Structure => false,
        Category::Metadata | Category::Rule | Category::Unjudged => true,
    };
    json!({ "path": fault.path, "rule": rule, "message": fault.message, "help": fault.help })
}
