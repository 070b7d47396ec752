//! Load from threads over kept connections, and what it measured.

use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::wire::Wire;

/// What a run of load showed.
pub struct Measured {
    pub per_second: f64,
    pub p50: Duration,
    pub p99: Duration,
    /// Answers that were neither 2xx nor expected.
    pub failures: usize,
}

impl Measured {
    fn of(mut latencies: Vec<Duration>, failures: usize, took: Duration) -> Measured {
        latencies.sort_unstable();
        let at = |share: f64| latencies.get(((latencies.len() as f64 - 1.0) * share) as usize).copied().unwrap_or_default();
        Measured { per_second: latencies.len() as f64 / took.as_secs_f64(), p50: at(0.50), p99: at(0.99), failures }
    }
}

/// Asks from `connections` at once for a while; `path` says what the n-th request is for.
pub fn get(address: SocketAddr, path: impl Fn(usize) -> String + Sync, connections: usize, span: Duration) -> Measured {
    let count = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let failures = AtomicUsize::new(0);
    let all = Mutex::new(Vec::new());
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..connections {
            scope.spawn(|| {
                let mut wire = Wire::to(address);
                let mut own = Vec::with_capacity(4096);
                while !stop.load(Ordering::Relaxed) {
                    let path = path(count.fetch_add(1, Ordering::Relaxed));
                    let asked = Instant::now();
                    match wire.send("GET", &path, &[], None) {
                        Ok((200, _)) => own.push(asked.elapsed()),
                        _ => {
                            failures.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                }
                all.lock().unwrap().extend(own);
            });
        }
        std::thread::sleep(span);
        stop.store(true, Ordering::Relaxed);
    });
    Measured::of(all.into_inner().unwrap(), failures.into_inner(), begun.elapsed())
}

/// Does each of the given acts once, `connections` at a time. An act says whether it went well.
pub fn acts<A: Send + Sync>(address: SocketAddr, acts: &[A], connections: usize, act: impl Fn(&mut Wire, &A) -> bool + Sync) -> Measured {
    let next = AtomicUsize::new(0);
    let failures = AtomicUsize::new(0);
    let all = Mutex::new(Vec::new());
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..connections {
            scope.spawn(|| {
                let mut wire = Wire::to(address);
                let mut own = Vec::new();
                while let Some(one) = acts.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let asked = Instant::now();
                    if act(&mut wire, one) {
                        own.push(asked.elapsed());
                    } else {
                        failures.fetch_add(1, Ordering::Relaxed);
                    }
                }
                all.lock().unwrap().extend(own);
            });
        }
    });
    Measured::of(all.into_inner().unwrap(), failures.into_inner(), begun.elapsed())
}

/// Runs futures, `at_once` at a time, and measures each.
pub async fn futures<F: Future<Output = bool>>(count: usize, at_once: usize, make: impl Fn(usize) -> F) -> Measured {
    use futures_util::StreamExt;
    let begun = Instant::now();
    let results: Vec<(bool, Duration)> = futures_util::stream::iter(0..count)
        .map(|index| {
            let work = make(index);
            async move {
                let asked = Instant::now();
                (work.await, asked.elapsed())
            }
        })
        .buffer_unordered(at_once)
        .collect()
        .await;
    let failures = results.iter().filter(|(ok, _)| !ok).count();
    Measured::of(results.into_iter().filter(|(ok, _)| *ok).map(|(_, took)| took).collect(), failures, begun.elapsed())
}
