//! Rows that add up the rows above them, which are no deals.

use super::draft::Draft;
use super::labels::PartOfList;
use super::row_types::TotalLabel;
use super::{cell, labels};
use crate::date::{PartialDate, is_month};
use crate::deal::{Party, Role};
use crate::invalid::Problem;
use crate::money::{Amount, Currency, Decimal, add, multiply};
use crate::sheet::Row;
use crate::text::{fold, quote};

/// What a row is that may be one of totals.
pub(super) enum RowKind {
    /// Neither its words nor its amount are those of a total.
    Deal,
    /// A deal by its words, with the sum of the rows above.
    Doubtful,
    /// A total, with its label.
    Total(String),
    /// It is called a total and is not the sum of the rows above.
    Unclear(Problem),
}

/// The sums of the amounts above a row.
#[derive(Default)]
pub(super) struct Sums {
    /// By currency: the sum and the number of rows since the last total, and of all rows.
    sums: Vec<(Currency, Sum, Sum)>,
    /// The number of deals, and the fewest filled cells of one.
    deals: usize,
    fewest_cells: usize,
    /// Whether one of the first deals is of a company that is called as its place or sector.
    has_named: bool,
    /// The rows of one company that stand below each other.
    group: Group,
    /// The rows of one company and one day that stand below each other.
    day: DayRows,
}

/// Rows of one company and one day below each other, which may be a whole and its parts.
#[derive(Default)]
struct DayRows {
    company: String,
    announced: Option<PartialDate>,
    currency: Option<Currency>,
    /// The lines of the rows with their amounts.
    rows: Vec<(usize, Decimal)>,
}

/// How many rows of one company and one day are looked at.
const MAX_OF_DAY: usize = 50;

impl DayRows {
    /// Returns the line of a row that has exactly the sum of at least two rows that stand before or behind it, with its
    /// company.
    fn whole(&self) -> Option<(usize, String)> {
        let (_, whole) = self.rows.iter().enumerate().find(|(index, (_, amount))| {
            let is_sum = |parts: &mut dyn Iterator<Item = Decimal>| {
                let mut sum = Sum::default();
                for part in parts {
                    sum.add(part);
                    if sum.rows > 1 && sum.value == *amount {
                        return true;
                    }
                }
                false
            };
            *amount > Decimal::ZERO
                && (is_sum(&mut self.rows[index + 1..].iter().map(|(_, amount)| *amount))
                    || is_sum(&mut self.rows[..*index].iter().rev().map(|(_, amount)| *amount)))
        })?;
        Some((whole.0, self.company.clone()))
    }
}

/// Rows of one company below each other, each with its investors.
#[derive(Default)]
struct Group {
    company: String,
    currency: Option<Currency>,
    sum: Sum,
}

/// From how many rows on a deal with their sum is reported.
const MANY: usize = 3;

/// How many deals show whether companies are called as other cells of their rows.
const FIRST: usize = 20;

/// Labels of totals that are names of companies, too.
const NAMES: [&str; 2] = ["balance", "count"];

#[derive(Default, Clone, Copy)]
struct Sum {
    value: Decimal,
    rows: usize,
}

impl Sum {
    fn add(&mut self, value: Decimal) {
        // A sum with too many digits is no row's amount.
        self.value = add(self.value, value).unwrap_or(Decimal::MAX);
        self.rows += 1;
    }
}

impl Sums {
    /// Returns the only currency of the rows above, which a row of totals may leave out.
    pub(super) fn only_currency(&self) -> Option<Currency> {
        match self.sums[..] {
            [(currency, ..)] => Some(currency),
            _ => None,
        }
    }

    /// Whether a row called a total is a deal of a company with that name: it has a date and as many cells as the deals above,
    /// and its amount is neither their sum nor their number.
    pub(super) fn is_company(&self, row: &Row, draft: &Draft) -> bool {
        let is_name = |nobody: &Party<'_>| {
            NAMES.contains(&fold(&nobody.company).as_str())
                || labels::part_of_list(&nobody.company) == Some(PartOfList::Perhaps)
        };
        let Some(amount) = draft.amount.filter(|_| draft.nobody.as_ref().is_some_and(is_name)) else {
            return false;
        };
        let value = amount.estimate().headline.normalize();
        let number = Decimal::from(self.deals);
        let is_number = [1, 1_000, 1_000_000, 1_000_000_000]
            .into_iter()
            .any(|unit: u32| multiply(number, unit.into()).is_some_and(|number| number == value));
        draft.announced.is_some()
            && filled(row) >= self.fewest_cells
            && !is_number
            && !self.fits(&amount, true)
    }

    /// Returns what a row is, and adds its amount if it may be a deal.
    pub(super) fn classify(&mut self, row: &Row, draft: &Draft) -> RowKind {
        if let Some((text, TotalLabel::Formula)) = &draft.total {
            let label = label(row, draft).or_else(|| draft.subject().map(str::to_owned));
            self.forget();
            return RowKind::Total(label.unwrap_or_else(|| text.clone()));
        }
        if let Some((label, surety)) = label_beside_company(row, draft) {
            return self.classify_labelled(&label, surety, row, draft);
        }
        let label = label(row, draft);
        let fitting = draft.amount.filter(|amount| self.fits(amount, label.is_some()));
        match (label, fitting) {
            (Some(label), Some(_)) => {
                self.forget();
                RowKind::Total(label)
            }
            (None, Some(_)) if draft.parties.is_empty() => {
                self.forget();
                RowKind::Total("without a company".to_owned())
            }
            // What other pages add up is the sum of no row here.
            (Some(label), None) if is_carried(&label) => RowKind::Total(label),
            (Some(label), None) => {
                let name = quote(&label);
                let is_period = labels::part_of_list(&label) == Some(PartOfList::Period);
                let says = if is_period { "names a period" } else { "is called a total" };
                let message = match draft.amount {
                    Some(amount) => format!("{name} {says}, and {amount} is not the sum of the rows above"),
                    None => format!("{name} {says}, and has no amount that can be compared"),
                };
                let hint = "delete the row, or map the name of the company: party=COLUMN:TEXT=NAME";
                RowKind::Unclear(Problem::new(message).hint(hint))
            }
            (None, Some(_)) if !self.has_named && is_named_as_group(row, draft) => {
                self.forget();
                RowKind::Total(draft.subject().unwrap_or_default().to_owned())
            }
            (None, _) if self.is_sum_of_group(draft) => {
                self.group = Group::default();
                RowKind::Total(draft.subject().unwrap_or_default().to_owned())
            }
            (None, _) => self.add_deal(row, draft),
        }
    }

    /// Whether a row of a company without an investor adds up the rows of the same company above it, which have investors.
    fn is_sum_of_group(&self, draft: &Draft) -> bool {
        let Group { company, currency, sum } = &self.group;
        let is_same = draft.subject() == Some(company.as_str()) && draft.nobody.is_none();
        sum.rows > 1
            && is_same
            && !has_investors(draft)
            && draft.amount.is_some_and(|amount| {
                Some(amount.currency) == *currency && amount.estimate().headline == sum.value
            })
    }

    /// Adds a row to those of its company.
    fn add_to_group(&mut self, draft: &Draft) {
        let Some((company, amount)) = draft.subject().zip(draft.amount).filter(|_| has_investors(draft))
        else {
            self.group = Group::default();
            return;
        };
        let goes_on = self.group.company == company && self.group.currency == Some(amount.currency);
        if !goes_on {
            let company = company.to_owned();
            self.group = Group { company, currency: Some(amount.currency), sum: Sum::default() };
        }
        self.group.sum.add(amount.estimate().headline);
    }

    /// Returns what a row is that has a company and calls itself a sum in another column: "Zenko" beside "All rounds".
    fn classify_labelled(&mut self, label: &str, surety: TotalLabel, row: &Row, draft: &Draft) -> RowKind {
        let is_sure = surety == TotalLabel::Sure;
        match draft.amount {
            Some(amount) if self.fits(&amount, is_sure) => {
                self.forget();
                RowKind::Total(label.to_owned())
            }
            Some(amount) if is_sure => RowKind::Unclear(
                Problem::new(format!(
                    "{} is called a total, and {amount} is not the sum of the rows above",
                    quote(label)
                ))
                .hint("delete the row; if it is a deal, write another word into the cell"),
            ),
            _ => self.add_deal(row, draft),
        }
    }

    /// Adds a row to those of its company and day. Returns the whole of the ones before, as [`Self::end_of_day`] does.
    pub(super) fn add_to_day(&mut self, line: usize, draft: &Draft) -> Option<(usize, String)> {
        let amount = draft.amount.filter(|_| draft.announced.is_some());
        let Some((company, amount)) = draft.subject().zip(amount) else { return self.end_of_day() };
        let day = &mut self.day;
        let goes_on = day.company == company
            && day.announced == draft.announced
            && day.currency == Some(amount.currency);
        let before = if goes_on { None } else { self.end_of_day() };
        let day = &mut self.day;
        if !goes_on {
            company.clone_into(&mut day.company);
            (day.announced, day.currency) = (draft.announced, Some(amount.currency));
        }
        if day.rows.len() < MAX_OF_DAY {
            day.rows.push((line, amount.estimate().headline));
        }
        before
    }

    /// Returns the line and the company of a row that has the sum of others of the same company and day, and forgets them.
    pub(super) fn end_of_day(&mut self) -> Option<(usize, String)> {
        let whole = if self.day.rows.len() > 2 { self.day.whole() } else { None };
        self.day.company.clear();
        self.day.rows.clear();
        whole
    }

    fn add_deal(&mut self, row: &Row, draft: &Draft) -> RowKind {
        let cells = filled(row);
        self.fewest_cells = if self.deals == 0 { cells } else { self.fewest_cells.min(cells) };
        self.deals += 1;
        self.has_named |= self.deals <= FIRST && is_named_as_group(row, draft);
        let is_sum = draft.amount.is_some_and(|amount| self.sums_up_many(&amount));
        self.add(draft);
        self.add_to_group(draft);
        if is_sum { RowKind::Doubtful } else { RowKind::Deal }
    }

    /// Whether an amount is exactly the sum of all rows since the last total, of which there are several.
    fn sums_up_many(&self, amount: &Amount) -> bool {
        let value = amount.estimate().headline;
        let is_sum = |sum: &Sum| sum.rows >= MANY && sum.value == value && value > Decimal::ZERO;
        self.sums.iter().any(|(currency, since, _)| *currency == amount.currency && is_sum(since))
    }

    /// Whether an amount is the sum since the last total, or of all rows. A sum of one row only counts if the row is
    /// called a total.
    pub(super) fn fits(&self, amount: &Amount, is_called_total: bool) -> bool {
        let value = amount.estimate().headline;
        let least = if is_called_total { 1 } else { 2 };
        // A spreadsheet adds binary numbers, whose sum may differ in its last digits.
        let is_close = |sum: Decimal| {
            let difference = (sum.max(value)).checked_sub(sum.min(value));
            difference.is_some_and(|difference| difference <= value / Decimal::from(1_000_000_000))
        };
        let is_sum =
            |sum: &Sum| sum.rows >= least && (sum.value == value || (is_called_total && is_close(sum.value)));
        self.sums
            .iter()
            .any(|(currency, since, all)| *currency == amount.currency && (is_sum(since) || is_sum(all)))
    }

    fn add(&mut self, draft: &Draft) {
        let Some(amount) = draft.amount else { return };
        let value = amount.estimate().headline;
        let index = self.sums.iter().position(|(currency, ..)| *currency == amount.currency);
        let index = index.unwrap_or_else(|| {
            self.sums.push((amount.currency, Sum::default(), Sum::default()));
            self.sums.len() - 1
        });
        let (_, since, all) = &mut self.sums[index];
        since.add(value);
        all.add(value);
    }

    fn forget(&mut self) {
        for (_, since, _) in &mut self.sums {
            *since = Sum::default();
        }
    }
}

/// Whether a row names others than the company that gets the money.
fn has_investors(draft: &Draft) -> bool {
    draft.parties.iter().any(|party| party.role != Role::Recipient)
}

/// Whether a row is called as a month, or as another cell of it: "Fintech" in the column of sectors.
fn is_named_as_group(row: &Row, draft: &Draft) -> bool {
    let Some(name) = draft.subject() else { return false };
    let same = row.cells.iter().filter_map(cell::text).filter(|text| **text == *name).count();
    same > 1 || is_month(name)
}

fn filled(row: &Row) -> usize {
    row.cells.iter().filter(|cell| !cell.is_blank()).count()
}

/// Whether a label is that of a sum that another page has, or that the next one begins with.
fn is_carried(label: &str) -> bool {
    let folded = fold(label);
    ["brought forward", "carried forward", "balance b", "balance c", "ubertrag", "a reporter"]
        .iter()
        .any(|start| folded.starts_with(start))
}

/// Whether a text calls a row a total, beside a company or not.
pub(super) fn is_called_total(row: &Row, draft: &Draft) -> bool {
    label(row, draft).is_some() || label_beside_company(row, draft).is_some()
}

/// Returns the text of another column that calls a row with a company a total.
fn label_beside_company(row: &Row, draft: &Draft) -> Option<(String, TotalLabel)> {
    draft.total.clone().filter(|_| label(row, draft).is_none())
}

/// Returns the text that calls a row a total: its party or title, or its first cell. A row that names a company beside it
/// is none.
pub(super) fn label(row: &Row, draft: &Draft) -> Option<String> {
    if !draft.parties.is_empty() {
        return None;
    }
    let first = row.cells.iter().find_map(cell::text);
    let nobody = draft.nobody.as_ref().map(|nobody| nobody.company.to_string());
    let candidates = [nobody.clone(), draft.title.clone(), first.map(std::borrow::Cow::into_owned)];
    let found = candidates.into_iter().flatten().find(|text| labels::is_total(text));
    found.or_else(|| nobody.filter(|text| labels::part_of_list(text).is_some()))
}
