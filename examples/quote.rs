//! Writes strings as the emitter quotes them, for other YAML readers to read back; see `.ci/proof/readers`.
//!
//! Reads a JSON list of strings from stdin and prints one YAML document for each, with the string as value, key and
//! list item, in block and in flow style.

use std::error::Error;
use std::io::{self, Write};

use groma::yaml::write::scalar;

fn main() -> Result<(), Box<dyn Error>> {
    let strings: Vec<String> = serde_json::from_reader(io::stdin().lock())?;
    let mut out = String::new();
    for string in &strings {
        document(&mut out, string);
    }
    io::stdout().lock().write_all(out.as_bytes())?;
    Ok(())
}

fn document(out: &mut String, string: &str) {
    let mut text = String::new();
    scalar(&mut text, string);
    out.push_str("---\n");
    out.push_str(&format!("value: {text}\n"));
    out.push_str(&format!("key:\n  {text}: text\n"));
    out.push_str(&format!("items:\n  - {text}\n  - - {text}\n"));
    out.push_str(&format!("flow: [{text}, {{{text}: {text}}}]\n"));
}
