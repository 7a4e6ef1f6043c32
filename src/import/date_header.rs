//! Which headers of dates are about the announcement of the deals: those all of whose words are known. Another word may say
//! that the dates are those of something else, as in `Application date`.

/// Words for the announcement of a deal.
const ANNOUNCEMENTS: &[&str] = &[
    "announced", "announce", "announcing", "announcement", "announcements", "ann", "annc",
    "public announcement", "first announced", "first announcement", "first public announcement",
    "original announcement", "originally announced", "initial announcement", "initially announced",
    "publicly announced", "angekundigt", "ankundigung", "ankundigungsdatum", "bekanntgabe", "annonce",
    "annoncee", "anuncio", "anunciado", "anunciada", "annuncio", "aankondiging", "aankondigingsdatum",
    "bekendmaking", "ogloszenia", "ogloszenie", "oznameni", "tillkannagivande", "offentliggorande",
    "annoncering", "annonceringsdato", "kunngjoring", "julkistus", "julkistuspaiva", "объявления", "duyuru",
    "发布日期", "公告日期", "公表日", "発表日", "公告日", "公布日期", "宣布日期", "公告时间", "发布时间",
    "披露日期", "披露时间", "발표일", "공시일", "announced on", "announced at", "تاريخ الاعلان",
    "ngay cong bo", "घषण तथ",
];

/// Words that only say that something is a date, and how it is written.
const DATES: &[&str] = &[
    "date", "dates", "dated", "day", "month", "year", "quarter", "calendar", "when", "time", "on", "at",
    "datum", "jahr", "monat", "quartal", "tag", "kalenderjahr", "annee", "mois", "trimestre", "jour",
    "fecha", "ano", "mes", "dia", "data", "anno", "mese", "giorno", "jaar", "maand", "dag", "kwartaal",
    "dato", "rok", "miesiac", "kwartal", "mesic", "kvartal", "manad", "maned", "vuosi", "kuukausi", "paiva",
    "paivamaara", "pvm", "дата", "год", "месяц", "квартал", "tarih", "tarihi", "yil", "ay", "ημερομηνια",
    "ετος", "日期", "时间", "年份", "年", "月", "月份", "日", "季度", "日付", "年月日", "날짜", "일자",
    "연도", "년도", "년", "월", "분기", "일", "التاريخ", "تاريخ", "السنة", "tanggal", "tahun", "bulan",
    "ngay", "תאריך", "तरख", "दनक", "तथ", "वरष", "सल", "महन", "मह", "سنة", "الشهر", "y", "yy", "yyyy", "m",
    "mm", "mmm", "mmmm", "d", "dd", "jj", "jjjj", "t", "tt", "aa", "aaaa", "gg", "rr", "rrrr", "дд", "мм",
    "гггг", "iso", "utc", "gmt", "format", "us", "uk", "eu", "european", "american", "official", "exact",
    "actual", "public", "approximate",
];

/// Words for deals, and for the day on which money is committed.
const DEALS: &[&str] = &[
    "deal", "deals", "transaction", "transactions", "investment", "investments", "invested", "investing",
    "round", "rounds", "funding", "funded", "financing", "financed", "fundraising", "fundraise", "raise",
    "raised", "raising", "capital", "sign", "signed", "signing", "signature", "execution", "award", "awards",
    "awarded", "agreement", "contract", "contracts", "contracted", "acquisition", "acquired", "merger", "m",
    "purchase", "purchased", "bought", "buyout", "takeover", "commitment", "committed", "pledge", "pledged",
    "grant", "granted", "granting", "loan", "approval", "approved", "board", "decision", "fid", "order",
    "ordered", "po", "issue", "issued", "issuance", "action", "project", "mou", "date joined", "joined date",
    "and", "or", "vertragsdatum", "vertrag", "vertrags", "vertragsschluss", "vertragsabschluss",
    "unterzeichnung", "unterzeichnungsdatum", "unterzeichnet", "transaktion", "transaktionsdatum",
    "investition", "investitions", "investitionsdatum", "finanzierung", "finanzierungs",
    "finanzierungsdatum", "finanzierungsrunde", "ubernahme", "ubernahmedatum", "auftrag", "auftragsdatum",
    "vergabe", "vergabedatum", "zuschlag", "zuschlagsdatum", "bewilligung", "bewilligungsdatum", "runde",
    "kauf", "kaufdatum", "operation", "investissement", "levee", "fonds", "financement", "contrat", "accord",
    "attribution", "octroi", "convention", "tour", "table", "achat", "firma", "operacion", "transaccion",
    "inversion", "financiacion", "ronda", "adquisicion", "compra", "contrato", "acuerdo", "adjudicacion",
    "concesion", "operazione", "transazione", "investimento", "finanziamento", "acquisizione", "contratto",
    "accordo", "aggiudicazione", "acquisto", "assinatura", "operacao", "transacao", "financiamento",
    "rodada", "aquisicao", "acordo", "adjudicacao", "ondertekening", "transactie", "transactiedatum",
    "investering", "financiering", "overname", "overeenkomst", "gunning", "podpisania", "transakcji",
    "inwestycji", "finansowania", "przejecia", "umowy", "avtal", "affar", "transaktionsdato", "finansiering",
    "forvarv", "aftale", "handel", "kauppa", "sijoitus", "сделки", "подписания", "инвестиции",
    "финансирования", "договора", "контракта", "покупки", "приобретения", "раунда", "anlasma", "yatirim",
    "imza", "交易日期", "投资日期", "投资时间", "融资日期", "融资时间", "签约日期", "签署日期", "成交日期",
    "收购日期", "契約日", "締結日", "取引日", "投資日", "調達日", "資金調達日", "買収日", "투자일",
    "투자일자", "계약일", "계약일자", "체결일", "거래일", "인수일", "투자유치일", "تاريخ الصفقة",
    "تاريخ الاستثمار", "ngay ky", "ngay giao dich",
];

/// Words for the completion of a deal.
const COMPLETIONS: &[&str] = &[
    "closing", "closed", "close", "financial close", "completion", "completed", "complete", "abschluss",
    "abschlussdatum", "vollzug", "cloture", "conclusion", "cierre", "chiusura", "conclusao", "fechamento",
    "afsluiting", "zamkniecia", "закрытия",
];

/// Words for the publication of the news of a deal.
const PUBLICATIONS: &[&str] = &[
    "published", "publication", "press release", "press", "news", "article", "disclosure", "disclosed",
    "veroffentlichung", "veroffentlichungsdatum", "pressemitteilung", "meldung", "communique", "presse",
    "publicacion", "pubblicazione", "publicacao", "publicatie", "publikacji", "julkaisu", "публикации",
];

/// Returns how well the words of a header say that its dates are those of the announcements, 0 being best; `None` if one of
/// them may say something else.
pub(super) fn rank(words: &[String]) -> Option<usize> {
    let lists = [ANNOUNCEMENTS, DATES, DEALS, COMPLETIONS, PUBLICATIONS];
    let mut has = [false; 5];
    let mut rest = words;
    while !rest.is_empty() {
        let fitting = lists.iter().enumerate().filter_map(|(index, phrases)| {
            let lengths = phrases.iter().filter_map(|phrase| length_at_start(rest, phrase));
            lengths.max().map(|length| (length, index))
        });
        // Of two lists with the phrase, the first.
        let (length, index) = fitting.max_by_key(|(length, index)| (*length, std::cmp::Reverse(*index)))?;
        has[index] = true;
        rest = &rest[length..];
    }
    Some(match has {
        [true, ..] => 0,
        [_, _, false, false, false] => 1,
        [_, _, true, false, _] => 2,
        [_, _, _, true, _] => 3,
        _ => 4,
    })
}

/// Whether a word of a header says that there are dates below it, whatever they are of.
pub(super) fn names_dates(words: &[String]) -> bool {
    // Those that only say how dates are written name none.
    let formats = DATES.iter().position(|word| *word == "y").unwrap_or(DATES.len());
    let nouns =
        DATES[..formats].iter().filter(|word| !["on", "at", "time", "data", "calendar"].contains(word));
    words.iter().any(|word| nouns.clone().any(|noun| noun == word))
}

/// Returns the number of words of a phrase, if `words` begin with it.
fn length_at_start(words: &[String], phrase: &str) -> Option<usize> {
    let length = phrase.split(' ').count();
    (words.len() >= length && words[..length].iter().eq(phrase.split(' '))).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::super::words::header_words;
    use super::*;
    use crate::text::fold;

    #[test]
    fn the_words_are_folded() {
        let all = [ANNOUNCEMENTS, DATES, DEALS, COMPLETIONS, PUBLICATIONS];
        for phrase in all.into_iter().flatten() {
            assert_eq!(fold(phrase), *phrase);
        }
    }

    #[test]
    fn a_header_with_an_unknown_word_is_not_about_the_announcement() {
        for header in [
            "Application date", "Review date", "Previous round date", "Data as of", "Report date",
            "Submission date", "Valuation date", "Fiscal year", "Financial year", "Last updated",
            "Last funding date", "Renewal date", "Effective until", "Effective date", "Year founded",
            "Date of incorporation", "Expected completion", "Expected signing date", "Target year",
            "Contract end date", "Start date", "Maturity date", "Due date", "Timestamp", "Date added",
            "Created at", "Reporting month", "Survey year", "Date of birth", "Antragsdatum",
            "Letzte Aktualisierung", "Date de création", "Fecha de vencimiento", "更新时间", "決算日",
        ] {
            assert_eq!(rank(&header_words(header)), None, "{header}");
        }
    }

    #[test]
    fn a_header_of_known_words_is_about_the_announcement_or_the_deal() {
        for (header, expected) in [
            ("Announced", 0),
            ("Date of public announcement", 0),
            ("Deal Announcement Date (UTC)", 0),
            ("Date de l'annonce", 0),
            ("Ankündigungsdatum", 0),
            ("Fecha de anuncio de la operación", 0),
            ("Date first announced", 0),
            ("公告日期", 0),
            ("Date", 1),
            ("Date (dd/mm/yyyy)", 1),
            ("Calendar year", 1),
            ("Datum", 1),
            ("年份", 1),
            ("Deal date", 2),
            ("Date of the investment round", 2),
            ("Contract signature date", 2),
            ("Board approval date", 2),
            ("Award Year", 2),
            ("Date de signature du contrat", 2),
            ("Fecha de firma", 2),
            ("Closing Date", 3),
            ("Deal Closed Date", 3),
            ("Financial close", 3),
            ("Press release date", 4),
            ("Published", 4),
        ] {
            assert_eq!(rank(&header_words(header)), Some(expected), "{header}");
        }
    }
}
