//! Words beside currencies and units that say nothing about them.

/// The words, folded.
pub(super) const FILLERS: &[&str] = &[
    "d", "de", "all", "amounts", "amount", "figures", "figure", "values", "value", "numbers", "sums",
    "prices", "deal", "deals", "transaction", "transactions", "data", "are", "is", "in", "of", "the",
    "stated", "expressed", "shown", "given", "reported", "quoted", "currency", "currencies", "unit", "units",
    "note", "notes", "nb", "n", "b", "otherwise", "unless", "noted", "alle", "angaben", "betrage", "werte",
    "zahlen", "einheit", "wahrung", "hinweis", "montants", "montant", "tous", "les", "en", "exprimes",
    "chiffres", "sommes", "devise", "unite", "importes", "cifras", "todos", "todas", "los", "las", "valores",
    "expresados", "moneda", "unidad", "nota", "x", "bedragen", "total", "net", "gross", "netto", "brutto",
    "ht", "ttc", "vat", "mwst", "iva", "incl", "excl", "including", "excluding", "without", "ohne", "tax",
    "taxes", "approx", "approximate", "approximately", "ca", "est", "estimated", "estimate", "nominal",
    "current", "equivalent", "equiv", "eq", "disclosed", "announced", "at", "historical", "spot", "rate",
    "rates", "converted", "if", "known", "di", "em", "i", "v", "na", "op", "w", "в", "単位", "单位", "單位",
    "단위", "einheiten", "belopp", "belob", "belop", "kwoty", "kwota", "castky", "castka", "суммы", "сумма",
    "importi", "importo", "tutarlar", "tutar", "summat", "osszegek", "osszeg", "iznosi", "iznos", "jumlah",
    "max", "maximum", "min", "minimum", "up", "to", "least", "mind", "size", "sizes", "ticket", "tickets",
    "cheque", "cheques", "check", "checks", "сша", "dalam", "u", "za", "σε", "все", "alla", "wszystkie",
    "vsechny", "ποσα", "iznosima", "указаны", "金额", "金額", "금액", "dvt",
];
