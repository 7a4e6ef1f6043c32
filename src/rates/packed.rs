//! A rate in four bytes: the form of the ECB's rates in the program. build.rs packs them, `table.rs` unpacks them.

/// The bits of a cell that hold the mantissa; the others hold the scale.
const MANTISSA_BITS: u32 = 27;

/// The largest scale of a `Decimal`.
const MAX_SCALE: u32 = 28;

/// A cell without a rate.
pub(crate) const ABSENT: [u8; 4] = [0; 4];

/// Packs the rate `mantissa` / 10^`scale`. `None` if it is zero or does not fit.
#[allow(dead_code, reason = "only build.rs packs")]
pub(crate) fn pack(mantissa: u32, scale: u32) -> Option<[u8; 4]> {
    let fits = mantissa != 0 && mantissa >> MANTISSA_BITS == 0 && scale <= MAX_SCALE;
    fits.then(|| (scale << MANTISSA_BITS | mantissa).to_le_bytes())
}

/// Returns the mantissa and the scale of a cell, `None` if it is [`ABSENT`].
#[allow(dead_code, reason = "only the program unpacks")]
pub(crate) fn unpack(cell: [u8; 4]) -> Option<(u32, u32)> {
    let bits = u32::from_le_bytes(cell);
    (cell != ABSENT).then_some((bits & ((1 << MANTISSA_BITS) - 1), bits >> MANTISSA_BITS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_rate_is_unpacked_to_the_same_digits() {
        for rate in [(1, 0), (11_789, 4), (1_800_400, 0), ((1 << 27) - 1, 28)] {
            assert_eq!(pack(rate.0, rate.1).and_then(unpack), Some(rate));
        }
        assert_eq!(unpack(ABSENT), None);
        assert_eq!([pack(0, 0), pack(1 << 27, 0), pack(1, 29)], [None; 3]);
    }
}
