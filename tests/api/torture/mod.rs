//! The whole binary under fire: a storm of checkouts while the process or its database dies, the disk fills, syncing
//! fails, the clock jumps or letters are refused. Afterwards a healthy server must find all that was acknowledged, carry
//! on under the same keys, and `verify` must find nothing.
//!
//! Each trial runs for a moment with the suite, and for `TORTURE_SECONDS` by `make torture`.

mod storm;
mod trials;
