//! Amounts of money: exact decimals with a currency and a bound, and sums of them.
//!
//! - `amount.rs`: [`Amount`], [`Quantity`], [`Bound`] and what they estimate
//! - `currency.rs`, `sign.rs`: ISO 4217 codes and minor units; signs, abbreviations and names
//! - `unit.rs`: powers of ten by their names
//! - `decimal.rs`: strict parsing of decimals, exact addition and multiplication
//! - `written/`: the grammar of written amounts, and what headers say about them
//! - `display.rs`: the written forms of an amount, exact and rounded
//! - `ratio.rs`: rates as quotients of decimals
//! - `sum.rs`: exact sums of any size
//!
//! # Examples
//!
//! An amount is parsed from the way people write it and printed exactly, so that it can be parsed again:
//!
//! ```
//! use outlay::money::{Amount, Bound};
//!
//! let amount: Amount = "up to $11.9 billion".parse()?;
//! assert_eq!(amount.quantity.bound(), Bound::UpTo);
//! assert_eq!(amount.currency.code(), "USD");
//! assert_eq!(amount.to_string(), "up to USD 11.9bn");
//! # Ok::<(), outlay::Problem>(())
//! ```
//!
//! Text that can be read in two ways is refused with the choices:
//!
//! ```
//! use outlay::money::Amount;
//!
//! let problem = "1.234 EUR".parse::<Amount>().unwrap_err();
//! assert_eq!(problem.message, "\"1.234\" in \"1.234 EUR\" can be read in two ways");
//! assert_eq!(problem.hint.as_deref(), Some("write 1234 for the whole number or 1.2340 for the fraction"));
//! ```

mod amount;
mod currency;
mod decimal;
mod display;
mod ratio;
mod sign;
mod sum;
mod unit;
mod written;

pub use amount::{Amount, Bound, Estimate, Quantity};
pub use currency::Currency;
pub use decimal::{add, multiply, parse_decimal, to_plain_string};
pub(crate) use ratio::RESIDUE;
pub use ratio::{Factor, Ratio};
pub(crate) use sign::{NoCurrency, may_share_sign};
pub use sum::{DenseKey, ExactSum, Overflow, Sum};
pub use unit::Unit;
pub use written::{
    Context, DecimalSign, HeaderHints, Readings, Written, amounts_in, decimal_sign_shown_by, number_amount,
    read_amount, read_currency, read_header, readings,
};
pub(crate) use written::{
    NoteMeaning, check_signed_digits, decimal_sign_of_words, find_currencies, is_currency_sign,
    is_undisclosed, may_state_unit, names_amounts, note_meaning, read_currencies, read_footnote,
    read_quantity, read_statements, read_unit, spanish_doubt, split_bound, unit_beside,
};

/// A decimal number of 96 bits: up to 28 significant digits, never a float.
pub use rust_decimal::Decimal;
