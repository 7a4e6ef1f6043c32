//! The columns of companies, and the kind of deals that follows from what the companies do.

use super::{Doubt, Proposer};
use crate::deal::{Kind, Role};
use crate::import::cell;
use crate::import::evidence::{self, Shown, at};
use crate::import::rule::{Field, Options, Origin, Rule};
use crate::import::vocabulary::{self, Subject};
use crate::import::{noun, words};
use crate::sheet::Row;
use crate::text::{fold, quote};

impl Proposer<'_> {
    pub(super) fn parties(&mut self) {
        self.recipients();
        self.investors();
        for role in [Role::Provider, Role::Customer, Role::Operator] {
            self.only_party(role, |_, _| true);
        }
        self.providers_of_money();
        self.sellers();
        self.vendors();
        for column in self.announcing(Subject::Name) {
            if self.has_names(column) && !self.has_role(Role::Recipient) {
                self.party_column(column, Role::Recipient);
            }
        }
        if self.mapping.rules_of(Field::Party).next().is_none() {
            self.unnamed_parties();
        } else if self.mapping.rules_of(Field::Party).all(|rule| rule.options.role == Some(Role::Investor)) {
            self.doubt_investors();
        }
    }

    /// Refuses a sheet of investors alone with another column of names: the deals may be those of its companies.
    fn doubt_investors(&mut self) {
        let is_buyer = |rule: &Rule| match rule.origin {
            Origin::Column(column) => {
                self.columns[column].words.iter().any(|word| vocabulary::BUYERS.contains(&word.as_str()))
            }
            Origin::Constant(_) => false,
        };
        if self.mapping.rules_of(Field::Party).any(is_buyer) {
            return;
        }
        let Some(column) = (0..self.columns.len()).find(|column| self.holds_only_names(*column)) else {
            return;
        };
        let name = &self.sheet.columns[column].name;
        let message = format!("{} may name the companies in which the investors invest", quote(name));
        let role = Some(Role::Recipient);
        let rule = Rule::column(Field::Party, column, Options { role, ..Options::default() });
        let advice = "if it does".to_owned();
        self.doubts.push(Doubt { message, advice, unless: Some("if it does not"), rule });
    }

    /// Takes the column of those who get the money: a target or a startup before any company.
    fn recipients(&mut self) {
        let is_certain =
            |proposer: &Self, column: usize| !noun::is_any_company(&proposer.columns[column].words);
        self.only_party(Role::Recipient, is_certain);
        if self.has_role(Role::Recipient) {
            for column in self.announcing(Subject::Party(Role::Recipient)) {
                let reason = "another column is the recipient".to_owned();
                self.columns[column].reason.get_or_insert(reason);
            }
        } else {
            self.only_party(Role::Recipient, |_, _| true);
        }
    }

    /// Takes the column of the companies in a role, of those that are `wanted`. Several are taken if no row has two of them;
    /// else only a person knows which it is.
    fn only_party(&mut self, role: Role, wanted: impl Fn(&Self, usize) -> bool) {
        let mut columns = self.announcing(Subject::Party(role));
        columns.retain(|column| self.has_names(*column) && wanted(self, *column));
        let Some((first, others)) = columns.split_first() else { return };
        self.party_column(*first, role);
        let text =
            |row: &Row, column: usize| row.cells.get(column).and_then(cell::text).map(|text| fold(&text));
        let rows = &self.sheet.rows;
        let differs = |other: &usize| {
            let mut both = rows.iter().filter_map(|row| text(row, *first).zip(text(row, *other)));
            both.any(|(first, other)| first != other)
        };
        let adds =
            |other: &usize| rows.iter().any(|row| text(row, *first).is_none() && text(row, *other).is_some());
        let (rivals, spare): (Vec<usize>, Vec<usize>) = others.iter().copied().partition(differs);
        let spare: Vec<usize> = spare.into_iter().filter(adds).collect();
        for column in spare {
            self.party_column(column, role);
        }
        if rivals.is_empty() {
            return;
        }
        let names: Vec<String> = std::iter::once(*first)
            .chain(rivals)
            .map(|index| quote(&self.sheet.columns[index].name))
            .collect();
        let message = format!("several columns may be the {role} of the deals: {}", names.join(", "));
        let rule = Rule::column(Field::Party, *first, Options { role: Some(role), ..Options::default() });
        self.doubts.push(Doubt { message, advice: "name the one that it is".to_owned(), unless: None, rule });
    }

    /// Takes every column of investors; that of bidders, who may have lost, only if there is no other.
    fn investors(&mut self) {
        let columns = self.announcing(Subject::Party(Role::Investor));
        let (bidders, others): (Vec<usize>, Vec<usize>) = columns.into_iter().partition(|column| {
            self.columns[*column].words.iter().any(|word| ["bidder", "bidders"].contains(&word.as_str()))
        });
        for column in others.into_iter().chain(bidders.clone()) {
            let is_spare = bidders.contains(&column) && self.has_role(Role::Investor);
            if self.has_names(column) && !is_spare {
                self.party_column(column, Role::Investor);
            }
        }
    }

    /// Takes a column of names that has no header. If there is none, only a person knows whether one with a header is the
    /// companies of the deals.
    fn unnamed_parties(&mut self) {
        let columns: Vec<usize> =
            (0..self.columns.len()).filter(|column| self.may_hold_companies(*column)).collect();
        let is_unnamed = |column: &&usize| words::is_unnamed(&self.sheet.columns[**column].header);
        if let Some(column) = columns.iter().find(is_unnamed) {
            self.note(*column, "by its cells");
            return self.party_column(*column, Role::Recipient);
        }
        if let Some(column) = columns.iter().find(|column| self.names_roles(**column)) {
            self.note(*column, "by the roles in its cells");
            return self.party_column(*column, None);
        }
        let Some(first) = columns.first() else { return self.doubt_companies() };
        let names: Vec<String> =
            columns.iter().take(3).map(|index| quote(&self.sheet.columns[*index].name)).collect();
        let message = format!(
            "no column is known to name the companies of the deals; {} may name them, in a role that is not known",
            names.join(", ")
        );
        let role = Some(Role::Recipient);
        let rule = Rule::column(Field::Party, *first, Options { role, ..Options::default() });
        self.doubts.push(Doubt {
            message,
            advice: "say which does, and in what role".to_owned(),
            unless: None,
            rule,
        });
    }

    /// Refuses a sheet that names no companies, before each of its rows is rejected for it.
    fn doubt_companies(&mut self) {
        let role = Some(Role::Recipient);
        let options = Options { role, ..Options::default() };
        let title = self.announcing(Subject::Field(Field::Title)).first().copied();
        let (rule, advice) = if let Some(column) = title {
            let name = quote(&self.sheet.columns[column].name);
            let advice = format!("if {name} names them, or one company has them all (party==NAME), say so");
            (Rule::column(Field::Party, column, options), advice)
        } else {
            let origin = Origin::Constant("NAME".to_owned());
            let advice = "add a column of companies, or name the one that has all deals".to_owned();
            (Rule { field: Field::Party, origin, options }, advice)
        };
        let message = "no column names the companies, and every deal has one or more".to_owned();
        self.doubts.push(Doubt { message, advice, unless: None, rule });
    }

    /// Whether a column may name companies although its header does not say so: it names them in a role that is not known, or
    /// its cells are names.
    fn may_hold_companies(&self, column: usize) -> bool {
        let known = &self.columns[column];
        let is_role = noun::names_companies(&self.sheet.columns[column].header);
        !known.is_used && (self.holds_only_names(column) || (is_role && known.profile.filled > 0))
    }

    /// Whether the header of a rule's column has one of some words.
    fn has_word(&self, rule: &Rule, known: &[&str]) -> bool {
        match rule.origin {
            Origin::Column(column) => {
                self.columns[column].words.iter().any(|word| known.contains(&word.as_str()))
            }
            Origin::Constant(_) => false,
        }
    }

    /// Leaves the vendors of targets aside: they sell them, and provide nothing.
    fn sellers(&mut self) {
        const TARGETS: [&str; 6] = ["target", "targets", "acquired", "acquiree", "zielunternehmen", "cible"];
        let is_merger = |rule: &Rule| {
            let is_target = rule.options.role == Some(Role::Recipient) && self.has_word(rule, &TARGETS);
            is_target || (self.has_role(Role::Recipient) && self.acquires(rule))
        };
        if !self.mapping.rules_of(Field::Party).any(is_merger) {
            return;
        }
        let is_vendor = |rule: &&Rule| {
            rule.options.role == Some(Role::Provider) && self.has_word(rule, vocabulary::VENDORS)
        };
        let vendors: Vec<Rule> = self.mapping.rules_of(Field::Party).filter(is_vendor).cloned().collect();
        for rule in vendors {
            if let Origin::Column(column) = rule.origin {
                self.columns[column].is_used = false;
                self.columns[column].reason = Some("it sells what is acquired".to_owned());
            }
            self.mapping.rules.retain(|known| *known != rule);
        }
    }

    /// Says what buyers are: the customers of contracts, but where a target is acquired, they acquire it.
    fn vendors(&mut self) {
        let is_buyer = |rule: &Rule| {
            rule.options.role == Some(Role::Investor) && self.has_word(rule, vocabulary::BUYERS)
        };
        let buyers: Vec<bool> = self.mapping.rules.iter().map(is_buyer).collect();
        if self.has_role(Role::Recipient) {
            let is_bidder =
                |rule: &Rule| rule.options.role == Some(Role::Provider) && self.has_word(rule, &["bidder"]);
            let bidders: Vec<bool> = self.mapping.rules.iter().map(is_bidder).collect();
            for (rule, _) in self.mapping.rules.iter_mut().zip(bidders).filter(|(_, is_bidder)| *is_bidder) {
                rule.options.role = Some(Role::Investor);
            }
        }
        if self.has_role(Role::Provider) && !self.has_role(Role::Investor) && !self.has_role(Role::Customer) {
            // "Organisation name" beside "Supplier name"
            let is_client = |rule: &Rule| {
                rule.options.role == Some(Role::Recipient) && self.has_word(rule, vocabulary::ANY_COMPANIES)
            };
            let clients: Vec<bool> = self.mapping.rules.iter().map(is_client).collect();
            for (rule, _) in self.mapping.rules.iter_mut().zip(clients).filter(|(_, is_client)| *is_client) {
                rule.options.role = Some(Role::Customer);
            }
        } else if self.has_role(Role::Provider) && !self.has_role(Role::Recipient) {
            for (rule, is_buyer) in self.mapping.rules.iter_mut().zip(buyers) {
                if is_buyer {
                    rule.options.role = Some(Role::Customer);
                }
            }
        }
    }

    /// Says that those who provide a grant or a loan give the money of the deals.
    fn providers_of_money(&mut self) {
        const MONEY: [&str; 9] =
            ["grant", "grants", "loan", "loans", "aid", "subsidy", "funding", "financing", "oda"];
        const GETTERS: [&str; 6] = ["grantee", "grantees", "borrower", "awardee", "beneficiary", "recipient"];
        let gets =
            |known: &[&str]| self.mapping.rules_of(Field::Party).any(|rule| self.has_word(rule, known));
        let is_of_money = self.mapping.rules_of(Field::Amount).any(|rule| self.has_word(rule, &MONEY));
        if !(gets(&["grantee", "grantees", "borrower"]) || (is_of_money && gets(&GETTERS))) {
            return;
        }
        let is_provider = |rule: &Rule| {
            rule.options.role == Some(Role::Provider) && self.has_word(rule, &["provider", "providers"])
        };
        let providers: Vec<bool> = self.mapping.rules.iter().map(is_provider).collect();
        for (rule, _) in self.mapping.rules.iter_mut().zip(providers).filter(|(_, is_provider)| *is_provider)
        {
            rule.options.role = Some(Role::Investor);
        }
    }

    /// Whether a column of parties is one of companies that acquire others.
    fn acquires(&self, rule: &Rule) -> bool {
        let Origin::Column(column) = rule.origin else { return false };
        let is_investor = rule.options.role == Some(Role::Investor);
        is_investor
            && self.columns[column].words.iter().any(|word| vocabulary::ACQUIRERS.contains(&word.as_str()))
    }

    pub(super) fn has_role(&self, role: Role) -> bool {
        self.mapping.rules_of(Field::Party).any(|rule| rule.options.role == Some(role))
    }

    fn has_names(&self, column: usize) -> bool {
        let column = &self.columns[column];
        let profile = &column.profile;
        let others = profile.dates + profile.money + profile.urls + profile.numbers;
        !column.is_used && column.reason.is_none() && (profile.filled == 0 || others * 2 < profile.filled)
    }

    /// Whether a column whose header says nothing holds names: different texts that are nothing else.
    fn holds_only_names(&self, column: usize) -> bool {
        let known = &self.columns[column];
        let profile = &known.profile;
        let others =
            profile.dates + profile.money + profile.urls + profile.numbers + profile.areas + profile.years;
        let texts = self.texts_of(column);
        let is_free = !known.is_used && known.reason.is_none() && known.subjects.is_empty();
        is_free && profile.filled > 0 && others * 10 <= profile.filled && texts.len() * 2 > profile.filled
    }

    /// Whether brackets in all cells of a column say what each company does.
    fn names_roles(&self, column: usize) -> bool {
        let separator = evidence::separator(self.sheet, column).map(|shown| shown.value);
        self.texts_of(column).iter().all(|text| are_in_roles(text, separator))
    }

    /// Takes a column of companies; without a role if its cells say it.
    fn party_column(&mut self, column: usize, role: impl Into<Option<Role>>) {
        let role = role.into();
        let mut options = Options { role, ..Options::default() };
        let separator = evidence::separator(self.sheet, column);
        // A company is one name, with or without commas; investors are listed.
        let is_sure = |shown: &Shown<&str>| {
            role.is_some_and(|role| role != Role::Recipient)
                || [";", "|", "、"].contains(&shown.value)
                || are_in_roles(&shown.text, Some(shown.value))
        };
        if let Some(shown) = separator.filter(is_sure) {
            options.split = Some(shown.value.to_owned());
            self.note(column, format!("lists divided by {} as in {}", quote(shown.value), at(&shown)));
        }
        self.take(Field::Party, column, options);
    }

    /// Refuses a sheet of buyers alone: they may acquire companies or be the customers of contracts.
    pub(super) fn doubt_buyers(&mut self) {
        let others = [Role::Recipient, Role::Provider, Role::Customer];
        if others.into_iter().any(|role| self.has_role(role)) {
            return;
        }
        let has_buyers = |rule: &&Rule| match rule.origin {
            Origin::Column(column) => {
                self.columns[column].words.iter().any(|word| vocabulary::BUYERS.contains(&word.as_str()))
            }
            Origin::Constant(_) => false,
        };
        let Some(rule) = self.mapping.rules_of(Field::Party).find(has_buyers).cloned() else { return };
        let Origin::Column(column) = rule.origin else { return };
        let name = quote(&self.sheet.columns[column].name);
        let message = format!("{name} may acquire companies, or be the customer of contracts");
        self.doubts.push(Doubt {
            message,
            advice: "say which by its role, investor or customer".to_owned(),
            unless: None,
            rule,
        });
    }

    pub(super) fn kind_by_parties(&self) -> Option<Kind> {
        let investor =
            self.mapping.rules_of(Field::Party).find(|rule| rule.options.role == Some(Role::Investor));
        let Some(rule @ Rule { origin: Origin::Column(column), .. }) = investor else {
            return self.has_role(Role::Provider).then_some(Kind::Contract);
        };
        let has =
            |words: &[&str]| self.columns[*column].words.iter().any(|word| words.contains(&word.as_str()));
        let invests = ["investor", "investors"];
        let gets = |words: &[&str]| {
            let mut rules = self.mapping.rules_of(Field::Party);
            rules.any(|rule| match rule.origin {
                Origin::Column(column) => {
                    self.columns[column].words.iter().any(|word| words.contains(&word.as_str()))
                }
                Origin::Constant(_) => false,
            })
        };
        if self.acquires(rule) && has(&invests) {
            // "Buyers/Investors"
            None
        } else if self.acquires(rule) {
            Some(Kind::Acquisition)
        } else if has(&["lender", "lenders"]) || gets(&["borrower"]) {
            Some(Kind::Debt)
        } else if has(&["grantor"]) || gets(&["grantee"]) {
            Some(Kind::Grant)
        } else if has(&["funder", "funders", "funded", "funding", "donor", "donors", "provider", "providers"])
        {
            // Grants, loans or shares.
            None
        } else {
            self.has_role(Role::Recipient).then_some(Kind::Equity)
        }
    }
}

/// Whether brackets behind each name of a list say what it does: `OpenAI (customer); CoreWeave (provider)`.
fn are_in_roles(text: &str, separator: Option<&str>) -> bool {
    let names = separator.map_or_else(|| vec![text], |separator| cell::list(text, separator));
    names.into_iter().all(|name| words::with_role(name).is_some())
}
