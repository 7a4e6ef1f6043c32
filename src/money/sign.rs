//! Signs, abbreviations and names of currencies, as people write them next to a number.

use std::sync::LazyLock;

use super::Currency;
use super::Unit;
use super::currency::unknown;
use crate::hash::{HashMap, HashSet};
use crate::invalid::Problem;
use crate::text::fold;

/// What a sign, a code or a name of currencies stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sign {
    /// One currency.
    One(Currency),
    /// The hundredth part of a currency, such as the penny.
    Hundredth(Currency),
    /// A sign of several currencies, the likeliest first: `¥`, `kr`, `Rs`.
    Shared(Vec<Currency>),
}

/// Signs and abbreviations that CLDR's English locale lacks, or gives to fewer currencies than use them, with their
/// codes. Upper and lower case differ: `C$` is Canadian, `c$` may be "circa $". A bare `$` is the US dollar.
const PRESS: [(&str, &str); 45] = [
    ("USD", "$ ＄ US$ us$ Us$ $US U$S U$D"),
    ("AUD", "A$ AU$ $A Aus$ AUS$"),
    ("CAD", "C$ CA$ CAN$ Can$ CDN$ Cdn$ $CA $CAN"),
    ("HKD", "HK$ $HK"),
    ("SGD", "S$ SG$"),
    ("TWD", "NT$"),
    ("NZD", "NZ$ $NZ"),
    ("MXN", "MX$ Mex$"),
    ("ARS", "AR$"),
    ("CLP", "CL$"),
    ("COP", "CO$ COL$"),
    ("DOP", "RD$"),
    ("TTD", "TT$"),
    ("JMD", "J$ JA$"),
    ("NAD", "N$"),
    ("BZD", "BZ$"),
    ("BBD", "Bds$ BDS$"),
    ("GYD", "G$"),
    ("FJD", "FJ$"),
    ("KYD", "CI$"),
    ("UYU", "$U"),
    ("BND BSD", "B$"),
    ("CNY", "RMB 元 CN¥ RMB¥"),
    ("JPY", "円 圓 JP¥ JPY¥"),
    ("CNY JPY", "¥ ￥"),
    ("CNY HKD TWD", "圆"),
    ("KRW", "원 ₩ ￦"),
    ("INR LKR MUR NPR PKR SCR", "Rs Re ₨ RS rs re"),
    ("BWP PHP", "P"),
    ("MMK PGK ZMW", "K"),
    ("RON MDL", "lei leu"),
    ("DKK ISK NOK SEK", "kr Kr KR"),
    ("CZK", "Kč kč Kc"),
    ("PLN", "zł zl Zł"),
    ("CHF", "SFr Sfr sFr"),
    ("CHF BEF FRF LUF XAF XOF", "Fr F FF"),
    ("XAF XOF", "CFA FCFA"),
    ("GBP", "￡ stg £stg"),
    ("ILS", "NIS ש\"ח ש״ח שח"),
    ("TRY", "TL"),
    ("QAR", "QR"),
    ("SAR SCR", "SR"),
    ("AED MAD", "Dh Dhs DH Dhs"),
    ("KES", "KSh Ksh KSH"),
    ("BDT", "Tk"),
];

/// Hundredths in which shares are quoted, with their currencies. Upper and lower case differ: `GBP` is the pound.
const HUNDREDTHS: [(&str, &[&str]); 3] =
    [("GBP", &["GBp", "GBX", "gbx", "Gbx", "pence"]), ("ZAR", &["ZAc", "ZAC"]), ("ILS", &["ILA"])];

/// Codes that are words of a language unless they are in upper case: "all cash", "sur 3 ans".
const CODES_LIKE_WORDS: [&str; 24] = [
    "ALL", "ARM", "BAD", "BAM", "BAN", "BOB", "COP", "CUP", "DEM", "GEL", "LAK", "MAD", "MOP", "PEN", "RON",
    "SIT", "SOS", "STD", "SUR", "TOP", "TRY", "VES", "PES", "CLE",
];

/// Names without their country, with the currencies that they usually mean; of several, text must say which.
const SHORT_NAMES: [(&str, &str); 37] = [
    (
        "USD",
        "dollar|dollars|dolar|dolares|dollari|dollaro|dolarow|ドル|달러|美金|bucks|долл|доллар|доллара|долларов|долл сша|доллары|долар|долари|доларів|долара|доларів сша|долари сша|щатски долара|دولار|دولار امريكي|דולר|דולרים|ดอลลาร์|ดอลลาร์สหรัฐ|เหรียญสหรัฐ|डॉलर|अमेरिकी डॉलर|δολάρια|δολαρίων",
    ),
    ("EUR", "euro|euros|ευρω|евро|євро|אירו|יורו|ยูโร|यूरो"),
    ("UAH", "hryvnia|hryvnias|гривня|гривні|гривень|грн"),
    ("BGN", "leva|лев|лева|лв"),
    ("GBP", "pound|pounds|sterling|pound sterling|pounds sterling|pfund|ポンド|파운드"),
    ("JPY", "yen|yens|yenes|iene|ienes|엔|엔화|日圓"),
    ("CNY", "yuan|yuans|yuanes|renminbi|人民币元|人民币|人民幣|元人民币|元人民幣|人民元|위안"),
    ("KRW", "won|wons|ウォン"),
    ("INR LKR MUR NPR PKR SCR", "rupee|rupees|रुपया|रुपये|रुपए|rupie|rupien|roupies|rupias"),
    ("CHF", "franken"),
    ("CHF FRF BEF XAF XOF", "franc|francs|francos|franchi"),
    ("SEK", "kronor"),
    ("DKK NOK", "kroner"),
    ("SEK NOK DKK ISK CZK", "krona|krone|crown|crowns|kronen|couronnes"),
    ("MXN ARS CLP COP PHP UYU DOP", "peso|pesos"),
    ("BRL", "real|reais|reales"),
    ("RUB", "ruble|rubles|rouble|roubles|rubel|рубль|рублей|рубля|рубли|руб"),
    ("PLN", "zloty|zlotys|złotych"),
    ("TRY", "lira|liras"),
    ("ZAR", "rand|rands"),
    ("MYR", "ringgit|ringgits"),
    ("IDR", "rupiah"),
    ("THB", "baht|บาท"),
    ("VND", "dong"),
    ("ILS", "shekel|shekels|שקל|שקלים"),
    ("AED MAD", "dirham|dirhams|درهم"),
    ("SAR QAR OMR YER", "riyal|riyals|ريال"),
    ("NGN", "naira"),
    ("SAR", "ريال سعودي|ريالات سعودية|الريال السعودي"),
    ("QAR", "ريال قطري|ريالات قطرية"),
    ("OMR", "ريال عماني|ريالات عمانية"),
    ("AED", "درهم اماراتي|دراهم اماراتية"),
    ("MAD", "درهم مغربي|دراهم مغربية"),
    ("KWD", "دينار كويتي"),
    ("BHD", "دينار بحريني"),
    ("JOD", "دينار اردني"),
    ("EGP", "جنيه مصري|جنيهات مصرية"),
];

fn currencies(codes: &str) -> Vec<Currency> {
    codes.split(' ').filter_map(|code| code.parse().ok()).collect()
}

impl Sign {
    fn of(mut currencies: Vec<Currency>) -> Option<Self> {
        match currencies.as_slice() {
            [] => None,
            [_] => currencies.pop().map(Self::One),
            _ => Some(Self::Shared(currencies)),
        }
    }

    /// Returns what a word stands for: a code in any case, a code joined to a sign (`USD$`), a sign or an abbreviation.
    pub(super) fn find(word: &str) -> Option<Self> {
        if let Some(hundredth) = HUNDREDTHS.iter().find(|(_, words)| words.contains(&word)) {
            return Currency::by_code(hundredth.0).map(Self::Hundredth);
        }
        if let Some(currency) = Currency::by_code(word) {
            return (!is_word(word, currency)).then_some(Self::One(currency));
        }
        let bare = word.trim_end_matches('.');
        SIGNS.get(bare).cloned().or_else(|| Self::code_and_sign(bare))
    }

    /// Reads a code with a sign of its currency: `USD$`, `AUD$`, `€EUR`.
    fn code_and_sign(word: &str) -> Option<Self> {
        let split = |at: usize| word.split_at_checked(at);
        let pairs =
            split(3).into_iter().chain(word.len().checked_sub(3).and_then(split).map(|(a, b)| (b, a)));
        pairs
            .filter(|(_, sign)| !sign.is_empty() && !sign.contains(|c: char| c.is_ascii_alphanumeric()))
            .filter_map(|(code, sign)| Some((code, sign, Currency::by_code(code)?)))
            .find(|(code, sign, currency)| currency.has_symbol(sign) && !is_word(code, *currency))
            .map(|(_, _, currency)| Self::One(currency))
    }

    /// Returns whether a folded word begins the name of a currency.
    pub(super) fn begins_name(folded: &str) -> bool {
        static FIRST: LazyLock<HashSet<&str>> =
            LazyLock::new(|| NAMES.keys().filter_map(|name| name.split(' ').next()).collect());
        FIRST.contains(folded)
    }

    /// Returns what a name means that [`fold`] has folded, with spaces for hyphens: `us dollars`.
    pub(super) fn of_name(folded: &str) -> Option<Self> {
        NAMES.get(folded).cloned()
    }

    /// Returns what the sign means after a numeral of the traditional script (億元), where 元 is not the renminbi only.
    pub(super) fn of_traditional_script(self) -> Self {
        match self {
            Self::One(currency) if currency.code() == "CNY" => Self::Shared(currencies("CNY HKD TWD")),
            other => other,
        }
    }
}

/// Returns whether the code of `currency` is a word as it is written: "top $5m" is no paʻanga.
fn is_word(written: &str, currency: Currency) -> bool {
    written != currency.code() && CODES_LIKE_WORDS.contains(&currency.code())
}

/// The longest name of a currency, in words.
pub(super) const MAX_NAME: usize = 6;

/// Every sign: those of [`PRESS`], and the others of CLDR. CLDR's symbol, such as `CA$`, is of one currency; its narrow
/// symbol may be of several.
static SIGNS: LazyLock<HashMap<String, Sign>> = LazyLock::new(|| {
    let mut shared: HashMap<&str, Vec<Currency>> = HashMap::default();
    let mut signs = HashMap::default();
    for currency in Currency::all() {
        let [symbol, narrow] = currency.symbols();
        if !narrow.is_empty() {
            shared.entry(narrow).or_default().push(currency);
        }
        if !symbol.is_empty() {
            signs.insert(symbol.to_owned(), Sign::One(currency));
        }
    }
    for (narrow, currencies) in shared {
        if let Some(sign) = Sign::of(currencies) {
            signs.entry(narrow.to_owned()).or_insert(sign);
        }
    }
    for (codes, words) in PRESS {
        if let Some(sign) = Sign::of(currencies(codes)) {
            signs.extend(words.split(' ').map(|word| (word.to_owned(), sign.clone())));
        }
    }
    // The paʻanga in CLDR; in German reports a thousand dollars, in English ones a trillion.
    signs.remove("T$");
    // The Guyanese dollar; in Québec a billion dollars.
    signs.remove("G$");
    // The lempira in CLDR; in Indian lists "12.5 L" is lakhs.
    signs.remove("L");
    signs
});

/// Every name, as [`fold`] writes it, with spaces for hyphens: those of CLDR and [`SHORT_NAMES`].
static NAMES: LazyLock<HashMap<String, Sign>> = LazyLock::new(|| {
    let lines = include_str!("../../data/currency-names.csv").lines().skip(1);
    let full = lines.filter_map(|line| line.split_once(',')).flat_map(|(code, names)| {
        names.split('|').map(move |name| (fold(name).replace('-', " "), currencies(code)))
    });
    let short = SHORT_NAMES
        .iter()
        .flat_map(|(codes, names)| names.split('|').map(move |name| (fold(name), currencies(codes))));
    full.chain(short).filter_map(|(name, currencies)| Some((name, Sign::of(currencies)?))).collect()
});

impl Currency {
    /// Returns whether `symbol` stands for this currency, even if it is not the only one: `$` for the Canadian dollar.
    pub fn has_symbol(self, symbol: &str) -> bool {
        let symbol = symbol.trim_end_matches('.');
        let is_own = |own: &str| {
            // `BRL$` is written for `R$`.
            !symbol.is_empty()
                && (own.eq_ignore_ascii_case(symbol) || (symbol == "$" && own.ends_with(symbol)))
        };
        self.symbols().iter().any(|own| is_own(own))
            || matches!(SIGNS.get(symbol), Some(Sign::Shared(all)) if all.contains(&self))
    }

    /// Returns the currencies that share a sign or a name: `¥`, `kr`, `pesos`; none if it is of one currency, or unknown.
    pub(crate) fn sharing(sign: &str) -> Vec<Self> {
        match Sign::find(sign.trim()).or_else(|| Sign::of_name(&fold(sign.trim()))) {
            Some(Sign::Shared(currencies)) => currencies,
            _ => Vec::new(),
        }
    }

    /// Reads a code or a symbol as written next to a number: `USD`, `€`, `US$`, `CN¥`. A bare `$` is the US dollar.
    ///
    /// # Errors
    /// If the token is unknown, the hundredth part of a currency (`GBp`), or a symbol of several currencies (`¥`, `kr`):
    /// the hint lists their codes.
    pub fn from_token(token: &str) -> Result<Self, Problem> {
        Ok(Self::of_token(token)?)
    }

    /// As [`Self::from_token`], with an error that becomes a problem on demand.
    ///
    /// # Errors
    /// As [`Self::from_token`].
    pub(crate) fn of_token(token: &str) -> Result<Self, NoCurrency> {
        match Sign::find(token.trim()) {
            Some(Sign::One(currency)) => Ok(currency),
            sign => Err(NoCurrency { token: token.to_owned(), sign }),
        }
    }

    /// Reads a code of ISO 4217 in upper or lower case, with an error that becomes a problem on demand.
    ///
    /// # Errors
    /// If no currency has the code.
    pub(crate) fn of_code(text: &str) -> Result<Self, NoCurrency> {
        Self::by_code(text).ok_or_else(|| NoCurrency { token: text.to_owned(), sign: None })
    }
}

/// A text that is not the sign of one currency. To find the nearest names takes a thousand times as long as to read a
/// currency, so its problem is made only if it is shown.
#[derive(Debug)]
pub(crate) struct NoCurrency {
    token: String,
    sign: Option<Sign>,
}

impl From<NoCurrency> for Problem {
    fn from(NoCurrency { token, sign }: NoCurrency) -> Self {
        no_currency(&token, sign)
    }
}

/// Returns the problem of a token that is not the sign of one currency, but `sign`.
pub(super) fn no_currency(token: &str, sign: Option<Sign>) -> Problem {
    match sign {
        Some(Sign::Hundredth(currency)) => {
            Problem::new(format!("{token:?} is the hundredth part of {currency}"))
                .hint(format!("give the figures in {currency}"))
        }
        Some(Sign::Shared(currencies)) => shared(token, &currencies),
        Some(Sign::One(_)) | None => unknown(token),
    }
}

/// Words that several currencies share, in lower case: their signs and names in ASCII.
static SHARED: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let known = SIGNS.iter().chain(&*NAMES);
    let shared = known.filter(|(word, sign)| word.is_ascii() && matches!(sign, Sign::Shared(_)));
    shared.map(|(word, _)| word.to_ascii_lowercase()).collect()
});

/// Words beside numbers that are no sign of several currencies.
const CLEAR_WORDS: [&str; 20] = [
    "m", "M", "$", "bn", "B", "b", "€", "million", "billion", "k", "£", "USD", "EUR", "GBP", "US$", "Mio",
    "Mrd", "mn", "MM", "₹",
];

/// Whether `text` may have a sign of several currencies: quick, and true too often rather than too seldom.
pub(crate) fn may_share_sign(text: &str) -> bool {
    let is_between = |c: char| c.is_ascii_digit() || c.is_whitespace() || ".,-–~+()/<>≈≤≥'’*".contains(c);
    text.split(is_between).any(|word| !word.is_empty() && !CLEAR_WORDS.contains(&word) && may_be_shared(word))
}

/// Whether a word may be a sign of several currencies, or have one beside a unit: "krmn". Words that are not in ASCII may.
fn may_be_shared(word: &str) -> bool {
    const MAX_SIGN: usize = 4;
    let lower = word.to_ascii_lowercase();
    let is_shared = |word: &str| SHARED.contains(word);
    let is_joined = |(head, tail): (&str, &str)| {
        is_shared(head) && Unit::find(tail).is_some() || is_shared(tail) && Unit::find(head).is_some()
    };
    !lower.is_ascii()
        || !lower.bytes().all(|byte| byte.is_ascii_lowercase())
        || is_shared(&lower)
        || (1..lower.len())
            .filter(|at| *at <= MAX_SIGN || lower.len() - at <= MAX_SIGN)
            .any(|at| is_joined(lower.split_at(at)))
}

/// Returns the problem of a sign that several currencies share.
pub(super) fn shared(token: &str, currencies: &[Currency]) -> Problem {
    let codes: Vec<&str> = currencies.iter().map(Currency::code).collect();
    Problem::new(format!("{token:?} is the symbol of several currencies"))
        .hint(format!("write the code: {}", codes.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(token: &str) -> Result<String, Problem> {
        Currency::from_token(token).map(|currency| currency.to_string())
    }

    #[test]
    fn signs_and_codes_are_read() {
        for (token, code) in [
            ("$", "USD"),
            ("US$", "USD"),
            ("€", "EUR"),
            ("£", "GBP"),
            ("CN¥", "CNY"),
            ("RMB", "CNY"),
            ("₹", "INR"),
            ("HK$", "HKD"),
            ("zł", "PLN"),
            ("usd", "USD"),
            ("Usd", "USD"),
            ("R$", "BRL"),
            ("R", "ZAR"),
            ("CA$", "CAD"),
            ("CAN$", "CAD"),
            ("A$", "AUD"),
            ("AU$", "AUD"),
            ("NT$", "TWD"),
            ("USD$", "USD"),
            ("AUD$", "AUD"),
            ("MXN$", "MXN"),
            ("BRL$", "BRL"),
            ("€EUR", "EUR"),
            ("CNY¥", "CNY"),
            ("円", "JPY"),
        ] {
            assert_eq!(read(token).as_deref(), Ok(code), "{token}");
        }
        assert!(read("").is_err() && read("EUR$").is_err() && read("all").is_err() && read("c$").is_err());
    }

    #[test]
    fn shared_signs_and_hundredths_are_refused_with_the_choices() {
        for (token, hint) in [
            ("¥", "write the code: CNY, JPY"),
            ("kr", "write the code: DKK, ISK, NOK, SEK"),
            ("Kr.", "write the code: DKK, ISK, NOK, SEK"),
            ("Rs.", "write the code: INR, LKR, MUR, NPR, PKR, SCR"),
            ("P", "write the code: BWP, PHP"),
            ("GBX", "give the figures in GBP"),
            ("GBp", "give the figures in GBP"),
        ] {
            assert_eq!(read(token).unwrap_err().hint.as_deref(), Some(hint), "{token}");
        }
        assert_eq!(read("GBP").as_deref(), Ok("GBP"));
        assert_eq!(read("gbp").as_deref(), Ok("GBP"));
    }

    #[test]
    fn names_are_read_in_several_languages() {
        for (name, code) in [
            ("us dollars", "USD"),
            ("dollars", "USD"),
            ("dollars canadiens", "CAD"),
            ("hong kong dollars", "HKD"),
            ("euros", "EUR"),
            ("schweizer franken", "CHF"),
            ("svenska kronor", "SEK"),
            ("kronor", "SEK"),
            ("libras esterlinas", "GBP"),
        ] {
            assert_eq!(Sign::of_name(name), Sign::of(currencies(code)), "{name}");
        }
        assert!(matches!(Sign::of_name("pesos"), Some(Sign::Shared(_))));
        let longest = NAMES.keys().map(|name| name.split(' ').count()).max();
        assert_eq!(longest, Some(MAX_NAME));
        for (codes, _) in PRESS.iter().chain(&SHORT_NAMES) {
            assert_eq!(currencies(codes).len(), codes.split(' ').count(), "{codes}");
        }
    }
}
