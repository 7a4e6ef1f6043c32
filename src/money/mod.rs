//! Amounts of money: exact decimals with a currency and a bound, and sums of them.

mod amount;
mod currency;
mod decimal;
mod display;
mod number;
mod parse;
mod ratio;
mod sum;

pub use amount::{Amount, Bound, Estimate, Quantity};
pub use currency::Currency;
pub use decimal::{add, multiply, parse_decimal, to_plain_string};
pub(crate) use parse::split_bound;
pub use ratio::Ratio;
pub use sum::{Exact, Numbered, Overflow, Sum};

pub use rust_decimal::Decimal;
