//! Asks questions at the terminal. An invalid answer is rejected with the reason, and the question is asked again.

use std::io::{self, IsTerminal};
use std::str::FromStr;

use dialoguer::{Confirm, Input};

use super::new_deal::NewDeal;
use crate::dataset::Dataset;
use crate::deal::Kind;
use crate::error::Error;
use crate::invalid::Problem;

/// Returns whether questions can be asked: standard input and standard error are terminals.
pub(super) fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Shows a text before a question about it, on standard error like the question.
pub(super) fn show(text: &str) {
    eprintln!("{text}");
}

/// Asks for consent. `alternative` says how to avoid the question.
///
/// # Errors
/// If the user declines, and if no question can be asked.
pub(super) fn consent(question: &str, alternative: &str) -> Result<(), Error> {
    if !is_possible() {
        return Err(Error::Usage(
            Problem::new("cannot ask for confirmation without a terminal").hint(alternative),
        ));
    }
    match Confirm::new().with_prompt(question).interact() {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::Declined),
        Err(dialoguer::Error::IO(source)) => Err(Error::Output(source)),
    }
}

/// Asks for a line of text, which may be empty.
///
/// # Errors
/// If the terminal fails.
pub(super) fn line(question: &str) -> Result<String, Error> {
    let input: Input<'_, String> = Input::new().with_prompt(question).allow_empty(true);
    input.interact_text().map_err(|dialoguer::Error::IO(source)| Error::Output(source))
}

/// Asks for the fields that `new` lacks, if a required one is missing and questions can be asked.
///
/// # Errors
/// If the terminal fails.
pub(super) fn complete(new: &NewDeal, dataset: &Dataset) -> Result<NewDeal, Error> {
    let mut new = new.clone();
    let is_incomplete =
        new.title.is_none() || new.kind.is_none() || new.announced.is_none() || new.parties.is_empty();
    if !is_incomplete || !is_possible() {
        return Ok(new);
    }
    eprintln!("Press Enter to leave out an optional field, or Ctrl-C to cancel.");
    required(&mut new.title, "Title")?;
    let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    required(&mut new.kind, &format!("Kind ({})", kinds.join(", ")))?;
    required(&mut new.announced, "Announced (2025-03-10, 2025-03, 2025-Q1 or 2025)")?;
    optional(&mut new.amount, "Amount (up to USD 11.9bn)")?;
    if new.parties.is_empty() {
        let mut first = None;
        required(&mut first, "Party (CoreWeave:provider)")?;
        new.parties.extend(first);
        more(&mut new.parties, "Another party")?;
    }
    if new.places.is_empty() {
        more(&mut new.places, "Place (US, US:over half, or US (Abilene, Texas))")?;
    }
    optional(&mut new.period, "Period (fiscal 2025: 2024-07..2025-06, or 3 years)")?;
    optional(&mut new.citation.source, "Source (a URL, or the id of a known source)")?;
    if let Some(source) = &new.citation.source {
        let is_known = dataset
            .reference
            .sources
            .iter()
            .any(|known| known.id.as_str() == source || known.url.as_ref() == Some(source));
        if !is_known {
            required(&mut new.citation.publisher, "Publisher")?;
        }
        optional(&mut new.citation.quote, "Quote from the source, word for word")?;
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
            "" => Err("this field is required".to_owned()),
            answer => answer.parse::<T>().map(|_| ()).map_err(|error| error.to_string()),
        })
        .interact_text()
        .map_err(|dialoguer::Error::IO(source)| Error::Output(source))?;
    Ok(answer.trim().parse().ok().filter(|_| !answer.trim().is_empty()))
}
