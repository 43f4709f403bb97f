//! The only door to random numbers: the operating system's generator.

use crate::error::{Error, Result};

/// Fills `bytes`; an error where the system has no random numbers.
pub fn fill(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|error| Error::internal("the system gives no random numbers", error))
}

/// So many random bytes.
pub fn bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    fill(&mut bytes)?;
    Ok(bytes)
}

/// A number from 0 to 1, for what must not happen everywhere at once; 1/2 where the system has no random numbers, which is no
/// fault for that.
pub fn share() -> f64 {
    getrandom::u32().map_or(0.5, |number| f64::from(number) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_two_draws_are_alike_and_a_share_is_one() {
        assert_ne!(super::bytes::<16>().unwrap(), super::bytes::<16>().unwrap());
        assert!((0..100).all(|_| (0.0..=1.0).contains(&super::share())));
    }
}
