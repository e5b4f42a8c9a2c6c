//! How properties are tested: on values that are made up, the same in every run, of which the smallest that fails is
//! shown.

use std::fmt::Debug;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed, TestRunner};

/// Checks a property of so many values; of fifty times as many where `GROMA_PROOF_SIZE` is `full`.
pub(crate) fn holds<S: Strategy>(cases: u32, values: S, property: impl Fn(S::Value))
where
    S::Value: Debug,
{
    #[expect(clippy::disallowed_methods, reason = "proofs ask the environment for their size")]
    let is_full = std::env::var_os("GROMA_PROOF_SIZE").is_some_and(|size| size == "full");
    let config = Config {
        cases: if is_full { 50 * cases } else { cases },
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(7),
        ..Config::default()
    };
    let tried = TestRunner::new(config).run(&values, |value| {
        property(value);
        Ok(())
    });
    if let Err(failure) = tried {
        panic!("{failure}");
    }
}
