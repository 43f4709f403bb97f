//! A plan as a difference, made from the stored document alone.

use crate::domain::plan::DevicePlan;

/// What changes, as lines with `-` and `+`.
pub fn diff(plan: &DevicePlan) -> String {
    let mut text = String::new();
    for step in plan.steps.iter().filter(|step| step.action.is_some()) {
        text.push_str(&format!("@@ {} @@\n", step.summary));
        for change in &step.changes {
            if let Some(old) = &change.old {
                text.push_str(&format!("-{}={old}\n", change.field));
            }
            if let Some(new) = &change.new {
                text.push_str(&format!("+{}={new}\n", change.field));
            }
        }
    }
    text
}
