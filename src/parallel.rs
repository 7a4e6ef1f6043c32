//! Work on several threads with results in order.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread::Builder;

/// Returns the number of cores that this process may use. It is asked for once: the system reads several files for it.
pub(crate) fn available_threads() -> usize {
    static THREADS: LazyLock<usize> =
        LazyLock::new(|| std::thread::available_parallelism().map_or(1, usize::from));
    *THREADS
}

/// Gives back the memory of a value of `count` items on another thread, if they are many. For a hundred thousand deals, and for
/// the rows that they are read from, that takes a twentieth of the time of an answer.
pub(crate) fn drop_apart<T: Send + 'static>(value: T, count: usize) {
    const MANY: usize = 1 << 13;
    if count > MANY {
        // If no thread starts, the value is dropped here.
        let _ = Builder::new().spawn(move || drop(value));
    }
}

/// Items per chunk of the functions that split a slice.
const CHUNK: usize = 1 << 12;

/// Splits `items` into chunks and returns the result of `work` for each, in order.
pub(crate) fn map_chunks<'i, T: Sync, U: Send>(
    items: &'i [T],
    threads: usize,
    work: impl Fn(&'i [T]) -> U + Sync,
) -> Vec<U> {
    let mut results = Vec::new();
    for_each_chunk(items, threads, work, |_, result| results.push(result));
    results
}

/// Splits `items` into chunks and passes each chunk with the result of `work` to `take`, in order. Only a few results wait
/// for their turn.
pub(crate) fn for_each_chunk<'i, T: Sync, U: Send>(
    items: &'i [T],
    threads: usize,
    work: impl Fn(&'i [T]) -> U + Sync,
    mut take: impl FnMut(&'i [T], U) + Send,
) {
    let done = try_for_each_chunk(items, threads, work, |chunk, result| {
        take(chunk, result);
        Ok::<_, Infallible>(())
    });
    match done {
        Ok(()) => {}
        Err(never) => match never {},
    }
}

/// As [`for_each_chunk`], until `take` fails.
///
/// # Errors
/// That of `take`.
pub(crate) fn try_for_each_chunk<'i, T: Sync, U: Send, E: Send>(
    items: &'i [T],
    threads: usize,
    work: impl Fn(&'i [T]) -> U + Sync,
    mut take: impl FnMut(&'i [T], U) -> Result<(), E> + Send,
) -> Result<(), E> {
    let chunks: Vec<&[T]> = items.chunks(CHUNK).collect();
    let read = |(): &mut (), index: usize| Ok((chunks[index], work(chunks[index])));
    run_ordered(chunks.len(), threads, || Ok(()), read, |_, (chunk, result)| take(chunk, result)).map(drop)
}

/// Runs `work` on each item and passes the results to `take`, in order. Only a few results wait for their turn.
///
/// # Errors
/// That of the first item on which `work` fails.
pub(crate) fn try_for_each<'i, T: Sync, U: Send, E: Send>(
    items: &'i [T],
    threads: usize,
    work: impl Fn(&'i T) -> Result<U, E> + Sync,
    mut take: impl FnMut(U) + Send,
) -> Result<(), E> {
    let take = |_, result| {
        take(result);
        Ok(())
    };
    run_ordered(items.len(), threads, || Ok(()), |(), index| work(&items[index]), take).map(drop)
}

/// Runs `work(i)` for `0..count` on up to `threads` threads, this one among them, and passes the results to `take` in index
/// order, on whichever thread completes the next one. Returns the state that `worker` made for each thread.
///
/// # Errors
/// The error with the lowest index; later results are not passed to `take`.
pub(crate) fn run_ordered<W: Send, P: Send, E: Send>(
    count: usize,
    threads: usize,
    worker: impl Fn() -> Result<W, E> + Sync,
    work: impl Fn(&mut W, usize) -> Result<P, E> + Sync,
    take: impl FnMut(usize, P) -> Result<(), E> + Send,
) -> Result<Vec<W>, E> {
    let (next, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
    let queue = Mutex::new(OrderedQueue { early: VecDeque::new(), due: 0, take, failed: None });
    let run = || {
        let mut state = worker()?;
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count || stopped.load(Ordering::Relaxed) {
                return Ok(state);
            }
            let done = work(&mut state, index);
            if !lock(&queue).put(index, done) {
                stopped.store(true, Ordering::Relaxed);
            }
        }
    };
    let workers = Mutex::new(Vec::new());
    on_threads(threads.min(count), &|| {
        let done = run();
        lock(&workers).push(done);
    });
    match queue.into_inner().unwrap_or_else(PoisonError::into_inner).failed {
        Some(error) => Err(error),
        None => workers.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().collect(),
    }
}

/// Runs `work` on up to `threads` threads, this one among them. If the system starts no more, those that it has started do the
/// work.
fn on_threads(threads: usize, work: &(dyn Fn() + Sync)) {
    std::thread::scope(|scope| {
        let others: Vec<_> =
            (1..threads).map_while(|_| Builder::new().spawn_scoped(scope, work).ok()).collect();
        work();
        for other in others {
            other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        }
    });
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Passes results to `take` in index order and holds those that are early.
struct OrderedQueue<P, E, T> {
    /// The results from `due` on, as far as they are there.
    early: VecDeque<Option<Result<P, E>>>,
    /// The index that `take` gets next.
    due: usize,
    take: T,
    failed: Option<E>,
}

impl<P, E, T: FnMut(usize, P) -> Result<(), E>> OrderedQueue<P, E, T> {
    /// Adds a result and passes on those that are due. Returns whether there was no error so far.
    fn put(&mut self, index: usize, done: Result<P, E>) -> bool {
        let place = index - self.due;
        if self.early.len() <= place {
            self.early.resize_with(place + 1, || None);
        }
        self.early[place] = Some(done);
        while self.failed.is_none()
            && let Some(done) = self.early.front_mut().and_then(Option::take)
        {
            self.failed = done.and_then(|result| (self.take)(self.due, result)).err();
            self.early.pop_front();
            self.due += 1;
        }
        self.failed.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..=3 * CHUNK).collect();
        for threads in [1, 2, 5] {
            assert_eq!(map_chunks(&items, threads, <[usize]>::to_vec).concat(), items);
            assert!(map_chunks(&[0; 0], threads, <[i32]>::len).is_empty());
        }
    }

    #[test]
    fn the_first_error_in_order_is_returned_and_no_later_result_is_taken() {
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
