//! What the secrets of a plan are sealed for.

use crate::domain::device::Device;
use crate::vault::Binding;

/// Secret `field` (`PLAN/STEP/FIELD`) of a plan, for `device` where it is now and nowhere else.
pub(super) fn binding<'a>(device: &'a Device, field: &'a str) -> Binding<'a> {
    Binding { table: "plans", row: &device.id, field, version: 1, endpoint: &device.endpoint }
}
