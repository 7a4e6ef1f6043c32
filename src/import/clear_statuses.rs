//! Words that say clearly that a deal does not count: "called off", "in talks".

use std::sync::LazyLock;

use super::prefix_filter::Starts;
use crate::deal::Status;

/// Words that say, at the beginning of a remark, that a deal does not count. Others may be about something else there:
/// "Failed to disclose terms".
#[rustfmt::skip]
const CLEAR: [(Status, &[&str]); 2] = [
    (Status::Cancelled, &[
        "cancelled", "canceled", "withdrawn", "terminated", "abandoned", "called off", "scrapped", "shelved", "rescinded", "annulled",
        "revoked", "aborted", "collapsed", "fell through", "fallen through", "broken off", "lapsed", "voided", "nixed", "never closed",
        "never completed", "never materialised", "never materialized", "never happened", "did not close", "did not complete",
        "did not happen", "did not go ahead", "did not proceed", "did not materialise", "did not materialize", "not going ahead",
        "will not go ahead", "will not proceed", "failed to close", "deal off", "axed", "retracted", "did not go through", "not gone through", "offer expired",
        "blocked by", "rejected by", "vetoed by", "pulled out", "walked away", "backed out",
        "abgesagt", "abgebrochen", "gestoppt", "arrete", "arretee", "a ete abandonne", "a ete abandonnee", "a ete annule", "a ete annulee", "e stato annullato", "e stata annullata", "geplatzt", "gescheitert", "storniert", "zuruckgezogen", "annule", "annulee", "abandonne",
        "abandonnee", "resilie", "resiliee", "cancelado", "cancelada", "anulado", "anulada", "annullato", "annullata", "cancellato",
        "geannuleerd", "ingetrokken", "anulowana", "anulowany", "installd", "installt", "aflyst", "kansellert", "peruttu", "zruseno",
        "отменена", "отменено", "отменен", "расторгнут", "iptal edildi", "中止", "取消", "キャンセル", "撤回", "破談", "已取消", "已终止", "终止",
        "취소", "철회", "무산", "kam nicht zustande", "nicht zustande gekommen", "n'a pas abouti", "sans suite", "classee sans suite",
        "classe sans suite", "declaree sans suite", "no se concreto", "desierta", "desierto", "declarada desierta", "anulowano", "не состоялась",
        "не состоялось", "не состоялся", "流标", "废标", "未成交", "流札", "不成立", "見送り", "유찰", "불발", "bid rejected", "offer rejected",
        "proposal rejected", "application rejected", "lost to", "no longer proceeding", "not proceeding", "no longer going ahead",
        "no longer planned", "no longer pursued", "not pursued", "will not be built", "not to be built", "plans dropped", "plan dropped",
        "project dropped", "deal dropped", "bid dropped", "offer dropped", "plans were dropped", "plans have been dropped",
        "fell apart", "did not come to fruition", "never built", "never signed", "never went ahead",
    ]),
    (Status::Rumoured, &[
        "denied by", "rumour only", "rumor only", "only a rumour", "only a rumor", "nur ein gerucht", "слухи",
        "rumour", "rumor", "rumoured", "rumored", "selected but not yet ordered", "selected but not ordered", "selected not yet ordered", "not yet ordered",
        "in talks", "in advanced talks", "in early talks", "under discussion", "speculation",
        "speculative", "in verhandlung", "gerucht", "rumeur", "en discussion", "en negociacion", "in trattativa",
        "噂", "交渉中", "传闻", "谈判中", "협상중",
    ]),
];

/// The longest words of [`CLEAR`], without which no text of several words says a status.
pub(super) static CLEAR_WORDS: LazyLock<Starts> = LazyLock::new(|| {
    let phrases = CLEAR.iter().flat_map(|(_, phrases)| *phrases);
    Starts::of(phrases.filter_map(|phrase| phrase.split(' ').max_by_key(|word| word.len())))
});

/// Returns the status of the first clear words within a folded text: "the Rifa deal was called off in May".
pub(super) fn status_within(folded: &str) -> Option<Status> {
    if !CLEAR_WORDS.may_have(folded) {
        return None;
    }
    let starts = folded.char_indices().filter(|(at, _)| !folded[..*at].ends_with(char::is_alphanumeric));
    starts.map(|(at, _)| &folded[at..]).find_map(clear).map(|(status, _)| status)
}

/// Returns the status of the clear word with which a folded text begins, and what follows it.
pub(super) fn clear(folded: &str) -> Option<(Status, &str)> {
    let strip = |word: &str| {
        let rest = folded.strip_prefix(word)?;
        // Letters of Chinese and the like are not divided by spaces.
        (!word.is_ascii() || !rest.starts_with(char::is_alphanumeric)).then_some(rest)
    };
    CLEAR.iter().find_map(|(status, words)| {
        let longest = words.iter().filter_map(|word| strip(word)).min_by_key(|rest| rest.len())?;
        Some((*status, longest.trim()))
    })
}
