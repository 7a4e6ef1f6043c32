//! Runs all contenders on one dataset and compares their answers.

use crate::build::Build;
use crate::contender::Contender;
use crate::generate::{Files, Form};
use crate::measure::{self, Measurement, turn_order};
use crate::options::Options;
use crate::question::{Answer, Question};
use crate::results::{Results, Runs, print_row};
use crate::setup::Setup;

/// A contender whose first run takes more seconds than this is not run again.
const SLOW: f64 = 10.0;

/// Measures every question with every contender and prints the figures.
pub(crate) fn measure_size(files: &Files, options: &Options, setup: &Setup, results: &mut Results) {
    let mut contenders = Contender::all(files, setup);
    contenders.retain(|contender| options.includes_contender(&contender.label));
    for question in Question::ALL.into_iter().filter(|question| options.includes_question(*question)) {
        let contenders: Vec<&Contender> =
            contenders.iter().filter(|contender| contender.answers(question)).collect();
        let (runs, mismatches) = measure_question(question, &contenders, options, setup);
        println!("\n{question}, {} deals", files.count);
        for (contender, own) in contenders.iter().zip(&runs) {
            let same_form =
                |other: &&Contender| other.build() == Some(Build::New) && other.form == contender.form;
            let outlay = contenders.iter().position(same_form);
            print_row(&contender.label, own, outlay.map(|outlay| runs[outlay].median()));
        }
        for mismatch in mismatches {
            println!("  DIFFERENT: {mismatch}");
            results.add_mismatch(format!("{question}, {} deals: {mismatch}", files.count));
        }
        for (contender, own) in contenders.into_iter().zip(runs) {
            results.add(files.count, question, contender.label.clone(), own);
        }
    }
}

/// Returns the runs of each contender, which take turns, and the differences between their first answers.
fn measure_question(
    question: Question,
    contenders: &[&Contender],
    options: &Options,
    setup: &Setup,
) -> (Vec<Runs>, Vec<String>) {
    let mut all: Vec<Runs> = contenders.iter().map(|_| Runs::default()).collect();
    let mut answers = Answers::default();
    for run in 0..=options.runs {
        for index in turn_order(contenders.len(), usize::from(run)) {
            let (contender, runs) = (contenders[index], &mut all[index]);
            if runs.first().is_some_and(|seconds| seconds > SLOW) {
                continue;
            }
            let measurement = measure::run(&contender.command(question, setup), &options.folder);
            if run > 0 || measurement.seconds > SLOW {
                runs.add(&measurement);
            }
            if run == 0 {
                if contender.build() == Some(Build::New) {
                    let mut command = contender.command(question, setup);
                    command.args(["--threads", "1"]);
                    let one_thread = measure::run(&command, &options.folder);
                    answers.compare_threads(contender, &measurement, &one_thread);
                }
                answers.compare(question, contender, &measurement);
            }
        }
    }
    (all, answers.mismatches)
}

/// The answers to one question, and how they differ.
#[derive(Default)]
struct Answers<'a> {
    /// The first answer, which all others must agree with.
    first: Option<(&'a Contender, Answer)>,
    /// The output of the new build for each form.
    outputs: Vec<(Form, String)>,
    mismatches: Vec<String>,
}

impl<'a> Answers<'a> {
    /// One thread must write the same bytes as several, to standard output and standard error.
    fn compare_threads(&mut self, contender: &Contender, several: &Measurement, one: &Measurement) {
        if (&several.output, &several.messages) != (&one.output, &one.messages) {
            self.mismatches.push(format!("{}: one thread gives another answer", contender.label));
        }
    }

    /// Compares the bytes of the baseline with those of the new build on the same form, and the figures of all other
    /// contenders with the first answer.
    fn compare(&mut self, question: Question, contender: &'a Contender, measurement: &Measurement) {
        match contender.build() {
            Some(Build::New) => self.outputs.push((contender.form, measurement.output.clone())),
            Some(Build::Baseline) => {
                if let Some((_, new)) = self.outputs.iter().find(|(form, _)| *form == contender.form) {
                    let difference = different_line(new, &measurement.output);
                    self.mismatches.extend(difference.map(|text| format!("{}: {text}", contender.label)));
                    return;
                }
            }
            None => {}
        }
        let Some(answer) = contender.answer(question, measurement) else { return };
        let Some((first, expected)) = &self.first else {
            self.first = Some((contender, answer));
            return;
        };
        let precision = contender.precision(question).min(first.precision(question));
        if let Some(text) = answer.difference_from(expected, precision) {
            self.mismatches.push(format!("{}: {text}, as in {}", contender.label, first.label));
        }
    }
}

/// Describes the first line in which the baseline's output differs from the new build's; `None` if all bytes are the
/// same.
fn different_line(new: &str, baseline: &str) -> Option<String> {
    if new == baseline {
        return None;
    }
    let (mut new, mut baseline) = (new.split('\n'), baseline.split('\n'));
    (1..).find_map(|number| match (new.next(), baseline.next()) {
        (a, b) if a == b => None,
        (a, b) => Some(format!(
            "line {number} is {:?} instead of the new build's {:?}",
            b.unwrap_or_default(),
            a.unwrap_or_default()
        )),
    })
}
