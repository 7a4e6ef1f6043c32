//! Parties as people give them: a company, and a role where that does not follow.

use std::fmt;
use std::str::FromStr;

use crate::deal::{Kind, Party, Role};
use crate::invalid::Problem;
use crate::money::Amount;
use crate::text::{fold, quote};

/// A company of a new deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewParty {
    /// Its name.
    pub company: String,
    /// What it does in the deal; `None` if that is to follow from the kind of the deal and the other party.
    pub role: Option<Role>,
}

impl FromStr for NewParty {
    type Err = Problem;

    /// Reads `CoreWeave:provider` or `CoreWeave`.
    fn from_str(text: &str) -> Result<Self, Problem> {
        if text.contains(':') || text.trim().is_empty() {
            let Party { company, role } = text.parse()?;
            check_name(&company)?;
            return Ok(Self { company: company.into_owned(), role: Some(role) });
        }
        check_name(text)?;
        Ok(Self { company: text.trim().to_owned(), role: None })
    }
}

/// Checks that a text can be the name of one company.
///
/// # Errors
/// If it is a list, an amount, or has a colon before its name.
fn check_name(text: &str) -> Result<(), Problem> {
    let (what, advice) = if text.contains(';') {
        ("is a list", "give each company by itself, with its role: CoreWeave:provider")
    } else if text.trim_start().starts_with(':') {
        ("begins with a colon", "the role follows the company: CoreWeave:provider")
    } else if text.parse::<Amount>().is_ok() {
        ("is an amount", "write the name of a company: CoreWeave:provider")
    } else {
        return Ok(());
    };
    Err(Problem::new(format!("{} {what}, and no company", quote(text.trim()))).hint(advice))
}

impl fmt::Display for NewParty {
    /// Writes the form that [`FromStr`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.company)?;
        self.role.map_or(Ok(()), |role| write!(f, ":{role}"))
    }
}

/// Returns the parties of a deal of this kind, each with its role. One role may be left out where the others leave one
/// reading: a company that builds for itself is the investor; of two parties, one pays and the other is paid.
///
/// # Errors
/// If a role is left out that may be another one, too.
pub(super) fn with_roles(parties: &[NewParty], kind: Kind) -> Result<Vec<Party<'static>>, Problem> {
    let known: Vec<Role> = parties.iter().filter_map(|party| party.role).collect();
    let inferred = if known.len() + 1 == parties.len() { only_role(kind, &known) } else { None };
    let party = |party: &NewParty| match party.role.or(inferred) {
        Some(role) => Ok(Party { company: party.company.clone().into(), role }),
        None => Err(Problem::new(format!("{} may have several roles in this deal", quote(&party.company)))
            .hint(format!("write {:?}, or another of {}", format!("{}:investor", party.company), roles()))),
    };
    parties.iter().map(party).collect()
}

/// Adds a party. One with a role takes the place of the same company without one.
pub(super) fn add_party(parties: &mut Vec<NewParty>, party: NewParty) {
    let same = |known: &&mut NewParty| known.role.is_none() && fold(&known.company) == fold(&party.company);
    match parties.iter_mut().find(same) {
        Some(known) => *known = party,
        None => parties.push(party),
    }
}

/// Checks the roles of the parties that were given so far. If `may_have_more` follow, one role may still be missing that
/// follows from another party.
///
/// # Errors
/// As [`with_roles`].
pub(super) fn check_roles(parties: &[NewParty], kind: Kind, may_have_more: bool) -> Result<(), Problem> {
    let others = [Role::Provider, Role::Customer, Role::Investor, Role::Recipient];
    let may_follow = || others.iter().any(|other| only_role(kind, &[*other]).is_some());
    if may_have_more && parties.len() == 1 && may_follow() {
        return Ok(());
    }
    with_roles(parties, kind).map(|_| ())
}

/// Returns the role of the party besides those of these roles, if the kind of the deal leaves only one.
fn only_role(kind: Kind, others: &[Role]) -> Option<Role> {
    match (kind, others) {
        (Kind::Capex, others) if !others.contains(&Role::Investor) => Some(Role::Investor),
        (Kind::Contract, [Role::Provider]) => Some(Role::Customer),
        (Kind::Contract, [Role::Customer]) => Some(Role::Provider),
        (Kind::Equity | Kind::Debt | Kind::Grant, [Role::Investor]) => Some(Role::Recipient),
        (Kind::Equity | Kind::Debt | Kind::Grant, [Role::Recipient]) => Some(Role::Investor),
        _ => None,
    }
}

fn roles() -> String {
    Role::ALL.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_inferred_where_there_is_one_reading() {
        for (kind, parties, roles) in [
            (Kind::Capex, "FabCo", Some("FabCo:investor")),
            (Kind::Capex, "FabCo; Land:backer", Some("FabCo:investor; Land:backer")),
            // Both may invest, or one may operate what the other builds.
            (Kind::Capex, "FabCo; OtherCo", None),
            (Kind::Capex, "FabCo:investor; OtherCo", None),
            (Kind::Contract, "CloudCo:provider; LabCo", Some("CloudCo:provider; LabCo:customer")),
            (Kind::Contract, "CloudCo; LabCo:customer", Some("CloudCo:provider; LabCo:customer")),
            (Kind::Contract, "CloudCo", None),
            (Kind::Equity, "Fund:investor; SunCo", Some("Fund:investor; SunCo:recipient")),
            (Kind::Equity, "Fund; SunCo:recipient", Some("Fund:investor; SunCo:recipient")),
            // The third may invest or receive.
            (Kind::Equity, "Fund:investor; Bank:investor; SunCo", None),
            // A target receives nothing; its owner does.
            (Kind::Acquisition, "BuyCo:investor; SoldCo", None),
            (Kind::Other, "FabCo", None),
        ] {
            let given: Vec<NewParty> = parties.split("; ").map(|party| party.parse().unwrap()).collect();
            let read = with_roles(&given, kind).ok();
            let read =
                read.map(|parties| parties.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "));
            assert_eq!(read.as_deref(), roles, "{kind}: {parties}");
        }
    }

    #[test]
    fn a_missing_role_is_refused_when_no_further_party_can_decide_it() {
        let check = |parties: &str, kind, may_have_more| {
            let mut given = Vec::new();
            for party in parties.split("; ") {
                add_party(&mut given, party.parse().unwrap());
            }
            check_roles(&given, kind, may_have_more).is_ok()
        };
        assert!(check("CloudCo", Kind::Contract, true));
        assert!(!check("CloudCo", Kind::Contract, false));
        assert!(!check("BuyCo", Kind::Acquisition, true));
        assert!(!check("CloudCo; LabCo", Kind::Contract, true));
        assert!(check("CloudCo; LabCo:customer", Kind::Contract, true));
        // The role that is given later replaces the company without one.
        assert!(check("FabCo; FabCo:investor", Kind::Other, true));
    }

    #[test]
    fn a_party_is_read_with_or_without_a_role() {
        for text in ["CoreWeave:provider", "CoreWeave", "A: B:investor"] {
            assert_eq!(text.parse::<NewParty>().unwrap().to_string(), text);
        }
        for text in [
            "", " ", ":investor", "CoreWeave:seller", "A:recipient; B:investor", ":A:investor", "$10bn",
            "10bn USD:investor",
        ] {
            assert!(text.parse::<NewParty>().is_err(), "{text:?}");
        }
    }
}
