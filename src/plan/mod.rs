//! What the differences between two trees mean: whose they are, which can hurt, what is the same change in many places.

pub mod budget;
pub(crate) mod count;
pub(crate) mod fleet;
pub(crate) mod graph;
pub mod impact;
pub mod normalize;
pub(crate) mod owner_index;
pub(crate) mod rename_noise;
pub mod risk;
