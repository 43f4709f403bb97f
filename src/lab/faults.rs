//! Faults on demand: what networks and routers do at their worst, for the requests that a rule matches.
//!
//! A [`Rule`] says which requests of which router meet which [`Fault`], and how often. Rules come with the options, from a
//! test, or over the admin port. What a fault does to an answer is up to the fronts; [`wire`] sends answers that no
//! router would send.
//!
//! | `fault` | what happens | with |
//! |---|---|---|
//! | `latency` | the request is done late | `ms`, `jitter_ms` |
//! | `stall` | it is done at once and answered late | `ms`, `jitter_ms` |
//! | `hang` | nothing is done, nothing answered | |
//! | `reset` | the connection is reset after some bytes of the answer | `at` |
//! | `truncate` | the connection is closed after some bytes of the answer, or half of it | `at` |
//! | `garbage` | the answer means nothing | |
//! | `wrong-length` | the answer's length is said wrong | `by` |
//! | `drip` | the answer comes byte by byte | `ms` |
//! | `status` | nothing is done; the answer is an HTTP status, a trap over the API | `status`, `detail` |
//! | `lost-answer` | it is done, and the connection closed | |
//! | `unauthorized` | as if the credentials were wrong | |
//! | `refused` | it is done, and said to be refused | `detail` |
//! | `ignored` | it is said to be done, and isn't | |
//! | `reboot` | it is done; then every connection is cut, and none taken for a while | `ms`, `jitter_ms` |
//! | `edit` | another admin does something first, then it is done | `edit` |
//! | `certificate` | a connection meets another certificate | |
//!
//! A login over the API is the command `login` of the empty path. Times are the host's, not the router's.
//!
//! A new connection is the verb `connect`, before its TLS handshake; it meets `certificate`, `latency`, `hang` and `reset`.
//! `edit` is a command: `{"path":"ip/pool","verb":"remove","values":{"numbers":"dhcp"}}`.

mod fault;
mod rule;
pub(super) mod wire;

pub(super) use fault::{Edit, Fault, WORDS, not_edited};
pub use rule::Rule;
pub(super) use rule::{Front, Rules};
