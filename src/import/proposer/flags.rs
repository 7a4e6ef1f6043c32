//! Columns that say by yes or no, or by being filled, which rows count.

use super::statuses::{NO, NOTHING, YES};
use super::{Doubt, Proposer};
use crate::deal::Status;
use crate::import::rule::{Field, Options, Replacement, Rule};
use crate::invalid::Problem;
use crate::sheet::Value;
use crate::text::{fold_words, quote};

/// Words of headers that say which rows count, and which do not.
const COUNTED: [&str; 6] = ["aggregates", "include", "included", "counted", "count", "counts"];
const NOT_COUNTED: [&str; 6] = ["duplicate", "duplicates", "double", "exclude", "excluded", "duplicated"];
const BESIDE_COUNTED: [&str; 10] = [
    "recommended", "recommend", "for", "total", "totals", "sum", "counting", "statistics", "analysis",
    "aggregate",
];

/// Whole headers over a yes for what was won, agreed or is still so, folded.
const CHOSEN: &[&str] = &[
    "awarded", "approved", "accepted", "successful", "success", "completed", "closed", "signed", "funded",
    "winner", "winning", "won", "selected", "binding", "legally binding", "committed", "fid", "fid taken",
    "final investment decision", "live", "verified", "firm", "verbindlich", "contraignant", "vinculante",
    "went ahead", "going ahead", "happened", "proceeded", "realised", "realized", "done", "alive", "ok",
    "in sample", "valid", "active", "current", "latest", "keep", "use", "used", "granted", "executed",
    "confirmed", "award", "final", "bewilligt", "zuschlag", "genehmigt", "angenommen", "erfolgreich",
    "abgeschlossen", "unterzeichnet", "ausgewahlt", "aktiv", "gultig", "aktuell", "zahlt", "concedida",
    "concedido", "aprobada", "aprobado", "adjudicada", "adjudicado", "aceptada", "aceptado", "vigente",
    "valido", "activo", "aprovado", "aprovada", "aceito", "aceita", "ativo", "accorde", "accordee",
    "approuve", "approuvee", "retenu", "retenue", "attribue", "attribuee", "accepte", "acceptee", "valide",
    "actif", "approvato", "approvata", "concesso", "aggiudicato", "accettato", "attivo", "toegekend",
    "goedgekeurd", "actief", "geldig", "przyznano", "zatwierdzono", "wybrano", "aktywny", "beviljad",
    "godkand", "bevilget", "godkendt", "godkjent", "hyvaksytty", "schvaleno", "onaylandi", "kabul edildi",
    "одобрено", "утверждено", "действует", "中标", "成交", "有效", "完成", "批准", "选定", "採択", "採用",
    "成立", "有効", "承認", "선정", "채택", "유효", "승인", "체결", "완료",
];

/// Whole headers over a yes for what is to be left aside, or for money that came back.
const DENIED: &[&str] = &[
    "deleted", "delete", "killed", "drop", "removed", "remove", "ignore", "ignored", "skip", "fake", "dup",
    "dupe", "duplicate", "invalid", "obsolete", "conditional", "non binding", "counted elsewhere",
    "counted already", "bedingt", "conditionnel", "condicional", "superseded", "replaced", "outdated",
    "expired offer", "test", "error", "anulowano", "geloscht", "doppelt", "duplikat", "ungultig",
    "ignorieren", "supprime", "supprimee", "doublon", "annule", "ignorer", "eliminado", "borrado",
    "duplicado", "anulado", "ignorar", "eliminato", "excluido", "usuniety", "usunieto", "duplikat",
    "verwijderd", "dubbel", "删除", "重复", "作废", "无效", "削除", "重複", "無効", "삭제", "중복", "무효",
    "silindi", "удалено", "дубликат", "sold", "divested", "exited", "divestment", "desinvestissement",
    "desinvestition", "desinversion", "verkauft", "vendu", "vendido", "refunded",
];

/// Whole headers over a yes for rows that add up others.
const SUMS: [&str; 11] = [
    "aggregate", "total", "subtotal", "total row", "subtotal row", "summary", "summary row", "rollup",
    "sum row", "summe", "gesamt",
];

/// Whole headers over the row that holds instead, or over why a deal was called off.
const REPLACED: [&str; 29] = [
    "duplicate of", "dup of", "dupe of", "duplicates row", "superseded by", "replaced by", "same as",
    "same deal as", "merged into", "merged with row", "duplikat von", "dublette von", "ersetzt durch",
    "doublon de", "remplace par", "duplicado de", "reemplazado por", "sustituido por",
    "reason for cancellation", "cancellation reason", "reason for withdrawal", "reason for termination",
    "abgesagt am", "grund der absage", "motif d abandon", "motif d annulation", "motivo de cancelacion",
    "终止日期", "中止日",
];

/// Whole headers over the days on which deals ended before their time.
const ENDED: [&str; 14] = [
    "termination date", "date of termination", "terminated on", "terminated", "cancellation date",
    "date of cancellation", "withdrawal date", "deleted on", "deleted at", "kundigungsdatum",
    "date d annulation", "fecha de cancelacion", "withdrawal", "cancellation",
];

/// What a yes says of its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Yes {
    /// That it counts, and the others do not.
    Counts,
    /// That it does not count.
    Denied,
    /// That it adds up others.
    Sums,
}

impl Proposer<'_> {
    /// Asks about the first column that says which rows do not count.
    pub(super) fn flags(&mut self) {
        let open: Vec<usize> =
            (0..self.columns.len()).filter(|column| !self.columns[*column].is_used).collect();
        let found = open.into_iter().find_map(|column| Some((column, self.says_by_yes(column)?)));
        if let Some((column, yes)) = found {
            self.ask_about_yes(column, yes);
        } else {
            self.ask_about_filled();
        }
    }

    /// Returns what a yes of a column says, if its cells are yes and no, and some rows do not count by it.
    fn says_by_yes(&self, column: usize) -> Option<Yes> {
        let words = &self.columns[column].words;
        let name = words.join(" ");
        // "是否中标", "선정여부"
        let name = name.trim_start_matches("是否").trim_end_matches("여부").trim();
        let is = |known: &[&str], text: &str| known.contains(&text);
        let texts = self.texts_of(column);
        let has = |known: &[&str]| texts.iter().any(|text| is(known, text));
        if texts.is_empty() || !texts.iter().all(|text| is(&YES, text) || is(&NO, text)) {
            return None;
        }
        let excludes = words.iter().any(|word| is(&NOT_COUNTED, word));
        let is_so = |word: &String| is(&COUNTED, word) || is(&NOT_COUNTED, word) || is(&BESIDE_COUNTED, word);
        let is_named = words.iter().all(is_so) && (excludes || words.iter().any(|word| is(&COUNTED, word)));
        if is(&SUMS, name) {
            return has(&YES).then_some(Yes::Sums);
        }
        if is(DENIED, name) || (is_named && excludes) {
            return has(&YES).then_some(Yes::Denied);
        }
        if is_named {
            return has(&NO).then_some(Yes::Counts);
        }
        // A status says more.
        let has_status = self.mapping.rules_of(Field::Status).next().is_some();
        let differ = has(&YES) && (has(&NO) || self.first_blank(column).is_some());
        (is(CHOSEN, name) && differ && !has_status).then_some(Yes::Counts)
    }

    /// Returns the line of the first row of a deal without a cell in a column.
    pub(super) fn first_blank(&self, column: usize) -> Option<usize> {
        let mut rows = self.sheet.rows.iter().filter(|row| row.lone_text().is_none());
        rows.find(|row| row.cells.get(column).is_none_or(Value::is_blank)).map(|row| row.line)
    }

    fn ask_about_yes(&mut self, column: usize, yes: Yes) {
        let texts = self.texts_of(column);
        let (denying, what) = match yes {
            Yes::Counts => (&NO[..], "do not count"),
            Yes::Denied => (&YES[..], "do not count"),
            Yes::Sums => (&YES[..], "add up others"),
        };
        let is_denying = |text: &&String| denying.contains(&text.as_str());
        let first = texts.iter().find(is_denying).map(|text| self.as_written(column, text));
        let shown = match (&first, self.first_blank(column)) {
            (Some(text), _) => quote(text),
            (None, line) => format!("it is empty in line {}", line.unwrap_or_default()),
        };
        let name = quote(&self.sheet.columns[column].name);
        let message = format!("{name} may say which rows {what}: {shown}");
        let status = |text: &String| if is_denying(&text) { Status::Cancelled } else { Status::Announced };
        let replacement =
            |text: &String| Replacement::new(self.as_written(column, text), status(text).to_string());
        let replacements: Vec<Replacement> = texts.iter().map(replacement).collect();
        if yes == Yes::Sums || first.is_none() {
            return self.block_rows(message);
        }
        self.ask_about_rows(column, message, replacements);
    }

    /// Asks about a column whose filled cells say that their rows do not count.
    fn ask_about_filled(&mut self) {
        let names = |column: &usize, known: &[&str]| {
            known.contains(&fold_words(&self.sheet.columns[*column].header).as_str())
        };
        let is_dated = |column: &usize| {
            let profile = &self.columns[*column].profile;
            profile.filled > 0 && profile.is_nearly_all(profile.dates)
        };
        let is_one = |column: &usize| {
            !self.columns[*column].is_used
                && (names(column, &REPLACED) || (names(column, &ENDED) && is_dated(column)))
        };
        let nothing = |text: &String| NOTHING.contains(&text.as_str()) || NO.contains(&text.as_str());
        let found = (0..self.columns.len()).filter(is_one).find_map(|column| {
            let (empty, filled): (Vec<String>, Vec<String>) =
                self.texts_of(column).into_iter().partition(nothing);
            let is_sparse = self.first_blank(column).is_some() || !empty.is_empty();
            filled.into_iter().next().filter(|_| is_sparse).map(|text| (column, text, empty))
        });
        let Some((column, text, empty)) = found else { return };
        let name = quote(&self.sheet.columns[column].name);
        let shown = quote(&self.as_written(column, &text));
        let message = format!("{name} may say which rows do not count: {shown}");
        let empty = empty.iter().map(|text| Replacement::new(self.as_written(column, text), ""));
        let cancelled = Replacement::new("*", Status::Cancelled.to_string());
        let replacements = empty.chain([cancelled]).collect();
        self.ask_about_rows(column, message, replacements);
    }

    /// Asks about a column that may be the status of the deals. Where there is one, the rows are to be left out.
    fn ask_about_rows(&mut self, column: usize, message: String, replacements: Vec<Replacement>) {
        if self.mapping.rules_of(Field::Status).next().is_some() {
            return self.block_rows(message);
        }
        let rule = Rule::column(Field::Status, column, Options { replacements, ..Options::default() });
        let advice = "if it does".to_owned();
        self.doubts.push(Doubt { message, advice, unless: Some("if it does not"), rule });
    }

    pub(super) fn block_rows(&mut self, message: String) {
        let hint = format!("if so, leave out these rows; if not: --map '{}'", self.mapping);
        self.blocked.push(Problem::new(message).hint(hint));
    }
}
