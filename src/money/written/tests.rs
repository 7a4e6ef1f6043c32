//! The grammar as a whole: tables of texts with their meaning, and properties.

use super::*;

fn amount(text: &str) -> Result<Amount, Problem> {
    text.parse()
}

/// The plain figures: bound, low or value, high, currency.
fn plain(text: &str) -> String {
    let amount = amount(text).unwrap_or_else(|error| panic!("{text:?}: {error}"));
    let figures = match amount.quantity {
        Quantity::Range { low, high } => format!("{} {}", low.normalize(), high.normalize()),
        Quantity::Exact(value)
        | Quantity::About(value)
        | Quantity::UpTo(value)
        | Quantity::AtLeast(value) => value.normalize().to_string(),
    };
    format!("{} {figures} {}", amount.quantity.bound(), amount.currency)
}

#[test]
fn millions_of_the_mexican_press_name_their_currency() {
    for (text, expected) in [
        ("10 mdd", "USD 10m"),
        ("10 MDD", "USD 10m"),
        ("1,250.5 mdp", "MXN 1,250,500,000"),
        ("25 mde", "EUR 25m"),
    ] {
        assert_eq!(text.parse::<Amount>().map(|amount| amount.to_string()).unwrap(), expected, "{text}");
    }
}

#[test]
fn reads_what_people_write() {
    for (text, meaning) in [
        ("up to USD 11.9bn", "up to 11900000000 USD"),
        ("up to $11.9bn", "up to 11900000000 USD"),
        ("≥ €3 billion", "at least 3000000000 EUR"),
        ("~$80bn", "about 80000000000 USD"),
        ("$60-65bn", "range 60000000000 65000000000 USD"),
        ("$60–65 billion", "range 60000000000 65000000000 USD"),
        ("USD 900m to 1.2bn", "range 900000000 1200000000 USD"),
        ("between €1bn and €2bn", "range 1000000000 2000000000 EUR"),
        ("CNY380 billion", "exact 380000000000 CNY"),
        ("RMB380 billion", "exact 380000000000 CNY"),
        ("52.4bn USD", "exact 52400000000 USD"),
        ("1,250,000 EUR", "exact 1250000 EUR"),
        ("1.250.000 EUR", "exact 1250000 EUR"),
        ("1 250 000 EUR", "exact 1250000 EUR"),
        ("CHF 1'250'000.50", "exact 1250000.5 CHF"),
        ("1.250.000,50 EUR", "exact 1250000.5 EUR"),
        ("20,00,00,000 INR", "exact 200000000 INR"),
        ("₹20 crore", "exact 200000000 INR"),
        ("3,5 Mrd. EUR", "exact 3500000000 EUR"),
        ("US$53 billion", "exact 53000000000 USD"),
        ("$80bn+", "at least 80000000000 USD"),
        ("More than £1tn", "at least 1000000000000 GBP"),
        ("3m€", "exact 3000000 EUR"),
        ("0.125 BTN", "exact 0.125 BTN"),
        ("USD 0", "exact 0 USD"),
        ("3bn EUR", "exact 3000000000 EUR"),
        ("5bnUSD", "exact 5000000000 USD"),
        ("USD $5bn", "exact 5000000000 USD"),
        ("CAD $5bn", "exact 5000000000 CAD"),
        ("US $5 million", "exact 5000000 USD"),
        ("SEK 5m kr", "exact 5000000 SEK"),
        ("up to approximately $11.9 billion", "up to 11900000000 USD"),
        ("up  to about $5bn", "up to 5000000000 USD"),
        ("> $5bn", "at least 5000000000 USD"),
        ("less than €5bn", "up to 5000000000 EUR"),
        ("from $60bn to $65bn", "range 60000000000 65000000000 USD"),
        ("ca €5bn", "about 5000000000 EUR"),
    ] {
        assert_eq!(plain(text), meaning, "{text:?}");
    }
}

#[test]
fn refuses_what_can_be_read_in_two_ways_and_what_is_no_amount() {
    for (text, part) in [
        ("1.234 EUR", "write 1234 for the whole number or 1.2340 for the fraction"),
        ("1,234 EUR", "write 1234 for the whole number or 1.2340 for the fraction"),
        ("¥380bn", "CNY, JPY"),
        ("kr 5m", "DKK"),
        ("11.9bn", "names no currency"),
        ("-5 USD", "negative"),
        ("USD -5", "negative"),
        ("$5 and", "not an amount"),
        ("€5 USD", "two currencies"),
        ("up to $60-65bn", "both a range"),
        ("$60bn-65", "first figure only"),
        ("$5m and $6m", "two figures, \"$5m\" and \"$6m\""),
        ("$65-60bn", "does not rise"),
        ("between $5bn", "not an amount"),
        ("", "not an amount"),
        ("USD", "not an amount"),
        ("USD 1,23,4", "not a number"),
        ("USD 1.2.3", "not a number"),
        ("USD 5.", "not a number"),
        ("USD 99999999999999999999999999999bn", "exactly"),
        ("5 apples", "not a currency"),
        ("$.5bn", "not an amount"),
        ("RMB.25bn", "not an amount"),
        ("£.99", "not an amount"),
        ("$..5bn", "not an amount"),
        ("EUR 5bn $", "two currencies"),
        ("CFA 5bn", "XAF, XOF"),
        ("USD 99999999999999999999999999999", "28 digits"),
    ] {
        let error = amount(text).expect_err(text).to_string();
        assert!(error.contains(part), "{text:?}: {error}");
    }
}

#[test]
fn a_long_text_is_no_amount() {
    // Each bracket that is not closed would be looked for to the end.
    let text = format!("$32B {}", "(all2B ".repeat(20_000));
    assert!(amount(&text).unwrap_err().message.contains("too long for an amount"));
    assert_eq!(amounts_in(&text).len(), 1);
}

/// Mismatches, all of which are reported at the end.
#[derive(Default)]
struct Checks(Vec<String>);

impl Checks {
    fn equal(&mut self, text: &str, found: &str, expected: &str) {
        if found != expected {
            self.0.push(format!("{text:?}: {found}, expected {expected}"));
        }
    }

    fn refused(&mut self, text: &str, found: &str, part: &str) {
        if !(found.starts_with("! ") && found.contains(part)) {
            self.0.push(format!("{text:?}: {found}, expected a refusal with {part:?}"));
        }
    }
}

impl Drop for Checks {
    fn drop(&mut self) {
        assert!(self.0.is_empty(), "{}", self.0.join("\n"));
    }
}

/// Amount, equivalent and remark of a text in a context.
fn written(text: &str, context: &Context) -> String {
    match read_amount(text, context) {
        Ok(written) => {
            let amount = written.amount.map_or_else(|| "undisclosed".to_owned(), |amount| amount.to_string());
            let equivalent = written.equivalent.map(|equivalent| format!(" = {equivalent}"));
            let remark = written.remark.map(|remark| format!(" [{remark}]"));
            format!("{amount}{}{}", equivalent.unwrap_or_default(), remark.unwrap_or_default())
        }
        Err(problem) => format!("! {} ({})", problem.message, problem.hint.unwrap_or_default()),
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn currencies_are_read_as_the_press_writes_them() {
    let mut checks = Checks::default();
    for (text, meaning) in [
        ("CA$2.5 billion", "CAD 2.5bn"),
        ("C$2.5 billion", "CAD 2.5bn"),
        ("CAN$5m", "CAD 5m"),
        ("A$35B", "AUD 35bn"),
        ("AU$5m", "AUD 5m"),
        ("HK$5m", "HKD 5m"),
        ("NT$5bn", "TWD 5bn"),
        ("NZ$5m", "NZD 5m"),
        ("R$5bn", "BRL 5bn"),
        ("S$5m", "SGD 5m"),
        ("SG$5m", "SGD 5m"),
        ("MX$5m", "MXN 5m"),
        ("US$5m", "USD 5m"),
        ("U.S.$5m", "USD 5m"),
        ("US $5m", "USD 5m"),
        ("USD$3bn", "USD 3bn"),
        ("AUD$35B", "AUD 35bn"),
        ("MXN$5m", "MXN 5m"),
        ("BRL$ 5m", "BRL 5m"),
        ("$5m CAD", "CAD 5m"),
        ("$5 million Canadian", "CAD 5m"),
        ("$5m (CAD)", "CAD 5m"),
        ("$5m US", "USD 5m"),
        ("usd 5m", "USD 5m"),
        ("5m Usd", "USD 5m"),
        ("5 gbp", "GBP 5"),
        ("500 GBp", "GBP 5"),
        ("GBX 500", "GBP 5"),
        ("500gbx", "GBP 5"),
        ("ZAc 500", "ZAR 5"),
        ("500 ZAC", "ZAR 5"),
        ("500 ILA", "ILS 5"),
        ("500 GBP", "GBP 500"),
        ("500 T€", "EUR 500000"),
        ("TEUR 500", "EUR 500000"),
        ("500 TEUR", "EUR 500000"),
        ("TUSD 500", "USD 500000"),
        ("500 k€", "EUR 500000"),
        ("k€ 500", "EUR 500000"),
        ("500 Tsd. €", "EUR 500000"),
        ("5 Mio. €", "EUR 5m"),
        ("3,5 Mrd. €", "EUR 3.5bn"),
        ("3,5 Mrd.€", "EUR 3.5bn"),
        ("5 M€", "EUR 5m"),
        ("5 Md€", "EUR 5bn"),
        ("MEUR 5", "EUR 5m"),
        ("EURm 5", "EUR 5m"),
        ("US$m 53", "USD 53m"),
        ("$bn 3", "USD 3bn"),
        ("$5MM", "USD 5m"),
        ("$5mn", "USD 5m"),
        ("$5tn", "USD 5tn"),
        ("$5T", "USD 5tn"),
        ("3 billion dollars", "USD 3bn"),
        ("2.5 billion euros", "EUR 2.5bn"),
        ("1,5 Milliarden Euro", "EUR 1.5bn"),
        ("5 Millionen US-Dollar", "USD 5m"),
        ("2 milliards d'euros", "EUR 2bn"),
        ("2 milliards d’euros", "EUR 2bn"),
        ("3 millions de dollars canadiens", "CAD 3m"),
        ("5 millones de euros", "EUR 5m"),
        ("5 mil millones de dólares", "USD 5bn"),
        ("5 miliardi di euro", "EUR 5bn"),
        ("5 bilhões de reais", "BRL 5bn"),
        ("R$ 5 bi", "BRL 5bn"),
        ("5 mld zł", "PLN 5bn"),
        ("10 million Hong Kong dollars", "HKD 10m"),
        ("10 million pounds sterling", "GBP 10m"),
        ("10 million pounds", "GBP 10m"),
        ("500bn yen", "JPY 500bn"),
        ("5bn yuan", "CNY 5bn"),
        ("SEK 5m kr", "SEK 5m"),
        ("5 Mkr SEK", "SEK 5m"),
        ("₹10,500 crore", "INR 105bn"),
        ("₹1,234", "INR 1234"),
        ("INR 1.2 lakh crore", "INR 1.2tn"),
        ("Rs 25 lakh", "INR 2.5m"),
        ("Rs. 50,000 crore", "INR 500bn"),
        ("Rs.500 crore", "INR 5bn"),
        ("25 lakh", "INR 2.5m"),
        ("Rs 500 Cr", "INR 5bn"),
        ("$5 crore", "USD 50m"),
        ("1兆円", "JPY 1tn"),
        ("1,100.9亿元", "CNY 110.09bn"),
        ("₩3조", "KRW 3tn"),
        ("3조원", "KRW 3tn"),
        ("1兆2,000億円", "JPY 1.2tn"),
        ("3억5000만원", "KRW 350m"),
        ("5千億円", "JPY 500bn"),
        ("5万亿元", "CNY 5tn"),
        ("12,0000,0000円", "JPY 1.2bn"),
        ("3亿美元", "USD 300m"),
        ("¥5億", "JPY 500m"),
        ("¥5亿", "CNY 500m"),
        ("￥5亿", "CNY 500m"),
        ("約1兆円", "about JPY 1tn"),
        ("100億円以上", "at least JPY 10bn"),
        ("￥100億円", "JPY 10bn"),
        ("１００億円", "JPY 10bn"),
        ("10m (USD)", "USD 10m"),
        ("5 million U.S. dollars", "USD 5m"),
        ("5 Mds d'€", "EUR 5bn"),
        ("5 млн евро", "EUR 5m"),
        ("10 (USD m)", "USD 10m"),
        ("5 (€ millions)", "EUR 5m"),
        ("10m (US dollars)", "USD 10m"),
        ("₹25L", "INR 2.5m"),
        ("5.3B$", "USD 5.3bn"),
        ("Rp 5 triliun", "IDR 5tn"),
        ("5 tys. zł", "PLN 5000"),
        ("CHF 5.-", "CHF 5"),
        ("EUR 5,-", "EUR 5"),
        ("INR 50,00,000/-", "INR 5m"),
        ("1.2e9 USD", "USD 1.2bn"),
        ("USD 1e9", "USD 1bn"),
        ("$1.234E+09", "USD 1,234,000,000"),
        ("USD 1,5e9", "USD 1.5bn"),
    ] {
        checks.equal(text, &written(text, &Context::default()), meaning);
    }
}

#[test]
fn bounds_equivalents_and_remarks_are_read() {
    let mut checks = Checks::default();
    for (text, meaning) in [
        ("$10bn or more", "at least USD 10bn"),
        ("€10bn (up to)", "up to EUR 10bn"),
        ("$10bn capped", "up to USD 10bn"),
        ("$10bn (lower bound)", "at least USD 10bn"),
        ("$5m floor plan financing", "USD 5m [floor plan financing]"),
        ("$10bn ish", "about USD 10bn"),
        ("100억원 초과", "at least KRW 10bn"),
        ("est. $30B", "about USD 30bn"),
        ("in excess of £10bn", "at least GBP 10bn"),
        ("some €10bn", "about EUR 10bn"),
        ("just under $10bn", "up to USD 10bn"),
        ("$10bn-plus", "at least USD 10bn"),
        ("$10bn plus", "at least USD 10bn"),
        ("min. $10bn", "at least USD 10bn"),
        ("max. €10bn", "up to EUR 10bn"),
        ("close to $10bn", "about USD 10bn"),
        ("ca. €5bn", "about EUR 5bn"),
        ("c.€5bn", "about EUR 5bn"),
        ("up to$5bn", "up to USD 5bn"),
        ("an estimated $5bn", "about USD 5bn"),
        ("a $5 million investment", "USD 5m [investment]"),
        ("bis zu 5 Mio. €", "up to EUR 5m"),
        ("jusqu'à 2 milliards d'euros", "up to EUR 2bn"),
        ("più di 5 milioni di euro", "at least EUR 5m"),
        ("entre 5 y 10 millones de euros", "EUR 5m–10m"),
        ("5 bis 10 Mio. €", "EUR 5m–10m"),
        ("$14,342,000+", "at least USD 14,342,000"),
        ("~$10bn+", "at least USD 10bn"),
        ("$10bn (est.)", "about USD 10bn"),
        ("$10bn, maximum", "up to USD 10bn"),
        ("₹10,500 crore (~$1.2B)", "INR 105bn = about USD 1.2bn"),
        ("€2.5bn (≈$2.7bn)", "EUR 2.5bn = about USD 2.7bn"),
        ("€2.5bn (or US$2.7bn at the time) in cash", "EUR 2.5bn = USD 2.7bn [in cash]"),
        ("€2.5bn (€2,500,000,000)", "EUR 2.5bn"),
        ("$32B (all cash)", "USD 32bn [all cash]"),
        ("$10bn all cash", "USD 10bn [all cash]"),
        ("£500m*", "GBP 500m [*]"),
        ("$5m [1]", "USD 5m [[1]]"),
        ("5 M€ sur 3 ans", "EUR 5m [sur 3 ans]"),
        ("Up to $11.9 billion contract value", "up to USD 11.9bn [contract value]"),
        ("~$10 billion through end of decade", "about USD 10bn [through end of decade]"),
        ("~$30B estimated for ~1M GPUs (aggregate)", "about USD 30bn [for ~1M GPUs (aggregate)]"),
        ("$5m (2026–2030)", "USD 5m [2026–2030]"),
        ("$500, all cash", "USD 500 [all cash]"),
        ("$5m for a 20% stake", "USD 5m [for a 20% stake]"),
        ("$5m.", "USD 5m"),
        ("$5m - Series A", "USD 5m [- Series A]"),
        ("$5 to $8,000,000", "USD 5–8,000,000"),
    ] {
        checks.equal(text, &written(text, &Context::default()), meaning);
    }
}

#[test]
fn what_stands_behind_a_figure_may_make_it_a_bound() {
    let mut checks = Checks::default();
    for (text, meaning) in [
        ("$10bn (floor)", "at least USD 10bn"),
        ("$10bn floor", "at least USD 10bn"),
        ("$10bn (ceiling)", "up to USD 10bn"),
        ("$10bn (TBC)", "about USD 10bn"),
        ("$10bn (provisional)", "about USD 10bn"),
        ("$10bn?", "about USD 10bn"),
        ("up to $10bn (?)", "up to USD 10bn"),
        ("$10bn+/-", "about USD 10bn"),
        ("$10bn (±10%)", "about USD 10bn [±10%]"),
        ("$10bn + VAT", "USD 10bn [+ VAT]"),
        ("$5m plus size fashion", "USD 5m [plus size fashion]"),
        ("$5m first tranche", "at least USD 5m [first tranche]"),
        ("$5m before tax", "USD 5m [before tax]"),
        ("$5m target company", "USD 5m [target company]"),
    ] {
        checks.equal(text, &written(text, &Context::default()), meaning);
    }
}

#[test]
fn bounds_are_read_in_the_languages_of_press_releases() {
    let mut checks = Checks::default();
    for (text, meaning) in [
        ("do 5 mln zł", "up to PLN 5m"),
        ("ponad 5 mln zł", "at least PLN 5m"),
        ("około 5 mln zł", "about PLN 5m"),
        ("od 5 do 10 mln zł", "PLN 5m–10m"),
        ("до 5 млн евро", "up to EUR 5m"),
        ("более 5 млн евро", "at least EUR 5m"),
        ("около 5 млн евро", "about EUR 5m"),
        ("от 5 до 10 млн евро", "EUR 5m–10m"),
        ("enintään 5 milj. €", "up to EUR 5m"),
        ("yli 5 milj. €", "at least EUR 5m"),
        ("noin 5 milj. €", "about EUR 5m"),
        ("op til DKK 5 mio.", "up to DKK 5m"),
        ("mindst DKK 5 mio.", "at least DKK 5m"),
        ("omkring DKK 5 mio.", "about DKK 5m"),
        ("mellem 5 og 10 mio. EUR", "EUR 5m–10m"),
        ("upp till SEK 5 mn", "up to SEK 5m"),
        ("drygt SEK 5 mn", "at least SEK 5m"),
        ("ungefär SEK 5 mn", "about SEK 5m"),
        ("opptil NOK 5 mill.", "up to NOK 5m"),
        ("mer enn NOK 5 mill.", "at least NOK 5m"),
        ("omtrent NOK 5 mill.", "about NOK 5m"),
        ("en fazla 5 milyon TL", "up to TRY 5m"),
        ("en az 5 milyon TL", "at least TRY 5m"),
        ("yaklaşık 5 milyon TL", "about TRY 5m"),
        ("no máximo R$ 5 milhões", "up to BRL 5m"),
        ("acima de R$ 5 milhões", "at least BRL 5m"),
        ("em torno de R$ 5 milhões", "about BRL 5m"),
        ("al massimo 5 mln €", "up to EUR 5m"),
        ("superiore a 5 mln €", "at least EUR 5m"),
        ("intorno a 5 mln €", "about EUR 5m"),
        ("hooguit 5 mln €", "up to EUR 5m"),
        ("ten minste 5 mln €", "at least EUR 5m"),
        ("circa 5 mln €", "about EUR 5m"),
        ("až 5 mld. Kč", "up to CZK 5bn"),
        ("nejméně 5 mld. Kč", "at least CZK 5bn"),
        ("přibližně 5 mld. Kč", "about CZK 5bn"),
        ("最大100億円", "up to JPY 10bn"),
        ("少なくとも100億円", "at least JPY 10bn"),
        ("およそ100億円", "about JPY 10bn"),
        ("100億円以内", "up to JPY 10bn"),
        ("不到5亿美元", "up to USD 500m"),
        ("不低于5亿美元", "at least USD 500m"),
        ("近5亿美元", "about USD 500m"),
        ("대략 100억원", "about KRW 10bn"),
        ("100억원 이내", "up to KRW 10bn"),
        ("100억원 정도", "about KRW 10bn"),
    ] {
        checks.equal(text, &written(text, &Context::default()), meaning);
    }
}

#[test]
fn what_is_paid_besides_makes_a_floor_and_digits_of_other_scripts_are_digits() {
    let mut checks = Checks::default();
    for (text, meaning) in [
        ("$5m cash plus stock", "at least USD 5m [cash plus stock]"),
        ("$5m plus earn-out", "at least USD 5m [plus earn-out]"),
        ("$5m (plus earn-out)", "at least USD 5m [plus earn-out]"),
        ("$5m cash + undisclosed stock", "at least USD 5m [cash + undisclosed stock]"),
        ("~$5m upfront", "at least USD 5m [upfront]"),
        ("5 Mio. € zzgl. Earn-out", "at least EUR 5m [zzgl. Earn-out]"),
        ("€5m más acciones", "at least EUR 5m [más acciones]"),
        ("€5m plus VAT", "EUR 5m [plus VAT]"),
        ("€5m, la plus grande levée", "EUR 5m [la plus grande levée]"),
        ("$5m in cash and stock", "USD 5m [in cash and stock]"),
        // Digits of other scripts.
        ("٥٠٠٫٥ USD", "USD 500.5"),
        ("USD ١٬٥٠٠٬٠٠٠", "USD 1.5m"),
        ("$٥ مليون", "USD 5m"),
        ("₹५ करोड़", "INR 50m"),
        ("۵٫۵ مليون دولار", "USD 5.5m"),
    ] {
        checks.equal(text, &written(text, &Context::default()), meaning);
    }
}

#[test]
fn what_is_not_disclosed_is_no_fault() {
    for text in [
        "", " – ", "—", "?", "...", "-", "Not disclosed", "TBD", "n.d.", "k.A.", "non communiqué",
        "undisclosed amount", "nan", "N/A", "(undisclosed)", "no revelado", "und.", "未披露", "Undisclosed.",
    ] {
        assert_eq!(written(text, &Context::default()), "undisclosed", "{text:?}");
        assert!(text.parse::<Amount>().is_err(), "{text:?}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn no_text_is_read_in_another_way_than_a_careful_reader_would() {
    let mut checks = Checks::default();
    for (text, part) in [
        (">$1.3B invested by end of 2025; part of a $21B commitment (2026–2030)", "\"$1.3B\" and \"$21B\""),
        ("Adv $17, DoS $19, Door $21", "not an amount"),
        ("$5-8,000", "two ways"),
        ("$5-8000", "may begin at 5 or at 5 thousand"),
        ("$129.99 ea.", "is a rate"),
        ("$5m per year", "is a rate"),
        ("$5m/year", "is a rate"),
        ("$5bn valuation", "not the amount"),
        ("$20m pre", "not the amount"),
        ("$5m AUM", "not the amount"),
        ("$5m to date", "not the amount"),
        ("(1,000,000)", "negative"),
        ("($5m)", "negative"),
        ("$(5m)", "negative"),
        ("-5m", "\"-5m\" is negative"),
        ("-$5m", "negative"),
        ("$1,250,000-", "negative"),
        ("E-learning", "\"E-learning\" is not an amount"),
        ("multi-billion dollar", "not an amount"),
        ("$5m or $6m", "two figures, \"$5m\" and \"$6m\""),
        ("$5m or 6m", "two figures"),
        ("$5m (6m)", "two figures"),
        ("$5m ($6m)", "two figures"),
        ("$5m + $3m", "not an amount"),
        ("$10bn (of which $2bn in cash)", "two figures"),
        ("$5 mil", "millions or thousands"),
        ("5 mil euros", "millions or thousands"),
        ("5T€", "thousands or trillions"),
        ("500 T$", "thousands or trillions"),
        ("5T EUR", "thousands or trillions"),
        ("5 bln zł", "billions or trillions"),
        ("5 billions d'euros", "billions or trillions"),
        ("ca$5bn", "not an amount"),
        ("c$5bn", "not an amount"),
        ("A $5m", "not an amount"),
        ("5 km", "not a currency"),
        ("5m real estate", "not a currency"),
        ("5bn all cash", "not a currency"),
        ("USDT 5", "not an amount"),
        ("500p", "not a"),
        ("¥380bn", "CNY, JPY"),
        ("Rs 25", "INR, LKR"),
        ("P500m", "BWP, PHP"),
        ("5億元", "CNY, HKD, TWD"),
        ("5m pesos", "MXN"),
        ("€5m dollars", "two currencies"),
        ("£500 GBp", "hundredth"),
        ("up to $10bn+", "both"),
        ("$5m 300", "not an amount"),
        ("$5m300", "not an amount"),
        ("$5x", "not an amount"),
        ("2025-03-10 USD", "not"),
        ("USD 1e99", "not a number"),
        ("5% of $10bn", "not an amount"),
        ("half of $10bn", "not an amount"),
        ("1.234 EUR", "two ways"),
        ("EUR 1,0000", "two ways"),
        ("$5 hundred million", "neither a unit nor a currency"),
        ("$5 (figures in millions)", "\"millions\" in \"$5 (figures in millions)\" may be the unit"),
        ("$5m x 2", "leaves open whether"),
        ("$5m*2", "not an amount"),
        ("5*10^6 USD", "not an amount"),
        ("$1/2 million", "not an amount"),
        ("USD 03-10", "not an amount"),
        ("$10m / €9m", "two figures"),
        ("$5m Canadian deal", "may be the currency"),
        ("$5m (per year)", "is a rate"),
        ("$5m, annual", "is a rate"),
        ("12.5 L", "not a currency"),
        ("top $5m", "not an amount"),
        ("$12.5L", "not an amount"),
        ("$5m (€4m, £3m)", "two figures"),
        ("$5m (x3)", "leaves open whether"),
        ("$5m twice", "leaves open whether"),
        ("$5m half", "leaves open whether"),
        ("$5m less fees", "leaves open whether"),
        ("$5m (net of fees)", "leaves open whether"),
        ("$5m cap", "leaves open whether"),
        ("$5m (requested)", "leaves open whether"),
        ("$5m, cancelled", "leaves open whether"),
        ("$5m target", "leaves open whether"),
        ("$5m p/a", "is a rate"),
        ("$1.2m a MW", "is a rate"),
        ("$1.2m the megawatt", "is a rate"),
        ("$1.2m (MW)", "is a rate"),
        ("$1.2m MW", "is a rate"),
        ("$1.2m a site", "is a rate"),
        ("$5m (p/a)", "is a rate"),
        ("$5m for each", "is a rate"),
        ("$5m (post)", "not the amount"),
        ("5 mln zł rocznie", "is a rate"),
        ("5 млн евро в год", "is a rate"),
    ] {
        let found = written(text, &Context::default());
        checks.refused(text, &found, part);
    }
}

#[test]
fn the_context_fills_in_what_the_text_leaves_open() {
    let mut checks = Checks::default();
    let currency = |code: &str| Context { currency: code.parse().ok(), ..Context::default() };
    let millions = |code: &str| Context { unit: Some(Unit::MILLIONS), ..currency(code) };
    let decimal = |sign| Context { decimal: Some(sign), ..Context::default() };
    let (point, comma) = (decimal(DecimalSign::Point), decimal(DecimalSign::Comma));
    for (text, context, meaning) in [
        ("1,740.5", millions("USD"), "USD 1,740,500,000"),
        ("$2bn", millions("USD"), "USD 2bn"),
        ("5-8", millions("USD"), "USD 5m–8m"),
        ("$5bn", currency("CAD"), "CAD 5bn"),
        ("€5bn", currency("CAD"), "EUR 5bn"),
        ("US$5bn", currency("CAD"), "USD 5bn"),
        ("¥500bn", currency("JPY"), "JPY 500bn"),
        ("5m kr", currency("SEK"), "SEK 5m"),
        ("Rs 25 lakh", currency("PKR"), "PKR 2.5m"),
        ("500 (all cash)", currency("USD"), "USD 500 [all cash]"),
        ("46,140 USD", point, "USD 46140"),
        ("46,140 USD", comma, "USD 46.140"),
        ("1.234 Mrd. €", comma, "EUR 1.234tn"),
        ("1.234.567,891 EUR", comma, "EUR 1,234,567.891"),
    ] {
        let meaning = meaning.replace("46.140", "46.14").replace("1.234tn", "1,234,000,000,000");
        let found = written(text, &context);
        checks.equal(text, &found, &meaning);
    }
    for (text, context, part) in [
        ("€1,5 Mrd.", point, "\"1,5\" in \"€1,5 Mrd.\" does not fit the decimal sign, which is a point here"),
        ("$10,00 m", point, "\"10,00\" in \"$10,00 m\""),
        ("$1.05B", comma, "\"1.05\" in \"$1.05B\" does not fit the decimal sign, which is a comma here"),
        ("12 employees", currency("USD"), "not a currency"),
        ("5m GPUs", currency("USD"), "not a currency"),
        ("¥500bn", currency("USD"), "several currencies"),
        ("5bn all cash", currency("USD"), "not a currency"),
        ("$5-8,000", point, "5 thousand"),
        ("150,000,000 USD", Context { unit: Some(Unit::MILLIONS), ..point }, "in full or in millions"),
        (
            "~1.2k",
            Context { unit: Some(Unit::MILLIONS), currency: Some(Currency::USD), ..point },
            "in thousands of millions",
        ),
        ("5*10^6", currency("USD"), "not an amount"),
        ("03-10", currency("USD"), "not an amount"),
        ("10/03/2025", currency("USD"), "not an amount"),
    ] {
        let found = written(text, &context);
        checks.refused(text, &found, part);
    }
    let sign = Context { currency_of_sign: "CNY".parse().ok(), ..currency("USD") };
    assert_eq!(written("¥5bn", &sign), "CNY 5bn");
    assert_eq!(written("5bn", &sign), "USD 5bn");
}

#[test]
fn a_stored_number_has_no_decimal_sign() {
    let context = Context {
        currency: Some(Currency::USD),
        unit: Some(Unit::MILLIONS),
        decimal: Some(DecimalSign::Comma),
        ..Context::default()
    };
    let number = |text: &str| text.parse::<Decimal>().unwrap();
    assert_eq!(number_amount(number("1.234"), &context).unwrap().to_string(), "USD 1,234,000");
    assert!(number_amount(number("-1"), &context).unwrap_err().message.contains("negative"));
    assert!(number_amount(number("1"), &Context::default()).is_err());
}

/// A context of a column in dollars, and of one in millions of them.
fn dollars() -> [Context; 2] {
    let dollars = Context { currency: Some(Currency::USD), ..Context::default() };
    [dollars, Context { unit: Some(Unit::MILLIONS), ..dollars }]
}

#[test]
fn a_second_figure_is_seen_behind_a_remark() {
    let mut checks = Checks::default();
    let [plain, millions] = dollars();
    for separator in [
        "+", "/", ",", ";", "&", "and", "und", "et", "y", "e", "og", "och", "plus", "then", "or", "-", "–",
        "|", "·", "to", ":", "vs",
    ] {
        let text = format!("5 (equity) {separator} 6 (debt)");
        checks.refused(&text, &written(&text, &millions), "two figures, \"5\" and \"6\"");
        let text = format!("£5m (equity) {separator} 6 (debt)");
        checks.refused(&text, &written(&text, &plain), "two figures, \"£5m\" and \"6\"");
    }
    for text in [
        "5 (2023), 6 (2024)", "5 (loan) / 6 (grant)", "5 (EU) + 6 (EIB)", "5* + 6**", "5 [A] and 6 [B]",
        "5 [1] 6 [2]", "5 (equity) + 6 debt", "5 (equity) and 6 in 2024", "5 (2023), 6 in 2024",
        "5 (equity); debt: 6", "5 (A) 6 (B)", "5 (in 2023, 6 in 2024)", "2023: 5 and 2024: 6",
        "2023: 5 plus 2024: 6", "2023: 5 with 2024: 6", "2023: 5", "5-6 (2023), 7-8 (2024)",
        "5 (12 jobs) and 6",
    ] {
        checks.refused(text, &written(text, &millions), "two figures");
    }
    for text in [
        "5,000,000 (Phase 1) + 6,000,000 (Phase 2)",
        "£5m* 6",
        "€5m and 2 million debt",
        "€5m (and 2m debt)",
        "€5m, 2m debt",
        "€5m, 2m loans",
        "5 millones de euros y 2 millones de euros de deuda",
        "5 millones de euros y 2 millones de deuda",
        "5 Mio. € und 2 Mio. Darlehen",
    ] {
        checks.refused(text, &written(text, &plain), "two figures");
    }
    // Years, dates, stakes, things and marks are no figures.
    for remark in [
        "(2024)", "(2026–2030)", "(2024/25)", "(FY24/25)", "(10/03/2025)", "– Series A – 12.03.2024",
        "(pre-revenue company)", "(Q1 2024), 2025", "[1]", "[1, 2]", "[1][2]", "¹ ²", "(led by Sequoia)",
        "led by 500 Startups and 3i", "Series A", "over 3 years", "from 12 investors",
        ", 3 investors and 20 jobs", "and 20 jobs", ", 5–10 jobs", "for a 20% stake", "(20%)", ", 20% stake",
        "and 20% stake", "(Phases 1, 2 and 3)", "(units 3 & 4)", "for Covid-19", "(GPT-4)",
        "in 3 tranches, 2 of 3 paid", "(1st, 2nd close)", ", 10 March 2025", "(jobs: 50)", "(Loan 4512)",
        ", #3", "for ~1M GPUs", ", 2m people", ", 3 loans", "(Series A 2)", "for 2 x 3 MW turbines",
    ] {
        let text = format!("$5m {remark}");
        let found = written(&text, &plain);
        if !found.starts_with("USD 5m [") {
            checks.0.push(format!("{text:?}: {found}"));
        }
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn words_that_make_a_figure_another_quantity_are_seen_wherever_they_stand() {
    let mut checks = Checks::default();
    let places = [
        "{}", "- {}", "– {}", ": {}", "* {}", "* {}", "[1] {}", "(grant) {}", "grant ({})", "cash {}",
        ", i.e. {}", ", {}", "({})", "for research, {}",
    ];
    for (words, part) in [
        ("per year", "is a rate"),
        ("each", "is a rate"),
        ("annually", "is a rate"),
        ("/yr", "is a rate"),
        ("pre-money valuation", "not the amount"),
        ("revenue", "not the amount"),
        ("to date", "not the amount"),
        ("market cap", "not the amount"),
        ("x2", "leaves open whether"),
        ("×3", "leaves open whether"),
        ("2x", "leaves open whether"),
        ("twice", "leaves open whether"),
        ("requested", "leaves open whether"),
        ("less fees", "leaves open whether"),
        ("repaid", "leaves open whether"),
    ] {
        for place in places {
            let text = format!("$5m {}", place.replace("{}", words));
            // "$5m - 2x" looks like a range.
            let part =
                if text.contains("- 2x") || text.contains("– 2x") { "first figure only" } else { part };
            checks.refused(&text, &written(&text, &Context::default()), part);
        }
    }
    for text in [
        "$5m* per year", "$5m in cash each", "$5m (/yr)", "$5m, /yr", "$5m cash/year", "$5m p. a.",
        "$5m pcm", "$5m ACV", "$5m two times", "£5 million twice", "$5m for each of 3 years",
        "$5m in each of 3 years", "$5m, x 3 years", "$5m (times 2)", "£5 million for each site",
        "£5 million both years", "$5m quarterly", "$5m weekly", "$5m annualised", "$5m on average",
        "$5m avg.", "$5m average", "$5m for research per programme", "$5m to Acme annually",
        "$5m (2024 annual budget)", "$5m for AI to date", // In other languages.
        "5 Mio. € im Jahr", "5 Mio. € jeweils", "5 Mio. € für Forschung pro Jahr", "5 Mio. €, je Standort",
        "5 M€ chaque année", "5 M€ chacune", "5 M€ en capital par an", "5 milioni di euro l'anno",
        "5 milioni di euro al mese", "5 millones de euros mensuales", "5 millones de euros anualmente",
        "5 millones de euros (anual)", "R$ 5 milhões anual", "5 mln euro elk", "5 mn SEK om året",
        "5 mn SEK i månaden", "5 mn SEK vardera", "DKK 5 mio. hver", "5 mln zł rocznie", "5 mln zł na rok",
        "5 mln zł miesięcznie", "5 mln zł każda", "5 mld. Kč ročně", "5 milioane EUR pe an",
        "5 milliárd HUF (/év)", "5 млн евро в год", "5 млн евро ежегодно", "5 млн евро в месяц",
        "5 млн евро каждый", "USD 5m mỗi năm", "5 milyon TL yılda", "5 milyon TL yıllık",
        "5 مليون دولار سنويا", "5 مليون دولار في السنة", "5 مليون دولار لكل منهما", "₪5m לשנה", "5億円（年間）",
        "5億円（年）", "5億円 年間", "5億円 毎年", "5亿美元 每年", "5亿美元（年）", "5억원 연간",
        "5억원 매년", "5억원 각각", "5億円（年間売上高）",
        // Revenues and valuations, and sums of several deals.
        "5 Mio. € Umsatz", "5 Mio. € Bewertung", "5 M€ de chiffre d'affaires",
        "5 millones de euros de facturación", "5 millones de euros de ingresos", "5 mln € di fatturato",
        "5 mln € omzet", "5 mln zł przychodów", "5 млн евро выручки", "5 Mio. € bisher", "5 M€ à ce jour",
        "5 millones de euros hasta la fecha", "5 mln € finora", "R$ 5 milhões até agora",
        // Money that is not the deal's, or a part or a multiple of it.
        "$5m sought", "$5m target", "$5m goal", "$5m returned", "$5m clawed back", "$5m written off",
        "$5m not raised", "$5m cancelled", "$5m shortfall", "$5m remaining", "$5m outstanding", "$5m left",
        "$5m more", "$5m increase", "$5m cut", "$5m less than planned", "$5m loss", "$5m profit",
        "$5m our 50% share", "$5m (our share)", "$5m target in 2025", "$5m grant to Acme rejected",
        "5 Mio. € beantragt", "5 Mio. € storniert", "5 Mio. € zurückgezahlt", "5 M€ demandés",
        "5 M€ annulés", "5 M€ remboursés", "5 millones de euros solicitados", "5 млн евро запрошено",
        "£5 million plus 20%", "£5 million less 10%", "£5 million minus 10%", "£5 million (+20%)",
        "£5 million (-10%)", "£5 million * 20%", "£5 million minus debt", "$5m in cash, 3x",
    ] {
        let found = written(text, &Context::default());
        let is_refused = ["is a rate", "not the amount of a deal", "leaves open whether"]
            .iter()
            .any(|part| found.contains(part));
        if !(found.starts_with("! ") && is_refused) {
            checks.0.push(format!("{text:?}: {found}"));
        }
    }
}

#[test]
fn a_unit_or_a_currency_apart_from_its_figure_is_not_lost() {
    for text in [
        "$41* m", "$3[1]bn", "$12? bn", "$5, bn", "$5¹m", "$5† bn", "$5 – bn", "$5 (2024) bn", "$5 (US) bn",
        "$5 [note 1] bn", "$5 total bn", "$5 in bn", "5 EUR in m", "₹50* Cr", "up to $5¹bn", "$250 (000s)",
        "$41 (in 000s)", "$12 ('000)", "$5 [000s]", "$41m, CAD", "$3m[1] CAD", "$5m* CAD", "$5m - AUD",
        "$5m? AUD", "$5m (loan) CAD", "$12m (loan, CAD)", "$5m (CAD loan)", "$5m loan (CAD)",
        "$5m loan in Canadian dollars", "$5m, Canadian dollars", "$5m, Canadian", "$5m total CAD", "$5m CA",
        "$5m AU", "$5m SG", "$5m MX", "41 million dollars (Hong Kong)", "$5m (Hong Kong)", "$5m (Singapore)",
        "5m dollars Australian", "$5m (local currency)", "£41m (Egyptian)", "£5m Irish", "CA 5m$",
        "1 Billion Euro", "1,5 Billion Euro",
    ] {
        let found = written(text, &Context::default());
        assert!(found.starts_with("! "), "{text:?}: {found}");
    }
}

#[test]
fn words_that_are_no_unit_and_no_currency_of_the_figure_leave_it_as_it_is() {
    for (text, found) in [
        ("50 M$ CA", "CAD 50m"),
        ("50 M$ US", "USD 50m"),
        ("$41 million (Canadian)", "CAD 41m"),
        ("$250000 (Series B)", "USD 250000 [Series B]"),
        ("$5 (Series B)", "USD 5 [Series B]"),
        ("$250000, Memphis, TN", "USD 250000 [Memphis, TN]"),
        ("$5m (12 mn users)", "USD 5m [12 mn users]"),
        ("$5m (Crown Estate)", "USD 5m [Crown Estate]"),
        ("$5m (Canadian fund)", "USD 5m [Canadian fund]"),
        ("$5m (San Francisco, CA)", "USD 5m [San Francisco, CA]"),
        ("€5m (loan, USD)", "EUR 5m [loan, USD]"),
        ("1 billion euros", "EUR 1bn"),
    ] {
        assert_eq!(written(text, &Context::default()), found, "{text:?}");
    }
    let declared = Context { unit: Some(Unit::MILLIONS), currency: "USD".parse().ok(), ..Context::default() };
    assert!(written("12b", &declared).starts_with("! "));
    assert_eq!(written("$41* m", &declared), "USD 41m [* m]");
    let long = Context { is_long_scale: true, ..Context::default() };
    assert!(written("DKK 1 billion", &long).starts_with("! "));
}

#[test]
fn words_that_speak_of_something_else_leave_the_figure_as_it_is() {
    let mut checks = Checks::default();
    for remark in [
        "to grow revenue", "from Target", "target company", "for the remaining 49% stake",
        "for all outstanding shares", "EV charging", "revenue-based financing", "for non-profit work",
        "over a year", "as per filing", "for a 50 per cent stake", "in 3 annual instalments",
        "cap table software", "half-year loan", "pre-seed", "pre Series A", "Series C",
        "(3x oversubscribed)", "(San Francisco, CA)", "in Pittsburgh, PA", "led by Elk Capital",
        "to Canal Plus", "from Max", "round, see below", "sales software", "at undisclosed valuation",
        "（契約）", "（5年間）", "（2024年）", "（増強）", "per il 20% del capitale",
    ] {
        let text = format!("$5m {remark}");
        let found = written(&text, &Context::default());
        if !found.starts_with("USD 5m [") {
            checks.0.push(format!("{text:?}: {found}"));
        }
    }
    for (text, meaning) in [
        ("5 Mio. € im Jahr 2024", "EUR 5m [im Jahr 2024]"),
        ("5 M€ l'an dernier", "EUR 5m [l'an dernier]"),
        ("5億円（5年間）", "JPY 500m [5年間]"),
        ("5억원 (2024년)", "KRW 500m [2024년]"),
    ] {
        checks.equal(text, &written(text, &Context::default()), meaning);
    }
}

#[test]
fn bounds_are_seen_behind_the_figure_and_in_its_remark() {
    let mut checks = Checks::default();
    for (text, bound) in [
        ("5 Mio. € (mind.)", "at least"),
        ("5 M€ (estimé)", "about"),
        ("5 millones de euros máximo", "up to"),
        ("5 millones de euros aprox.", "about"),
        ("5 millones de euros estimados", "about"),
        ("5 milioni di euro massimo", "up to"),
        ("5亿美元（约）", "about"),
        ("5億円（概算）", "about"),
        ("5億円まで", "up to"),
        ("5억원 이내", "up to"),
        ("5억원 가량", "about"),
        ("5억원 정도", "about"),
        ("5 milyon TL üzerinde", "at least"),
        ("5 milyon TL altında", "up to"),
        ("5 milyon TL civarında", "about"),
        ("$5m and under", "up to"),
        ("$5m (nearly)", "about"),
        ("$5m, at most", "up to"),
        ("$5m in cash (est.)", "about"),
        ("$5m* (max.)", "up to"),
        ("$5m grant, maximum", "up to"),
        ("$5m in cash or more", "at least"),
        ("$5m in cash (±10%)", "about"),
        ("about $5m in cash (max.)", "up to"),
        ("5 Mio. € Zuschuss (mindestens)", "at least"),
    ] {
        let found = written(text, &Context::default());
        if !found.starts_with(bound) {
            checks.0.push(format!("{text:?}: {found}, expected {bound}"));
        }
    }
    for (text, meaning) in [
        ("$5m + VAT", "USD 5m [+ VAT]"),
        ("5 Mio. € + MwSt.", "EUR 5m [+ MwSt.]"),
        ("$5m plus 20% VAT", "USD 5m [plus 20% VAT]"),
        ("$5m plus 20% stake", "at least USD 5m [plus 20% stake]"),
        ("$5m in cash (€4.6m max)", "USD 5m = up to EUR 4.6m [in cash]"),
    ] {
        checks.equal(text, &written(text, &Context::default()), meaning);
    }
    checks.refused("up to", &written("up to $5m in cash (min.)", &Context::default()), "both");
}

#[test]
fn abbreviations_of_two_meanings_are_refused() {
    let mut checks = Checks::default();
    let [dollars, millions] = dollars();
    let rupees = Context { currency: Some(Currency::INR), ..Context::default() };
    let open = Context::default();
    for (text, context) in [
        ("5,000,000.00 CR", open),
        ("5,000,000.00 CR", dollars),
        ("5,000,000.00 CR", rupees),
        ("1,250,000.50CR", open),
        ("1,250.50 Cr", rupees),
        ("1250.50CR", open),
        ("5 CR", millions),
        ("5 Cr.", dollars),
        ("$5 Cr", open),
        ("₹5,000,000 Cr", open),
    ] {
        checks.refused(text, &written(text, &context), "crore or a credit");
    }
    for text in ["USD 5 bio", "5 bio CHF", "$5 Bio", "EUR 5 bio", "5 Bio. CHF", "5 Bio."] {
        checks.refused(text, &written(text, &dollars), "billions or trillions");
    }
    for (text, context, meaning) in [
        ("1,250 Cr", rupees, "INR 12.5bn"),
        ("₹1,250.50 Cr", open, "INR 12,505,000,000"),
        ("500 Cr", open, "INR 5bn"),
        ("12,34,567 Cr", open, "INR 12,345,670,000,000"),
        ("$5 crore", open, "USD 50m"),
        ("Rs 5 Cr", Context { currency: "PKR".parse().ok(), ..open }, "PKR 50m"),
        ("5,2 Bio. €", open, "EUR 5.2tn"),
        ("5 Bio. Euro", open, "EUR 5tn"),
        ("5 Billionen Euro", open, "EUR 5tn"),
        ("5 mio CHF", open, "CHF 5m"),
    ] {
        checks.equal(text, &written(text, &context), meaning);
    }
}

#[test]
fn clear_amounts_in_more_forms_are_read() {
    let mut checks = Checks::default();
    let yuan = Context { currency: "CNY".parse().ok(), ..Context::default() };
    for (text, meaning) in [
        ("5～6億円", "JPY 500m–600m"),
        ("5〜6億円", "JPY 500m–600m"),
        ("5億円～6億円", "JPY 500m–600m"),
        ("5~6억원", "KRW 500m–600m"),
        ("£5m~£6m", "GBP 5m–6m"),
        ("£5m up to £6m", "GBP 5m–6m"),
        ("mellan 5 och 6 miljoner SEK", "SEK 5m–6m"),
        ("max of £5m", "up to GBP 5m"),
        ("a max £5m", "up to GBP 5m"),
        ("limited to £5m", "up to GBP 5m"),
        ("within £5m", "up to GBP 5m"),
        ("cap of £5m", "up to GBP 5m"),
        ("min of £5m", "at least GBP 5m"),
        ("beyond £5m", "at least GBP 5m"),
        ("desde 5 millones de euros", "at least EUR 5m"),
        ("superior a 5 millones de euros", "at least EUR 5m"),
        ("aprox. 5 millones de euros", "about EUR 5m"),
        ("env. 5 M€", "about EUR 5m"),
        ("à partir de 5 M€", "at least EUR 5m"),
        ("supérieur à 5 M€", "at least EUR 5m"),
        ("ab 5 Mio. €", "at least EUR 5m"),
        ("nicht mehr als 5 Mio. €", "up to EUR 5m"),
        ("vanaf 5 mln euro", "at least EUR 5m"),
        ("hingga Rp 5 triliun", "up to IDR 5tn"),
        ("sekitar Rp 5 triliun", "about IDR 5tn"),
        ("tối đa 5 triệu USD", "up to USD 5m"),
        ("khoảng 5 triệu USD", "about USD 5m"),
        ("حوالي 5 مليون دولار", "about USD 5m"),
        ("$2½ million", "USD 2.5m"),
        ("5¾ Mio. €", "EUR 5.75m"),
        ("$5 bil", "USD 5bn"),
        ("USD m 5", "USD 5m"),
        ("EUR bn 5.2", "EUR 5.2bn"),
    ] {
        checks.equal(text, &written(text, &Context::default()), meaning);
    }
    for (text, meaning) in [
        ("5～6万元", "CNY 50000–60000"),
        ("5至6万元", "CNY 50000–60000"),
        ("5万元以内", "up to CNY 50000"),
        ("最高5万元", "up to CNY 50000"),
        ("近5万元", "about CNY 50000"),
    ] {
        checks.equal(text, &written(text, &yuan), meaning);
    }
    for text in ["$2.5½m", "5 bil USD", "$5m ~ 6", "Series B 5"] {
        checks.refused(text, &written(text, &Context::default()), "");
    }
}

#[test]
fn a_letter_in_brackets_is_no_unit() {
    let [_, millions] = dollars();
    for text in ["7 (b)", "7 [b]", "7 (m)"] {
        assert!(written(text, &millions).starts_with("USD 7m ["), "{text}");
        assert!(amount(&format!("USD {text}")).is_err(), "{text}");
    }
    for text in ["7 (B)", "7 [B]", "7 (M)", "7 (T)"] {
        assert!(read_amount(text, &millions).is_err(), "{text}");
    }
    assert_eq!(plain("7 (bn USD)"), "exact 7000000000 USD");
}

#[test]
fn halves_and_words_of_other_languages_are_read() {
    for (text, figure) in [
        ("half a million dollars", "exact 500000 USD"),
        ("half a billion euros", "exact 500000000 EUR"),
        ("a half million dollars", "exact 500000 USD"),
        ("a quarter of a billion dollars", "exact 250000000 USD"),
        ("three quarters of a million dollars", "exact 750000 USD"),
        ("two and a half million dollars", "exact 2500000 USD"),
        ("$2 million and a half", "exact 2500000 USD"),
        ("anderthalb Milliarden Euro", "exact 1500000000 EUR"),
        ("eine halbe Million Euro", "exact 500000 EUR"),
        ("zweihundert Millionen Euro", "exact 200000000 EUR"),
        ("deux cents millions d'euros", "exact 200000000 EUR"),
        ("deux millions et demi d'euros", "exact 2500000 EUR"),
        ("un demi-million d'euros", "exact 500000 EUR"),
        ("medio millón de euros", "exact 500000 EUR"),
        ("doscientos millones de euros", "exact 200000000 EUR"),
        ("five to ten million dollars", "range 5000000 10000000 USD"),
        ("„rund 300 Mio.“ EUR", "about 300000000 EUR"),
        ("«environ 300 M€»", "about 300000000 EUR"),
        ("🚀 $5m", "exact 5000000 USD"),
        ("R$ 500 mil", "exact 500000 BRL"),
        ("500 mil dólares", "exact 500000 USD"),
        ("R$ 2 mil milhões", "exact 2000000000 BRL"),
        ("10 مليون ريال سعودي", "exact 10000000 SAR"),
    ] {
        assert_eq!(plain(text), figure, "{text}");
    }
}

#[test]
fn numbers_in_words_and_fractions_are_read_before_a_unit() {
    for (text, figure) in [
        ("five million dollars", "exact 5000000 USD"),
        ("about ten million euros", "about 10000000 EUR"),
        ("twenty-five million euros", "exact 25000000 EUR"),
        ("twenty five million euros", "exact 25000000 EUR"),
        ("one hundred million dollars", "exact 100000000 USD"),
        ("a hundred million dollars", "exact 100000000 USD"),
        ("two hundred and fifty million USD", "exact 250000000 USD"),
        ("a million dollars", "exact 1000000 USD"),
        ("up to a billion euros", "up to 1000000000 EUR"),
        ("three to five million dollars", "range 3000000 5000000 USD"),
        ("fifty to one hundred million dollars", "range 50000000 100000000 USD"),
        ("between one hundred and two hundred million USD", "range 100000000 200000000 USD"),
        ("fünf Millionen Euro", "exact 5000000 EUR"),
        ("eine Milliarde Euro", "exact 1000000000 EUR"),
        ("cinq millions d'euros", "exact 5000000 EUR"),
        ("cinco millones de euros", "exact 5000000 EUR"),
        ("$2 1/2 million", "exact 2500000 USD"),
        ("$1 3/4 billion", "exact 1750000000 USD"),
        ("$10 1/2 bn", "exact 10500000000 USD"),
        ("£2 1/2m", "exact 2500000 GBP"),
    ] {
        assert_eq!(plain(text), figure, "{text}");
    }
    for text in [
        "$5 1/2", "$5 1/3 million", "two thirds of a million dollars", "several million dollars",
        "$5m and half a million in stock", "$5 hundred million", "thirteen-five million dollars",
        // The hundreds may be those of both figures.
        "two to three hundred thousand USD", "between two and three hundred million USD",
        "zwei bis drei hundert Millionen Euro", "five dollars", "$5m or six million",
    ] {
        assert!(amount(text).is_err(), "{text}");
    }
    // Counts in a remark are none of money, and "en" is "in" in French.
    let [context, _] = dollars();
    assert_eq!(written("$5m for a million users", &context), "USD 5m [for a million users]");
}

#[test]
fn capitals_behind_a_dollar_sign_may_be_its_currency() {
    let [context, _] = dollars();
    assert_eq!(written("$5m NTD", &context), "TWD 5m");
    assert_eq!(written("$5m (BDS)", &context), "BBD 5m");
    for text in ["$5m USDC", "$5m BTC", "$5m XYZ, all cash"] {
        assert!(amount(text).is_err(), "{text}");
    }
    for text in ["$5m IPO", "$5m NSF grant", "$5m in USDC", "€5m BTC"] {
        assert!(read_amount(text, &context).is_ok(), "{text}");
    }
    // The whole, of which a half is meant.
    for text in ["$5m half debt", "$5m (half debt, half equity)", "$5m, half of it debt", "$5m half in stock"]
    {
        assert!(written(text, &context).starts_with("USD 5m ["), "{text}");
    }
    assert!(amount("$5m (half)").is_err());
}

#[test]
fn what_has_been_paid_is_not_what_was_announced() {
    let [context, _] = dollars();
    for text in [
        "$5m drawn", "$5m paid", "$5m (disbursed)", "$5m, paid out", "5 Mio. € ausgezahlt", "5 M€ versés",
        "5万元已支付",
    ] {
        assert!(read_amount(text, &context).is_err(), "{text}");
    }
    for (text, read) in [
        ("$5m paid in cash", "USD 5m [paid in cash]"),
        ("$5m to be paid over 3 years", "USD 5m [to be paid over 3 years]"),
        ("$5m (was 6)", "USD 5m [was 6]"),
        ("$5m (tranche 1)", "at least USD 5m [tranche 1]"),
        ("$5m (estimated by the editors)", "about USD 5m [estimated by the editors]"),
        ("$5m (about to close)", "USD 5m [about to close]"),
        ("$5m (2nd tranche)", "at least USD 5m [2nd tranche]"),
        ("$5m in two tranches", "USD 5m [in two tranches]"),
        ("$10M and change", "at least USD 10m"),
        ("$5m plus size fashion", "USD 5m [plus size fashion]"),
    ] {
        assert_eq!(written(text, &context), read, "{text}");
    }
}

#[test]
fn from_is_the_least_before_one_figure() {
    for (text, figure) in [
        ("from £5 million", "at least 5000000 GBP"),
        ("from £5m to £6m", "range 5000000 6000000 GBP"),
        ("от 5 млн долларов", "at least 5000000 USD"),
        ("od 5 mln zł", "at least 5000000 PLN"),
    ] {
        assert_eq!(plain(text), figure, "{text}");
    }
    assert!(amount("between £5 million").is_err());
    assert_eq!(amounts_in("It rose from $5 million last year."), [amount("$5 million").unwrap()]);
    let context = Context { currency: Some(Currency::USD), unit: Some(Unit::MILLIONS), ..Context::default() };
    // The letters of footnotes.
    assert!(read_amount("5 a 6 b", &context).is_err());
    assert_eq!(written("5 a 6", &context), "USD 5m–6m");
}

#[test]
fn amounts_are_read_in_languages_of_other_scripts() {
    for (text, figure) in [
        ("5 εκατ. ευρώ", "exact 5000000 EUR"),
        ("1,5 δισ. ευρώ", "exact 1500000000 EUR"),
        ("5 млн грн", "exact 5000000 UAH"),
        ("5 млрд гривень", "exact 5000000000 UAH"),
        ("5 млн євро", "exact 5000000 EUR"),
        ("5 млн. лв.", "exact 5000000 BGN"),
        ("5 милиона лева", "exact 5000000 BGN"),
        ("5 מיליון דולר", "exact 5000000 USD"),
        ("5 מיליון ש\"ח", "exact 5000000 ILS"),
        ("5 מיליון ש״ח", "exact 5000000 ILS"),
        ("5 ล้านบาท", "exact 5000000 THB"),
        ("5 พันล้านบาท", "exact 5000000000 THB"),
        ("5 Mio. Franken", "exact 5000000 CHF"),
    ] {
        assert_eq!(plain(text), figure, "{text}");
    }
    for (header, currency, unit) in [
        ("Ποσό (εκατ. €)", "EUR", Unit::MILLIONS),
        ("Сума (млн грн)", "UAH", Unit::MILLIONS),
        ("Стойност (хил. лв.)", "BGN", Unit::THOUSANDS),
        ("סכום (מיליון ש\"ח)", "ILS", Unit::MILLIONS),
        ("סכום (אלפי ₪)", "ILS", Unit::THOUSANDS),
        ("มูลค่า (ล้านบาท)", "THB", Unit::MILLIONS),
        ("มูลค่า (พันล้านบาท)", "THB", Unit::BILLIONS),
    ] {
        let hints = read_header(header);
        assert_eq!(hints.currency, Some(currency.parse().unwrap()), "{header}");
        assert_eq!(hints.unit, Some(unit), "{header}");
    }
}
