//! Parts of names and sentences.

/// Beginnings of company names.
pub(super) const STEMS: [&str; 120] = [
    "Aber", "Acorn", "Alder", "Amber", "Anchor", "Apex", "Arbor", "Argent", "Ash", "Aspen", "Atlas",
    "Auburn", "Autumn", "Axis", "Azure", "Bay", "Beacon", "Birch", "Black", "Blue", "Bold", "Boulder",
    "Bright", "Bronze", "Cairn", "Canyon", "Cedar", "Chalk", "Cinder", "Clear", "Cliff", "Clover", "Cobalt",
    "Copper", "Coral", "Crane", "Crest", "Crimson", "Cross", "Crystal", "Dawn", "Deep", "Delta", "Drift",
    "Dune", "Eagle", "East", "Ebony", "Elder", "Elm", "Ember", "Ever", "Fair", "Falcon", "Fern", "Field",
    "Fire", "Flint", "Fox", "Frost", "Garnet", "Gold", "Granite", "Grand", "Green", "Grey", "Grove",
    "Harbour", "Hazel", "Heath", "High", "Hollow", "Iron", "Ivory", "Jade", "Juniper", "Keel", "Kestrel",
    "Lake", "Lark", "Laurel", "Light", "Lime", "Long", "Maple", "Marble", "Meadow", "Mill", "Mist", "Moon",
    "Moss", "North", "Oak", "Ocean", "Olive", "Onyx", "Opal", "Orchid", "Pearl", "Pine", "Prime", "Quartz",
    "Raven", "Red", "Ridge", "River", "Rowan", "Sable", "Sage", "Silver", "Slate", "Spruce", "Steel",
    "Stone", "Summit", "Swift", "Thorn", "Umber", "Vale", "Willow",
];

/// Beginnings with accents or in other scripts. Names are compared without accents, so none of these equals one of
/// [`STEMS`] after removing accents.
pub(super) const FOREIGN_STEMS: [&str; 60] = [
    "Énergie", "Søndergård", "Łódź", "Zürich", "Málaga", "Århus", "Übersee", "Čapek", "Ñandú", "Œuvre",
    "Åkerlund", "Béton", "Curaçao", "Dvořák", "Éclair", "Fjällräv", "Göteborg", "Hôtel", "Íslenska",
    "Jämtland", "Kärnten", "Lumière", "Münster", "Nîmes", "Österreich", "Poznań", "Québec", "Région",
    "São Paulo", "Türkiye", "Ústí", "Växjö", "Wrocław", "Yucatán", "Žižkov", "東方", "日本電", "三河",
    "北極星", "長江", "深圳華", "大成", "富士見", "한빛", "서울", "대양", "Северный", "Волга", "Заря",
    "Полюс", "Ωμέγα", "Ελλάς", "Αιγαίο", "हिमालय", "भारत", "गंगा", "שחר", "نجم", "الخليج", "ไทยเจริญ",
];

/// Second words of company names.
pub(super) const SECONDS: [&str; 50] = [
    "Aero", "Analytics", "Automation", "Bio", "Capital", "Cement", "Chemicals", "Cloud", "Compute",
    "Dynamics", "Electric", "Energy", "Fabrication", "Fibre", "Foods", "Forge", "Freight", "Gas", "Genomics",
    "Grid", "Holdings", "Hydrogen", "Infrastructure", "Labs", "Lithium", "Logistics", "Marine", "Materials",
    "Media", "Medical", "Metals", "Mining", "Mobility", "Motors", "Networks", "Optics", "Partners",
    "Payments", "Pharma", "Photonics", "Power", "Rail", "Robotics", "Semiconductor", "Shipping", "Solar",
    "Storage", "Systems", "Water", "Wind",
];

/// Ends of company names, most of them legal forms.
pub(super) const ENDS: [&str; 10] =
    ["", "Group", "Inc.", "Ltd", "AG", "International", "plc", "& Sons", "Co.", "Ventures"];

/// Purposes of the money, for titles and quotes.
pub(super) const PROJECTS: [&str; 48] = [
    "AI data centres", "a chip plant", "a battery factory", "offshore wind farms", "a solar park",
    "grid upgrades", "a hydrogen hub", "fibre networks", "a research campus", "electric buses",
    "a steel mill", "a lithium mine", "port terminals", "a vaccine plant", "cloud regions",
    "satellite broadband", "subsea cables", "a rail line", "drone logistics", "a refinery", "carbon capture",
    "robotics labs", "a logistics park", "water treatment", "heat pumps", "a gigafactory",
    "pipeline repairs", "wafer tools", "an airport terminal", "toll roads", "food processing",
    "a copper smelter", "quantum computers", "payment systems", "a gene therapy line", "shipyard docks",
    "nuclear reactors", "storage batteries", "a film studio", "smart meters", "cold storage", "a bridge",
    "rare earths", "fertiliser plants", "geothermal wells", "charging stations", "a cement works",
    "an aluminium mill",
];

/// Towns with an accent, for titles with escapes.
pub(super) const TOWNS: [&str; 12] = [
    "Orléans", "Besançon", "Málaga", "Gdańsk", "Göteborg", "Köln", "Tromsø", "Brașov", "São José", "Plzeň",
    "Kırklareli", "Łomża",
];

/// Tags of deals.
pub(super) const TAGS: [&str; 40] = [
    "AI infrastructure", "cloud", "semiconductors", "batteries", "renewables", "wind", "solar", "hydrogen",
    "nuclear", "grid", "telecoms", "fibre", "satellites", "space", "biotech", "pharma", "medical devices",
    "mining", "lithium", "copper", "rare earths", "steel", "cement", "chemicals", "automotive",
    "electric vehicles", "rail", "ports", "airports", "logistics", "robotics", "quantum", "fintech",
    "payments", "media", "food", "water", "carbon capture", "defence", "real estate",
];

/// Clauses that extend a quote to its length.
pub(super) const CLAUSES: [&str; 24] = [
    "according to a filing published on Monday",
    "the companies said in a joint statement",
    "subject to regulatory approval",
    "with work expected to start within twelve months",
    "as demand continues to outpace supply",
    "in what would be the region's largest project of its kind",
    "with an option to extend the agreement",
    "to be paid in several tranches",
    "after months of negotiations",
    "creating several hundred jobs",
    "people familiar with the plan said",
    "backed by a syndicate of lenders",
    "and expects to break even by the end of the decade",
    "as part of a wider expansion plan",
    "with local suppliers providing most of the equipment",
    "the chief executive told analysts",
    "to meet its long-term targets",
    "half of it in the first year",
    "financed from cash and new debt",
    "without giving further details",
    "at two existing sites",
    "and may add a second phase later",
    "under a framework agreed last year",
    "to secure long-term supply",
];

/// Publishers of sources.
pub(super) const PUBLISHERS: [&str; 25] = [
    "Harbour Wire", "The Ledger Post", "Capital Dispatch", "Energy Bulletin", "Chip Weekly",
    "Morning Courier", "Trade Gazette", "Market Herald", "Deal Monitor", "Grid Journal", "Pacific Times",
    "Continental Review", "Rail Letter", "Mining Record", "Biotech Digest", "Industry Observer",
    "Finance Tribune", "Cloud Report", "Port News", "Solar Letter", "The Examiner", "Northern Star",
    "Le Messager Économique", "Süddeutsche Wirtschaft", "El Correo Financiero",
];

/// Notes of deals and revisions.
pub(super) const NOTES: [&str; 12] = [
    "The figure was confirmed by the company.",
    "The sources do not say when the money is spent.",
    "An earlier report gave a lower figure.",
    "The deal is subject to approval by the authorities.",
    "The amount includes assumed debt.",
    "The buyer did not disclose all terms.",
    "A second phase depends on demand.",
    "The parties have not named the other lenders.",
    "The project was renamed later.",
    "Part of the money comes from a public fund.",
    "The contract can be extended twice.",
    "The date is that of the filing.",
];

/// Countries, the most frequent first.
pub(super) const COUNTRIES: [&str; 40] = [
    "US", "CN", "DE", "GB", "FR", "IN", "JP", "KR", "CA", "AU", "BR", "SG", "SE", "CH", "ES", "IT", "NL",
    "PL", "MX", "AE", "SA", "ZA", "ID", "VN", "TH", "MY", "IE", "NO", "DK", "FI", "PT", "AT", "BE", "CZ",
    "RO", "TR", "CL", "EG", "KE", "NZ",
];
