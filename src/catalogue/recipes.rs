//! Common changes as data: parameters, and the steps that they become.
//!
//! A recipe is nothing but a way to write steps: what it makes is compiled, judged, guarded and verified as any other
//! plan. Adding one is one entry.

mod access;
mod addressing;
mod firewall;
mod layer2;
mod recipe;
pub mod reference;
mod router;

pub use recipe::{Param, Recipe, Template};

use crate::error::{Error, Result, nearest};

/// The recipe that changes the password of the user that rosmcp logs in as; user and password come from the store.
pub const OWN_PASSWORD: &str = access::OWN_PASSWORD;

const ALL: &[&[Recipe]] =
    &[router::RECIPES, access::RECIPES, addressing::RECIPES, firewall::RECIPES, layer2::RECIPES];

/// Every recipe, in the order in which they are listed.
pub fn all() -> impl Iterator<Item = &'static Recipe> {
    ALL.iter().copied().flatten()
}

/// The recipe `name`, or an error that names the nearest one.
pub fn find(name: &str) -> Result<&'static Recipe> {
    all().find(|recipe| recipe.name == name).ok_or_else(|| {
        let error = Error::not_found(format!("there is no recipe {name:?}"));
        match nearest(name, all().map(|recipe| recipe.name)) {
            Some(near) => error.hint(format!("did you mean {near:?}?")),
            None => error.hint("recipe_list names them"),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::menus;

    #[test]
    fn recipes_name_menus_fields_and_parameters_that_exist() {
        for recipe in all() {
            for template in recipe.steps {
                let menu = menus::find(template.menu)
                    .unwrap_or_else(|| panic!("{}: {}", recipe.name, template.menu));
                let fields = template.values.iter().chain(template.matching);
                for (field, text) in fields {
                    assert!(menu.field(field).is_some(), "{}: {} {field}", recipe.name, template.menu);
                    for name in recipe::placeholders(text) {
                        let known = name == "each" || recipe.params.iter().any(|param| param.name == name);
                        assert!(known, "{}: {name}", recipe.name);
                    }
                }
                let named = [
                    template.each,
                    template.when,
                    template.place_before,
                    template.values_from,
                    template.match_from,
                    template.except.map(|(_, name)| name),
                ];
                for name in named.into_iter().flatten() {
                    assert!(recipe.params.iter().any(|param| param.name == name), "{}: {name}", recipe.name);
                }
            }
        }
    }
}
