//! Reads YAML as Kubernetes or as Backstage does, for comparison with the real readers; see `.ci/proof/reading`.
//!
//! `read kubernetes|backstage` takes a JSON list of texts on stdin and prints a JSON list: of each text the list of its
//! documents, or null when it cannot be read.

use std::error::Error;
use std::io::{self, Write};

use groma::diagnostic::Sink;
use groma::source::FileId;
use groma::yaml::node::Node;
use groma::yaml::read::read_each;
use groma::yaml::scalar::Reading;
use serde_json::Value as Json;

fn main() -> Result<(), Box<dyn Error>> {
    let reading = match std::env::args().nth(1).as_deref() {
        Some("kubernetes") => Reading::Kubernetes,
        Some("backstage") => Reading::Backstage,
        _ => return Err("usage: read kubernetes|backstage".into()),
    };
    let texts: Vec<String> = serde_json::from_reader(io::stdin().lock())?;
    let read = texts.iter().map(|text| documents(text, reading)).collect::<Vec<_>>();
    serde_json::to_writer(io::stdout().lock(), &read)?;
    Ok(writeln!(io::stdout())?)
}

fn documents(text: &str, reading: Reading) -> Option<Json> {
    let (mut sink, mut documents) = (Sink::default(), Vec::new());
    read_each(FileId::FIRST, text, reading, &mut sink, &mut |node: Node<'_>, _| documents.push(node.to_json()));
    sink.is_empty().then(|| documents.into())
}
