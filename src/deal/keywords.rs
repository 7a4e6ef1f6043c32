//! The keywords of a deal: its kind, its status, and the roles and relations in it.

use crate::invalid::keyword_enum;

keyword_enum! {
    /// What a deal commits money to.
    pub enum Kind is "kind" {
        /// An order for goods or services.
        Contract = "contract",
        /// The investor's own capital expenditure.
        Capex = "capex",
        /// A purchase of shares.
        Equity = "equity",
        /// A loan or a bond.
        Debt = "debt",
        /// A purchase of a company.
        Acquisition = "acquisition",
        /// Money that is not paid back.
        Grant = "grant",
        /// Anything else.
        Other = "other",
    }
}

keyword_enum! {
    /// The stage that a deal has reached.
    pub enum Status is "status" {
        /// Reported without a named source.
        Rumoured = "rumoured" | "rumored",
        /// Stated in public by a party.
        Announced = "announced",
        /// Agreed in writing.
        Signed = "signed",
        /// Closed or paid out.
        Completed = "completed",
        /// Called off.
        Cancelled = "cancelled" | "canceled",
    }
}

impl Role {
    /// Whether money flows through the role. Partners, operators and backers take part without it.
    pub fn carries_money(self) -> bool {
        match self {
            Self::Investor | Self::Provider | Self::Customer | Self::Recipient => true,
            Self::Partner | Self::Operator | Self::Backer => false,
        }
    }
}

impl Status {
    /// Returns whether totals count the deal by default: rumoured and cancelled deals are no commitments.
    pub fn counts(self) -> bool {
        match self {
            Self::Announced | Self::Signed | Self::Completed => true,
            Self::Rumoured | Self::Cancelled => false,
        }
    }
}

keyword_enum! {
    /// What a company does in a deal.
    pub enum Role is "role" {
        /// Provides the money.
        Investor = "investor",
        /// Sells the goods or services.
        Provider = "provider",
        /// Buys the goods or services.
        Customer = "customer",
        /// Receives the money.
        Recipient = "recipient",
        /// Takes part in another way.
        Partner = "partner",
        /// Operates what is built.
        Operator = "operator",
        /// Funds one of the parties.
        Backer = "backer",
    }
}

keyword_enum! {
    /// How the amount of a part relates to the amount of its deal.
    pub enum Relation is "relation" {
        /// Included in the deal's amount.
        Within = "within",
        /// Not included in it, and in no total.
        Alongside = "alongside",
    }
}
