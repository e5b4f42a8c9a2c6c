//! Writes strings as the emitter quotes them, for other YAML readers to read back; see `.ci/proof/readers`.
//!
//! Reads a JSON list of strings from stdin and prints one YAML document for each, with the string as value, key and
//! list item, in block and in flow style.

use std::error::Error;
use std::io::{self, Write};

use groma::yaml::write::scalar;

fn main() -> Result<(), Box<dyn Error>> {
    let strings: Vec<String> = serde_json::from_reader(io::stdin().lock())?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    for string in &strings {
        document(&mut out, string)?;
    }
    out.flush()?;
    Ok(())
}

fn document(out: &mut impl Write, string: &str) -> io::Result<()> {
    let mut text = String::new();
    scalar(&mut text, string);
    writeln!(out, "---")?;
    writeln!(out, "value: {text}")?;
    writeln!(out, "key:\n  {text}: text")?;
    writeln!(out, "items:\n  - {text}\n  - - {text}")?;
    writeln!(out, "flow: [{text}, {{{text}: {text}}}]")
}
