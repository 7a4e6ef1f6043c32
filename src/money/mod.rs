//! Amounts of money: exact decimals with a currency and a bound, and sums of them.

mod amount;
mod currency;
mod decimal;
mod ratio;
mod sum;
mod written;

pub use amount::{Amount, Bound, Extent, Quantity};
pub use currency::Currency;
pub use decimal::{add, multiply, parse_plain, plain};
pub use ratio::Ratio;
pub use sum::{Exact, Numbered, Overflow, Sum};
pub(crate) use written::{count, group, split_bound};

pub use rust_decimal::Decimal;
