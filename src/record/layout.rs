//! How the record lies in its file: a line for each key of the first two levels, so that a review shows a line for each
//! file that changed.

use std::io::{self, Write};

use serde::ser::Serialize;
use serde::{Deserialize, Deserializer, Serializer, de};
use serde_json::ser::Formatter;

use super::Record;
use crate::tree::Digest;

/// The record as the bytes of its file.
pub(super) fn bytes(record: &Record) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(512 + record.files.len() * 140);
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Lines { depth: 0 });
    record.serialize(&mut serializer).expect("strings go into memory");
    bytes.push(b'\n');
    bytes
}

pub(super) fn hex<S: Serializer>(digest: &Digest, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&blake3::Hash::from_bytes(*digest).to_hex())
}

pub(super) fn from_hex<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Digest, D::Error> {
    let text = String::deserialize(deserializer)?;
    let digest = blake3::Hash::from_hex(&text).map_err(|_| de::Error::custom("expected a BLAKE3 digest in hex"))?;
    Ok(*digest.as_bytes())
}

/// JSON with the objects of two levels on several lines, and everything below on one.
struct Lines {
    depth: usize,
}

impl Lines {
    fn line<W: ?Sized + Write>(&self, writer: &mut W) -> io::Result<()> {
        match self.depth {
            1 => writer.write_all(b"\n  "),
            2 => writer.write_all(b"\n    "),
            _ => writer.write_all(b" "),
        }
    }
}

impl Formatter for Lines {
    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        writer.write_all(b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        match self.depth {
            0 => writer.write_all(b"\n}"),
            1 => writer.write_all(b"\n  }"),
            _ => writer.write_all(b" }"),
        }
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        self.line(writer)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}
