//! Asks questions at the terminal. An invalid answer is rejected with the reason, and the question is asked again.

use std::collections::HashMap;
use std::io::{self, IsTerminal};
use std::str::FromStr;

use dialoguer::{Confirm, Input};

use super::new_date::NewDate;
use super::new_deal::NewDeal;
use super::new_party::{NewParty, add_party, check_roles};
use crate::dataset::Dataset;
use crate::deal::Kind;
use crate::error::Error;
use crate::invalid::Problem;
use crate::io::output;
use crate::report::Document;

/// Returns whether questions can be asked: standard input and standard error are terminals.
pub(super) fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Shows a result before a question about it, on standard error like the question.
pub(super) fn show(document: &Document) {
    eprintln!("{}", output::render_for_question(document));
}

/// Shows a note before a question, on standard error like the question.
pub(super) fn note(text: &str) {
    eprintln!("{}", output::note_for_question(text));
}

/// Asks for consent. `alternative` says how to avoid the question.
///
/// # Errors
/// If the user declines, and if no question can be asked.
pub(super) fn consent(question: &str, alternative: &str) -> Result<(), Error> {
    can_ask(alternative)?;
    match Confirm::new().with_prompt(question).interact() {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::Declined),
        Err(dialoguer::Error::IO(source)) => Err(Error::Output(source)),
    }
}

fn can_ask(alternative: &str) -> Result<(), Error> {
    if is_possible() {
        return Ok(());
    }
    Err(Error::Usage(Problem::new("cannot ask for confirmation without a terminal").hint(alternative)))
}

/// What becomes of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    /// It is added.
    Accept,
    /// Its answers are to be corrected.
    Correct,
}

/// Asks whether a draft is added, or corrected if it has answers that can be.
///
/// # Errors
/// If the user declines, and if no question can be asked.
pub(super) fn decide(question: &str, answers: &Answers, alternative: &str) -> Result<Decision, Error> {
    if answers.0.is_empty() {
        return consent(question, alternative).map(|()| Decision::Accept);
    }
    can_ask(alternative)?;
    let answer = loop {
        let answer = text(&format!("{question} [y: yes, n: no, e: edit the answers]"), "")?;
        match answer.trim().to_lowercase().as_str() {
            "y" | "yes" | "n" | "no" | "e" | "edit" => break answer,
            _ => note("error: answer y, n or e"),
        }
    };
    match answer.trim().to_lowercase().chars().next() {
        Some('y') => Ok(Decision::Accept),
        Some('e') => Ok(Decision::Correct),
        _ => Err(Error::Declined),
    }
}

/// Asks for a line of text, which may be empty.
///
/// # Errors
/// If the terminal fails.
pub(super) fn line(question: &str) -> Result<String, Error> {
    text(question, "")
}

/// The answers to questions. When they are asked again, each begins with its earlier answer, which can be edited.
#[derive(Debug, Default)]
pub(super) struct Answers(HashMap<&'static str, Vec<String>>);

const TITLE: &str = "Title";
const KIND: &str = "Kind";
const ANNOUNCED: &str = "Announced, e.g. 2025-03-10, 2025-03, 2025-Q1 or 2025";
const AMOUNT: &str = "Amount, e.g. up to USD 11.9bn; empty if undisclosed";
const PARTY: &str = "Party and its role, e.g. CoreWeave:provider";
const OTHER_PARTIES: &str = "Another party; empty if there is none";
const PLACES: &str = "Place, e.g. US:over half; empty if there is none";
const PERIOD: &str = "Period, e.g. 3 years or ..2030-10; empty if not stated";
const SOURCE: &str = "Source, a URL or a known id; empty if there is none";
const PUBLISHER: &str = "Publisher of the source";
const QUOTE: &str = "Quote, word for word; empty if there is none";

/// Asks for the fields that `new` lacks, if a required one is missing and questions can be asked. `answers` has what was
/// answered before.
///
/// # Errors
/// If the terminal fails.
pub(super) fn complete(new: &NewDeal, dataset: &Dataset, answers: &mut Answers) -> Result<NewDeal, Error> {
    let mut new = new.clone();
    let is_incomplete =
        new.title.is_none() || new.kind.is_none() || new.announced.is_none() || new.parties.is_empty();
    if !is_incomplete || !is_possible() {
        return Ok(new);
    }
    eprintln!("Enter leaves out an optional field. Answers can be edited at the end.");
    answers.required(&mut new.title, TITLE)?;
    if new.kind.is_none() {
        let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
        note(&format!("Kinds: {}", kinds.join(", ")));
    }
    answers.required(&mut new.kind, KIND)?;
    let mut announced = new.announced.map(NewDate);
    answers.required(&mut announced, ANNOUNCED)?;
    new.announced = announced.map(|NewDate(date)| date);
    answers.optional(&mut new.amount, AMOUNT)?;
    if new.parties.is_empty() {
        answers.parties(&mut new.parties, new.kind.unwrap_or(Kind::Other))?;
    }
    if new.places.is_empty() {
        answers.more(&mut new.places, PLACES, |_, _| Ok(()))?;
    }
    answers.optional(&mut new.period, PERIOD)?;
    answers.optional(&mut new.citation.source, SOURCE)?;
    if let Some(source) = &new.citation.source {
        let is_known = dataset
            .reference
            .sources
            .iter()
            .any(|known| known.id.as_str() == source || known.url.as_ref() == Some(source));
        if !is_known {
            answers.required(&mut new.citation.publisher, PUBLISHER)?;
        }
        answers.optional(&mut new.citation.quote, QUOTE)?;
    }
    Ok(new)
}

impl Answers {
    /// Whether a question was asked.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn required<T: FromStr>(&mut self, value: &mut Option<T>, prompt: &'static str) -> Result<(), Error>
    where
        T::Err: std::fmt::Display,
    {
        self.one(value, prompt, false)
    }

    fn optional<T: FromStr>(&mut self, value: &mut Option<T>, prompt: &'static str) -> Result<(), Error>
    where
        T::Err: std::fmt::Display,
    {
        self.one(value, prompt, true)
    }

    fn one<T: FromStr>(
        &mut self,
        value: &mut Option<T>,
        prompt: &'static str,
        may_be_empty: bool,
    ) -> Result<(), Error>
    where
        T::Err: std::fmt::Display,
    {
        if value.is_none() {
            let before = self.0.remove(prompt).unwrap_or_default();
            let answer = ask::<T>(prompt, may_be_empty, before.first(), |_| Ok(()))?;
            *value = parsed(&answer);
            self.0.insert(prompt, vec![answer]);
        }
        Ok(())
    }

    /// Asks for the parties of a deal of this kind. One whose role is given after all takes the place of the one without.
    fn parties(&mut self, parties: &mut Vec<NewParty>, kind: Kind) -> Result<(), Error> {
        let before = self.0.remove(PARTY).unwrap_or_default();
        let check = |party: Option<&NewParty>| {
            check_roles(party.map(std::slice::from_ref).unwrap_or_default(), kind, true)
        };
        let first = ask::<NewParty>(PARTY, false, before.first(), check)?;
        parties.extend(parsed::<NewParty>(&first));
        self.0.insert(PARTY, vec![first]);
        self.more(parties, OTHER_PARTIES, |parties, other| {
            let mut all = Vec::new();
            for party in parties.iter().chain(other) {
                add_party(&mut all, party.clone());
            }
            check_roles(&all, kind, other.is_some())
        })?;
        let entered = std::mem::take(parties);
        for party in entered {
            add_party(parties, party);
        }
        Ok(())
    }

    /// Asks until the answer is empty. `check` gets the values before an answer, and the answer unless it is empty.
    fn more<T: FromStr>(
        &mut self,
        values: &mut Vec<T>,
        prompt: &'static str,
        check: impl Fn(&[T], Option<&T>) -> Result<(), Problem>,
    ) -> Result<(), Error>
    where
        T::Err: std::fmt::Display,
    {
        let mut before = self.0.remove(prompt).unwrap_or_default().into_iter();
        let mut answers = Vec::new();
        loop {
            let answer = ask::<T>(prompt, true, before.next().as_ref(), |value| check(values, value))?;
            // One that was removed does not hide those after it.
            match parsed(&answer) {
                Some(value) => {
                    values.push(value);
                    answers.push(answer);
                }
                None if before.len() > 0 => {}
                None => break,
            }
        }
        self.0.insert(prompt, answers);
        Ok(())
    }
}

/// Returns the value of an answer that was accepted; `None` if it is empty.
fn parsed<T: FromStr>(answer: &str) -> Option<T> {
    let answer = answer.trim();
    if answer.is_empty() { None } else { answer.parse().ok() }
}

/// Returns an answer that can be read as a `T` and passes `check`, or is empty. `before` is the earlier answer. A rejected
/// answer is asked for again below its error, which the prompt would overwrite in part if it showed it itself.
fn ask<T: FromStr>(
    prompt: &str,
    may_be_empty: bool,
    before: Option<&String>,
    check: impl Fn(Option<&T>) -> Result<(), Problem>,
) -> Result<String, Error>
where
    T::Err: std::fmt::Display,
{
    let mut initial = before.cloned().unwrap_or_default();
    loop {
        let answer = text(prompt, &initial)?;
        let rejected = match answer.trim() {
            "" if may_be_empty => check(None).map_err(|problem| problem.to_string()),
            "" => Err("this field is required".to_owned()),
            answer => match answer.parse::<T>() {
                Ok(value) => check(Some(&value)).map_err(|problem| problem.to_string()),
                Err(error) => Err(error.to_string()),
            },
        };
        match rejected {
            Ok(()) => return Ok(answer),
            Err(error) => note(&format!("error: {error}")),
        }
        initial = answer;
    }
}

/// Asks for a text, which may be empty and begins with `initial`.
fn text(prompt: &str, initial: &str) -> Result<String, Error> {
    let input: Input<'_, String> =
        Input::new().with_prompt(prompt).allow_empty(true).with_initial_text(initial);
    input.interact_text().map_err(|dialoguer::Error::IO(source)| Error::Output(source))
}
