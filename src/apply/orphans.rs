//! Files that groma wrote, no longer renders and did not delete: the manifest goes on naming them, so that a later plan
//! or prune finds them.
//!
//! What is rendered does not depend on them: they are added only when the manifest is written over one that stands.

use std::borrow::Cow;
use std::fmt::Write;

use super::descent::{Failure, PathCursor};
use super::record::{self, Listed};
use super::standing::existing;
use crate::render::MANIFEST;
use crate::store::folder::Folder;
use crate::tree::{Content, File, Ownership};
use crate::yaml::write;

/// What becomes of files that are no longer rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unrendered {
    Stays,
    /// It is deleted, unless somebody has changed it.
    Goes,
}

/// The manifest as it is to be written into the repository at `base`; any other file as it is.
pub(crate) fn with_orphans<'f>(
    base: &Folder,
    file: &'f File,
    unrendered: Unrendered,
) -> Result<Cow<'f, File>, Failure> {
    if file.path != MANIFEST {
        return Ok(Cow::Borrowed(file));
    }
    let orphans = orphans(base, file.content.bytes(), unrendered)?;
    let text = str::from_utf8(file.content.bytes()).ok().and_then(|text| text.strip_suffix("\n}\n"));
    let Some(text) = text.filter(|_| !orphans.is_empty()) else { return Ok(Cow::Borrowed(file)) };
    let mut text = format!("{text},\n  \"orphaned\": {{");
    for (at, (path, listed)) in orphans.iter().enumerate() {
        text.push_str(if at == 0 { "\n    " } else { ",\n    " });
        write::quoted(&mut text, path);
        let (ownership, digest) = (listed.ownership.name(), blake3::Hash::from_bytes(listed.digest).to_hex());
        let _ = write!(text, ": {{ \"ownership\": \"{ownership}\", \"blake3\": \"{digest}\" }}");
    }
    text.push_str("\n  }\n}\n");
    Ok(Cow::Owned(File { content: Content::Own(text.into_bytes()), ..file.clone() }))
}

/// What the standing manifest names, the rendered one does not, and will still be there.
fn orphans(base: &Folder, rendered: &[u8], unrendered: Unrendered) -> Result<Vec<(String, Listed)>, Failure> {
    let mut way = PathCursor::new(base, Folder::enter);
    let mut bytes = Vec::new();
    let Some(manifest) = existing(&mut way, MANIFEST)? else { return Ok(Vec::new()) };
    manifest.read(&mut bytes).map_err(|fault| Failure { path: MANIFEST.to_owned(), fault })?;
    if bytes == rendered {
        return Ok(Vec::new());
    }
    // One that cannot be read, or is another repository's, names nothing of this one.
    let (Ok(old), Ok(new)) = (record::of(&bytes), record::of(rendered)) else { return Ok(Vec::new()) };
    let (old, new) = if old.0 == new.0 { (old.1, new.1) } else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for (path, listed) in old.files {
        // What a team owns stays, and is nothing that groma would delete.
        if listed.ownership == Ownership::Once || new.files.contains_key(&path) {
            continue;
        }
        let Some(file) = existing(&mut way, &path)? else { continue };
        let stays = match unrendered {
            Unrendered::Stays => true,
            Unrendered::Goes => {
                file.read(&mut bytes).map_err(|fault| Failure { path: path.clone(), fault })?;
                *blake3::hash(&bytes).as_bytes() != listed.digest
            }
        };
        if stays {
            found.push((path, listed));
        }
    }
    Ok(found)
}
