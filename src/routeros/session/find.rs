//! Looking rows up.

use super::Session;
use crate::domain::row::RawRow;
use crate::error::Result;
use crate::routeros::transport::Print;

impl Session {
    /// The row of `menu` with this `.id`, or this name where `id` does not begin with `*`; only `fields` unless empty.
    pub async fn row(&self, menu: &str, id: &str, fields: &[&str]) -> Result<Option<RawRow>> {
        let field = if id.starts_with('*') { ".id" } else { "name" };
        Ok(self.find(menu, &[(field, id)], fields).await?.into_iter().next())
    }

    /// The rows of `menu` where each of these fields has exactly this text; only `fields` unless empty.
    pub async fn find(&self, menu: &str, equals: &[(&str, &str)], fields: &[&str]) -> Result<Vec<RawRow>> {
        self.print(Print {
            menu: menu.to_owned(),
            fields: fields.iter().map(|field| (*field).to_owned()).collect(),
            equals: equals.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect(),
            settings: false,
        })
        .await
    }
}
