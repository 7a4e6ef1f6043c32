//! Amounts that a workbook stores as numbers: the number format of a cell may show a currency and a unit beside the digits,
//! and may hide digits.

use super::marks;
use crate::invalid::Problem;
use crate::money::{
    Context, HeaderHints, Unit, Written, check_signed_digits, is_undisclosed, number_amount, read_header,
    to_plain_string, unit_beside,
};
use crate::sheet::Number;
use crate::text::quote;

/// Returns the amount of a stored number, in the currency and the unit that its format or `context` gives: one reading, or
/// one for each currency that shares the sign of the format. The second value is that sign.
///
/// # Errors
/// If the format shows anything else, or contradicts `context`; or is not read, and no unit is known.
pub(super) fn readings(number: &Number, context: &Context) -> Result<(Vec<Written>, String), Problem> {
    let digits = to_plain_string(number.decimal);
    if number.format.is_percent {
        return Err(Problem::new(format!("{digits} is shown as a percentage"))
            .hint("map the column with the amounts"));
    }
    if number.format.is_unread && context.unit.is_none() {
        let problem = format!("the cell may show a unit beside {digits}, and its number format is not read");
        return Err(Problem::new(problem).hint(
            "name the unit of the column, as in amount=COLUMN:millions, or amount=COLUMN:ones for full figures; or save the \
             workbook as XLSX",
        ));
    }
    let text = number.format.text.as_deref().unwrap_or_default();
    if number.format.is_text {
        return in_place_of_number(number, text);
    }
    if number.decimal.is_sign_negative() && !number.decimal.is_zero() {
        return Err(Problem::new(format!("{digits} is negative")).hint("an amount is zero or more"));
    }
    let mut shown = shown_beside(text, &digits)?;
    let contradiction = |what: &str| {
        Problem::new(format!(
            "the cell shows {} beside {digits}, which is not the {what} of the column",
            quote(text)
        ))
        .hint(format!("correct the format of the cell, or the {what} in the header or the mapping"))
    };
    let shown_currencies = shown.currency.map_or_else(|| shown.choices.clone(), |currency| vec![currency]);
    let currencies = match context.currency {
        None if shown_currencies.is_empty() => vec![None],
        None => shown_currencies.iter().copied().map(Some).collect(),
        Some(declared) if shown_currencies.is_empty() || shown_currencies.contains(&declared) => {
            vec![Some(declared)]
        }
        Some(_) => return Err(contradiction("currency")),
    };
    if let (Some(unit), Some(currency)) = (shown.unit, context.currency) {
        shown.unit = Some(unit_beside(&shown.unit_word, unit, &[currency], text)?);
    }
    let is_in_full = number.format.hidden_groups == 0 && shown.unit.is_none() && !shown_currencies.is_empty();
    let unit = unit(&shown, number.format.hidden_groups, context.unit).map_err(|()| contradiction("unit"))?;
    let reading = |currency| {
        if let (Some(unit), Some(currency)) = (unit.filter(|_| is_in_full), currency) {
            check_signed_digits(number.decimal, unit, &[currency], &digits)?;
        }
        let amount = number_amount(number.decimal, &Context { currency, unit, ..*context })?;
        Ok(Written { amount: Some(amount), ..Written::default() })
    };
    let sign = if shown_currencies.is_empty() { String::new() } else { text.to_owned() };
    Ok((currencies.into_iter().map(reading).collect::<Result<_, Problem>>()?, sign))
}

/// Returns what a cell shows beside the digits of its number.
///
/// # Errors
/// If that is more than a currency and a unit, or not clear.
fn shown_beside(text: &str, digits: &str) -> Result<HeaderHints, Problem> {
    // A currency and a unit are written there as in a header.
    let shown =
        if text.is_empty() { HeaderHints::default() } else { read_header(&format!("amount ({text})")) };
    if let Some(doubt) = shown.currency_doubt.as_ref().or(shown.unit_doubt.as_ref()) {
        return Err(doubt.clone());
    }
    // The mark of a footnote, a bound, a multiple, or a minus: brackets mean one.
    let has_mark = text.contains(|c: char| marks::is_sign(c) || c == '?')
        || text.contains(['~', '≈', '<', '>', '≤', '≥', '+', '±', '(', ')', '−'])
        || text
            .split_whitespace()
            .any(|word| word.starts_with('-') || word.ends_with('-') || matches!(word, "x" | "X" | "×"));
    if has_mark || !matches!(shown.label.as_str(), "" | "amount") {
        let problem = Problem::new(format!("the cell shows {} beside {digits}", quote(text)));
        return Err(problem.hint("write the number without this format, or the amount as text"));
    }
    Ok(shown)
}

/// Returns what a cell says that shows `text` in place of its number.
///
/// # Errors
/// If that is no word for an undisclosed amount, or if the format hides a number.
fn in_place_of_number(number: &Number, text: &str) -> Result<(Vec<Written>, String), Problem> {
    let is_none = if text.is_empty() { number.decimal.is_zero() } else { is_undisclosed(text) };
    if is_none {
        return Ok((vec![Written::default()], String::new()));
    }
    let digits = to_plain_string(number.decimal);
    let shown = if text.is_empty() { "nothing".to_owned() } else { quote(text) };
    Err(Problem::new(format!("the cell shows {shown} in place of {digits}"))
        .hint("change the number format of the cell, or clear it"))
}

/// Returns the unit of the stored number. Where the format hides groups of digits, the number is stored in full, and the
/// unit beside it, or that of the column, can only say how much is hidden.
fn unit(shown: &HeaderHints, hidden_groups: u32, declared: Option<Unit>) -> Result<Option<Unit>, ()> {
    let named = match (shown.unit, declared) {
        (Some(shown), Some(declared)) if shown != declared => return Err(()),
        (shown, declared) => shown.or(declared),
    };
    if hidden_groups == 0 {
        return Ok(named);
    }
    match named {
        Some(unit) if u32::try_from(unit.power()) != Ok(3 * hidden_groups) => Err(()),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::money::Currency;
    use crate::sheet::NumberFormat;

    #[test]
    fn a_format_with_the_mark_of_a_footnote_is_refused() {
        let context = Context { currency: Some(Currency::USD), ..Context::default() };
        for code in ["0\"*\"", "0\"†\"", "0\"?\"", "0\"¹\""] {
            let decimal = Decimal::from(5);
            let number = Number { decimal, format: NumberFormat::parse(code, decimal), is_sum: false };
            let problem = readings(&number, &context).unwrap_err();
            assert!(problem.message.ends_with(" beside 5"), "{code}: {problem}");
        }
    }

    #[test]
    fn what_the_cell_shows_is_what_is_read() {
        for (digits, code, currency, unit, expected) in [
            ("1.5", "0.0", "USD", None, "USD 1.5"),
            ("1.5", "0.0\"bn\"", "USD", None, "USD 1.5bn"),
            ("1.5", "$0.0\"bn\"", "", None, "USD 1.5bn"),
            ("1.5", "[$€-407] 0.0 \"Mio.\"", "", None, "EUR 1.5m"),
            ("1500000", "0.0,,", "USD", None, "USD 1.5m"),
            // The column is headed "USD m", and the cell shows 1.5.
            ("1500000", "0.0,,", "USD", Some(Unit::MILLIONS), "USD 1.5m"),
            ("1500000", "0.0,,\"m\"", "USD", Some(Unit::MILLIONS), "USD 1.5m"),
            ("1.5", "0.0", "USD", Some(Unit::MILLIONS), "USD 1.5m"),
            ("1500000", "0.0,,", "USD", Some(Unit::BILLIONS), "not the unit"),
            ("1.5", "0.0\"bn\"", "USD", Some(Unit::MILLIONS), "not the unit"),
            ("1.5", "[$€-407]0.0", "USD", None, "not the currency"),
            ("0.15", "0%", "USD", None, "percentage"),
            ("1.5", "0.0\" approx\"", "USD", None, "\"approx\" beside 1.5"),
            // A dollar of Canada, by the language of the format.
            ("1.5", "[$$-1009]0.0", "", None, "CAD 1.5"),
            ("1.5", "[$$-409]0.0", "", None, "USD 1.5"),
            ("-1", "0", "USD", None, "negative"),
            ("5", "\"~\"0", "USD", None, "\"~\" beside 5"),
            ("5", "0\"+\"", "USD", None, "\"+\" beside 5"),
            ("5", "0.0x", "USD", Some(Unit::MILLIONS), "\"x\" beside 5"),
            ("5", "0.0\"x\"", "USD", None, "\"x\" beside 5"),
            ("5", "~0", "USD", None, "\"~\" beside 5"),
            ("5", "\"-\"0", "USD", None, "\"-\" beside 5"),
            ("5", "\"(\"0\")\"", "USD", None, "\"( )\" beside 5"),
            ("5", "[$¥-411]0", "", None, "JPY 5"),
            ("5", "\"¥\"0", "", None, "CNY 5 or JPY 5"),
            ("5", "[$¥-411]0", "JPY", None, "JPY 5"),
            ("5", "[$¥-411]0", "USD", None, "not the currency"),
            ("5", "0\\ \"kr\"", "SEK", None, "SEK 5"),
            ("250", "[<100]0\"m\";0\"k\"", "USD", None, "USD 250000"),
            ("250", "[<1]0.00\"bn\";0\"m\"", "USD", None, "USD 250m"),
            ("0", "#,##0;-#,##0;\"n.a.\"", "USD", None, "undisclosed"),
            ("0", "#,##0;-#,##0;", "USD", None, "undisclosed"),
            ("0", "#,##0;-#,##0;\"-\"", "USD", None, "USD 0"),
            ("0", "#,##0;-#,##0;\"see note\"", "USD", None, "\"see note\" in place of 0"),
            ("5", ";;;", "USD", None, "nothing in place of 5"),
            ("120", "0\"M\"", "IDR", None, "millions or billions"),
            // In full, or in the thousands of the header.
            ("2500000", "#,##0 [$€-407]", "EUR", Some(Unit::THOUSANDS), "in full or in thousands"),
            ("2500000", "#,##0", "EUR", Some(Unit::THOUSANDS), "EUR 2.5bn"),
            ("2500", "#,##0 [$€-407]", "EUR", Some(Unit::THOUSANDS), "EUR 2.5m"),
        ] {
            let decimal = digits.parse().unwrap();
            let number = Number { decimal, format: NumberFormat::parse(code, decimal), is_sum: false };
            let context = Context { currency: currency.parse::<Currency>().ok(), unit, ..Context::default() };
            let read = match readings(&number, &context) {
                Ok((all, _)) => {
                    let amounts = all
                        .iter()
                        .map(|written| written.amount.map_or("undisclosed".to_owned(), |it| it.to_string()));
                    amounts.collect::<Vec<_>>().join(" or ")
                }
                Err(problem) => problem.message,
            };
            let amounts = ["USD", "EUR", "CNY", "JPY", "SEK", "CAD", "undisclosed"];
            let is_amount = amounts.iter().any(|code| expected.starts_with(code));
            assert!(
                if is_amount { read == expected } else { read.contains(expected) },
                "{digits} {code}: {read}"
            );
        }
    }
}
