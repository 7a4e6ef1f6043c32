//! The deals of a dataset as they pass by: read in pieces, on several cores, and looked at one by one.
//!
//! However large the file, a piece of it is in memory for each core, and what the caller keeps. The pieces are the same
//! whatever the number of threads, and what is made of them is put together in the order of the file.

pub(in crate::dataset) mod boundaries;
mod chunks;
pub(in crate::dataset) mod finder;
#[cfg(feature = "parquet")]
mod id_hashes;
mod options;
#[cfg(feature = "parquet")]
mod parquet;
pub(in crate::dataset) mod places;
pub(in crate::dataset) mod prefilter;
mod records;
mod reference;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

use memchr::memmem;

use self::chunks::{Broken, Cut, Window};
use self::options::CHUNK_SIZE;
use self::records::read_deals;
use self::reference::{lay_out, may_bring, needles};
use crate::dataset::fault::{Faults, Found, Position};
use crate::dataset::read::deal::Wanted;
use crate::dataset::{Dataset, Form, ReferenceData, read};
use crate::deal::{Deal, FieldSet};
use crate::invalid::Problem;
use crate::json::cursor::Cursor;
use crate::parallel::run_ordered;
#[cfg(feature = "parquet")]
use crate::parquet::DealFile;

pub use self::options::{Prefilters, Projection, ReadOptions, ScanError};

/// A dataset whose deals are read when they are asked for.
#[derive(Debug)]
pub struct DealScan {
    text: Text,
    cut: Cut,
    /// What stands beside the deals, as far as it was asked for.
    pub reference: ReferenceData,
    /// Whether everything is read and held to every rule, whatever is asked for.
    is_whole: bool,
    /// The sources may be held against citations.
    has_sources: bool,
    /// What was not looked for, and must not be met.
    unforeseen: Vec<memmem::Finder<'static>>,
    pace: ReadOptions,
}

/// Where the text of a dataset is.
#[derive(Debug)]
pub(in crate::dataset) enum Text {
    Memory(Cow<'static, str>),
    File(PathBuf),
    /// It was read at once: these are the deals.
    Deals(Vec<Deal<'static>>),
    /// The columns and records of a Parquet file.
    #[cfg(feature = "parquet")]
    Parquet(DealFile),
}

/// What is wrong while pieces are read.
enum Trouble<E> {
    Broken(Broken),
    /// Something that the quick reader leaves to the thorough one.
    Unusual,
    /// A deal brings something along.
    Unforeseen,
    Refused(E),
}

impl<E> From<Broken> for Trouble<E> {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

/// A deal that was read: a hash of its id, and where it begins.
pub(in crate::dataset) type Mark = (u64, u64);

/// What a thread has at hand.
struct Worker<'t, S> {
    window: Window<'t>,
    state: S,
    marks: Vec<Mark>,
}

/// Looks at a deal and the byte at which it begins.
type Look<'l, E> = dyn FnMut(&mut Deal<'_>, u64) -> Result<(), Trouble<E>> + 'l;

/// What comes of a piece: what the caller makes of it, or faults by their bytes in the file.
type Outcome<P> = Result<P, Vec<Found>>;

impl DealScan {
    /// A dataset in memory. It is read whole and held to every rule, whatever is asked for.
    ///
    /// # Errors
    /// Faults beside the deals, and all others with them; if there are only faults of deals, reading these tells them.
    pub fn of_text(text: Cow<'static, str>, form: Form, pace: ReadOptions) -> Result<Self, Faults> {
        let text = Text::Memory(text);
        // Nothing is read from memory that could break.
        match lay_out(&text, form, Projection::ALL, &pace, true) {
            Ok(Some((deals, reference))) => {
                let cut = Cut { form, deals, size: pace.chunk_size };
                let unforeseen = Vec::new();
                Ok(Self { text, cut, reference, is_whole: true, has_sources: true, unforeseen, pace })
            }
            _ => text.read(form, pace),
        }
    }

    /// A dataset in a file. Only what `scope` asks for is read and held to the rules.
    ///
    /// Deals may bring along what they refer to. Where `is_foreseen`, that is looked for first; else reading ends with
    /// [`ScanError::Unforeseen`] when a deal does.
    ///
    /// # Errors
    /// When the file cannot be read, and for faults beside the deals.
    pub fn of_file(
        path: &Path,
        form: Form,
        scope: Projection,
        is_foreseen: bool,
        pace: ReadOptions,
    ) -> Result<Self, ScanError<Faults>> {
        let text = Text::File(path.to_owned());
        match lay_out(&text, form, scope, &pace, is_foreseen) {
            Ok(Some((deals, reference))) => {
                let is_whole = scope.is_all();
                let cut = Cut { form, deals, size: pace.chunk_size };
                let unforeseen = if is_foreseen { Vec::new() } else { needles(scope) };
                Ok(Self { text, cut, reference, is_whole, has_sources: scope.sources, unforeseen, pace })
            }
            Ok(None) => {
                let read = std::fs::read_to_string(path).map_err(ScanError::Read)?;
                Text::Memory(read.into()).read(form, pace).map_err(ScanError::Faults)
            }
            Err(broken) => Err(stop(broken, path)),
        }
    }

    /// The deals of a Parquet file. Only the columns that `scope` asks for are read and held to the rules.
    ///
    /// # Errors
    /// When the file cannot be read or is none of deals, and for faults beside the deals.
    #[cfg(feature = "parquet")]
    pub fn of_parquet(path: &Path, scope: Projection, pace: ReadOptions) -> Result<Self, ScanError<Faults>> {
        let file = DealFile::open(path).map_err(ScanError::Parquet)?;
        let reference = parquet::reference(&file, scope).map_err(ScanError::Faults)?;
        let is_whole = scope.is_all();
        let cut = Cut { form: Form::Lines, deals: 0..file.rows(), size: pace.chunk_size };
        let (text, unforeseen) = (Text::Parquet(file), Vec::new());
        Ok(Self { text, cut, reference, is_whole, has_sources: scope.sources, unforeseen, pace })
    }

    /// Whether there is no deal at all, as far as that is known without reading them.
    pub fn is_empty(&self) -> bool {
        match &self.text {
            Text::Memory(text) => {
                let text = text.get(self.cut.deals.start as usize..self.cut.deals.end as usize);
                text.is_none_or(|text| text.trim().is_empty())
            }
            Text::File(_) => self.cut.deals.is_empty(),
            Text::Deals(deals) => deals.is_empty(),
            #[cfg(feature = "parquet")]
            Text::Parquet(file) => file.rows() == 0,
        }
    }

    /// Looks at every deal, or only at those that `hints` leave. Each thread has a state of its own; `cut` takes from it
    /// what is to be put together after each piece, and `take` puts it together, in the order of the file.
    ///
    /// `each` is given what was read of the deal, and the byte at which it begins.
    ///
    /// # Errors
    /// When the file cannot be read or has faults, and when `each` or `take` refuse; what was made is then of no use.
    pub fn fold<S: Send, P: Send, E: Send>(
        &self,
        fields: FieldSet,
        hints: &Prefilters<'_>,
        start: impl Fn() -> S + Sync,
        each: impl Fn(&mut S, &mut Deal<'_>, u64) -> Result<(), E> + Sync,
        cut: impl Fn(&mut S) -> P + Sync,
        mut take: impl FnMut(P) -> Result<(), E> + Send,
    ) -> Result<Vec<S>, ScanError<E>> {
        if let Text::Deals(deals) = &self.text {
            return kept(deals, start(), each, cut, take);
        }
        #[cfg(feature = "parquet")]
        if let Text::Parquet(file) = &self.text {
            let sources = self.has_sources.then_some(&self.reference.sources);
            let fields = if self.is_whole { FieldSet::ALL } else { fields };
            return parquet::fold(
                file,
                sources,
                self.is_whole,
                &self.pace,
                fields,
                hints,
                start,
                each,
                cut,
                take,
            );
        }
        // Equivalents and what sources say can be held only against the amount.
        let rests = fields.intersects(FieldSet::EQUIVALENTS | FieldSet::CITATIONS | FieldSet::PARTS);
        let fields = if self.is_whole { FieldSet::ALL } else { fields | FieldSet::AMOUNT.when(rests) };
        let sources = self.has_sources.then_some(&self.reference.sources);
        let is_line = self.cut.form == Form::Lines;
        let wanted = Wanted { fields, sources, may_stop: !self.is_whole, is_line };
        let may_go_to = hints.may_go_to.filter(|_| !self.is_whole);
        // Of what may have faults yet, nothing is given away.
        let mut held = Vec::new();
        let mut found = Vec::new();
        let workers = run_ordered(
            self.cut.count(),
            self.pace.threads,
            || Ok(Worker { window: self.text.window()?, state: start(), marks: Vec::new() }),
            |worker, index| {
                let piece = worker.window.piece(&self.cut, index)?;
                if may_bring(piece.text, &self.unforeseen) {
                    return Err(Trouble::Unforeseen);
                }
                let (state, marks) = (&mut worker.state, &mut worker.marks);
                let needles = hints.needles.as_ref().filter(|_| !self.is_whole);
                let read = read_deals(&self.cut, piece, wanted, needles, may_go_to, &mut |deal, at| {
                    if self.is_whole {
                        marks.push((hash(deal.id.as_str()), at));
                    }
                    each(state, deal, at).map_err(Trouble::Refused)
                })?;
                Ok(read.map(|()| cut(state)))
            },
            |index, outcome: Outcome<P>| {
                self.tell(index);
                match (outcome, &self.text) {
                    (Err(_), Text::Memory(_)) => return Err(Trouble::Unusual),
                    (Err(faults), _) => found.extend(faults),
                    (Ok(made), Text::Memory(_)) => held.push(made),
                    (Ok(made), _) if found.is_empty() => take(made).map_err(Trouble::Refused)?,
                    (Ok(_), _) => {}
                }
                Ok(())
            },
        );
        let mut workers = match (workers, &self.text) {
            (Ok(workers), _) => workers,
            (Err(Trouble::Unforeseen), _) => return Err(ScanError::Unforeseen),
            (Err(Trouble::Refused(refusal)), Text::Memory(text)) => {
                // Faults come first: what is made of deals at fault is of no interest.
                read(text, self.cut.form).map_err(ScanError::Faults)?;
                return Err(ScanError::Refused(refusal));
            }
            (Err(Trouble::Refused(refusal)), _) => return Err(ScanError::Refused(refusal)),
            (Err(Trouble::Broken(broken)), Text::File(path)) => return Err(stop(broken, path)),
            (Err(_), _) => return self.thoroughly(start, each, cut, take),
        };
        let mut marks: Vec<Mark> =
            workers.iter_mut().flat_map(|worker| std::mem::take(&mut worker.marks)).collect();
        marks.sort_unstable();
        let twice = marks.windows(2).filter(|pair| pair[0].0 == pair[1].0);
        match &self.text {
            Text::File(path) => {
                for pair in twice {
                    found.extend(same_id(path, pair[0].1, pair[1].1).map_err(ScanError::Read)?);
                }
                if !found.is_empty() {
                    return Err(ScanError::Faults(Faults::in_file(path, found).map_err(ScanError::Read)?));
                }
            }
            _ if twice.count() > 0 => return self.thoroughly(start, each, cut, take),
            _ => {}
        }
        for made in held {
            take(made).map_err(ScanError::Refused)?;
        }
        Ok(workers.into_iter().map(|worker| worker.state).collect())
    }

    /// Reads everything at once by the reader that takes its time: it tells every fault, or there is none.
    fn thoroughly<S, P, E>(
        &self,
        start: impl Fn() -> S,
        each: impl Fn(&mut S, &mut Deal<'_>, u64) -> Result<(), E>,
        cut: impl Fn(&mut S) -> P,
        take: impl FnMut(P) -> Result<(), E>,
    ) -> Result<Vec<S>, ScanError<E>> {
        let Text::Memory(text) = &self.text else { return Err(ScanError::Faults(Faults::default())) };
        let dataset = read(text, self.cut.form).map_err(ScanError::Faults)?;
        kept(&dataset.deals, start(), each, cut, take)
    }

    /// The dataset whole.
    ///
    /// # Errors
    /// When the file cannot be read or has faults.
    pub fn into_dataset(self) -> Result<Dataset, ScanError<std::convert::Infallible>> {
        let mut deals = Vec::new();
        self.fold(
            FieldSet::ALL,
            &Prefilters::default(),
            Vec::new,
            |kept: &mut Vec<Deal<'static>>, deal, _| {
                kept.push(deal.clone().into_owned());
                Ok(())
            },
            std::mem::take,
            |kept| {
                deals.extend(kept);
                Ok(())
            },
        )?;
        let mut dataset = Dataset { reference: self.reference, deals };
        dataset.reference.companies.forget_mentioned();
        dataset.mention_all();
        Ok(dataset)
    }

    fn tell(&self, index: usize) {
        if let Some(progress) = self.pace.progress {
            let all = self.cut.deals.end - self.cut.deals.start;
            progress(((index as u64 + 1) * self.cut.size).min(all), all);
        }
    }
}

impl Text {
    pub(in crate::dataset) fn window(&self) -> Result<Window<'_>, Broken> {
        Ok(match self {
            Self::Memory(text) => Window::Memory(text),
            Self::File(path) => Window::of_file(path)?,
            // What is not a text is read in another way.
            _ => Window::Memory(""),
        })
    }

    /// Reads a text in memory at once.
    fn read(self, form: Form, pace: ReadOptions) -> Result<DealScan, Faults> {
        let Self::Memory(text) = self else { return Err(Faults::default()) };
        let Dataset { reference, deals } = read(&text, form)?;
        let cut = Cut { form, deals: 0..0, size: pace.chunk_size };
        let (text, unforeseen) = (Self::Deals(deals), Vec::new());
        Ok(DealScan { text, cut, reference, is_whole: true, has_sources: true, unforeseen, pace })
    }
}

/// Deals that are in memory, looked at in turn.
fn kept<S, P, E>(
    deals: &[Deal<'static>],
    mut state: S,
    each: impl Fn(&mut S, &mut Deal<'_>, u64) -> Result<(), E>,
    cut: impl Fn(&mut S) -> P,
    mut take: impl FnMut(P) -> Result<(), E>,
) -> Result<Vec<S>, ScanError<E>> {
    for (index, deal) in deals.iter().enumerate() {
        each(&mut state, &mut deal.clone(), index as u64).map_err(ScanError::Refused)?;
    }
    take(cut(&mut state)).map_err(ScanError::Refused)?;
    Ok(vec![state])
}

pub(in crate::dataset) fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

fn stop<E>(broken: Broken, path: &Path) -> ScanError<E> {
    match broken {
        Broken::Read(error) => ScanError::Read(error),
        Broken::Encoding(at) => match Position::in_file(path, &[at]) {
            Ok(positions) => ScanError::Encoding(positions.first().copied().unwrap_or_default()),
            Err(error) => ScanError::Read(error),
        },
    }
}

/// The fault of a second deal of an id, or nothing when the two are not the same after all.
fn same_id(path: &Path, first: u64, second: u64) -> io::Result<Option<Found>> {
    let (one, other) = (id_at(path, first)?, id_at(path, second)?);
    let (Some((one, _)), Some((id, place))) = (one, other) else { return Ok(None) };
    if one != id {
        return Ok(None);
    }
    let line = Position::in_file(path, &[first])?.first().map_or(0, |position| position.line);
    let problem = Problem::new(format!("another deal has this id (line {line})"));
    Ok(Some(Found {
        offset: usize::try_from(place).unwrap_or(usize::MAX),
        deal: Some(id),
        field: "id".to_owned(),
        problem: problem.hint("an id is unique in its dataset"),
    }))
}

/// The id of the deal that begins at a byte of a file, and the byte at which the id stands.
fn id_at(path: &Path, at: u64) -> io::Result<Option<(String, u64)>> {
    let mut bytes = Vec::new();
    chunks::fill(&mut File::open(path)?, &mut bytes, at..at + CHUNK_SIZE)?;
    let (_, text) = chunks::text(&bytes, false, true).unwrap_or_default();
    Ok(id_in(text).map(|(id, place)| (id, at + place as u64)))
}

/// The id of the deal with which a text begins, and the byte at which the id stands.
pub(in crate::dataset) fn id_in(text: &str) -> Option<(String, usize)> {
    let mut id = None;
    // Stopped at the id as if something were wrong.
    let _ = Cursor::new(text, 0).object(|cursor, name| {
        if name == "id" {
            cursor.next()?;
            let place = cursor.at();
            id = cursor.text().map(|id| (id.into_owned(), place));
            return None;
        }
        cursor.skip()
    });
    id
}
