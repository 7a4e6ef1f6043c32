//! Random numbers.

/// A generator of pseudorandom numbers: splitmix64 by Sebastiano Vigna, in the public domain.
pub(super) struct Random(pub(super) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Returns a number in `0..limit`.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        let scaled = (u128::from(self.next()) * u128::from(limit)) >> 64;
        u64::try_from(scaled).expect("the number is below the limit")
    }

    /// Returns an index into a list of `length` elements.
    pub(super) fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).expect("the index is below the length")
    }

    /// Returns the smaller of two indices, so that earlier elements are more frequent.
    pub(super) fn early_index(&mut self, length: usize) -> usize {
        self.index(length).min(self.index(length))
    }

    /// Returns `true` with a probability of `chance` per mille.
    pub(super) fn per_mille(&mut self, chance: u64) -> bool {
        self.below(1000) < chance
    }

    /// Returns one of the elements.
    pub(super) fn pick<T: Copy>(&mut self, elements: &[T]) -> T {
        elements[self.index(elements.len())]
    }
}
