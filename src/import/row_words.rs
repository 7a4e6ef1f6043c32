//! Words in the cells of a row that say whether it is a deal, and one that counts: a refund, a valuation, a remark.

use std::borrow::Cow;

use super::cell;
use super::draft::{Fault, StatusRemark};
use super::remarks::{NoDeal, Remark};
use super::row::{Reading, RowCells, RowReader};
use super::rule::{Field, Origin, Rule};
use super::{included_notes, row_types, words};
use crate::invalid::Problem;
use crate::text::quote;

impl RowReader<'_> {
    /// Reads what the cell of the rule at `index` says of its row; `text` is what the rule makes of the cell.
    pub(super) fn read_words(&self, index: usize, text: &str, cells: &RowCells<'_>, reading: &mut Reading) {
        use Field::{Amount, Kept, Kind, Note, Place, PlaceName, Round, Tag, Title};
        let rule = &self.mapping.rules[index];
        let Origin::Column(column) = rule.origin else { return };
        if rule.field == Amount {
            match Remark::of_amount(text) {
                Some(Remark::Status(status)) => {
                    let text = text.to_owned();
                    reading.draft.status_remark.get_or_insert(StatusRemark { status, text, column });
                }
                Some(remark) => reading.faults.push(cells.fault(rule, remark.problem(text))),
                None => {}
            }
            return;
        }
        if !matches!(rule.field, Kept | Kind | Note | Place | PlaceName | Round | Tag | Title) {
            return;
        }
        // What a kind stands for says less than the cell.
        let written = match (rule.field, cells.row.cells.get(column).and_then(cell::text)) {
            (Kind, Some(written)) => written,
            _ => Cow::Borrowed(text),
        };
        if self.settings[index].may_be_total
            && let Some(label) = row_types::total_label(&written)
        {
            reading.draft.total.get_or_insert_with(|| (written.clone().into_owned(), label));
            return;
        }
        // A column may be the round and the kind.
        let mut add = |problem: Problem| {
            let fault = cells.fault(rule, problem);
            let is_same = |known: &Fault| known.column == fault.column && known.problem == fault.problem;
            if !reading.faults.iter().any(is_same) {
                reading.faults.push(fault);
            }
        };
        if let Some(problem) = no_money(rule, &written, self.settings[index].is_type) {
            add(problem);
        }
        let remark = match rule.field {
            Note => Remark::of_note(&written).or_else(|| {
                let is_inside = !self.wholes.is_empty()
                    && included_notes::wholes(&written).any(|name| self.wholes.contains(&name));
                is_inside.then_some(Remark::NoDeal(NoDeal::Included))
            }),
            Kept if self.settings[index].is_type => {
                Remark::of_round(&written).or_else(|| Remark::of_field(&written))
            }
            Kept => Remark::of_field(&written),
            Round | Kind => Remark::of_round(&written),
            Title => Remark::of_title(&written),
            _ => None,
        };
        match remark {
            Some(Remark::Status(status)) => {
                let text = written.into_owned();
                reading.draft.status_remark.get_or_insert(StatusRemark { status, text, column });
            }
            Some(remark) => add(remark.problem(&written)),
            None => {}
        }
    }

    /// Gives the deal the status that a remark says, unless the row has one.
    pub(super) fn settle_status(&self, cells: &RowCells<'_>, reading: &mut Reading) {
        let Some(StatusRemark { status, text, column }) = &reading.draft.status_remark else { return };
        match reading.draft.status {
            None => reading.draft.status = Some(*status),
            Some(known) if known.counts() => {
                let problem = Problem::new(format!(
                    "{} may say that the deal is {status}, and its status is {known}",
                    quote(text)
                ));
                let rule = self.mapping.uses_of(*column).next();
                let fault = rule.map(|rule| cells.fault(rule, problem.hint("correct one of the two")));
                reading.faults.extend(fault);
            }
            Some(_) => reading.draft.status_remark = None,
        }
    }
}

/// Returns the problem of a cell that says that the figure of its row is not the amount of a deal, but a refund or another
/// figure, such as a revenue. `is_type`: whether the column says what its rows are.
fn no_money(rule: &Rule, text: &str, is_type: bool) -> Option<Problem> {
    if matches!(rule.field, Field::Title | Field::Place | Field::PlaceName) {
        return None;
    }
    if words::is_refund(text) {
        let problem = Problem::new(format!("{} takes money back, and is no deal", quote(text)));
        return Some(problem.hint("leave the row out, and write what remains of the deal into its own row"));
    }
    let is_other = match rule.field {
        Field::Round | Field::Kind => row_types::is_other_figure(text),
        Field::Kept => is_type && row_types::is_clearly_other(text),
        // "Revenue 2024: $3m" is about that figure.
        Field::Note => !text.bytes().any(|byte| byte.is_ascii_digit()) && row_types::is_clearly_other(text),
        _ => false,
    };
    is_other.then(|| {
        let hint = if rule.field == Field::Note {
            "leave the row out, or say more in the note"
        } else {
            "leave the row out, or write the type of the deal into the cell"
        };
        Problem::new(format!("{} is not the amount of a deal", quote(text))).hint(hint)
    })
}
