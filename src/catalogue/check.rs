//! Checking what a reader asks for before a router is asked.
//!
//! RouterOS answers an unknown property with silence, not with an error: a misspelt filter matches nothing and a
//! misspelt projection is empty. So names are checked here, against the menu's own.

use super::menu::{Field, Menu, MenuKind};
use crate::error::{Error, Result, nearest};

/// Properties that RouterOS adds to rows of any list (RouterOS manual, "REST API").
const OF_EVERY_ROW: &[&str] = &[".id", ".nextid", ".about"];

/// How many names a hint shows.
const SHOWN: usize = 12;

impl Menu {
    /// An error of kind usage for the first of `names` that this menu does not have, with the nearest one as hint.
    pub fn check_fields(&self, names: &[impl AsRef<str>]) -> Result<()> {
        names.iter().try_for_each(|name| self.check_field(name.as_ref()))
    }

    fn check_field(&self, name: &str) -> Result<()> {
        if self.has(name) {
            return Ok(());
        }
        let error = Error::usage(format!("{} has no field {name:?}", self.path));
        Err(match nearest(name, self.names()) {
            Some(near) => error.hint(format!("did you mean {near:?}?")),
            None => error.hint(format!("its fields: {}", self.some_names())),
        })
    }

    /// The most telling names, as many as a hint can hold.
    fn some_names(&self) -> String {
        let first: Vec<_> = self.names().take(SHOWN).collect();
        let more = if self.fields.len() > SHOWN { ", …" } else { "" };
        first.join(", ") + more
    }

    fn has(&self, name: &str) -> bool {
        let of_row = !matches!(self.kind, MenuKind::Settings) && OF_EVERY_ROW.contains(&name);
        of_row || self.field(name).is_some()
    }

    /// The names of its fields, most telling first.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().map(|field| field.name)
    }

    /// Its secret fields, the ones never shown.
    pub fn secrets(&self) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().filter(|field| field.secret)
    }
}

#[cfg(test)]
mod tests {
    use crate::catalogue::menus::find;
    use crate::error::ErrorKind;

    #[test]
    fn fields_of_the_menu_and_of_every_row_pass() {
        let menu = find("ip/address").unwrap();
        assert!(menu.check_fields(&["address", "comment", ".id"]).is_ok());
    }

    #[test]
    fn a_misspelt_field_is_refused_with_the_nearest_one() {
        let error = find("ip/address").unwrap().check_fields(&["address", "adress"]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Usage);
        assert_eq!(error.message(), "ip/address has no field \"adress\"");
        assert_eq!(error.hints(), ["did you mean \"address\"?"]);
    }

    #[test]
    fn a_name_like_no_other_is_answered_with_all_names() {
        let error = find("system/identity").unwrap().check_fields(&["zzz"]).unwrap_err();
        assert_eq!(error.hints(), ["its fields: name"]);
    }

    #[test]
    fn settings_have_no_id() {
        assert!(find("system/clock").unwrap().check_fields(&[".id"]).is_err());
    }
}
