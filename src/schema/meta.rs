//! The metadata of objects whose schema leaves them open: the server checks them like those of every other object.

use super::kind::{Builder, Field, Index, Kinds, Type};

/// Has the field `metadata` of the first type checked as the server does, in addition to its own schema.
pub(crate) fn complete(builder: &mut Builder) {
    let Some((given, required)) = field(builder) else { return };
    let index = beside(builder, Some(given));
    if let Some(object) = builder.get_mut(0).and_then(|of| of.object.as_mut()) {
        object.fields.insert("metadata".into(), Field { index, required, default: None });
    }
}

/// Whether the first type has metadata and says nothing of them.
pub(crate) fn are_open(builder: &Builder) -> bool {
    let given = field(builder).and_then(|(index, _)| builder.get(index));
    given.is_some_and(|of| of.kinds.has(Kinds::MAPPING) && of.object.is_none() && of.limits.is_none())
}

fn field(builder: &Builder) -> Option<(Index, bool)> {
    let field = builder.get(0)?.object.as_ref()?.fields.get("metadata")?;
    Some((field.index, field.required))
}

/// Whether the metadata of the first type are checked in addition to its own schema.
pub(crate) fn are_beside(types: &[Type]) -> bool {
    let field = types.first().and_then(|of| of.object.as_ref()?.fields.get("metadata"));
    let limits = field.and_then(|field| types[field.index as usize].limits.as_ref());
    limits.is_some_and(|limits| !limits.all_of.is_empty())
}

/// The metadata of an object; `given` is what a schema says of them besides.
pub(crate) fn beside(builder: &mut Builder, given: Option<Index>) -> Index {
    let known = builder.object_meta();
    let mut of = Type::of(Kinds::MAPPING);
    of.limits().all_of = std::iter::once(known).chain(given).collect();
    builder.add(of)
}
