//! The same thing on many devices: bounded at once, an outcome per device.

use futures_util::future::join_all;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use super::read::{Page, ReadRequest};
use super::{App, Targets};
use crate::catalogue::menus;
use crate::domain::device::Device;
use crate::error::{Error, ErrorKind, Result, Retry};

/// Devices that are asked at the same time.
const AT_ONCE: usize = 64;

/// Devices that failed are named one by one up to here.
const NAMED: usize = 10;

/// What came of one device.
#[derive(Debug)]
pub struct Outcome<T> {
    /// The device.
    pub device: Device,
    /// What it answered.
    pub result: Result<T>,
}

/// A failure in a list of outcomes.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Failure {
    /// The error's kind.
    pub kind: String,
    /// What failed, while doing what.
    pub message: String,
    /// What to do now.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub hints: Vec<String>,
    /// Whether the same call may succeed later.
    pub retryable: bool,
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        Self {
            kind: error.kind().to_string(),
            message: super::sanitise::clean_text(&error.to_string()),
            hints: error.hints().to_vec(),
            retryable: error.kind().row().retry == Retry::Yes,
        }
    }
}

impl Failure {
    /// The error that it reports.
    pub fn error(&self) -> Error {
        let kind = ErrorKind::ALL.iter().copied().find(|kind| kind.row().name == self.kind);
        let error = Error::new(kind.unwrap_or(ErrorKind::Internal), self.message.clone());
        self.hints.iter().fold(error, Error::hint)
    }
}

/// One device's part of a fleet read.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DeviceRead {
    /// The device.
    pub device: String,
    /// Its page, where it answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<Page>,
    /// Why not, where it did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
}

/// A menu of many devices.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FleetRead {
    /// The menu.
    pub menu: String,
    /// Devices that answered.
    pub succeeded: usize,
    /// Devices that did not.
    pub failed: usize,
    /// Each device, by name.
    pub devices: Vec<DeviceRead>,
}

impl FleetRead {
    /// The error to end with where not every device answered.
    pub fn error(&self) -> Option<Error> {
        verdict(self.devices.iter().map(|device| device.error.as_ref()))
    }

    /// The error of a read that no device answered.
    pub fn nobody(&self) -> Option<Error> {
        nobody(self.devices.iter().map(|device| (device.device.as_str(), device.error.as_ref())))
    }
}

/// The error of a fleet: none when no device failed, its own when there is only one device, else `partial`.
pub(super) fn verdict<'a>(devices: impl Iterator<Item = Option<&'a Failure>>) -> Option<Error> {
    let devices: Vec<_> = devices.collect();
    let failed: Vec<_> = devices.iter().copied().flatten().collect();
    let first = failed.first()?;
    if devices.len() == 1 {
        return Some(first.error());
    }
    let message = format!("{} of {} devices failed", failed.len(), devices.len());
    Some(Error::new(ErrorKind::Partial, message))
}

/// The error of a fleet of which no device answered, with what each says: there is nothing to show of any. `None` where
/// some did.
fn nobody<'a>(devices: impl Iterator<Item = (&'a str, Option<&'a Failure>)>) -> Option<Error> {
    let devices: Vec<_> = devices.collect();
    let failed =
        devices.iter().map(|(name, failure)| Some((*name, (*failure)?))).collect::<Option<Vec<_>>>()?;
    let (_, first) = failed.first()?;
    if failed.len() == 1 {
        return Some(first.error());
    }
    let kind = failed.iter().all(|(_, failure)| failure.kind == first.kind).then(|| first.error().kind());
    let message = format!("none of {} devices could be read", failed.len());
    let said = failed.iter().take(NAMED).map(|(name, failure)| format!("{name}: {}", failure.message));
    let mut error = said.fold(Error::new(kind.unwrap_or(ErrorKind::Partial), message), Error::hint);
    if failed.iter().all(|(_, failure)| failure.hints == first.hints) {
        error = first.hints.iter().fold(error, Error::hint);
    }
    Some(match unnamed(failed.len()) {
        Some(more) => error.hint(format!("and {more} more")),
        None => error,
    })
}

/// How many of `count` devices are not named; `None` where all are.
fn unnamed(count: usize) -> Option<usize> {
    count.checked_sub(NAMED).filter(|more| *more > 0)
}

/// Devices that failed, by name, for an answer in a sentence; nothing where none did.
pub fn without<'a>(failed: impl Iterator<Item = &'a str>) -> String {
    let failed: Vec<_> = failed.collect();
    let more = unnamed(failed.len()).map_or(String::new(), |more| format!(" and {more} more"));
    let first = failed.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    if failed.is_empty() { String::new() } else { format!("; without {first}{more}") }
}

/// What each of `work` comes to, in their order, at most [`AT_ONCE`] at the same time; a slow one holds up no other.
async fn all<T>(work: Vec<impl Future<Output = T>>) -> Vec<T> {
    let room = Semaphore::new(AT_ONCE);
    let mut placed = Vec::with_capacity(work.len());
    for one in work {
        placed.push(in_place(&room, one));
    }
    join_all(placed).await
}

async fn in_place<T>(places: &Semaphore, work: impl Future<Output = T>) -> T {
    // Nobody closes them.
    let _place = places.acquire().await;
    work.await
}

impl App {
    /// Runs `work` on each device, at most 64 at once; outcomes come in the order of `devices`.
    pub(super) async fn for_each<'a, T, F, Fut>(&'a self, devices: Vec<Device>, work: F) -> Vec<Outcome<T>>
    where
        F: Fn(&'a App, Device) -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        let work = &work;
        let each = devices
            .into_iter()
            .map(|device| async move { Outcome { result: work(self, device.clone()).await, device } });
        all(each.collect()).await
    }

    /// Reads one menu of many devices; a mistake in the request itself is an error, a failing device an outcome.
    pub async fn fleet_read(&self, targets: &Targets, request: &ReadRequest) -> Result<FleetRead> {
        let mut devices = self.targets(targets).await?;
        devices.sort_by(|a, b| a.name.cmp(&b.name));
        if request.cursor.is_some() && devices.len() > 1 {
            let error = Error::usage("a cursor goes on with one device, and several are meant");
            return Err(error.hint("name the device whose next_cursor it is"));
        }
        let request = &request.shared(devices.len());
        let outcomes = self
            .for_each(devices, |app, device| async move { app.read_device(&device, request).await })
            .await;
        let mut read =
            FleetRead { menu: menus::normalise(&request.menu), succeeded: 0, failed: 0, devices: Vec::new() };
        for outcome in outcomes {
            let device = outcome.device.name;
            match outcome.result {
                Err(error) if error.kind() == ErrorKind::Usage => return Err(error),
                Ok(page) => {
                    read.succeeded += 1;
                    read.devices.push(DeviceRead { device, page: Some(page), error: None });
                }
                Err(error) => {
                    read.failed += 1;
                    read.devices.push(DeviceRead { device, page: None, error: Some((&error).into()) });
                }
            }
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::sync::Notify;

    use super::*;

    fn failure(kind: ErrorKind) -> Failure {
        (&Error::new(kind, "no answer")).into()
    }

    #[test]
    fn where_nobody_answered_there_is_only_an_error() {
        let (silent, barred) = (failure(ErrorKind::Unreachable), failure(ErrorKind::DeviceAuth));
        let fleet = |failures: &[Option<&Failure>]| {
            nobody(failures.iter().enumerate().map(|(at, failure)| (["a", "b"][at], *failure)))
        };
        assert!(fleet(&[]).is_none());
        assert!(fleet(&[Some(&silent), None]).is_none());
        let all = fleet(&[Some(&silent), Some(&silent)]).expect("an error");
        assert_eq!((all.kind(), all.message()), (ErrorKind::Unreachable, "none of 2 devices could be read"));
        assert_eq!(all.hints(), ["a: no answer", "b: no answer"]);
        assert_eq!(fleet(&[Some(&silent), Some(&barred)]).expect("an error").kind(), ErrorKind::Partial);
    }

    #[tokio::test]
    async fn a_slow_device_holds_up_no_other_and_the_order_stays() {
        let (last, count) = (&Notify::new(), 2 * AT_ONCE);
        let work = (0..count).map(|number| async move {
            match number {
                0 => last.notified().await,
                _ if number == count - 1 => last.notify_one(),
                _ => {}
            }
            number
        });
        let done = tokio::time::timeout(Duration::from_mins(1), all(work.collect())).await;
        assert_eq!(done.expect("the first waits for the last"), (0..count).collect::<Vec<_>>());
    }
}
