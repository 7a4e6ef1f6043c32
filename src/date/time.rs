//! The time of day in a written date, which is left out.

/// Returns `text` without its time of day: `2025-03-10T14:00:00.000Z`, `2025-03-10 2:00 PM`, `20250310T140000Z`.
///
/// The day is the one that is written, whatever the time zone. `None` if what follows the date is no time.
pub(super) fn without_time(text: &str) -> Option<&str> {
    let Some(colon) = text.find(':') else { return Some(without_basic_time(text)) };
    let (before, minutes) = text.split_at(colon);
    let date = before.trim_end_matches(|c: char| c.is_ascii_digit());
    if !matches!(before[date.len()..].parse::<u8>(), Ok(0..=24)) || before.len() - date.len() > 2 {
        return None;
    }
    is_rest_of_time(&minutes[1..]).then_some(())?;
    let date = match date.strip_suffix(['T', 't']) {
        Some(date) if date.ends_with(|c: char| c.is_ascii_digit()) => date,
        _ if date.ends_with(|c: char| c.is_whitespace()) => date.trim_end().trim_end_matches(','),
        _ => return None,
    };
    (!date.is_empty()).then_some(date)
}

/// The same for the basic format of ISO 8601: `20250310T1400`.
fn without_basic_time(text: &str) -> &str {
    let Some((date, time)) = text.split_once('T') else { return text };
    let time = time.trim_end_matches('Z');
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_time = date.len() == 8 && is_digits(date) && is_digits(time) && matches!(time.len(), 4 | 6);
    if is_time { date } else { text }
}

/// Whether `text` is what follows the hours of a time: minutes, seconds, their fraction and a time zone.
fn is_rest_of_time(text: &str) -> bool {
    let is_sixty = |text: &str| matches!(text.as_bytes(), [b'0'..=b'5', b'0'..=b'9']);
    let Some((_, mut rest)) = text.split_at_checked(2).filter(|(minutes, _)| is_sixty(minutes)) else {
        return false;
    };
    if let Some(seconds) = rest.strip_prefix(':') {
        let Some((seconds, after)) = seconds.split_at_checked(2) else { return false };
        // A leap second is second 60.
        if !is_sixty(seconds) && seconds != "60" {
            return false;
        }
        rest = match after.strip_prefix(['.', ',']) {
            Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
            None => after,
        };
    }
    // JavaScript adds the name of the zone in brackets.
    let named = rest.strip_suffix(')').and_then(|rest| rest.split_once('('));
    let zone = named.map_or(rest, |(zone, _)| zone).trim().to_ascii_uppercase().replace('.', "");
    let zone = zone.strip_prefix("AM").or_else(|| zone.strip_prefix("PM")).unwrap_or(&zone).trim_start();
    let offset = ["UTC", "GMT", "Z", "UHR"].iter().find_map(|name| zone.strip_prefix(name)).unwrap_or(zone);
    let digits = offset.strip_prefix(['+', '-', '\u{2212}']).unwrap_or("0000").replace(':', "");
    (offset.is_empty() || offset.starts_with(['+', '-', '\u{2212}']))
        && matches!(digits.len(), 2 | 4)
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}
