//! Several cores at work, and what they make put together in its order.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// So many items are worked on in one go.
const PART: usize = 1 << 12;

/// What `work` makes of each part of some items, in their order.
pub fn map_chunks<'i, T: Sync, U: Send>(
    items: &'i [T],
    threads: usize,
    work: impl Fn(&'i [T]) -> U + Sync,
) -> Vec<U> {
    let parts: Vec<&[T]> = items.chunks(PART).collect();
    let mut made = Vec::with_capacity(parts.len());
    let done = run_ordered(
        parts.len(),
        threads,
        || Ok::<_, Infallible>(()),
        |(), index| Ok(parts.get(index).map(|part| work(part))),
        |_, part| {
            made.extend(part);
            Ok(())
        },
    );
    match done {
        Ok(_) => made,
        Err(never) => match never {},
    }
}

/// Does `work` on `count` things on several threads, this one among them, and gives what comes of each to `take`, in their
/// order: on the thread that is done with the one that is due.
///
/// # Errors
/// That of the first thing in order that has one; what comes after it is left.
pub fn run_ordered<W: Send, P: Send, E: Send>(
    count: usize,
    threads: usize,
    worker: impl Fn() -> Result<W, E> + Sync,
    work: impl Fn(&mut W, usize) -> Result<P, E> + Sync,
    take: impl FnMut(usize, P) -> Result<(), E> + Send,
) -> Result<Vec<W>, E> {
    let (next, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
    let line = Mutex::new(OrderedQueue { early: BTreeMap::new(), due: 0, take, failed: None });
    let lock = || line.lock().unwrap_or_else(PoisonError::into_inner);
    let work_on = || {
        let mut own = worker()?;
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count || stopped.load(Ordering::Relaxed) {
                return Ok(own);
            }
            let done = work(&mut own, index);
            if !lock().put(index, done) {
                stopped.store(true, Ordering::Relaxed);
            }
        }
    };
    let workers: Vec<Result<W, E>> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads.min(count)).map(|_| scope.spawn(work_on)).collect();
        let own = work_on();
        let others = others
            .into_iter()
            .map(|other| other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        std::iter::once(own).chain(others).collect()
    });
    match line.into_inner().unwrap_or_else(PoisonError::into_inner).failed {
        Some(error) => Err(error),
        None => workers.into_iter().collect(),
    }
}

/// What was done before it is due.
struct OrderedQueue<P, E, T> {
    early: BTreeMap<usize, Result<P, E>>,
    due: usize,
    take: T,
    failed: Option<E>,
}

impl<P, E, T: FnMut(usize, P) -> Result<(), E>> OrderedQueue<P, E, T> {
    /// Takes what is due. Gives whether it is worth going on.
    fn put(&mut self, index: usize, done: Result<P, E>) -> bool {
        self.early.insert(index, done);
        while self.failed.is_none()
            && let Some(done) = self.early.remove(&self.due)
        {
            self.failed = done.and_then(|made| (self.take)(self.due, made)).err();
            self.due += 1;
        }
        self.failed.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_has_the_order_of_what_it_is_made_of() {
        let items: Vec<usize> = (0..3 * PART + 1).collect();
        for threads in [1, 2, 5] {
            assert_eq!(map_chunks(&items, threads, <[usize]>::to_vec).concat(), items);
            assert!(map_chunks(&[0; 0], threads, <[i32]>::len).is_empty());
        }
    }

    #[test]
    fn the_first_fault_in_order_is_told_and_nothing_behind_it_is_taken() {
        for threads in [1, 4] {
            let mut taken = Vec::new();
            let work = |(): &mut (), index: usize| if index % 10 == 7 { Err(index) } else { Ok(index) };
            let done = run_ordered(
                100,
                threads,
                || Ok(()),
                work,
                |index, made| {
                    assert_eq!(index, made);
                    taken.push(index);
                    Ok(())
                },
            );
            assert_eq!(done, Err(7));
            assert_eq!(taken, (0..7).collect::<Vec<_>>());
        }
    }
}
