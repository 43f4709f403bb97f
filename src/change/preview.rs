//! A plan as a difference, made from the stored document alone.

use crate::domain::harmless::one_line;
use crate::domain::plan::DevicePlan;

/// What changes, as lines with `-` and `+`.
pub fn diff(plan: &DevicePlan) -> String {
    let mut text = String::new();
    for step in plan.steps.iter().filter(|step| step.action.is_some()) {
        text.push_str(&format!("@@ {} @@\n", one_line(&step.summary)));
        for change in &step.changes {
            if let Some(old) = &change.old {
                text.push_str(&format!("-{}={}\n", change.field, one_line(old)));
            }
            if let Some(new) = &change.new {
                text.push_str(&format!("+{}={}\n", change.field, one_line(new)));
            }
        }
    }
    text
}
