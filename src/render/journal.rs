//! Prices as lines of plain-text accounting. Codes of currencies are commodities there without quotation marks.

use crate::money::to_plain_string;
use crate::report::{Document, Price};

/// Renders lines such as `P 2025-03-10 EUR 1.0845 USD`, which ledger and hledger read.
pub(super) fn ledger(document: &Document) -> String {
    let line = |Price { day, base, quote, rate }: &Price| {
        format!("P {day} {base} {} {quote}\n", to_plain_string(*rate))
    };
    document.prices.iter().map(line).collect()
}

/// Renders lines such as `2025-03-10 price EUR 1.0845 USD`, which beancount reads.
pub(super) fn beancount(document: &Document) -> String {
    let line = |Price { day, base, quote, rate }: &Price| {
        format!("{day} price {base} {} {quote}\n", to_plain_string(*rate))
    };
    document.prices.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rates::{Quote, RatesFile, read_rates};

    #[test]
    fn price_lines_are_read_back_with_every_digit() {
        let price = |day: &str, quote: &str, rate: &str| Price {
            day: day.parse().unwrap(),
            base: "EUR".parse().unwrap(),
            quote: quote.parse().unwrap(),
            rate: rate.parse().unwrap(),
        };
        let prices = vec![
            price("2025-03-10", "USD", "1.0845"),
            price("1999-01-04", "ITL", "1936.27"),
            price("2026-10-30", "IDR", "20275.17"),
            price("2025-03-10", "KWD", "0.0000000000000000000000000001"),
            price("2025-03-10", "XAU", "7922816251426433759354395033"),
            price("2025-03-10", "JPY", "100.00"),
        ];
        let document = Document { prices: prices.clone(), ..Document::default() };
        assert!(ledger(&document).starts_with("P 2025-03-10 EUR 1.0845 USD\nP 1999-01-04 EUR 1936.27 ITL\n"));
        assert!(beancount(&document).starts_with("2025-03-10 price EUR 1.0845 USD\n"));
        for text in [ledger(&document), beancount(&document)] {
            let Ok(RatesFile::Quotes(quotes)) = read_rates(&text, "x") else { panic!("{text}") };
            let read = quotes.iter().map(|Quote { date, base, quote, rate, .. }| Price {
                day: *date,
                base: *base,
                quote: *quote,
                rate: *rate,
            });
            assert_eq!(read.collect::<Vec<_>>(), prices);
        }
    }
}
