//! A plan in words and as a difference, both made from the stored document alone.

use crate::domain::plan::{Change, DevicePlan};

/// What is done, a line for each step and each property.
pub fn words(plan: &DevicePlan) -> String {
    let mut text = String::new();
    for step in &plan.steps {
        text.push_str(&format!("{}. {}\n", step.number, step.summary));
        if step.action.is_some() {
            text.extend(step.changes.iter().map(|change| format!("     {}\n", sentence(change))));
        }
    }
    text
}

fn sentence(change: &Change) -> String {
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => format!("{}: {old} → {new}", change.field),
        (None, Some(new)) => format!("{}: {new}", change.field),
        (Some(old), None) => format!("{}: {old} → not set", change.field),
        (None, None) => change.field.clone(),
    }
}

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
