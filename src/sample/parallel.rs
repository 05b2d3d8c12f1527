//! Work shared among threads with results in order, so that they do not depend on the number of threads.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

fn threads(items: usize) -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(items).max(1)
}

/// `compute` of every index below `items`, in order.
pub(super) fn map<T: Send>(items: usize, compute: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let mut found = fold(items, Vec::new, |results: &mut Vec<(usize, T)>, index| results.push((index, compute(index))))
        .into_iter()
        .flatten()
        .collect::<Vec<_>>();
    found.sort_by_key(|(index, _)| *index);
    found.into_iter().map(|(_, result)| result).collect()
}

/// Adds every index below `items` to one of several accumulators, one per thread. Which index goes to which is not
/// defined: the caller merges them by sums of integers or puts them in order.
pub(super) fn fold<T: Send>(items: usize, start: impl Fn() -> T + Sync, add: impl Fn(&mut T, usize) + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads(items))
            .map(|_| {
                scope.spawn(|| {
                    let mut accumulator = start();
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        if index >= items {
                            return accumulator;
                        }
                        add(&mut accumulator, index);
                    }
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().expect("the work does not panic")).collect()
    })
}
