//! Repairs of a dataset's text that have one right result: damaged texts, entries out of order, repeated entries.

use serde_json::value::RawValue;

use super::Form;
use crate::date::parse_day;
use crate::json::locate::Members;
use crate::json::string::JsonString;
use crate::text::damage;

/// What a repair does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RepairKind {
    /// Restores a text that a wrong encoding damaged.
    Text,
    /// Puts revisions or progress in the order of their dates.
    Order,
    /// Removes an entry that is there twice.
    Repeated,
}

/// A repair that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Repair {
    pub(crate) kind: RepairKind,
    /// The id of the deal; empty if the repair is of a company or a source.
    pub(crate) deal: String,
    /// The field.
    pub(crate) field: String,
    /// What stood there.
    pub(crate) before: String,
    /// What stands there now; empty if it was removed.
    pub(crate) after: String,
}

/// The lists of dated entries, which are in the order of their dates.
const DATED: [&str; 2] = ["history", "progress"];

/// The lists in which an entry that is there twice says nothing more.
const LISTS: [&str; 3] = ["citations", "history", "progress"];

/// Returns the text of a dataset with the repairs that are `wanted`, and what they are. Figures and the order of fields stay
/// as they are, but white space does not.
///
/// # Errors
/// If the text is not JSON.
pub(crate) fn repair(
    text: &str,
    form: Form,
    wanted: &dyn Fn(RepairKind) -> bool,
) -> Result<(String, Vec<Repair>), serde_json::Error> {
    let mut repairer = Repairer { wanted, repairs: Vec::new(), deal: String::new(), output: String::new() };
    match form {
        Form::Document => repairer.value(text, "")?,
        Form::Lines => {
            for line in text.lines().filter(|line| !line.trim().is_empty()) {
                repairer.value(line, "deals")?;
                repairer.output.push('\n');
            }
        }
    }
    Ok((repairer.output, repairer.repairs))
}

struct Repairer<'w> {
    wanted: &'w dyn Fn(RepairKind) -> bool,
    repairs: Vec<Repair>,
    /// The id of the deal that is being read.
    deal: String,
    output: String,
}

impl Repairer<'_> {
    /// Appends a value, of the field `key` or in its list.
    fn value(&mut self, json: &str, key: &str) -> Result<(), serde_json::Error> {
        let json = json.trim();
        match json.as_bytes().first() {
            Some(b'"') => self.string(json, key),
            Some(b'[') => self.list(json, key),
            Some(b'{') => self.object(json, key),
            _ => {
                let value: &RawValue = serde_json::from_str(json)?;
                self.output.push_str(value.get());
                Ok(())
            }
        }
    }

    fn string(&mut self, json: &str, key: &str) -> Result<(), serde_json::Error> {
        let JsonString(text) = serde_json::from_str(json)?;
        let restored = damage(&text).and_then(|damage| damage.restored);
        match restored.filter(|_| (self.wanted)(RepairKind::Text)) {
            Some(restored) => {
                self.output.push_str(&serde_json::to_string(&restored)?);
                self.report(RepairKind::Text, key, text.into_owned(), restored);
            }
            None => self.output.push_str(json),
        }
        Ok(())
    }

    fn object(&mut self, json: &str, key: &str) -> Result<(), serde_json::Error> {
        let members: Members<'_> = serde_json::from_str(json)?;
        let is_deal = key == "deals";
        if is_deal {
            let id =
                members.get("id").map(|id| serde_json::from_str::<JsonString<'_>>(id.get())).transpose()?;
            self.deal = id.map(|JsonString(id)| id.into_owned()).unwrap_or_default();
        }
        self.output.push('{');
        for (index, (name, value)) in members.0.iter().enumerate() {
            if index > 0 {
                self.output.push(',');
            }
            self.string(&serde_json::to_string(name)?, key)?;
            self.output.push(':');
            self.value(value.get(), name)?;
        }
        self.output.push('}');
        if is_deal {
            self.deal.clear();
        }
        Ok(())
    }

    fn list(&mut self, json: &str, key: &str) -> Result<(), serde_json::Error> {
        let items: Vec<&RawValue> = serde_json::from_str(json)?;
        // A document may be a bare list of deals.
        let key = if key.is_empty() { "deals" } else { key };
        let before = std::mem::take(&mut self.output);
        let mut entries = Vec::with_capacity(items.len());
        for item in items {
            self.value(item.get(), key)?;
            entries.push(std::mem::take(&mut self.output));
        }
        self.output = before;
        if DATED.contains(&key) && (self.wanted)(RepairKind::Order) {
            self.sort(&mut entries, key);
        }
        if LISTS.contains(&key) && (self.wanted)(RepairKind::Repeated) {
            self.remove_repeated(&mut entries, key);
        }
        self.output.push('[');
        self.output.push_str(&entries.join(","));
        self.output.push(']');
        Ok(())
    }

    /// Sorts dated entries; not if a date cannot be read.
    fn sort(&mut self, entries: &mut [String], key: &str) {
        let Some(dates) = entries.iter().map(|entry| date(entry)).collect::<Option<Vec<_>>>() else { return };
        if dates.is_sorted() {
            return;
        }
        let names = |dates: &[chrono::NaiveDate]| {
            dates.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        };
        let mut sorted = dates.clone();
        sorted.sort_unstable();
        entries.sort_by_key(|entry| date(entry));
        self.report(RepairKind::Order, key, names(&dates), names(&sorted));
    }

    fn remove_repeated(&mut self, entries: &mut Vec<String>, key: &str) {
        let mut index = 0;
        while let Some(entry) = entries.get(index) {
            if entries[..index].contains(entry) {
                let entry = entries.remove(index);
                self.report(RepairKind::Repeated, key, entry, String::new());
            } else {
                index += 1;
            }
        }
    }

    fn report(&mut self, kind: RepairKind, field: &str, before: String, after: String) {
        self.repairs.push(Repair { kind, deal: self.deal.clone(), field: field.to_owned(), before, after });
    }
}

/// Returns the date of an entry.
fn date(entry: &str) -> Option<chrono::NaiveDate> {
    let members: Members<'_> = serde_json::from_str(entry).ok()?;
    let JsonString(date) = serde_json::from_str(members.get("date")?.get()).ok()?;
    parse_day(&date).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repairs_change_what_has_one_right_result_and_nothing_else() {
        let text = r#"{"deals": [{"id": "a", "title": "Chinaâ€™s plan", "announced": "2025", "amount": {"value": "1.50", "x": 12345678901234567890123},
            "citations": [{"source": "s"}, {"source": "t"}, {"source": "s"}],
            "history": [{"date": "2025-03-01", "note": "b"}, {"date": "2025-02-01", "note": "a"}]}]}"#;
        let (repaired, repairs) = repair(text, Form::Document, &|_| true).unwrap();
        assert_eq!(
            repaired,
            r#"{"deals":[{"id":"a","title":"China’s plan","announced":"2025","amount":{"value":"1.50","x":12345678901234567890123},"citations":[{"source":"s"},{"source":"t"}],"history":[{"date":"2025-02-01","note":"a"},{"date":"2025-03-01","note":"b"}]}]}"#
        );
        let kinds: Vec<_> =
            repairs.iter().map(|repair| (repair.kind, repair.deal.as_str(), repair.field.as_str())).collect();
        assert_eq!(
            kinds,
            [
                (RepairKind::Text, "a", "title"),
                (RepairKind::Repeated, "a", "citations"),
                (RepairKind::Order, "a", "history")
            ]
        );
        let (again, repairs) = repair(&repaired, Form::Document, &|_| true).unwrap();
        assert_eq!((again, repairs), (repaired, Vec::new()));
    }

    #[test]
    fn only_wanted_repairs_are_made() {
        let line =
            r#"{"id":"a","title":"Chinaâ€™s","history":[{"date":"2025-03-01"},{"date":"2025-02-01"}]}"#;
        let (same, repairs) = repair(line, Form::Lines, &|_| false).unwrap();
        assert_eq!((same.trim_end(), repairs.len()), (line, 0));
        let (_, repairs) = repair(line, Form::Lines, &|kind| kind == RepairKind::Order).unwrap();
        assert_eq!(repairs[0].after, "2025-02-01, 2025-03-01");
        assert_eq!(repairs.len(), 1);
    }
}
