//! Finds columns that hold a part of the amounts: an investor's share next to the round, a loan next to the cost of the
//! project, what was cancelled next to what was granted.

use super::statuses::{NO, YES};
use super::{Column, Proposer, holds_money};
use crate::import::words::header_words;
use crate::import::{amount_words, evidence};
use crate::invalid::Problem;
use crate::text::quote;

/// Words of headers over what one investor gives, and what may stand beside them. A share may be a percentage, and a check a
/// mark.
const CHEQUES: [&str; 6] = ["cheque", "check", "contribution", "ticket", "aportacion", "apport"];
const SHARES: [&str; 12] = [
    "share", "anteil", "beitrag", "beteiligung", "part", "quota", "participation", "participacion", "quote",
    "lot", "tranche", "instalment",
];
const BESIDE_SHARES: [&str; 20] = [
    "investor", "investors", "own", "our", "fund", "lead", "amount", "size", "value", "firm", "each",
    "individual", "pro", "rata", "investoren", "investisseur", "inversor", "company", "loan", "stake",
];

/// Words of headers over the whole of a round or a project.
const WHOLES: [&str; 10] =
    ["total", "round", "deal", "size", "raise", "overall", "project", "gesamt", "gesamtinvestition", "runde"];

/// Words of headers over the costs of a whole project.
const COSTS: [&str; 9] =
    ["cost", "costs", "kosten", "gesamtkosten", "cout", "couts", "coste", "costo", "presupuesto"];

/// Further words of headers over the whole of a project.
const PROJECTS: [&str; 11] = [
    "total", "totale", "totaal", "gesamt", "overall", "budget", "budgets", "gesamtinvestition",
    "investitionssumme", "gesamtbudget", "project",
];

/// Words of headers over the money of one financier.
const FINANCING: [&str; 38] = [
    "financing", "finance", "funding", "award", "awards", "grant", "loan", "loans", "subsidy", "subsidies",
    "aid", "support", "guarantee", "credit", "contribution", "forderung", "zuschuss", "darlehen",
    "financement", "subvention", "pret", "financiacion", "subvencion", "prestamo", "cheque", "funds",
    "cofinancing", "cofinance", "fordersumme", "forderbetrag", "zuwendung", "finanziamento", "finanziato",
    "contributo", "aide", "aides", "ayuda", "financiamiento",
];

/// Words of headers over money that was taken back from the amount beside it.
const TAKEN_BACK: [&str; 27] = [
    "cancelled", "canceled", "cancellation", "cancellations", "withdrawn", "deobligated", "decommitted",
    "annulled", "storniert", "annule", "annulee", "cancelado", "cancelada", "anulado", "anulada",
    "annullato", "reduced", "reduction", "forfeited", "refund", "refunded", "repaid", "clawback", "returned",
    "ruckzahlung", "devuelto", "rembourse",
];
const BESIDE_TAKEN_BACK: [&str; 8] = ["portion", "part", "share", "by", "to", "date", "off", "written"];

/// Words of headers over the amount as it became later, and what may stand beside them.
const LATER: [&str; 23] = [
    "revised", "latest", "now", "actual", "current", "amended", "updated", "final", "aktualisiert",
    "actualise", "actualizado", "corrected", "correct", "correction", "realised", "realized", "adjusted",
    "adjustment", "korrigiert", "korrigierter", "corrige", "corregido", "corretto",
];
const BESIDE_LATER: [&str; 8] = ["to", "the", "as", "of", "by", "with", "at", "after"];
const AMENDMENTS: [&str; 3] = ["amendment", "amendments", "revision"];

/// Words of headers over the money of another deal of the same row: "Amount 2", "Follow-on amount", "Second investment".
const FURTHER: [&str; 52] = [
    "2", "3", "2nd", "3rd", "second", "third", "follow", "followon", "further", "additional", "next",
    "later", "subsequent", "phase", "extension", "expansion", "zweite", "zweiter", "weitere", "deuxieme",
    "seconde", "suivant", "segunda", "segundo", "seconda", "secondo", "tweede", "andra", "anden", "druga",
    "второй", "第二", "2차", "ii", "iii", "followup", "topup", "top", "upsize", "upsizing", "addon", "add",
    "increase", "aufstockung", "nachtrag", "erweiterung", "folgeinvestition", "avenant", "complement",
    "ampliacion", "追加金额", "追加投資",
];
const BESIDE_FURTHER: [&str; 5] = ["tranche", "stage", "up", "close", "fase"];

/// Words of such headers that make their figures money. "Follow-on rounds" and "Phase" are counts.
const OF_MONEY: [&str; 14] = [
    "amount", "investment", "funding", "value", "raise", "capital", "increase", "upsize", "topup", "betrag",
    "montant", "importe", "investition", "inversion",
];

/// Words of headers over money that comes only if something happens, or without it.
const CONDITIONAL: [&str; 9] = [
    "milestone", "milestones", "earnout", "earnouts", "contingent", "conditional", "upfront", "biobucks",
    "cvr",
];

impl Proposer<'_> {
    /// Returns the problem of a column of money that may have a part of the amounts, or what was taken back of them.
    pub(super) fn part_beside(&self, amounts: usize) -> Option<Problem> {
        let others: Vec<usize> =
            (0..self.columns.len()).filter(|column| self.may_be_part(amounts, *column)).collect();
        self.taken_back(amounts, &others)
            .or_else(|| self.later_figure(amounts, &others))
            .or_else(|| self.second_deal(amounts, &others))
            .or_else(|| self.part(amounts, &others))
    }

    /// Returns the problem of a column of refunds and cancelled parts.
    fn taken_back(&self, amounts: usize, others: &[usize]) -> Option<Problem> {
        let is_back = |other: &usize| {
            self.has(*other, &["written"]) && self.has(*other, &["off"])
                || self.has_only(*other, &TAKEN_BACK, &BESIDE_TAKEN_BACK)
        };
        let other = others.iter().copied().find(is_back).filter(|_| !self.has(amounts, &TAKEN_BACK))?;
        let [whole, part] = [amounts, other].map(|column| &self.sheet.columns[column].name);
        let message = format!("{} may have to be taken from {}", quote(part), quote(whole));
        Some(Problem::new(message).hint(format!(
            "write what remains into one column; if that is {whole}: --map 'amount={whole},fields={part},…'"
        )))
    }

    /// Returns the problem of a column of the amounts as they became later.
    fn later_figure(&self, amounts: usize, others: &[usize]) -> Option<Problem> {
        let is_later = |other: &usize| {
            let is_after = self.has(*other, &["after"]) && self.has_only(*other, &AMENDMENTS, &["after"]);
            (is_after || self.has_only(*other, &LATER, &BESIDE_LATER))
                && !self.has(amounts, &LATER)
                && self.differ(amounts, *other)
        };
        let other = others.iter().copied().find(is_later)?;
        let [whole, later] = [amounts, other].map(|column| &self.sheet.columns[column].name);
        let message = format!("{} may be what became of {}", quote(later), quote(whole));
        Some(Problem::new(message).hint(format!(
            "name the one that holds: --map 'amount={whole},fields={later},…' or 'amount={later},fields={whole},…'"
        )))
    }

    /// Returns the problem of a column of the amounts of second deals.
    fn second_deal(&self, amounts: usize, others: &[usize]) -> Option<Problem> {
        let of_amounts = &self.columns[amounts].words;
        let is_further = |other: &usize| {
            // "Amount [2]" has a footnote.
            let header = self.sheet.columns[*other].header.trim();
            let named = header
                .strip_suffix(']')
                .and_then(|header| header.rsplit_once('['))
                .map_or(header, |(named, _)| named);
            let words = header_words(named);
            let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
            let is_known = |word: &String| {
                let is = |known: &[&str]| known.contains(&word.as_str());
                is(&FURTHER)
                    || is(&BESIDE_FURTHER)
                    || amount_words::is_known(word)
                    || of_amounts.contains(word)
            };
            // "Follow-on rounds" is a count.
            let is_money =
                self.is_money(*other) || has(&OF_MONEY) || words.iter().any(|word| of_amounts.contains(word));
            has(&FURTHER)
                && !self.has(amounts, &FURTHER)
                && words.iter().all(is_known)
                && is_money
                && self.differ(amounts, *other)
        };
        let other = others.iter().copied().find(is_further)?;
        let [whole, further] = [amounts, other].map(|column| &self.sheet.columns[column].name);
        let message =
            format!("{} may have the amounts of second deals, next to {}", quote(further), quote(whole));
        Some(Problem::new(message).hint(format!(
            "write each deal into a row of its own; if there are none: --map 'amount={whole},fields={further},…'"
        )))
    }

    /// Returns the problem of a column of parts of the amounts.
    fn part(&self, amounts: usize, others: &[usize]) -> Option<Problem> {
        let has_costs = self.has(amounts, &COSTS);
        let is_financing = |other: &usize| {
            let column = &self.columns[*other];
            let is_last = column.words.last().is_some_and(|word| FINANCING.contains(&word.as_str()));
            // "IFC investment" beside "Total project cost".
            let is_investment =
                has_costs && self.has(*other, &["investment", "investments"]) && !self.has(*other, &WHOLES);
            (self.has(*other, &FINANCING) || is_investment)
                && !self.has(*other, &COSTS)
                && (has_costs || !self.has(*other, &["total"]))
                && amount_words::no_amount(&column.words)
                    .or(amount_words::partial_amount(&column.words))
                    .is_none()
                && (is_last || self.is_money(*other))
        };
        let is_whole = has_costs || (self.has(amounts, &PROJECTS) && !self.has(amounts, &FINANCING));
        let has_whole = self.has(amounts, &WHOLES);
        let is_conditional =
            |other: &usize| self.has(*other, &CONDITIONAL) && !self.has(amounts, &CONDITIONAL);
        let is_part = |other: &usize| {
            ((has_whole && self.is_share(*other))
                || (is_whole && is_financing(other))
                || is_conditional(other))
                && self.differ(amounts, *other)
        };
        let other = others.iter().copied().find(is_part)?;
        let [whole, part] = [amounts, other].map(|column| &self.sheet.columns[column].name);
        let message = format!("{} may be a part of {}", quote(part), quote(whole));
        Some(Problem::new(message).hint(format!(
            "name the one that the deals are about: --map 'amount={part},fields={whole},…' or 'amount={whole},fields={part},…'"
        )))
    }

    fn has(&self, column: usize, known: &[&str]) -> bool {
        self.columns[column].words.iter().any(|word| known.contains(&word.as_str()))
    }

    /// Whether the words of a column are `known` ones and, at most, ones of `beside` or of amounts.
    fn has_only(&self, column: usize, known: &[&str], beside: &[&str]) -> bool {
        let is = |word: &String| {
            known.contains(&word.as_str()) || beside.contains(&word.as_str()) || amount_words::is_known(word)
        };
        self.has(column, known) && self.columns[column].words.iter().all(is)
    }

    fn is_money(&self, column: usize) -> bool {
        holds_money(&self.sheet.columns[column].header, &self.columns[column].profile)
    }

    /// Whether a column may have a part of the amounts by its cells: they are numbers, and no yes and no.
    fn may_be_part(&self, amounts: usize, column: usize) -> bool {
        let Column { profile, is_used, .. } = &self.columns[column];
        let is_flag = |text: &String| YES.contains(&text.as_str()) || NO.contains(&text.as_str());
        column != amounts
            && !is_used
            && profile.numbers + profile.money > 0
            && profile.has_amounts()
            && !self.sheet.columns[column].header.contains('%')
            && (self.is_money(column) || self.is_like(amounts, column))
            && !self.texts_of(column).iter().all(is_flag)
    }

    /// Whether a column has what each investor gives.
    fn is_share(&self, column: usize) -> bool {
        let is = |known: &[&str], word: &String| known.contains(&word.as_str());
        let words = &self.columns[column].words;
        let are_known =
            words.iter().all(|word| is(&SHARES, word) || is(&CHEQUES, word) || is(&BESIDE_SHARES, word));
        let is_cheque = self.has(column, &CHEQUES) && (self.is_money(column) || words.len() == 1);
        are_known && (is_cheque || (self.has(column, &SHARES) && self.is_money(column)))
    }

    /// Whether two columns are in the same currency by their headers, or one leaves it open.
    fn is_like(&self, first: usize, other: usize) -> bool {
        let [first, other] = [first, other].map(|column| evidence::header(self.sheet, column));
        other.currency.is_none() || first.currency == other.currency
    }
}
