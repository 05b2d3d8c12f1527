//! The threads of a run, and work that they share out among themselves.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::error::{Error, Kind, Result};

/// Runs `work` with a number of threads; none is all cores.
///
/// # Errors
/// Threads that cannot be started.
pub fn on_threads<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> Result<T> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build().map_err(|error| {
        Error::new(Kind::Io, "cannot start the threads of the run").cause(error).hint("ask for fewer with `--threads`")
    })?;
    Ok(pool.install(work))
}

/// The number of threads in use.
#[must_use]
pub fn threads() -> usize {
    rayon::current_num_threads()
}

/// Runs `work` on every thread, each with the items of `0..count` that it takes when it is done with the last: what it needs for
/// an item it makes once, and no thread waits for a share of another that turned out longer. Returns what each thread made.
///
/// # Errors
/// Those of `work`; no item is taken after one.
pub(super) fn share_out<R: Send>(
    count: usize,
    work: impl Fn(&mut dyn Iterator<Item = usize>) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    let next = AtomicUsize::new(0);
    let take = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|item| *item < count);
    let of_threads = rayon::broadcast(|_| {
        let made = work(&mut std::iter::from_fn(take));
        if made.is_err() {
            next.store(count, Ordering::Relaxed);
        }
        made
    });
    of_threads.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_taken_once_by_one_thread() {
        for threads in [1, 3] {
            let work = || share_out(1_000, |items| Ok(items.collect::<Vec<_>>()));
            let taken = on_threads(Some(threads), work).expect("threads").expect("no errors");
            assert_eq!(taken.len(), threads);
            let mut taken = taken.concat();
            taken.sort_unstable();
            assert!(taken.into_iter().eq(0..1_000));
        }
    }

    #[test]
    fn nothing_is_taken_after_an_error() {
        let taken = AtomicUsize::new(0);
        let error = share_out(1_000_000, |items| {
            for item in items {
                taken.fetch_add(1, Ordering::Relaxed);
                if item == 10 {
                    return Err(Error::data("the tenth"));
                }
            }
            Ok(())
        });
        assert!(error.expect_err("an error").to_string().contains("the tenth"));
        assert!(taken.into_inner() < 1_000_000);
    }
}
