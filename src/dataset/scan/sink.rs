//! Visitors without their types: the reading of deals is compiled once, and not once for each question.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{ScanError, Visitor};
use crate::deal::Deal;

/// Where the deals of a scan go.
pub(super) trait Sink: Sync {
    /// Returns the part of a thread.
    fn worker(&self) -> Box<dyn Worker + '_>;

    /// Passes on what chunk `index` added to the output. Chunks are passed on in their order.
    ///
    /// # Errors
    /// If the output fails.
    fn take(&self, index: usize) -> Result<(), Stopped>;
}

/// What a thread does with its deals.
pub(super) trait Worker: Send {
    /// Adds a deal; see [`Visitor::visit`].
    ///
    /// # Errors
    /// If the scan must stop.
    fn visit(&mut self, deal: &mut Deal<'_>, at: u64) -> Result<(), Stopped>;

    /// Whether the scan must fail if there are links that were not read.
    fn needs_links(&self) -> bool;

    /// Learns that the deals of chunk `index` have been added, or that one of them stopped the scan.
    fn end_chunk(&mut self, index: usize);

    /// Joins the result with those of the other threads.
    fn finish(self: Box<Self>);
}

/// A visitor or an output has failed. The sink keeps the error.
#[derive(Debug)]
pub(super) struct Stopped;

/// The sink of a kind of visitors.
pub(super) struct VisitorSink<V: Visitor, E, M, T> {
    make: M,
    state: Mutex<State<V, E, T>>,
}

/// What the threads share.
struct State<V: Visitor, E, T> {
    take: T,
    /// What the chunks added to the output that were not passed on yet.
    parts: BTreeMap<usize, V::Part>,
    /// The visitors that have finished, merged.
    visitor: Option<V>,
    /// The error of the first chunk that has one.
    failed: Option<(usize, E)>,
}

impl<V: Visitor, E, T> State<V, E, T> {
    fn fail(&mut self, index: usize, error: E) {
        if self.failed.as_ref().is_none_or(|(first, _)| index < *first) {
            self.failed = Some((index, error));
        }
    }
}

impl<V, E, M, T> VisitorSink<V, E, M, T>
where
    V: Visitor,
    E: From<V::Error> + Send,
    M: Fn() -> V + Sync,
    T: FnMut(V::Part) -> Result<(), E> + Send,
{
    /// Makes a visitor for each thread by `make`, and passes the parts of the chunks to `take`.
    pub(super) fn new(make: M, take: T) -> Self {
        let state = State { take, parts: BTreeMap::new(), visitor: None, failed: None };
        Self { make, state: Mutex::new(state) }
    }

    /// Returns the merged visitors of all threads.
    ///
    /// # Errors
    /// That of the scan, or of the visitor or the output by which it was stopped.
    pub(super) fn finish(self, scanned: Result<(), ScanError<Stopped>>) -> Result<V, ScanError<E>> {
        let State { visitor, failed, .. } = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        match (scanned, failed) {
            (Ok(()), _) => Ok(visitor.unwrap_or_else(self.make)),
            (Err(ScanError::Visitor(Stopped)), Some((_, error))) => Err(ScanError::Visitor(error)),
            (Err(ScanError::Visitor(Stopped)), None) => unreachable!("who stops a scan keeps an error"),
            (Err(ScanError::Read(error)), _) => Err(ScanError::Read(error)),
            (Err(ScanError::EmbeddedReferences), _) => Err(ScanError::EmbeddedReferences),
            (Err(ScanError::LinksNotRead), _) => Err(ScanError::LinksNotRead),
        }
    }

    fn state(&self) -> MutexGuard<'_, State<V, E, T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<V, E, M, T> Sink for VisitorSink<V, E, M, T>
where
    V: Visitor,
    E: From<V::Error> + Send,
    M: Fn() -> V + Sync,
    T: FnMut(V::Part) -> Result<(), E> + Send,
{
    fn worker(&self) -> Box<dyn Worker + '_> {
        Box::new(VisitorWorker { visitor: (self.make)(), failed: None, sink: self })
    }

    fn take(&self, index: usize) -> Result<(), Stopped> {
        let mut state = self.state();
        let Some(part) = state.parts.remove(&index) else { return Ok(()) };
        (state.take)(part).map_err(|error| {
            state.fail(index, error);
            Stopped
        })
    }
}

/// The visitor of a thread.
struct VisitorWorker<'s, V: Visitor, E, M, T> {
    visitor: V,
    failed: Option<E>,
    sink: &'s VisitorSink<V, E, M, T>,
}

impl<V, E, M, T> Worker for VisitorWorker<'_, V, E, M, T>
where
    V: Visitor,
    E: From<V::Error> + Send,
    M: Fn() -> V + Sync,
    T: FnMut(V::Part) -> Result<(), E> + Send,
{
    fn visit(&mut self, deal: &mut Deal<'_>, at: u64) -> Result<(), Stopped> {
        self.visitor.visit(deal, at).map_err(|error| {
            self.failed = Some(error.into());
            Stopped
        })
    }

    fn needs_links(&self) -> bool {
        self.visitor.needs_links()
    }

    fn end_chunk(&mut self, index: usize) {
        let part = self.visitor.take_part();
        let mut state = self.sink.state();
        match self.failed.take() {
            Some(error) => state.fail(index, error),
            None => drop(state.parts.insert(index, part)),
        }
    }

    fn finish(self: Box<Self>) {
        let mut state = self.sink.state();
        let merged = match state.visitor.take() {
            Some(mut all) => {
                all.merge(self.visitor);
                all
            }
            None => self.visitor,
        };
        state.visitor = Some(merged);
    }
}
