//! Commands that a device runs for a while and that change nothing: what ping, traceroute, torch and the like share.

use std::time::Duration;

use super::progress::Progress;
use crate::domain::field::FieldType;
use crate::domain::row::RawRow;
use crate::routeros::session::LONGEST_CALL;
use crate::routeros::transport::Request;
use crate::routeros::value;

/// How long the router may take for one command, which may wait for replies that never come.
pub(super) const PATIENCE: Duration = LONGEST_CALL;

/// The command `path`; asking again changes nothing.
pub(super) fn run(path: &str, arguments: &RawRow) -> Request {
    Request::Run { path: path.to_owned(), arguments: arguments.clone(), read_only: true }
}

/// Waits for `work`, telling every second how long it has taken.
pub(super) async fn ticking<T>(work: impl Future<Output = T>, progress: &dyn Progress, what: &str) -> T {
    let mut work = std::pin::pin!(work);
    let mut seconds = 0.0;
    loop {
        let second = tokio::time::sleep(Duration::from_secs(1));
        tokio::select! {
            done = &mut work => return done,
            () = second => {
                seconds += 1.0;
                progress.report(seconds, None, what).await;
            }
        }
    }
}

/// A RouterOS time span in milliseconds: `24ms930us` and the like, or a plain number of milliseconds.
pub(super) fn milliseconds(text: &str) -> Option<f64> {
    if let Ok(plain) = text.parse::<f64>() {
        return plain.is_finite().then_some(plain);
    }
    let seconds = value::typed(FieldType::Duration, text).as_f64()?;
    Some((seconds * 1_000_000.0).round() / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_come_out_in_milliseconds() {
        assert_eq!(milliseconds("24ms930us"), Some(24.93));
        assert_eq!(milliseconds("453us"), Some(0.453));
        assert_eq!(milliseconds("1.5"), Some(1.5));
        assert_eq!(milliseconds("timeout"), None);
    }
}
