//! How a file on the disk compares with the one in the tree, by who owns it and which of its fields others write.

use std::borrow::Cow;

use super::keep::keep;
use crate::store::folder::{Folder, Kind};
use crate::store::{Fault, MAX_BYTES};
use crate::tree::{File, Ownership};

/// How a file on the disk compares with the one in the tree.
pub(crate) enum State<'a> {
    Missing,
    Same,
    /// It is the team's.
    Kept,
    /// The bytes that it should have.
    Differs(Cow<'a, [u8]>),
}

/// Compares the file `name` of a folder; its bytes are in `buffer` afterwards when it has the size it should have, or
/// fields that others write.
pub(crate) fn state<'a>(folder: &Folder, name: &str, file: &'a File, buffer: &mut Vec<u8>) -> Result<State<'a>, Fault> {
    match file.ownership {
        // The team may have put a link there: it is theirs, and it is not followed.
        Ownership::Once => match folder.kind(name)? {
            Some(Kind::Folder) => return Err(Fault::Folder),
            Some(Kind::Other) => return Ok(State::Kept),
            None => return Ok(State::Missing),
        },
        Ownership::Managed => {}
    }
    let Some(existing) = folder.file(name)? else { return Ok(State::Missing) };
    let rendered = file.content.bytes();
    let keeps = !file.keep.is_empty() && existing.size <= MAX_BYTES;
    if !keeps && existing.size != rendered.len() {
        return Ok(State::Differs(Cow::Borrowed(rendered)));
    }
    existing.read(buffer)?;
    // Equal bytes have equal fields: only files that others have written are read as YAML.
    let wanted = if keeps && **buffer != *rendered {
        keep(buffer, rendered, &file.keep).map_err(Fault::Field)?
    } else {
        Cow::Borrowed(rendered)
    };
    if existing.executable == file.executable && *wanted == **buffer {
        return Ok(State::Same);
    }
    Ok(State::Differs(wanted))
}
