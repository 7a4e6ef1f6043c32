//! Words of headers and cells in over 20 languages, folded: without accents and in lower case.

use super::rule::Field;
use crate::deal::{Kind, Role};

/// What a header announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// A field of a deal.
    Field(Field),
    /// Companies in a role.
    Party(Role),
    /// Something that people call `name`: a company, or the deal.
    Name,
}

/// What headers announce, and their words; the best word of each subject first.
#[rustfmt::skip]
pub(super) const HEADERS: &[(Subject, &[&str])] = &[
    (Subject::Field(Field::Announced), &[
        "date", "dates", "announced", "announcement", "announce", "signed", "closed", "completed", "published", "disclosed",
        "acquired on", "acquired at", "funded at", "funded on", "invested on", "raised on", "awarded on", "when", "closing", "signing",
        "datum", "ankundigungsdatum", "angekundigt", "bekanntgabe", "abschlussdatum", "vertragsdatum", "unterzeichnungsdatum",
        "transaktionsdatum", "investitionsdatum", "finanzierungsdatum", "ubernahmedatum", "auftragsdatum", "vergabedatum",
        "zuschlagsdatum", "bewilligungsdatum", "kaufdatum", "veroffentlichungsdatum", "unterzeichnet", "annonce", "fecha", "anunciado",
        "data", "aankondigingsdatum", "transactiedatum", "dato", "annonceringsdato", "transaktionsdato", "paivamaara", "pvm",
        "julkistuspaiva", "дата", "ημερομηνια", "tarih", "tarihi", "التاريخ", "تاريخ", "tanggal", "ngay", "תאריך", "日期", "时间", "公告日期", "公告日",
        "公布日期", "宣布日期", "公告时间", "发布日期", "发布时间", "披露日期", "披露时间", "交易日期", "投资日期", "投资时间",
        "融资日期", "融资时间", "签约日期", "签署日期", "成交日期", "收购日期", "日付", "年月日", "公表日", "発表日", "契約日",
        "締結日", "取引日", "投資日", "調達日", "資金調達日", "買収日", "날짜", "일자", "발표일", "공시일", "투자일", "투자일자",
        "계약일", "계약일자", "체결일", "거래일", "인수일", "투자유치일",
        "duyuru tarihi", "yatirim tarihi", "anlasma tarihi", "तरख", "दनक", "घषण तथ", "تاريخ الاعلان", "تاريخ الصفقة", "تاريخ الاستثمار", "ngay cong bo", "ngay ky", "ngay giao dich",
    ]),
    (Subject::Field(Field::Year), &[
        "year", "deal year", "jahr", "annee", "ano", "year announced", "anno", "jaar", "rok", "vuosi", "год", "yil", "ετος", "年份",
        "年", "연도", "년도", "السنة", "tahun",
        "वरष", "सल", "سنة",
    ]),
    (Subject::Field(Field::Quarter), &[
        "quarter", "quartal", "trimestre", "kwartaal", "kwartal", "kvartal", "квартал", "季度", "분기",
    ]),
    (Subject::Field(Field::Month), &[
        "month", "monat", "mois", "mes", "mese", "maand", "miesiac", "mesic", "manad", "maned", "kuukausi", "месяц", "月", "月份", "월",
        "bulan",
        "महन", "मह", "الشهر",
    ]),
    (Subject::Field(Field::Day), &[
        "day", "tag", "jour", "dia", "giorno", "dag", "日", "일",
    ]),
    (Subject::Field(Field::Amount), &[
        "amount", "amt", "deal amount", "investment amount", "funding amount", "amount raised", "money raised",
        "round size", "round amount", "deal value", "deal size", "transaction value", "transaction amount",
        "transaction size", "acquisition price", "purchase price", "contract value", "commitment", "capex",
        "price", "consideration", "money", "value", "size", "sum", "funding", "investment", "raised", "raise", "volume",
        "ticket", "ticket size", "total investment", "total amount", "gesamtinvestition",
        "gesamtinvestitionen", "gesamtbetrag", "gesamtvolumen", "award", "awards", "grant", "grants", "pledge", "loan",
        "subsidy", "nominal amount", "aid element", "aid amount", "grant equivalent", "gross grant equivalent", "beihilfeelement", "financing", "tcv", "expenditure", "outlay", "cost", "costs", "budget", "total", "betrag", "investitionssumme",
        "investitionsvolumen", "finanzierungssumme", "transaktionsvolumen", "transaktionswert", "dealvolumen",
        "volumen", "preis", "prezzo", "kaufpreis", "summe", "wert", "investition", "investitionen", "finanzierung", "auftragswert", "auftragsvolumen",
        "vertragswert", "vertragsvolumen", "fordersumme", "zuwendung", "forderung", "kosten", "hohe", "montant", "montant leve",
        "prix achat", "prix", "somme", "valeur", "investissement", "investissements", "financement", "subvention", "cout",
        "levee", "levee de fonds", "importe", "monto", "cantidad", "cuantia",
        "precio", "inversion", "inversiones", "financiacion", "subvencion", "coste", "costo", "presupuesto", "valor",
        "investimento", "investimenti", "investering", "investeringen", "finanziamento", "financiamento", "bedrag", "belopp", "belob", "belop", "znesek", "hochstbetrag", "mindestbetrag", "最大金額", "最高金额", "최대 금액", "importo", "kwota", "wartosc", "castka",
        "osszeg", "tutar", "suma", "summa", "jumlah", "nilai", "gia tri", "сумма", "сума", "ποσο", "金额", "金額", "投资金额", "融资金额", "交易金额",
        "投資額", "投资额", "总投资额", "中标金额", "総事業費", "투자유치금액", "調達額", "금액", "투자금액", "투자액", "المبلغ", "סכום", "iznos", "so tien", "vrednost", "vrijednost", "стоимость", "сумма сделки", "стоиност", "αξια", "रश", "มลคา",
        "yatirim tutari", "yatirim miktari", "yatirim", "islem tutari", "islem bedeli", "islem degeri", "anlasma bedeli", "tutari", "tutarlar", "नवश रश", "नवश", "القيمة", "قيمة الصفقة", "قيمة الاستثمار", "مبلغ الاستثمار", "المبلغ المستثمر", "gia tri giao dich", "von dau tu", "tong von dau tu", "so von", "so tien dau tu",
    ]),
    (Subject::Field(Field::Currency), &[
        "currency", "ccy", "cur", "deal currency", "currency deal", "native currency deal", "curr", "currency code", "wahrung", "devise", "monnaie", "moneda", "divisa", "valuta", "moeda", "waluta",
        "mena", "valyuta", "doviz", "para birimi", "mata uang", "валюта", "νομισμα", "币种", "货币", "通貨", "통화", "العملة", "מטבע",
        "मदर", "tien te", "loai tien", "don vi tien te",
    ]),
    (Subject::Field(Field::Units), &[
        "unit", "units", "magnitude", "scale", "scale factor", "multiplier", "unit multiplier", "unit mult",
        "power code", "power", "power of ten", "exponent", "factor", "denomination", "einheit", "faktor",
        "multiplikator", "unite", "facteur", "unidad", "factor de escala", "单位", "単位", "단위", "uom", "unit measure", "unit measurement", "measurement unit",
        "masseinheit", "unite mesure", "unite monetaire", "unidad medida", "unita misura", "unidade medida", "meeteenheid",
    ]),
    (Subject::Party(Role::Recipient), &[
        "company", "startup", "start up", "recipient", "organization", "organisation", "target",
        "target company", "investee", "portfolio company", "acquiree", "acquired company", "issuer",
        "borrower", "recipient org", "acquired", "grantee", "beneficiary", "firm", "business", "unternehmen", "firma", "gesellschaft",
        "ziel", "zielunternehmen", "empfanger", "entreprise", "societe", "cible", "beneficiaire", "empresa",
        "compania", "sociedad", "beneficiario", "companies", "azienda", "impresa", "bedrijf", "foretag", "virksomhed", "selskap",
        "yritys", "bolag", "spolka", "firma docelowa", "sirket", "компания", "公司", "公司名称", "企业", "企业名称", "被投企业", "会社", "会社名", "企業", "企業名",
        "회사", "회사명", "기업", "기업명", "الشركة",
        "payee", "awardee", "recipients", "targets", "startups", "investees", "societa", "target societa", "azienda target",
        "empresa adquirida", "empresa objetivo", "sociedad adquirida", "empresa participada", "empresa invertida",
        "societe cible", "societe acquise", "entreprise cible", "entreprise acquise", "entreprise financee",
        "societe financee", "doelwit", "overgenomen bedrijf", "ontvanger", "begunstigde", "mottagare", "modtager",
        "mottaker", "malbolag", "kohdeyhtio", "saaja", "beneficjent", "odbiorca", "prijemce", "kedvezmenyezett",
        "beneficiar", "hedef sirket", "получатель", "объект сделки", "цель", "被投资企业", "被投资公司", "被投公司", "标的公司", "标的企业",
        "目标公司", "受资方", "融资企业", "融资公司", "被收购公司", "被收购方", "項目公司", "投資先", "投資先企業", "出資先", "買収先", "被買収企業", "対象会社", "対象企業",
        "スタートアッフ", "受領者", "調達企業", "調達会社", "피투자사", "피투자기업", "투자기업", "피인수기업", "피인수사", "대상기업", "수혜기업", "스타트업", "perusahaan", "cong ty",
        "εταιρεια", "spolecnost", "vallalat", "ceg",
        "कपन", "सटरटअप", "المستفيد", "الشركة المستهدفة", "الشركة المستثمر فيها", "ben nhan", "doanh nghiep", "cong ty muc tieu", "purchased",
    ]),
    (Subject::Party(Role::Investor), &[
        "investor", "investors", "lead investor", "lead investors", "select investors", "all investors",
        "backers", "investing company", "acquirer", "acquiror", "acquirers", "acquiring company", "acquired by", "buyer",
        "purchaser", "bidder", "lender", "lenders", "funder", "funders", "funded by", "grantor", "investoren",
        "kapitalgeber", "geldgeber", "kaufer", "erwerber", "investisseur", "investisseurs", "acquereur",
        "acheteur", "inversor", "inversores", "inversionista", "inversionistas", "comprador", "adquirente",
        "adquiriente", "acquirors", "buyers", "purchasers", "bidders", "acquirente", "acquirenti", "investitore", "investitori", "investidor",
        "investidores", "investeerder", "investeerders", "koper", "investerare", "kopare", "kober", "inwestor", "inwestorzy", "nabywca",
        "yatirimci", "yatirimcilar", "инвестор", "инвесторы", "покупатель", "投資家", "投資元", "買収企業", "买方", "投资方", "投资者", "投资机构",
        "收购方", "투자자", "투자사", "인수자", "인수기업",
        "backer", "donor", "donors", "funding agency", "funding org", "investment firm", "investment company", "venture firm",
        "venture capital firm", "vc firm", "private equity firm", "pe firm", "acquired by company",
        "co investor", "co investors", "empresa compradora", "empresa adquirente", "empresa inversora",
        "sociedad adquirente", "sociedad compradora", "societe acquereuse", "entreprise acquereuse", "bailleur fonds",
        "adquirente empresa", "kupujacy", "kupujici", "ostaja", "sijoittaja", "sijoittajat", "investorer", "investerer",
        "alici", "satin alan", "investori", "befektetok", "befekteto", "επενδυτης", "出資者", "出資元", "買い手", "買収者", "買収元",
        "投資企業", "投资人", "投资机构名称", "领投方", "收购人", "收购公司", "投資機構", "투자기관", "투자회사", "매수자", "매수인", "인수회사",
        "satin alan sirket", "नवशक", "المستثمر", "المستثمرون", "المستثمرين", "المشتري", "الجهة المستثمرة", "nha dau tu", "ben mua",
    ]),
    (Subject::Party(Role::Operator), &[
        "operator", "operators", "betreiber", "exploitant", "operador", "operadora", "gestore",
        "exploitante", "operatore", "operateur", "оператор", "运营商", "運営会社", "운영사",
    ]),
    (Subject::Party(Role::Provider), &[
        "supplier", "provider", "vendor", "contractor", "lieferant", "anbieter", "auftragnehmer",
        "fournisseur", "prestataire", "proveedor", "contratista",
        "suppliers", "providers", "vendors", "contractors", "winning bidder", "successful bidder", "awarded supplier",
        "awarded contractor", "fornitore", "fornecedor", "adjudicatario", "empresa adjudicataria", "contratada",
        "contratado", "titulaire", "attributaire", "leverancier", "opdrachtnemer", "leverantor", "leverandor", "toimittaja",
        "wykonawca", "dostawca", "dodavatel", "dodavatelj", "szallito", "furnizor", "tedarikci", "yuklenici", "поставщик",
        "исполнитель", "подрядчик", "постачальник", "供应商", "供應商", "承包商", "中标人", "中标单位", "中标供应商", "供給者", "供給企業", "受注者", "受注先",
        "受注企業", "공급자", "공급업체", "공급사", "수주사", "수주업체", "계약업체",
        "المورد", "المقاول", "nha cung cap", "nha thau",
    ]),
    (Subject::Party(Role::Customer), &[
        "customer", "client", "kunde", "auftraggeber", "cliente",
        "customers", "clients", "contracting authority", "procuring entity", "contratante", "organo contratacion",
        "committente", "stazione appaltante", "donneur ordre", "pouvoir adjudicateur", "klant", "opdrachtgever", "kund",
        "bestallare", "tilaaja", "asiakas", "zamawiajacy", "klient", "zakaznik", "objednatel", "zadavatel", "musteri",
        "заказчик", "клиент", "замовник", "客户", "客戶", "采购人", "采购单位", "采购方", "招标人", "顧客", "発注者", "発注元", "発注企業", "고객", "고객사",
        "발주처", "발주자", "수요기관",
        "العميل", "khach hang", "chu dau tu",
    ]),
    (Subject::Field(Field::Title), &[
        "title", "deal", "deal name", "project", "headline", "transaction", "titel", "projekt", "projet",
        "titre", "titulo", "proyecto", "案件名", "案件", "事業名", "フロシェクト名", "项目名称", "项目", "交易名称", "프로젝트명", "사업명",
        "المشروع", "परयजन",
    ]),
    (Subject::Name, &[
        "name", "names", "nom", "nombre",
    ]),
    (Subject::Field(Field::Round), &[
        "round", "funding round", "round type", "series", "funding type", "investment type", "funding stage",
        "investment stage", "deal type", "transaction type", "stage", "runde", "finanzierungsrunde",
        "finanzierungsphase", "phase", "tour", "tour table", "stade", "ronda", "serie", "etapa",
        "investment round",
    ]),
    (Subject::Field(Field::Kind), &[
        "kind", "type", "art", "typ", "tipo", "種別", "类型", "유형",
    ]),
    (Subject::Field(Field::Status), &[
        "status", "deal status", "stand", "statut", "estado", "estatus", "stato", "situacao", "statusz", "stav", "tila", "durum",
        "статус", "состояние", "状态", "交易状态", "状態", "ステータス", "상태", "진행상태", "الحالة",
        "सथत", "trang thai", "tinh trang",
    ]),
    (Subject::Field(Field::Place), &[
        "destination country", "host country", "target country", "project country", "zielland", "pays destination",
        "pais destino", "destination", "country", "country code", "countries", "nation", "land", "lander", "staat", "pays", "pais",
        "paises", "paese", "paesi", "nazione", "kraj", "maa", "ulke", "negara", "zeme", "drzava", "tara", "orszag", "страна", "краіна",
        "χωρα", "国家", "國家", "国", "国名", "所在国", "국가", "나라", "الدولة", "البلد", "दश", "ประเทศ", "quoc gia",
        "place", "places", "where", "location", "locations", "region", "standort", "ort", "lieu", "ubicacion", "lugar", "luogo",
        "plaats", "местоположение", "регион", "地区", "地點", "地点", "場所", "所在地", "지역", "위치", "city location",
        "nuoc", "دولة", "بلد", "dia diem",
    ]),
    (Subject::Field(Field::PlaceName), &[
        "city", "town", "stadt", "ville", "ciudad", "citta", "cidade", "miasto", "город", "城市", "都市", "도시",
        "state", "states", "province", "bundesland", "kanton", "canton", "provincia", "provinz",
    ]),
    (Subject::Field(Field::Tag), &[
        "tag", "tags", "etiqueta", "etiquetas",
    ]),
    (Subject::Field(Field::Note), &[
        "note", "notes", "footnote", "footnotes", "fussnote", "comment", "comments", "remark", "remarks", "description", "details", "notiz",
        "notizen", "bemerkung", "bemerkungen", "anmerkung", "anmerkungen", "kommentar", "beschreibung",
        "remarque", "remarques", "commentaire", "commentaires", "nota", "notas", "comentario", "comentarios",
        "observaciones", "observacoes", "observations", "observation", "precisions", "osservazioni", "commento", "commenti",
        "annotazioni", "hinweis", "hinweise", "erlauterung", "erlauterungen", "opmerking", "opmerkingen", "toelichting", "uwagi", "uwaga",
        "komentarz", "anmarkning", "anmarkningar", "bemaerkning", "merknad", "huomautus", "poznamka", "poznamky", "megjegyzes",
        "примечание", "примечания", "комментарии", "備考", "注記", "备注", "说明", "備註", "說明", "비고", "explanation", "explanations",
        "caveat", "caveats", "info", "infos", "memo", "terms", "keterangan", "anm", "bemaerkninger", "additional information", "notes on amount", "annotation", "annotations",
        "aciklama", "notlar", "टपपण", "ملاحظات", "ghi chu",
    ]),
    (Subject::Field(Field::Source), &[
        "source", "url", "source url", "source link", "link", "links", "reference", "sources", "article",
        "quelle", "quellen", "lien", "fuente", "fuentes", "enlace",
        "kaynak", "सरत", "المصدر", "nguon",
    ]),
    (Subject::Field(Field::Publisher), &[
        "publisher", "medium", "verlag", "editeur", "editor",
    ]),
    (Subject::Field(Field::Quote), &[
        "quote", "quotation", "zitat", "citation", "cita",
    ]),
    (Subject::Field(Field::Id), &[
        "id", "deal id", "unique id", "transaction id", "round id", "uuid", "key",
    ]),
];

/// Words that may follow the noun of a company: "Company acquired", "Investor company", "Investor 2 legal name".
pub(super) const AFTER_COMPANIES: &[&str] = &[
    "s", "es", "company", "companies", "firm", "firms", "entity", "entities", "organization", "organisation",
    "organizations", "organisations", "group", "consortium", "list", "legal", "full", "official",
    "registered", "short", "trading", "acquired", "funded", "backed", "involved", "participating",
    "invested", "announced",
];

/// Nouns of companies in French and Spanish, whose attributes follow them: "Empresa objetivo".
pub(super) const COMPANIES_BEFORE_ATTRIBUTES: &[&str] = &[
    "entreprise", "societe", "empresa", "compania", "sociedad", "investisseur", "investisseurs", "inversor",
    "inversores", "inversionista", "inversionistas", "fournisseur", "prestataire", "proveedor",
    "contratista", "cliente",
];

/// Words of headers of companies that acquire others.
pub(super) const ACQUIRERS: &[&str] = &[
    "acquirer", "acquirers", "acquiror", "acquirors", "acquiring", "acquired", "buyer", "buyers",
    "purchaser", "purchasers", "bidder", "bidders", "kaufer", "erwerber", "acquereur", "acheteur",
    "comprador", "adquirente", "adquiriente", "acquirente", "acquirenti", "koper", "kopare", "kober",
    "nabywca", "покупатель", "買収企業", "买方", "收购方", "인수자", "인수기업", "compradora", "adquirente",
    "acquereuse", "kupujacy", "kupujici", "ostaja", "alici", "買い手", "買収者", "買収元", "收购人",
    "收购公司", "매수자", "매수인", "인수회사",
];

/// Words of headers of companies that are in no role of a deal: "Seller company", "Parent company".
pub(super) const OTHER_COMPANIES: &[&str] = &[
    "seller", "sellers", "selling", "divesting", "parent", "holding", "owner", "sponsor", "sister",
    "advisor", "adviser", "law", "insurance", "audit", "management", "vendedor", "vendedora", "vendeur",
    "verkaufer", "venditore", "matriz", "verkoper", "saljare", "saelger", "selger", "myyja", "sprzedajacy",
    "zbywca", "prodavajici", "satici", "продавец", "卖方", "賣方", "出让方", "売り手", "売主", "譲渡企業",
    "매도자", "매도인", "cedant", "verausserer", "competitor", "auditor",
];

/// Words of headers of companies that buy a good, a service or another company.
pub(super) const BUYERS: &[&str] = &[
    "buyer", "buyers", "purchaser", "purchasers", "kaufer", "acheteur", "comprador", "compradora", "koper",
    "kopare", "kober", "kupujacy", "kupujici", "ostaja", "alici", "покупатель", "买方", "買い手", "매수자",
    "매수인",
];

/// Words of headers for any company: beside the provider of a good or a service it is the customer.
pub(super) const ANY_COMPANIES: &[&str] = &[
    "company", "organization", "organisation", "firm", "business", "unternehmen", "firma", "gesellschaft",
    "entreprise", "societe", "empresa", "compania", "sociedad", "azienda", "bedrijf", "foretag", "companies",
    "organizations", "organisations", "firms", "businesses", "impresa", "societa", "virksomhed", "selskap",
    "yritys", "bolag", "spolka", "spolecnost", "sirket", "компания", "公司", "公司名称", "企业", "企业名称",
    "会社", "会社名", "企業", "企業名", "회사", "회사명", "기업", "기업명", "الشركة", "perusahaan",
    "εταιρεια", "vallalat", "ceg",
];

/// Words that may stand beside those for companies and leave their role as it is: "New investors", "AI startup". Beside other
/// words they may be in another role: "Losing bidder", "Former investors".
pub(super) const BESIDE_COMPANIES: &[&str] = &[
    "lead", "leading", "main", "primary", "principal", "major", "key", "notable", "select", "selected",
    "other", "all", "co", "new", "participating", "participant", "strategic", "corporate", "institutional",
    "private", "public", "venture", "capital", "vc", "pe", "angel", "foreign", "local", "domestic",
    "international", "global", "national", "winning", "successful", "awarded", "winner", "preferred", "ai",
    "tech", "technology", "fintech", "biotech", "startup", "growth", "deal", "transaction", "project",
    "round", "contract", "award", "and", "or", "und", "et", "y", "e", "i", "s", "es", "name", "names", "hq",
    "headquarters", "ticker", "symbol", "url", "link", "linked", "full", "legal", "official", "short",
    "normalized", "clean", "cleaned", "title", "haupt", "neue", "weitere", "beteiligte", "fuhrender",
    "fuhrende", "chef", "file", "tete", "principaux", "principale", "principales", "lider", "lideres",
    "nuevos", "nouveaux", "projekt", "projet", "proyecto", "transaktion", "operation", "operacion", "by",
    "with", "english",
];

/// Words of headers of companies that sell a good, or another company.
pub(super) const VENDORS: &[&str] = &["vendor"];

/// Words of headers whose places are those from which the money comes, or the home of a company.
pub(super) const OTHER_PLACES: &[&str] = &[
    "source", "home", "hq", "headquarter", "headquarters", "headquartered", "origin", "parent",
    "nationality", "incorporation", "registration", "domicile", "residence", "investing", "herkunft",
    "herkunftsland", "sitz", "hauptsitz", "origine", "origen", "siege", "sede",
];

/// Words that may stand beside those for places where the place is that of a deal: "Project country", "Country (ISO 3)". Beside
/// other words, it is that of somebody else: "Donor country".
pub(super) const BESIDE_PLACES: &[&str] = &[
    "code", "codes", "dominant", "iso", "alpha", "full", "short", "english", "main", "primary", "where",
    "exact", "specific", "physical", "geographic", "geographical", "world", "sub", "subregion", "un", "m",
    "global", "macro", "wider", "event", "us", "host", "destination", "target", "project", "projects",
    "deal", "transaction", "investment", "investments", "investee", "site", "sites", "plant", "plants",
    "facility", "facilities", "factory", "asset", "assets", "property", "data", "center", "centre",
    "datacenter", "datacentre", "campus", "construction", "performance", "work", "works", "implementation",
    "implemented", "operation", "operations", "activity", "located", "spent", "spending", "receiving",
    "planned", "new", "list", "s", "ies", "projekt", "projet", "proyecto", "destino", "werk", "anlage",
    "investition", "project site", "startup", "venture",
];

/// Words that may stand beside those for a status where it is that of a deal: "Deal status". Beside other words it may be
/// that of something else: "Payment status".
pub(super) const BESIDE_STATUSES: &[&str] = &[
    "deal", "transaction", "project", "investment", "round", "contract", "agreement", "funding", "financing",
    "award", "grant", "loan", "acquisition", "merger", "order", "current", "latest", "overall", "status",
    "actual", "transaktion", "projekt", "operation", "operacion", "contrat", "contrato", "projet",
    "proyecto",
];

/// Words of headers whose places are states or provinces, or regions, which may be such.
pub(super) const STATES: &[&str] =
    &["state", "states", "province", "bundesland", "kanton", "canton", "provincia", "provinz", "region"];

/// Words of headers whose places are countries.
pub(super) const COUNTRIES: &[&str] = &[
    "country", "countries", "nation", "zielland", "land", "lander", "staat", "pays", "pais", "paises",
    "paese", "paesi", "nazione", "kraj", "maa", "ulke", "negara", "zeme", "drzava", "tara", "orszag",
    "страна", "краіна", "χωρα", "国家", "國家", "国", "国名", "所在国", "국가", "나라", "الدولة", "البلد",
    "दश", "ประเทศ",
];

/// Words that say nothing beside others.
pub(super) const FILLERS: &[&str] = &[
    "name", "names", "of", "the", "in", "en", "de", "du", "des", "der", "die", "del", "la", "le", "les",
    "el", "los", "do", "da", "dos", "das", "della", "dell", "di", "d", "l", "von", "a", "for", "fur", "pour",
    "para", "is", "usd", "eur", "nom", "nombre",
];

/// Kinds by the words for rounds and types of deals; `*` stands for any text. The first that fits counts.
#[rustfmt::skip]
pub(super) const KINDS: &[(&str, Kind)] = &[
    ("*grant*", Kind::Grant), ("*subvention*", Kind::Grant), ("*tax credit*", Kind::Grant), ("*zuschuss*", Kind::Grant),
    ("*forderung*", Kind::Grant), ("*loan*", Kind::Debt), ("*debt*", Kind::Debt), ("*bond*", Kind::Debt),
    ("*credit*", Kind::Debt), ("*darlehen*", Kind::Debt), ("*kredit*", Kind::Debt), ("*anleihe*", Kind::Debt),
    ("*prestamo*", Kind::Debt), ("*acquisition*", Kind::Acquisition), ("*acquired*", Kind::Acquisition),
    ("*merger*", Kind::Acquisition), ("*takeover*", Kind::Acquisition), ("*buyout*", Kind::Acquisition),
    ("m&a", Kind::Acquisition), ("lbo", Kind::Acquisition), ("*ubernahme*", Kind::Acquisition),
    ("*fusion*", Kind::Acquisition), ("*adquisicion*", Kind::Acquisition), ("*series*", Kind::Equity),
    ("*serie*", Kind::Equity), ("*seed*", Kind::Equity), ("*angel*", Kind::Equity),
    ("*venture*", Kind::Equity), ("*equity*", Kind::Equity), ("*growth*", Kind::Equity),
    ("*crowdfunding*", Kind::Equity), ("ipo", Kind::Equity), ("*ipo*", Kind::Equity),
    ("*runde*", Kind::Equity), ("*secondary*", Kind::Equity), ("*bridge*", Kind::Equity),
    ("*capex*", Kind::Capex), ("*capital expenditure*", Kind::Capex), ("*contract*", Kind::Contract),
    ("*vertrag*", Kind::Contract),
];

/// Exponents of ten, with their units.
pub(super) const EXPONENTS: [(&str, &str); 5] =
    [("0", "ones"), ("3", "thousands"), ("6", "millions"), ("9", "billions"), ("12", "trillions")];

/// Words with which a row of totals begins.
pub(super) const TOTALS: &[&str] = &[
    "total", "totals", "grand total", "subtotal", "sub total", "sub-total", "sum", "summe", "gesamt",
    "gesamtsumme", "insgesamt", "zwischensumme", "endsumme", "sous total", "sous-total", "total general",
    "somme", "suma", "subtotales", "totales", "total geral", "overall", "overall total", "running total",
    "totale", "totaal", "subtotaal", "summa", "sammanlagt", "totalt", "i alt", "celkem", "razem", "ukupno",
    "yhteensa", "osszesen", "totais", "toplam", "genel toplam", "итого", "всего", "合计", "合計", "总计",
    "總計", "総計", "小计", "小計", "합계", "총계", "소계", "المجموع", "الاجمالي", "tong", "tong cong",
    "brought forward", "carried forward", "balance brought forward", "balance carried forward",
    "balance b/f", "balance c/f", "cumulative", "cumulative total", "ytd", "year to date", "total announced",
    "all deals", "ubertrag", "a reporter", "συνολο", "all", "all companies", "all countries", "count",
    "average", "mean", "median", "平均", "balance", "rest", "remainder", "remaining", "durchschnitt",
    "moyenne", "promedio", // Labels of pivot tables.
    "gesamtergebnis", "gesamt ergebnis", "summe ergebnis", "total result", "total resultat",
    "totale complessivo", "totale generale", "eindtotaal", "suma koncowa", "общии итог", "총합계",
    "totalsumma", "totalsum", "hovedtotal", "kaikki yhteensa", "celkovy soucet", "celkovy sucet",
    "vegosszeg", "γενικο αθροισμα", "загальнии підсумок", "totaux", "samlet", "lacznie", "ogolem", "всього",
    "разом", "усього", "spolu", "somma", "סה\"כ", "סה״כ", "סך הכל", "مجموع", "jumlah", "รวม", "कल", "総額",
    "総数", "总额", "總額", "累计", "累計", "計", "计", "총액", "누계", "ttl", "tot", "σ", "∑", "sub-totals",
    "sub totals", "aggregate", "cumul", "cumule", "kumuliert", "skupaj", "suma total", "somme totale",
    "gesamtbetrag",
];

/// Beginnings of the labels of rows that are parts of the row above: `of which US`.
pub(super) const PARTS_OF_ROWS: &[&str] = &[
    "of which ", "(of which ", "of which: ", "thereof ", "davon ", "dont ", "di cui ", "dos quais ",
    "de los cuales ", "waarvan ", "w tym ", "其中", "うち", "이 중 ",
];

/// Texts that stand where the name of a company is not known.
pub(super) const NOBODY: &[&str] = &[
    "undisclosed", "not disclosed", "undisclosed investor", "undisclosed investors", "undisclosed buyer",
    "n/a", "na", "n.a.", "n.a", "n/d", "n.d.", "nan", "null", "none", "nil", "unknown", "unknown investors",
    "business angels", "angel investors", "existing investors", "unnamed", "unspecified", "tbd", "tba",
    "tbc", "various", "various investors", "others", "other", "and others", "other investors", "others.",
    "et al", "et al.", "etc", "etc.", "-", "--", "–", "—", "?", "#n/a", "confidential", "unbekannt", "k.a.",
    "nicht bekannt", "diverse", "u.a.", "inconnu", "non communique", "desconocido", "no disponible", "s/d",
    "average", "avg", "avg.", "mean", "median", "max", "maximum", "min", "minimum", "durchschnitt",
    "mittelwert", "moyenne", "promedio", "see note", "see notes", "see text", "self-funded", "self funded",
    "bootstrapped", "andere", "weitere", "autres", "otros", "inni", "他", "其他", "sonstige", "прочие",
    "другие", "その他", "outros", "altri", "ovriga", "ovrige", "pozostale", "inne", "diger", "digerleri",
    "기타", "اخرى", "miscellaneous", "misc", "misc.", "long tail", "several", "multiple", "varios", "resto",
    "ovrigt", "rest of world", "rest of the world", "startups", "all others", "all other companies", "muut",
    "ostatni", "overige", "egyeb", "інші", "lainnya", "srednia", "gemiddelde", "medelvarde", "ortalama",
    "gennemsnitt", "gennemsnit", "gjennomsnitt", "prumer", "atlag", "keskiarvo", "среднее",
    "среднее значение", "в среднем", "медиана", "mediane", "mediana", "중앙값", "평균", "平均値", "中央値",
    "平均值", "中位数", "μεσος ορος", "trung binh", "rata-rata", "متوسط", "std dev", "std. dev.",
    "standard deviation", "yoy", "y/y",
];

/// Texts that stand for the cell above.
pub(super) const DITTO: &[&str] = &[
    "ditto", "do.", "-do-", "dito", "dto.", "dto", "ibid", "ibid.", "idem", "same", "same as above",
    "same as previous", "as above", "see above", "siehe oben", "s. o.", "s.o.", "wie oben", "voir ci-dessus",
    "ci-dessus", "lo mismo", "igual que arriba", "come sopra", "zie boven", "jw.", "\"", "''", "同上",
    "上と同し", "상동", "см. выше",
];

/// Endings of a list of names that name nobody.
pub(super) const AND_OTHERS: &[&str] = &[
    " and others", " & others", " and other investors", " et al.", " et al", " u.a.", " und andere",
    " et autres", " y otros", " und weitere", " und andere investoren", " et al",
];

/// Words for money that is taken back, folded.
pub(super) const REFUNDS: &[&str] = &[
    "refund", "refunds", "refunded", "reversal", "repayment", "credit note", "credit memo", "chargeback",
    "clawback", "deobligation", "ruckzahlung", "ruckerstattung", "gutschrift", "storno", "ruckforderung",
    "remboursement", "avoir", "reembolso", "devolucion", "reintegro", "rimborso", "devolucao", "estorno",
    "terugbetaling", "aterbetalning", "tilbagebetaling", "zwrot", "возврат", "退款", "返金", "환불",
    "correction", "adjustment", "korrektur", "de-obligation", "decommitment", "de-commitment",
    "cancellation", "termination", "reduction", "write-down", "writedown", "write-off", "debt repayment",
    "loan repayment",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn words_are_folded() {
        let headers = HEADERS.iter().flat_map(|(_, phrases)| *phrases);
        let words = [COUNTRIES, STATES, BESIDE_PLACES, OTHER_PLACES, FILLERS, TOTALS, NOBODY];
        for phrase in headers.chain(words.into_iter().flatten()) {
            assert_eq!(fold(phrase), *phrase);
        }
    }
}
