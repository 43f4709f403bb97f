//! Whether a menu of a device reads otherwise than when it was last looked at.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::App;
use crate::catalogue::menus;
use crate::domain::device::DeviceId;
use crate::domain::row::TypedRow;
use crate::error::{ErrorKind, Result};

/// What a look saw: two looks that saw the same compare equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Rows with this digest; counters and timers are left out of it.
    Rows(u64),
    /// An error of this kind.
    Failed(ErrorKind),
}

impl App {
    /// Reads `menu` of the device and returns what it looks like; [`ErrorKind::NotFound`] when the inventory has no such
    /// device any more.
    pub async fn look(&self, device: &DeviceId, menu: &str) -> Result<Look> {
        let device = self.device_by_id(device).await?;
        let mut hasher = DefaultHasher::new();
        match self.rows(&device, menu, &[]).await {
            Err(error) => return Ok(Look::Failed(error.kind())),
            Ok(rows) => {
                let known = menus::find(menu);
                for row in rows.iter().filter(|row| !is_our_own_doing(menu, row)) {
                    let lasting = row.iter().filter(|(name, _)| {
                        !known.and_then(|menu| menu.field(name)).is_some_and(|field| field.volatile)
                    });
                    lasting.for_each(|(name, value)| (name, value.to_string()).hash(&mut hasher));
                }
            }
        }
        Ok(Look::Rows(hasher.finish()))
    }
}

/// Each look may be a login, which RouterOS logs: that must not be news, or looking would never come to rest.
pub(super) fn is_our_own_doing(menu: &str, row: &TypedRow) -> bool {
    let topics = row.get("topics").and_then(serde_json::Value::as_array);
    menu == "log" && topics.is_some_and(|topics| topics.iter().any(|topic| topic == "account"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn logins_are_no_news_of_the_log() {
        let row = |topics| json!({"topics": topics}).as_object().cloned().unwrap_or_default();
        assert!(is_our_own_doing("log", &row(json!(["system", "info", "account"]))));
        assert!(!is_our_own_doing("log", &row(json!(["system", "error"]))));
        assert!(!is_our_own_doing("ip/firewall/filter", &row(json!(["account"]))));
    }
}
