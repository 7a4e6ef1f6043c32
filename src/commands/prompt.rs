//! Questions to a person at a terminal; each answer is parsed at once, and asked again with the reason when it is wrong.

use std::io::{self, IsTerminal};
use std::str::FromStr;

use dialoguer::{Confirm, Input};

use super::update::NewDeal;
use crate::dataset::Dataset;
use crate::error::Error;
use crate::invalid::Problem;

/// Whether there is a person to ask: both ends of the conversation are a terminal.
pub(super) fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Shows a rendered text before a question about it; it goes where the question goes.
pub(super) fn show(text: &str) {
    eprintln!("{text}");
}

/// Asks for consent.
///
/// # Errors
/// When it is not given, and when there is nobody to ask; `otherwise` says how to do without.
pub(super) fn consent(question: &str, otherwise: &str) -> Result<(), Error> {
    if !is_possible() {
        return Err(Error::Usage(Problem::new("there is no terminal to ask at").hint(otherwise)));
    }
    match Confirm::new().with_prompt(question).interact() {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::Declined),
        Err(dialoguer::Error::IO(source)) => Err(Error::Output(source)),
    }
}

/// Asks for what a new deal lacks, when there is somebody to ask and something required is missing.
///
/// # Errors
/// When the terminal fails.
pub(super) fn complete(new: &NewDeal, dataset: &Dataset) -> Result<NewDeal, Error> {
    let mut new = new.clone();
    let lacks =
        new.title.is_none() || new.kind.is_none() || new.announced.is_none() || new.parties.is_empty();
    if !lacks || !is_possible() {
        return Ok(new);
    }
    eprintln!("An empty answer leaves a field out; Ctrl-C leaves everything as it is.");
    required(&mut new.title, "Title")?;
    required(&mut new.kind, "Kind (contract, capex, equity, debt, acquisition, grant, other)")?;
    required(&mut new.announced, "Announced (2025-03-10, 2025-03 or 2025)")?;
    optional(&mut new.amount, "Amount (up to USD 11.9bn)")?;
    if new.parties.is_empty() {
        let mut first = None;
        required(&mut first, "Party (CoreWeave:provider)")?;
        new.parties.extend(first);
        more(&mut new.parties, "Another party")?;
    }
    if new.places.is_empty() {
        more(&mut new.places, "Place (US, or US:over half)")?;
    }
    optional(&mut new.period, "Period (fiscal 2025: 2024-07..2025-06, or 3 years)")?;
    optional(&mut new.citation.source, "Source (a URL, or the id of a known source)")?;
    if let Some(source) = &new.citation.source {
        let is_known = dataset
            .sources
            .iter()
            .any(|known| known.id.as_str() == source || known.url.as_ref() == Some(source));
        if !is_known {
            required(&mut new.citation.publisher, "Publisher")?;
        }
        optional(&mut new.citation.quote, "Quote, word for word")?;
    }
    Ok(new)
}

fn required<T: FromStr>(value: &mut Option<T>, prompt: &str) -> Result<(), Error>
where
    T::Err: std::fmt::Display,
{
    if value.is_none() {
        *value = ask(prompt, false)?;
    }
    Ok(())
}

fn optional<T: FromStr>(value: &mut Option<T>, prompt: &str) -> Result<(), Error>
where
    T::Err: std::fmt::Display,
{
    if value.is_none() {
        *value = ask(prompt, true)?;
    }
    Ok(())
}

/// Asks until the answer is empty.
fn more<T: FromStr>(values: &mut Vec<T>, prompt: &str) -> Result<(), Error>
where
    T::Err: std::fmt::Display,
{
    while let Some(value) = ask(prompt, true)? {
        values.push(value);
    }
    Ok(())
}

fn ask<T: FromStr>(prompt: &str, may_be_empty: bool) -> Result<Option<T>, Error>
where
    T::Err: std::fmt::Display,
{
    let answer: String = Input::new()
        .with_prompt(prompt)
        .allow_empty(may_be_empty)
        .validate_with(|answer: &String| match answer.trim() {
            "" if may_be_empty => Ok(()),
            "" => Err("an answer is needed here".to_owned()),
            answer => answer.parse::<T>().map(|_| ()).map_err(|error| error.to_string()),
        })
        .interact_text()
        .map_err(|dialoguer::Error::IO(source)| Error::Output(source))?;
    Ok(answer.trim().parse().ok().filter(|_| !answer.trim().is_empty()))
}
