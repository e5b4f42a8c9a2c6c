//! Schemas of all origins to types: those of the binary, of CustomResourceDefinitions, and JSON Schemas.

use serde_json::Value as Json;

use super::kind::{Builder, Types};
use super::kind_index::KindEntry;
use super::openapi::{self, Dialect, Resolve};
use super::version::Version;
use super::{definitions, meta};

/// Compiles a schema of the binary.
pub(crate) fn bundled(entry: &KindEntry, version: Version) -> Types {
    let mut builder = definitions::compile(entry, version);
    if entry.bundle > 0 {
        meta::complete(&mut builder);
    }
    finish(builder)
}

/// Compiles a structural schema.
pub(crate) fn structural(schema: &Json) -> Types {
    let mut builder = openapi::read(schema, Dialect::Structural, &|_| None);
    meta::complete(&mut builder);
    finish(builder)
}

/// Compiles a JSON Schema, with all that it refers to.
pub(crate) fn json(schema: &Json, resolve: Resolve<'_>) -> Types {
    let mut builder = openapi::read(schema, Dialect::Json, resolve);
    // A JSON Schema that says something of the metadata says it all.
    if meta::are_open(&builder) {
        meta::complete(&mut builder);
    }
    finish(builder)
}

fn finish(builder: Builder) -> Types {
    let builder = match builder.object_meta {
        Some(reserved) => definitions::object_meta(builder, reserved),
        None => builder,
    };
    builder.finish()
}
