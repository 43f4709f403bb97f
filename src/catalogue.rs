//! RouterOS described as data: every menu once.
//!
//! From one [`menu::Menu`] come typed reading, checked filters and projection, redaction, the lab's menus, the
//! reference and completion. Adding a menu is one entry in one file under [`menus`].

pub mod check;
pub mod entry;
pub mod menu;
pub mod menus;
pub mod recipes;
pub mod reference;
