//! Words for the statuses of deals in the languages of headers, folded.

use std::sync::LazyLock;

use super::clear_statuses::status_within;
use crate::deal::Status;
use crate::hash::HashMap;
use crate::text::plain_words;

/// Statuses by the words for them, which are the whole text.
#[rustfmt::skip]
const WORDS: &[(Status, &[&str])] = &[
    (Status::Completed, &[
        "closed", "complete", "done", "paid", "paid out", "effective", "funded", "fully funded", "finished", "finalised", "finalized",
        "settled", "consummated", "completed assumed", "closed successfully",
        "abgeschlossen", "vollzogen", "durchgefuhrt", "beendet", "termine", "terminee", "finalise", "finalisee", "cloture", "cloturee",
        "conclu", "conclue", "realise", "realisee", "completado", "completada", "cerrado", "cerrada", "finalizado", "finalizada",
        "completato", "completata", "chiuso", "chiusa", "concluso", "conclusa", "concluido", "concluida", "fechado", "fechada",
        "afgerond", "voltooid", "zakonczona", "zakonczony", "zakonczone", "zamknieta", "zrealizowana", "avslutad", "avslutat", "slutford",
        "genomford", "afsluttet", "gennemfort", "fullfort", "avsluttet", "gjennomfort", "valmis", "toteutunut", "paatetty",
        "dokonceno", "dokoncena", "uzavreno", "lezarult", "befejezett", "finalizat", "finalizata", "завершена", "завершено", "завершен", "закрыта",
        "закрыто", "состоялась", "завершена сделка", "tamamlandi", "kapandi", "完了", "成立", "実行済", "クローシンク済", "已完成", "完成",
        "已交割", "已结束", "완료", "종결", "거래완료",
    ]),
    (Status::Signed, &[
        "agreed", "definitive agreement", "agreement signed", "contract signed", "executed", "contracted", "awarded", "contract awarded",
        "granted", "concedido", "concedida", "otorgado", "otorgada", "accorde", "accordee", "concesso", "concessa", "won", "closed won", "committed", "binding", "in force",
        "unterzeichnet", "unterschrieben", "vereinbart", "bewilligt", "vergeben", "zugeschlagen", "signe", "signee", "attribue",
        "attribuee", "firmado", "firmada", "adjudicado", "adjudicada", "firmato", "firmata", "aggiudicato", "assinado", "assinada",
        "getekend", "ondertekend", "gegund", "podpisana", "podpisany", "podpisane", "undertecknat", "undertecknad", "underskrevet",
        "undertegnet", "signert", "allekirjoitettu", "podepsano", "podepsana", "alairt", "semnat", "подписана", "подписано", "подписан",
        "imzalandi", "締結", "契約済", "締結済", "已签约", "已签署", "已签", "签约", "계약", "계약체결", "체결",
    ]),
    (Status::Announced, &[
        "pending", "planned", "approved", "ongoing", "in progress", "under construction", "im bau", "in bau", "en construction", "en construccion", "in costruzione", "em construcao", "w budowie", "in aanbouw",
        "under byggnad", "under oppforelse", "rakenteilla", "ve vystavbe", "insaat halinde", "строится", "建设中", "在建", "建設中", "건설 중", "건설중", "open", "proposed", "public", "active", "live",
        "on hold", "paused", "postponed", "delayed", "deferred", "suspended", "not completed", "not closed", "deal not closed",
        "not signed", "not yet closed", "not yet completed", "to be completed", "expected to close", "new", "disclosed", "confirmed",
        "favorable", "favourable", "memorandum", "memorandum of understanding", "mou", "mou signed", "signed mou", "letter of intent", "loi", "loi signed", "signed loi",
        "term sheet", "non binding", "absichtserklarung", "lettre d intention", "lettre intention", "carta de intenciones",
        "angekundigt", "ausstehend", "anhangig", "geplant", "laufend", "offen", "in bearbeitung", "verschoben", "pausiert", "bestatigt",
        "annonce", "annoncee", "en cours", "en attente", "prevu", "prevue", "reporte", "reportee", "suspendu", "suspendue", "confirme",
        "anunciado", "anunciada", "pendiente", "en curso", "en proceso", "previsto", "prevista", "aplazado", "aplazada", "suspendido",
        "favorevole", "annunciato", "annunciata", "in corso", "in attesa", "pendente", "em andamento", "em curso", "suspenso",
        "aangekondigd", "lopend", "in behandeling", "uitgesteld", "ogloszona", "ogloszono", "w toku", "wstrzymana", "planowana",
        "tillkannagiven", "pagaende", "planerad", "annonceret", "igangvaerende", "afventer", "kunngjort", "pagar", "planlagt",
        "julkistettu", "kesken", "vireilla", "oznameno", "probiha", "bejelentett", "folyamatban", "anuntat", "in curs", "объявлена",
        "объявлено", "в процессе", "ожидается", "отложена", "приостановлена", "duyuruldu", "devam ediyor", "beklemede", "発表", "公表",
        "進行中", "保留", "可決", "已公布", "已宣布", "进行中", "暂停", "通过", "批准", "同意", "발표", "진행중", "진행 중", "보류", "가결",
    ]),
    (Status::Rumoured, &[
        "rumour", "rumor", "talks", "in talks", "advanced talks", "early talks", "exploratory talks", "under discussion", "in discussion",
        "in discussions", "discussions", "speculation", "speculated", "speculative", "in negotiation", "in negotiations", "negotiation",
        "negotiations", "negotiating", "under negotiation", "considering", "under consideration", "unconfirmed", "not confirmed",
        "potential", "possible", "prospective", "waitlisted", "waitlist", "wait list", "waiting list",
        "gerucht", "geruchte", "in verhandlung", "in gesprachen", "unbestatigt", "moglich", "warteliste", "rumeur", "en discussion",
        "en negociation", "en pourparlers", "non confirme", "liste attente", "en negociacion", "en conversaciones",
        "no confirmado", "lista de espera", "indiscrezione", "in trattativa", "in trattative", "non confermato", "em negociacao",
        "nao confirmado", "in onderhandeling", "onbevestigd", "plotka", "w negocjacjach", "rykte", "i forhandling",
        "forhandlas", "ubekraeftet", "huhu", "neuvotteluissa", "spekulace", "v jednani", "pletyka", "targyalas alatt", "zvon", "слухи",
        "слух", "переговоры", "в переговорах", "ведутся переговоры", "soylenti", "gorusmeler suruyor", "gorusuluyor", "噂", "交渉中", "協議中",
        "検討中", "传闻", "传言", "洽谈中", "谈判中", "루머", "협상중", "협상 중", "논의중", "검토중",
    ]),
    (Status::Cancelled, &[
        "terminated", "withdrawn", "abandoned", "failed", "fail", "shelved", "scrapped", "dropped", "lapsed", "rejected", "called off", "blocked",
        "declined", "refused", "denied", "unsuccessful", "not awarded", "not approved", "not funded", "unfunded", "not selected",
        "not granted", "pulled", "dead", "lost", "closed lost", "void", "voided", "revoked", "rescinded", "annulled", "aborted",
        "collapsed", "fell through", "fallen through", "broken off", "no deal", "deal off", "discontinued", "stopped", "vetoed",
        "offer expired", "offer lapsed", "bid expired", "bid lapsed",
        "prohibited", "turned down", "nixed", "unfavorable", "unfavourable", "defavorable", "desfavorable", "sfavorevole", "desestimado",
        "desestimada", "inadmitido", "inadmitida", "desierto", "desierta", "sans suite", "anulowano", "nicht zustande gekommen",
        "abgesagt", "abgebrochen", "geplatzt", "gescheitert", "storniert", "zuruckgezogen", "abgelehnt", "untersagt", "gekundigt",
        "aufgelost", "eingestellt", "nicht bewilligt", "annule", "annulee", "abandonne", "abandonnee", "retire", "retiree",
        "rejete", "rejetee", "refuse", "refusee", "resilie", "resiliee", "echoue", "bloque", "bloquee", "caduc",
        "cancelado", "cancelada", "anulado", "anulada", "rechazado", "rechazada", "retirado", "retirada", "abandonado", "abandonada",
        "desistido", "fallido", "fallida", "bloqueado", "bloqueada", "rescindido", "denegado", "denegada",
        "annullato", "annullata", "cancellato", "respinto", "respinta", "ritirato", "ritirata", "abbandonato", "fallito", "bloccato",
        "revocato", "rejeitado", "rejeitada", "geannuleerd", "afgeblazen", "ingetrokken",
        "afgewezen", "mislukt", "beeindigd", "anulowana", "anulowany", "anulowane", "odwolana", "odrzucona", "odrzucony",
        "wycofana", "zerwana", "installd", "installt", "avbruten", "avbrutet", "avvisad", "avslagen", "aterkallad", "avslag",
        "aflyst", "annulleret", "afvist", "trukket tilbage", "kansellert", "avlyst", "avbrutt", "avvist", "trukket", "peruttu", "peruutettu",
        "rauennut", "hylatty", "keskeytetty", "zruseno", "zrusena", "odmitnuto", "zamitnuto", "torolve", "elutasitott", "meghiusult",
        "anulat", "anulata", "respins", "отменена", "отменено", "отменен", "расторгнут", "расторгнута", "отклонена", "отклонено",
        "прекращена", "сорвалась", "не состоялась", "отозвана", "заблокирована", "iptal", "iptal edildi", "reddedildi", "vazgecildi",
        "中止", "取消", "キャンセル", "撤回", "破談", "解除", "不成立", "却下", "已取消", "已终止", "终止", "终止交易", "失败", "已撤回",
        "被否决", "否决", "未通过", "不予批准", "不批准", "未批准", "流标", "废标", "未成交", "否決", "不採択", "見送り", "流札", "부결", "유찰", "미선정", "탈락", "취소", "철회", "무산", "중단", "결렬", "해지", "불발", "거절",
    ]),
];

/// Beginnings of texts for statuses.
#[rustfmt::skip]
const BEGINNINGS: &[(Status, &[&str])] = &[
    (Status::Cancelled, &[
        "cancel", "terminated", "failed", "shelved", "scrapped", "dropped", "lapsed", "rejected", "withdrawn", "abandoned", "blocked",
        "declined",
    ]),
    (Status::Rumoured, &["rumour", "rumor", "in talks", "in negotiation"]),
    (Status::Announced, &[
        "pending", "awaiting", "subject to", "planned", "approved", "ongoing", "in progress", "under construction",
    ]),
    (Status::Completed, &["operational", "operating"]),
];

/// Beginnings of words that contradict a status that counts: "Completed (partially)".
const DENIALS: &[&str] = &[
    "cancel", "withdr", "abandon", "terminat", "reject", "rumour", "rumor", "block", "fail", "lapse",
    "declin", "annul", "expire", "revok", "not", "never", "nicht", "non", "no", "pas", "partial", "partly",
    "teilweise", "halt", "uncertain", "doubt",
];

/// Words by which a deal that was called off goes on, or a part of it.
pub(super) const UNDONE: [&str; 20] = [
    "part", "partly", "partially", "partial", "half", "some", "revived", "reinstated", "resumed", "refiled",
    "relaunched", "restarted", "renewed", "reopened", "resubmitted", "reactivated", "restructured",
    "rescheduled", "wiederaufgenommen", "relance",
];

/// Words of texts that name the deal itself: "deal withdrawn".
const DEALS: &[&str] = &[
    "deal", "transaction", "bid", "offer", "merger", "acquisition", "contract", "round", "project",
    "agreement", "takeover", "investment", "sale", "tender", "grant", "award", "funding", "application",
    "status",
];

/// Statuses of companies that deals never have.
const ONLY_OF_COMPANIES: [&str; 17] = [
    "acquired", "ipo", "alive", "inactive", "private", "merged", "defunct", "out of business", "in business",
    "shut down", "bankrupt", "acquihired", "acqui-hired", "insolvent", "going concern", "delisted", "listed",
];

/// Statuses that companies and deals have.
const ALSO_OF_DEALS: [&str; 5] = ["operating", "closed", "active", "public", "dead"];

/// Returns the status that a folded text stands for; `None` if it is not known, or says two things.
pub(super) fn status(text: &str) -> Option<Status> {
    let text = text.trim().trim_end_matches(['.', '!', '*']).trim_end();
    if let Some(known) = word(text) {
        return Some(known);
    }
    if text.ends_with('?') {
        return None;
    }
    let (head, rest) = divide(text);
    let (known, rest) = match word(head).or_else(|| of_deal(head)) {
        Some(known) => (known, rest),
        None => (beginning(text)?, text.split_once(' ').map_or("", |(_, rest)| rest)),
    };
    let denies = |other: &str| DENIALS.iter().any(|denial| other.starts_with(denial));
    let contradicts = |other: &str| match word(other) {
        Some(other) => other.counts() != known.counts(),
        None => known.counts() && denies(other),
    };
    // "Approved, fell apart"
    let is_denied = known.counts() && status_within(rest).is_some();
    // "Cancelled, then revived", "Cancelled in part"
    let is_undone = !known.counts() && plain_words(rest).any(|word| UNDONE.contains(&word));
    (!is_denied && !is_undone && !plain_words(rest).any(contradicts)).then_some(known)
}

/// Whether all of the texts are statuses of companies, and one of them is never a status of deals.
pub(super) fn are_of_companies(texts: &[String]) -> bool {
    let is_only_theirs = |text: &String| ONLY_OF_COMPANIES.contains(&text.as_str());
    let is_theirs = |text: &String| is_only_theirs(text) || ALSO_OF_DEALS.contains(&text.as_str());
    texts.iter().all(is_theirs) && texts.iter().any(is_only_theirs)
}

/// Returns the words of the dataset format for all statuses but `example`, as a list for a hint.
pub(super) fn other_statuses(example: Status) -> String {
    let others = Status::ALL.iter().filter(|status| **status != example).map(|status| status.as_str());
    others.collect::<Vec<_>>().join(", ")
}

/// Returns the status of a word of the lists, or of the dataset format.
fn word(text: &str) -> Option<Status> {
    static LISTED: LazyLock<HashMap<&'static str, Status>> = LazyLock::new(|| {
        // The first list that has a word counts.
        let listed = WORDS.iter().rev().flat_map(|(status, words)| words.iter().map(|word| (*word, *status)));
        listed.collect()
    });
    Status::of_word(text).or_else(|| LISTED.get(text).copied())
}

/// Returns the status of a text such as "deal withdrawn".
fn of_deal(text: &str) -> Option<Status> {
    let (deal, last) = text.split_once(' ')?;
    word(last).filter(|_| DEALS.contains(&deal))
}

/// Returns the status with which a text begins.
fn beginning(text: &str) -> Option<Status> {
    let is_beginning = |start: &&str| text.starts_with(start);
    BEGINNINGS.iter().find(|(_, starts)| starts.iter().any(is_beginning)).map(|(status, _)| *status)
}

/// Divides a text before what is added to its status: a remark in brackets or behind a sign, and numbers at its end.
fn divide(text: &str) -> (&str, &str) {
    let signs = [" (", " [", " - ", " – ", " — ", ", ", ": ", "; ", "/"];
    let at = signs.into_iter().filter_map(|sign| text.find(sign)).min().unwrap_or(text.len());
    let (mut head, rest) = text.split_at(at);
    while let Some((before, last)) = head.rsplit_once(' ')
        && last.bytes().any(|byte| byte.is_ascii_digit())
    {
        head = before;
    }
    (head.trim_end(), rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn the_words_are_folded_and_stand_for_one_status() {
        for (status, words) in WORDS {
            for known in *words {
                assert_eq!(fold(known), *known);
                assert_eq!(word(known), Some(*status), "{known}");
            }
        }
    }

    #[test]
    fn statuses_are_read_in_many_languages_and_with_remarks() {
        for (text, expected) in [
            ("Closed", Some(Status::Completed)),
            ("Completed (2023)", Some(Status::Completed)),
            ("Closed Q3 2023", Some(Status::Completed)),
            ("Awarded", Some(Status::Signed)),
            ("On hold", Some(Status::Announced)),
            ("Pending regulatory approval", Some(Status::Announced)),
            ("Not completed", Some(Status::Announced)),
            ("In talks with lenders", Some(Status::Rumoured)),
            ("Waitlisted", Some(Status::Rumoured)),
            ("Withdrawn", Some(Status::Cancelled)),
            ("Cancelled - 2024", Some(Status::Cancelled)),
            ("Terminated by regulator", Some(Status::Cancelled)),
            ("Deal withdrawn", Some(Status::Cancelled)),
            ("Not funded", Some(Status::Cancelled)),
            ("Shelved/cancelled", Some(Status::Cancelled)),
            ("Zurückgezogen", Some(Status::Cancelled)),
            ("Annulée", Some(Status::Cancelled)),
            ("Rechazada", Some(Status::Cancelled)),
            ("Отменена", Some(Status::Cancelled)),
            ("已终止", Some(Status::Cancelled)),
            ("交渉中", Some(Status::Rumoured)),
            ("완료", Some(Status::Completed)),
            // Two things, or none that is known.
            ("Not cancelled", None),
            ("Pending cancellation", None),
            ("Completed, then cancelled", None),
            ("Announced (rumoured)", None),
            ("Completed (partially)", None),
            ("Cancelled, later completed", None),
            ("Cancelled, then revived", None),
            ("Cancelled in part", None),
            ("Cancelled?", None),
            // A contract that has ended counts, an offer that has, does not.
            ("Expired", None),
            ("Offer expired", Some(Status::Cancelled)),
            ("Under review", None),
            ("Submitted", None),
            ("Yes", None),
        ] {
            assert_eq!(status(&fold(text)), expected, "{text}");
        }
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert!(are_of_companies(&texts(&["operating", "closed", "acquired"])));
        assert!(!are_of_companies(&texts(&["operating", "closed"])));
        assert!(!are_of_companies(&texts(&["acquired", "withdrawn"])));
    }
}
