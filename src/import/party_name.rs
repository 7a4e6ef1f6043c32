//! Companies as cells name them: with their roles, their shares and amounts, and remarks.

use super::cell;
use super::draft::Draft;
use super::rule::Rule;
use super::{labels, words};
use crate::deal::{Part, Party, Relation, Role};
use crate::invalid::Problem;
use crate::money::{Amount, Context, Written};
use crate::sheet::{STRUCK, Value};
use crate::text::{fold, quote};

/// What stands beside a name and is none of it.
#[derive(Debug, Clone, PartialEq)]
enum Beside {
    /// How the company takes part: "lead".
    Remark,
    /// A percentage, of the money or of the shares: "60%".
    Share,
    /// Its money in the deal: "$250m".
    Amount(Amount),
    /// An amount in a currency that is open: "¥5bn".
    OpenAmount,
}

/// Adds a company to a draft, unless the text only stands where one should be.
///
/// # Errors
/// If the text is an error of the spreadsheet, or says more than who the company is.
pub(super) fn add(rule: &Rule, text: &str, draft: &mut Draft) -> Result<(), Problem> {
    let name = without_address(words::without_references(words::without_others(text)));
    let gets_money = rule.options.role.is_none_or(|role| role == Role::Recipient);
    if labels::is_no_name(name) || (gets_money && labels::part_of_list(name).is_some()) {
        let role = rule.options.role.unwrap_or(Role::Partner);
        draft.nobody.get_or_insert_with(|| Party { company: name.to_owned().into(), role });
        return Ok(());
    }
    no_name(name).map_or(Ok(()), Err)?;
    // What stands at the name is nearer than the header.
    let (named, beside) = match (words::with_role(name), rule.options.role) {
        (Some((name, role)), _) => (Party { company: name.to_owned().into(), role }, None),
        (None, Some(role)) => {
            let (name, beside) = divide(name);
            (Party { company: name.to_owned().into(), role }, beside)
        }
        (None, None) => (name.parse()?, None),
    };
    match beside {
        Some(Beside::OpenAmount) => {
            return Err(Problem::new(format!("the currency of the amount in {} is not clear", quote(name)))
                .hint("write its code, as in \"JPY 5bn\""));
        }
        Some(Beside::Amount(_)) if named.role == Role::Recipient => {
            return Err(Problem::new(format!("{} is a company with an amount", quote(name)))
                .hint("write the amount into a column of its own"));
        }
        Some(Beside::Amount(amount)) => draft.parts.push(Part {
            title: named.company.clone(),
            kind: None,
            relation: Relation::Within,
            amount: Some(amount),
            parties: vec![named.clone()],
            note: None,
        }),
        Some(Beside::Remark | Beside::Share) => draft.notes.push(name.to_owned()),
        None => {}
    }
    let is_known = draft.parties.contains(&named);
    draft.parties.extend((!is_known).then_some(named));
    Ok(())
}

/// Returns the problem of a text that is more than the name of a company, or none.
fn no_name(name: &str) -> Option<Problem> {
    let (message, hint) = if name.starts_with('#') && cell::error(&Value::Text(name.to_owned())).is_some() {
        (format!("{} is an error of the spreadsheet", quote(name)), "correct the cell in the spreadsheet")
    } else if let Some((name, status)) = words::with_status(name) {
        let message = format!("the deal of {} may be {status}, as its name says", quote(name));
        (message, "write the status into a column of its own")
    } else if words::is_ditto(name) {
        (format!("{} stands for the cell above", quote(name)), "write the name")
    } else if name.contains(STRUCK) || words::is_crossed_out(name) {
        (format!("{} is crossed out", quote(name)), "leave the row out, or remove the line through the name")
    } else if let Some(word) = words::leading_word(name) {
        let message =
            format!("{} begins with {}, which is hardly part of the name", quote(name), quote(word));
        (message, "write the name of the company alone")
    } else if words::is_part_of_row(name) {
        let message = format!("{} may be a part of the row above", quote(name));
        (message, "leave the row out, or write the name of the company alone")
    } else {
        return None;
    };
    Some(Problem::new(message).hint(hint))
}

/// Remarks on how a company takes part, folded.
const REMARKS: [&str; 22] = [
    "lead", "leads", "led", "leader", "co-lead", "colead", "co lead", "co-led", "lead arranger", "anchor",
    "existing", "existing investor", "new", "new investor", "follow-on", "returning", "minority", "majority",
    "minority stake", "majority stake", "leadinvestor", "chef de file",
];

/// Words before a name that say the same.
const BEFORE: [&str; 5] = ["lead:", "led by ", "co-lead:", "lead investor:", "co-led by "];

/// Returns a name without the address of a page in brackets behind it, as exports of pages have it.
fn without_address(name: &str) -> &str {
    let bracketed = name.strip_suffix(')').and_then(|name| name.rsplit_once(" ("));
    let is_address = |inner: &str| inner.starts_with("https://") || inner.starts_with("http://");
    bracketed.filter(|(_, inner)| is_address(inner)).map_or(name, |(name, _)| name.trim_end())
}

/// Divides a text into the name of a company and what stands beside it.
fn divide(text: &str) -> (&str, Option<Beside>) {
    let bracketed = || {
        let (name, inner) = text.strip_suffix([')', ']'])?.rsplit_once(['(', '['])?;
        Some((name.trim(), beside(inner.trim())?))
    };
    let behind_sign = || {
        // Most names have none of them.
        text.contains(['-', '–', ':']).then_some(())?;
        let (name, rest) =
            text.rsplit_once(" - ").or_else(|| text.rsplit_once(" – ")).or_else(|| text.rsplit_once(": "))?;
        Some((name.trim(), beside(rest.trim())?))
    };
    let percentage = || {
        let (name, last) = text.rsplit_once(' ')?;
        is_share(last).then_some((name.trim_end_matches([',', ' ']), Beside::Share))
    };
    let before = || {
        let strip = |start: &&str| {
            let (first, rest) = text.split_at_checked(start.len())?;
            first.eq_ignore_ascii_case(start).then_some(rest.trim())
        };
        Some((BEFORE.iter().find_map(strip)?, Beside::Remark))
    };
    let found = bracketed().or_else(behind_sign).or_else(percentage).or_else(before);
    match found.filter(|(name, _)| !name.is_empty()) {
        Some((name, beside)) => (name, Some(beside)),
        None => (text, None),
    }
}

/// Returns what a text beside a name is; `None` if it may be part of the name.
fn beside(text: &str) -> Option<Beside> {
    if is_share(text) {
        return Some(Beside::Share);
    }
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return REMARKS.contains(&fold(text).as_str()).then_some(Beside::Remark);
    }
    let (readings, _) = cell::readings(&Value::Text(text.to_owned()), &Context::default()).ok()?;
    match readings[..] {
        [Written { amount: Some(amount), .. }] => Some(Beside::Amount(amount)),
        [_, _, ..] => Some(Beside::OpenAmount),
        _ => None,
    }
}

/// Whether a text is a percentage: "60%", "about 60 % stake".
fn is_share(text: &str) -> bool {
    const MAX: usize = 30;
    const WORDS: [&str; 14] = [
        "stake", "share", "shares", "equity", "interest", "of", "the", "up", "to", "about", "approx", "ca",
        "c", "anteil",
    ];
    let has_figure = text.bytes().any(|byte| byte.is_ascii_digit());
    let mut words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    text.len() <= MAX
        && text.contains(['%', '％'])
        && has_figure
        && words.all(|word| WORDS.contains(&fold(word).as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_beside_a_name_is_none_of_it() {
        for (text, name) in [
            ("SoftBank (lead)", "SoftBank"),
            ("SoftBank [co-lead]", "SoftBank"),
            ("Lead: SoftBank", "SoftBank"),
            ("SoftBank - lead", "SoftBank"),
            ("Alder (existing)", "Alder"),
        ] {
            assert_eq!(divide(text), (name, Some(Beside::Remark)), "{text}");
        }
        for text in ["SoftBank (60%)", "SoftBank 60%", "SoftBank (about 60 % stake)", "SoftBank (12,5 %)"] {
            assert_eq!(divide(text), ("SoftBank", Some(Beside::Share)), "{text}");
        }
        for (text, amount) in [("SoftBank ($250m)", "USD 250m"), ("SoftBank: up to €5m", "up to EUR 5m")] {
            assert_eq!(divide(text), ("SoftBank", Some(Beside::Amount(amount.parse().unwrap()))), "{text}");
        }
        assert_eq!(divide("SoftBank (¥5bn)"), ("SoftBank", Some(Beside::OpenAmount)));
        for text in [
            "Alder (US)", "Minnesota Mining (3M)", "Alder (formerly Birch)", "Alder (2024)",
            "Andreessen Horowitz (a16z)", "Alder (Fund II)", "Leads Inc.", "(lead)",
        ] {
            assert_eq!(divide(text), (text, None), "{text}");
        }
    }
}
